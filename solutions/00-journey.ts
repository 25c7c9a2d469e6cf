// %% [markdown]
// # Exercises for lesson 00: the journey
//
// Eight small tasks, from a list of numbers to a model that you trained yourself. Each has one idea.
// Write your answer where the stub throws, run the cell, then run the `check` cell below it.
// Three hints unfold when you need them: direction, formula, nearly code. All eight take about two hours.

// %% [markdown]
// ## 1. Find your way in a tensor
// Difficulty ★☆☆ · importance ★★☆ · about 10 minutes · 2 points
//
// A **tensor** (张量) is a flat list of numbers and a **shape** (形状). The numbers stand row by row: the last index moves
// fastest. In shape [2, 3] the number at [1, 0] is the fourth of the list, for it stands behind one whole row of three.
//
// - `elementAt` finds one number in a tensor of any shape. Shape [] is a single number, and its index is [].
// - `transposed` turns a matrix over: what was row `i`, column `j` is then row `j`, column `i`. It gives the new flat list.
//
// Example: `elementAt([1, 2, 3, 4, 5, 6], [2, 3], [1, 0])` gives 4, and `transposed([1, 2, 3, 4, 5, 6], 2, 3)` gives
// `[1, 4, 2, 5, 3, 6]`.

// %% task="tensors" points=2
// task: tensors
/** values: flat, row by row; index: as long as shape, each from 0 → the number that stands there. */
function elementAt(values: number[], shape: number[], index: number[]): number {
  // BEGIN SOLUTION
  let place = 0;
  for (const [axis, size] of shape.entries()) place = place * size + index[axis]!;
  return values[place]!;
  // END SOLUTION
}
/** values [rows, columns], flat → the same numbers as [columns, rows], flat. Leaves `values` as it is. */
function transposed(values: number[], rows: number, columns: number): number[] {
  // BEGIN SOLUTION
  const result: number[] = [];
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) result.push(values[i * columns + j]!);
  }
  return result;
  // END SOLUTION
}

// %%
import { check } from 'kernel-lib';
await check('tensors');

// %% [markdown]
// ## 2. All distances at once
// Difficulty ★★☆ · importance ★★★ · about 15 minutes · 2 points
//
// **Broadcasting** (广播) repeats an axis of size 1 as often as it is needed. A column [3, 1] plus a row [1, 2] is a table
// [3, 2]. That replaces loops, and it is where most shape mistakes come from.
//
// Given N points and M points in D dimensions, make the table of all squared distances,
// $d_{ij} = \sum_k (a_{ik} - b_{jk})^2$. First give both the shape [N, M, D], or one that broadcasts to it.
//
// Example: from the points (0, 0) and (1, 2) to the point (1, 0): `squaredDistances(tf.tensor2d([[0, 0], [1, 2]]),
// tf.tensor2d([[1, 0]]))` gives `[[1], [4]]`.

// %% task="broadcasting" points=2
// task: broadcasting
import * as tf from '@tensorflow/tfjs';
/** a [N, D], b [M, D] → [N, M]: the squared distance of each point of a to each point of b. */
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // BEGIN SOLUTION
  const difference = a.expandDims(1).sub(b.expandDims(0)); // [N, 1, D] − [1, M, D] = [N, M, D]
  return difference.square().sum(2);
  // END SOLUTION
}

// %%
await check('broadcasting');

// %% [markdown]
// ## 3. A softmax that does not overflow
// Difficulty ★☆☆ · importance ★★★ · about 10 minutes · 2 points
//
// The model gives each word of the vocabulary a score, its **logit** (未归一化的分数). The **softmax** turns a row of
// scores $z$ into probabilities, $p_j = e^{z_j} / \sum_k e^{z_k}$: all are positive, and together they are 1.
//
// Written down like this it breaks: $e^{1000}$ is infinite, and infinity divided by infinity is no number. Scores of −1000
// break it, too: there you divide 0 by 0. Find the form that always works. A score of $-\infty$ gets the probability 0.
// Work it out in plain numbers: tfjs rounds to seven digits, and the check looks at nine.
//
// Example: `softmax([0, Math.log(3)])` gives `[0.25, 0.75]`, and so does `softmax([1000, 1000 + Math.log(3)])`.

// %% task="softmax" points=2
// task: softmax
/** z [V], at least one of them finite → probabilities [V]. Leaves `z` as it is. */
function softmax(z: number[]): number[] {
  // BEGIN SOLUTION
  const largest = Math.max(...z);
  const powers = z.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
  // END SOLUTION
}

// %%
await check('softmax');

// %% [markdown]
// ## 4. Cross-entropy by hand
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// How wrong was a guess? Let $p$ be the softmax of the scores $z$ and $t$ the right word. The **cross-entropy** (交叉熵) of
// one position is $-\ln p_t$: 0 when the model was sure and right, large when it was sure and wrong.
//
// Return the mean over the positions whose target is not −1. A target of −1 means "not asked": leave it out.
// Scores may be as large as 1000, where $e^{1000}$ overflows: the answer must still be right. Work it out yourself, in plain
// numbers: tfjs rounds to seven digits, and the check looks at nine.
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

// %% [markdown]
// ## 5. A gradient by hand
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// Which way should the scores move so that the loss falls? That is the **gradient** (梯度) of the cross-entropy with respect
// to each score: how much the loss grows when this score grows a little. It is surprisingly simple, and worth deriving once.
//
// For one position with softmax $p$ and target $t$: $\partial (-\ln p_t) / \partial z_j = p_j - 1$ where $j = t$, else $p_j$.
// The loss of task 4 is a mean over the positions that are asked, so divide by their number. A row whose target is −1 has
// no part in the loss: its gradient is 0. Nothing asked: all are 0. In plain numbers again, as large as 1000.
//
// Example: `crossEntropyGradient([[0, 0]], [1])` gives `[[0.5, -0.5]]`: less of word 0, more of word 1.

// %% task="gradient-by-hand" points=3
// task: gradient-by-hand
/** logits [N, V], targets [N] (−1 is ignored) → d loss / d logits [N, V]. Leaves `logits` as they are. */
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  // BEGIN SOLUTION
  const asked = targets.filter((target) => target !== -1).length;
  return logits.map((row, n) => {
    const target = targets[n]!;
    if (target === -1) return row.map(() => 0);
    const largest = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power, j) => (power / total - (j === target ? 1 : 0)) / asked);
  });
  // END SOLUTION
}

// %%
await check('gradient-by-hand');

// %% [markdown]
// ## 6. Mask a sentence
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
await check('mask-sentence');

// %% [markdown]
// ## 7. Sample from logits
// Difficulty ★★☆ · importance ★★★ · about 15 minutes · 3 points
//
// A model that writes must choose a word. Always taking the likeliest one is dull; so we **sample** (采样): word $j$ comes
// with probability $p_j$, the softmax of $z / T$. The **temperature** (温度) $T$ says how bold: near 0 the likeliest word
// nearly always comes, far above 1 all words do.
//
// Chance is passed in, so that a run can be repeated: each number $u$ of `uniform`, $0 \le u < 1$, chooses one token. Lay
// the probabilities end to end from token 0 on; $u$ falls into the piece of one token. That is the first token whose
// probability, together with all before it, is larger than $u$.
//
// - A token with the score $-\infty$ is forbidden: it never comes, whatever $u$ is.
// - Rounding may leave the sum of all just below 1, and $u$ above it: then take the last token that is not forbidden.
// - Temperature 0 takes the largest score, the first one of equals. Scores may be large; work in plain numbers, not float32.
//
// Example: two equal scores, `sampleTokens([0, 0], 1, [0.2, 0.5, 0.9])`, give `[0, 1, 1]`.

// %% task="sample" points=3
// task: sample
/** logits [V], temperature ≥ 0, uniform [N] in [0, 1) → tokens [N], one for each number. */
function sampleTokens(logits: number[], temperature: number, uniform: number[]): number[] {
  // BEGIN SOLUTION
  const largest = Math.max(...logits);
  if (temperature === 0) return uniform.map(() => logits.indexOf(largest));
  const powers = logits.map((z) => Math.exp((z - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return uniform.map((u) => {
    let passed = 0;
    let last = -1;
    for (const [token, power] of powers.entries()) {
      passed += power / total;
      if (u < passed) return token;
      if (power > 0) last = token;
    }
    return last;
  });
  // END SOLUTION
}

// %%
await check('sample');

// %% [markdown]
// ## 8. Train a tiny model
// Difficulty ★★★ · importance ★★★ · about 25 minutes · 5 points
//
// Now everything comes together. Our model looks at the last three tokens. Each of them has an opinion on what comes next:
// one table for the last token, one for the token before it, one for the token before that. The opinions are added up:
// $z_j = \sum_k w_{k, c_k, j}$ with $c_k$ the token $k$ places back. The tables are all that is learnt, and all begin at 0.
//
// Write the loop. `steps` times: take a sentence, calculate the gradient of its loss, and move the weights a little against
// it. You have the gradient already: for the scores it is $p - [j = t]$ (task 5), and every $w_{k, c_k, j}$ is added to $z_j$
// with factor 1, so its gradient is the same number. Begin at `row[0]`, which is given, and end before the last token, for
// nothing follows it. `opinions` gives the scores; begin with `chances`, where your softmax of task 3 belongs. One sentence
// a step is enough.
//
// The check trains on about 290 sentences of the journey's world in 4,000 steps and then asks about sentences that your loop
// never saw. Guessing blindly has a loss of 5.0 nats there, counting pairs 2.2; **yours must be below 1.75**, and each table
// must have its part in it. It is calculated from the weights that you return; training may take 20 seconds, and takes one
// or two in plain lists (for so small tables tfjs is much slower).
//
// Example: with `const w = trainTiny([[1, 2, 3]], 4, 300)` the largest of `opinions(w, [1, 2, 3], 1)` is the one of token 3.

// %% task="train-a-tiny-model" points=5
// task: train-a-tiny-model
/** [3, V, V]: how far back, the token there, the token that comes next. */
type Weights = number[][][];
/** The scores [V] of what follows row[i]. Beyond the beginning of the row stands token 0. */
function opinions(weights: Weights, row: number[], i: number): number[] {
  const [one, two, three] = weights.map((table, k) => table[row[i - k] ?? 0]!);
  return one!.map((z, j) => z + two![j]! + three![j]!);
}
/** The chances [V] of what follows row[i]: the softmax of its scores. */
function chances(weights: Weights, row: number[], i: number): number[] {
  const scores = opinions(weights, row, i);
  // BEGIN SOLUTION
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
  // END SOLUTION
}
/** rows: sentences as tokens below V; steps: how often to move the weights → the weights, zeros after 0 steps. */
function trainTiny(rows: number[][], V: number, steps: number): Weights {
  // BEGIN SOLUTION
  const zeros = () => Array.from({ length: V }, () => new Array<number>(V).fill(0));
  const weights = [zeros(), zeros(), zeros()];
  const rate = /* free */ 1;
  for (let step = 0; step < steps; step++) {
    const row = rows[step % rows.length]!;
    for (let i = 0; i < row.length - 1; i++) {
      const p = chances(weights, row, i);
      for (const [k, table] of weights.entries()) {
        const opinion = table[row[i - k] ?? 0]!;
        for (let j = 0; j < V; j++) {
          opinion[j]! -= (rate * (p[j]! - (j === row[i + 1] ? 1 : 0))) / row.length;
        }
      }
    }
  }
  return weights;
  // END SOLUTION
}
/** Given, for the check's first cases: trains on `rows`, then the mean loss on `others`, in nats. */
function lossAfter(rows: number[][], others: number[][], V: number, steps: number): number {
  const weights = trainTiny(rows, V, steps);
  const losses = others.flatMap((row) =>
    row.slice(1).map((target, i) => -Math.log(chances(weights, row, i)[target]!)),
  );
  return losses.reduce((a, b) => a + b) / losses.length;
}

// %%
await check('train-a-tiny-model');
