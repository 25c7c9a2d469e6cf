// %% [markdown]
// # Exercises for lesson 00: the journey
//
// Two small tasks, both at the heart of school: hide a word, then measure how badly it was guessed.
// Write your answer where the stub throws, run the cell, then run the `check` cell below it.
// Three hints unfold when you need them: direction, formula, nearly code.

// %% [markdown]
// ## 1. Mask a sentence
// Difficulty ★☆☆ · importance ★★★ · about 10 minutes · 3 points
//
// A fill-in-the-blank exercise needs two things: the sentence with words hidden, and the answers.
//
// - `input`: a copy of `tokens` in which every token at one of `positions` is replaced by `mask`.
// - `targets`: as long as `tokens`; the hidden token where one was hidden, an empty string elsewhere.
// - Special tokens, those that begin with `[` and end with `]`, are never hidden: they stay, and have no target.
//
// Example: `maskSentence(['the', 'spring', 'is', 'warm'], [1])` gives
// `{ input: ['the', '[MASK]', 'is', 'warm'], targets: ['', 'spring', '', ''] }`.

// %% task="mask-sentence" points=3
// task: mask-sentence
interface Masked {
  input: string[];
  targets: string[];
}
/** tokens [T], positions: which of them to hide → input [T] and targets [T]. Leaves `tokens` as it is. */
function maskSentence(tokens: string[], positions: number[], mask = '[MASK]'): Masked {
  // BEGIN SOLUTION
  const special = (token: string) => token.startsWith('[') && token.endsWith(']');
  const hidden = (token: string, i: number) => positions.includes(i) && !special(token);
  return {
    input: tokens.map((token, i) => (hidden(token, i) ? mask : token)),
    targets: tokens.map((token, i) => (hidden(token, i) ? token : '')),
  };
  // END SOLUTION
}

// %%
import { check } from 'kernel-lib';
await check('mask-sentence');

// %% [markdown]
// ## 2. Cross-entropy by hand
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// The model gives each word of the vocabulary a score, its **logit** (未归一化的分数). The **softmax** turns a row of
// scores $z$ into probabilities, $p_j = e^{z_j} / \sum_k e^{z_k}$. The **cross-entropy** (交叉熵) of one position is
// $-\ln p_t$ with $t$ the right word: 0 when the model was sure and right, large when it was sure and wrong.
//
// Return the mean over the positions whose target is not −1. A target of −1 means "not asked": leave it out.
// Scores may be as large as 1000, where $e^{1000}$ overflows: the answer must still be right.
//
// Example: two equal scores, `crossEntropy([[0, 0]], [1])`, give $\ln 2 = 0.6931$ nats.

// %% task="cross-entropy" points=3
// task: cross-entropy
/** logits [N, V], targets [N] (−1 is ignored) → the mean of −ln p(target), in nats; 0 where nothing is asked. */
function crossEntropy(logits: number[][], targets: number[]): number {
  // BEGIN SOLUTION
  let sum = 0;
  let asked = 0;
  for (const [n, row] of logits.entries()) {
    const target = targets[n]!;
    if (target === -1) continue;
    const largest = Math.max(...row);
    const logSum = largest + Math.log(row.reduce((total, z) => total + Math.exp(z - largest), 0));
    sum += logSum - row[target]!;
    asked += 1;
  }
  return asked === 0 ? 0 : sum / asked;
  // END SOLUTION
}

// %%
await check('cross-entropy');
