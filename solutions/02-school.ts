// %% [markdown]
// # Exercises for lesson 02: the school
//
// Ten tasks from a row of tokens to a network that you trained yourself: hiding words, the parts of a transformer, the loss, the
// optimizer, the examination. Each can be done without the others, and all take about three and a half hours.
// The last one is open: it has a goal and no recipe.
// Write your answer where the stub throws, run the cell, then run the `check` cell below it.
// Three hints unfold when you need them: direction, formula, nearly code.

// %% [markdown]
// ## 1. Hide words as BERT does
// Difficulty ★★☆ · importance ★★★ · about 15 minutes · 3 points
//
// A teacher covers a few words, and the pupil says what stood there. BERT (2018) chose 15 % of the tokens. Of those, 80 % became
// `<|mask|>`, 10 % became some other token, and 10 % stayed as they were: so the model can trust no word blindly, whether it is
// covered or not. This is **masked language modelling** (掩码语言建模).
//
// Rows [B, T] of tokens come with three numbers from 0 to 1 for each place, `chances` [B, T, 3]: who is chosen, what happens, which
// token. So you draw nothing yourself, and there is one right answer. For token number $i$ of a row, with its $(u, v, w)$:
//
// - It is **chosen** (选中) where $u$ < `share`. *Never* chosen are the special tokens, 0 to 5, and the token at place 0, before which
//   there is nothing.
// - A chosen token becomes 2, `<|mask|>`, where $v < 0.8$. Where $0.8 \le v < 0.9$ it becomes token $6 + \lfloor w \cdot (V - 6) \rfloor$: one
//   of the ordinary tokens, 6 to $V - 1$, by chance the same one. Else it stays.
// - Place $i - 1$ predicts token $i$, as in all of our models. So `targets` has the *old* token of $i$ at place $i - 1$, also where it
//   stayed. Places that are not asked have −1.
//
// Example: `maskBatch([[1, 7, 8, 9]], [[[0, 0, 0], [0.1, 0.5, 0], [0.1, 0.85, 0.5], [0.2, 0, 0]]], 0.15, 10)` gives
// `{ tokens: [[1, 2, 8, 9]], targets: [[7, 8, -1, -1]] }`: 7 is covered, 8 was exchanged for 6 + ⌊0.5 · 4⌋ = 8 (itself), 9 is not chosen.

// %% task="mask-batch" points=3
// task: mask-batch
const MASK = 2;
/** The first token that is not special. */
const ORDINARY = 6;
/** rows [B, T]; chances [B, T, 3], each from 0, below 1; share: 0 to 1; V: different tokens, V > 6 → two new tables [B, T]. */
function maskBatch(
  rows: number[][],
  chances: number[][][],
  share: number,
  V: number,
): { tokens: number[][]; targets: number[][] } {
  // BEGIN SOLUTION
  const tokens = rows.map((row) => [...row]);
  const targets = rows.map((row) => row.map(() => -1));
  for (const [b, row] of rows.entries()) {
    for (let i = 1; i < row.length; i++) {
      const [u, v, w] = chances[b]![i] as [number, number, number];
      if (row[i]! < ORDINARY || u >= share) continue;
      targets[b]![i - 1] = row[i]!;
      if (v < 0.8) tokens[b]![i] = MASK;
      else if (v < 0.9) tokens[b]![i] = ORDINARY + Math.floor(w * (V - ORDINARY));
    }
  }
  return { tokens, targets };
  // END SOLUTION
}

// %%
import { check } from 'kernel-lib';
await check('mask-batch');

// %% [markdown]
// ## 2. Hide whole names
// Difficulty ★★☆ · importance ★★★ · about 15 minutes · 3 points
//
// Cover one half of `Rosa Lindberg`, and the other half gives it away: the pupil learns to spell, not to know. So a name, a flower or
// a place is hidden *as a whole*: **whole-entity masking** (整体实体掩码).
//
// Beside its `tokens` [T] a row has `marks` [T]. Neighbours with the same number above 0 are one **mark** (标记): a name, say. 0 is a
// token outside of all marks; it stands for itself. Where the number changes, even without a 0 between, a new mark begins. A number may
// come again later in the row: that is another mark.
//
// `chances` [T] has a number from 0 to 1 for each place. A mark is hidden where the number at its *first* place is below `shares.marks`,
// and then all its tokens are, or else none; the numbers at its other places mean nothing. A token outside of marks is hidden where its
// number is below `shares.others`. Special tokens, 0 to 5, are never hidden; they stand in no mark. A row begins with a special token.
//
// A hidden token becomes 2, `<|mask|>`. As before, place $i - 1$ predicts token $i$: there `targets` has the hidden token, else −1.
//
// Example: `hideMarks([1, 7, 8, 9, 6], [0, 1, 1, 0, 2], [0, 0.3, 0.9, 0.3, 0.6], { marks: 0.5, others: 0.15 })` gives
// `{ tokens: [1, 2, 2, 9, 6], targets: [7, 8, -1, -1, -1] }`: the mark 7 8 goes by its first number, 0.3; 9 and the mark 6 stay.

// %% task="whole-entity-masking" points=3
// task: whole-entity-masking
/** tokens, marks, chances: [T] each; shares: from 0 to 1 → two new lists [T]. */
function hideMarks(
  tokens: number[],
  marks: number[],
  chances: number[],
  shares: { marks: number; others: number },
): { tokens: number[]; targets: number[] } {
  // BEGIN SOLUTION
  const shown = [...tokens];
  const targets = tokens.map(() => -1);
  let isHidden = false;
  for (let i = 1; i < tokens.length; i++) {
    const goesOn = marks[i]! > 0 && marks[i] === marks[i - 1];
    if (!goesOn) isHidden = chances[i]! < (marks[i]! > 0 ? shares.marks : shares.others);
    if (!isHidden || tokens[i]! < 6) continue;
    targets[i - 1] = tokens[i]!;
    shown[i] = 2;
  }
  return { tokens: shown, targets };
  // END SOLUTION
}

// %%
await check('whole-entity-masking');

// %% [markdown]
// ## 3. Who may look at whom
// Difficulty ★★★ · importance ★★★ · about 25 minutes · 4 points
//
// In **attention** (注意力) each place of a row asks all places a question, its query $q_i$. Place $j$ fits it as far as its key $k_j$
// points the same way, and hands over its value $v_j$:
// $$s_{ij} = \frac{q_i \cdot k_j}{\sqrt d}, \qquad w_{ij} = \frac{e^{s_{ij}}}{\sum_{j'} e^{s_{ij'}}}, \qquad y_i = \sum_j w_{ij} v_j$$
// A **mask** (掩码) says who may look at whom. The one network reads left to right or fills blanks: only the mask is another.
//
// - `maskOf` gives a table: 1 where place $i$ sees place $j$, else 0. **Padding** (填充), where `real` is 0, is seen by nobody and sees
//   nobody. In a **causal** (因果) row a place sees itself and what stands before it; otherwise it sees the whole row.
// - `attention` obeys any such table. A key that is not seen counts as if it were not there, however large its score, so the weights
//   of the others add up to 1. A query that sees nobody gets zeros. There may be more keys than queries, or fewer.
//
// Seen scores are below a million, and tfjs is allowed here: `matMul`, `tf.where`, `tf.softmax` and all the rest.
//
// Example: `maskOf([1, 1, 0], true)` gives `[[1, 0, 0], [1, 1, 0], [0, 0, 0]]`. A query `[2, 0, 0, 0]` that sees the keys
// `[ln 3, 0, 0, 0]` and `[0, 0, 0, 0]` has the scores ln 3 and 0, the weights ¾ and ¼, and from the values 4 and 8 it gets 5.

// %% task="attention-mask" points=4
// task: attention-mask
import * as tf from '@tensorflow/tfjs';
/** real [T]: 1 where a token stands, 0 at padding → [T, T]: 1 where place i (row) sees place j (column), else 0. */
function maskOf(real: number[], causal: boolean): number[][] {
  // BEGIN SOLUTION
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
  // END SOLUTION
}
/** q [T, d], k [S, d], v [S, e], sees [T, S] of 1 and 0 → y [T, e]; zeros for a query that sees nobody. */
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // BEGIN SOLUTION
  const seen = tf.tensor2d(sees);
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1])); // [T, S]
  // Finite: a row of nothing but −Infinity would give NaN.
  const masked = tf.where(seen.cast('bool'), scores, tf.fill(scores.shape, /* free */ -1e9));
  return tf.softmax(masked).mul(seen).matMul(v);
  // END SOLUTION
}

// %%
await check('attention-mask');

// %% [markdown]
// ## 4. A norm and its gradient
// Difficulty ★★★ · importance ★★☆ · about 25 minutes · 4 points
//
// Before each block the network brings a row of numbers to one size. **RMSNorm** (均方根归一化) divides it by its root mean square, and
// gives each of the $D$ numbers a learnt **gain** (增益) $g_i$:
// $$r = \sqrt{\tfrac{1}{D}\textstyle\sum_j x_j^2 + \varepsilon}, \qquad y_i = g_i \frac{x_i}{r}$$
// `rmsNorm` does it to each row of a table. `rmsNormGradient` goes backwards: given the gradient of the loss at $y$, written $dy$, what
// is it at $x$ and at $g$? Mind two ways: $x_i$ stands in $y_i$, and it stands in $r$, by which *all* of the row are divided. And all
// rows share one gain.
//
// $\varepsilon > 0$ is added below the root, so a row of zeros gives zeros. Work in plain numbers: the check looks at nine digits, and
// tfjs has seven.
//
// Example: $x = (1, 7)$ has the mean square 25. With a tiny $\varepsilon$ and gains of 1, $y = (0.2, 1.4)$, and from $dy = (1, 0)$ comes
// $dx = (0.196, -0.028)$ and $dg = (0.2, 0)$. Without the second way $dx$ would be $(0.2, 0)$.

// %% task="rms-norm" points=4
// task: rms-norm
/** x [N, D], gain [D] → y [N, D]. Leaves `x` and `gain` as they are. */
function rmsNorm(x: number[][], gain: number[], epsilon: number): number[][] {
  // BEGIN SOLUTION
  return x.map((row) => {
    const r = Math.sqrt(row.reduce((sum, xi) => sum + xi * xi, 0) / row.length + epsilon);
    return row.map((xi, i) => (gain[i]! * xi) / r);
  });
  // END SOLUTION
}
interface NormGradient {
  /** [N, D]. */
  dx: number[][];
  /** [D]. */
  dgain: number[];
}
/** x [N, D], gain [D], dy [N, D]: d loss / dy → d loss / dx and d loss / dgain. Leaves its arguments as they are. */
function rmsNormGradient(x: number[][], gain: number[], dy: number[][], epsilon: number): NormGradient {
  // BEGIN SOLUTION
  const dgain = gain.map(() => 0);
  const dx = x.map((row, n) => {
    const r = Math.sqrt(row.reduce((sum, xi) => sum + xi * xi, 0) / row.length + epsilon);
    const down = dy[n]!.map((dyi, i) => dyi * gain[i]!);
    const shared = row.reduce((sum, xi, i) => sum + xi * down[i]!, 0) / (row.length * r ** 3);
    for (const [i, xi] of row.entries()) dgain[i]! += (dy[n]![i]! * xi) / r;
    return row.map((xi, i) => down[i]! / r - xi * shared);
  });
  return { dx, dgain };
  // END SOLUTION
}

// %%
await check('rms-norm');

// %% [markdown]
// ## 5. Positions by turning
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// Attention does not know where a token stands: shuffle the row, and each gets the same answers. **Rotary positions** (旋转位置编码, RoPE)
// *turn* queries and keys, the further the later they stand. A vector of width $d$ is cut into two halves. Number $i$ of the first
// half and number $i$ of the second are a point $(a, b)$ of a plane, and at position $p$ it is turned by the angle $\theta_i$:
// $$\theta_i = p \cdot \text{base}^{-2i/d}, \qquad (a, b) \to (a \cos\theta_i - b \sin\theta_i,\; b \cos\theta_i + a \sin\theta_i)$$
// The first pair, $i = 0$, turns fast, the last one hardly, like the hands of a clock. (Other models pair neighbours, numbers $2i$ and
// $2i + 1$. That works as well, but not with our weights: a model learns for one way of pairing.)
//
// - `rotate` turns one vector.
// - `relativeScore` shows what this is good for. The product of a query turned to position $m$ and a key turned to position $n$ depends
//   on the **distance** (距离) $m - n$ alone: give it from that, with one call of `rotate`.
//
// Positions and distances are whole numbers, also below 0. Plain numbers, please: nine digits are compared.
//
// Example: `rotate([1, 2, 0, 0], 1)` is about `[0.5403, 1.9999, 0.8415, 0.0200]`: 1 and 0 are turned by 1, 2 and 0 by 0.01.

// %% task="rotary-positions" points=3
// task: rotary-positions
/** x [d], d even → x turned to its position [d]. Leaves `x` as it is. */
function rotate(x: number[], position: number, base = 10_000): number[] {
  // BEGIN SOLUTION
  const half = x.length / 2;
  const y = [...x];
  for (let i = 0; i < half; i++) {
    const angle = position * base ** (-i / half);
    y[i] = x[i]! * Math.cos(angle) - x[half + i]! * Math.sin(angle);
    y[half + i] = x[half + i]! * Math.cos(angle) + x[i]! * Math.sin(angle);
  }
  return y;
  // END SOLUTION
}
/** q [d], k [d], distance m − n → rotate(q, m) · rotate(k, n), for every m and n so far apart. */
function relativeScore(q: number[], k: number[], distance: number, base = 10_000): number {
  // BEGIN SOLUTION
  return rotate(q, distance, base).reduce((sum, qi, i) => sum + qi * k[i]!, 0);
  // END SOLUTION
}

// %%
await check('rotary-positions');

// %% [markdown]
// ## 6. The loss of the places that are asked
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// In a masked row most places are not asked: their target is −1. They must leave no trace in the loss, neither in the sum nor in the
// count. And now it is done in tensors, so that the gradient comes by itself.
//
// - `maskedLoss`: logits $z$ [N, V] and targets $t$ [N] → the mean of $-\ln p_{n, t_n}$ over the places with $t_n \ge 0$, as a scalar, with $p$
//   the softmax of the row. Where no place is asked, 0. Scores may be as large as ±10,000, also at places that are not asked. Write the
//   logarithm of the softmax yourself: without `tfjs.softmax`, `tfjs.logSoftmax`, `tfjs.losses` and `kernel-lib`. The gradient must come through,
//   so read no numbers out of `logits` on the way (`targets` you may read).
// - `lossOfStep`: a step of training is often cut into several small batches. You get the mean loss of each and how many places it
//   asked. What would the mean be if they were one batch? (Averaging the means was a mistake in well-known libraries until
//   October 2024.) Where no place is asked at all, 0.
//
// `gradientOf` is given: the check looks at the gradient, too. At places that are not asked it is 0.
//
// Example: `maskedLoss(tfjs.tensor2d([[0, 0], [5, -5], [0, 0]]), tfjs.tensor1d([0, -1, 1], 'int32'))` gives 0.6931, ln 2: two places are asked,
// and both hesitate between two tokens. `lossOfStep([1, 4], [30, 10])` gives 1.75.

// %% task="ignored-labels" points=3
// task: ignored-labels
import * as tfjs from '@tensorflow/tfjs';
/** logits [N, V] float32, V ≥ 2; targets [N] int32, from −1, below V → the mean over the places that are asked, a scalar. */
function maskedLoss(logits: tfjs.Tensor2D, targets: tfjs.Tensor1D): tfjs.Scalar {
  // BEGIN SOLUTION
  return tfjs.tidy(() => {
    const isAsked = tfjs.cast(tfjs.greaterEqual(targets, 0), 'float32'); // [N]
    const wanted = tfjs.oneHot(targets, logits.shape[1]); // [N, V], zeros where nothing is asked
    const low = tfjs.sub(logits, tfjs.max(logits, 1, true)); // [N, V], 0 at most
    const logTotal = tfjs.log(tfjs.sum(tfjs.exp(low), 1)); // [N]
    const losses = tfjs.sub(logTotal, tfjs.sum(tfjs.mul(low, wanted), 1));
    return tfjs.div(
      tfjs.sum(tfjs.mul(losses, isAsked)),
      tfjs.maximum(tfjs.sum(isAsked), 1),
    ) as tfjs.Scalar;
  });
  // END SOLUTION
}
/** losses, counts: [M] each; the mean loss of a small batch (0 where it asks nothing) and how many places it asked. */
function lossOfStep(losses: number[], counts: number[]): number {
  // BEGIN SOLUTION
  const asked = counts.reduce((sum, count) => sum + count, 0);
  const sum = losses.reduce((total, loss, i) => total + loss * counts[i]!, 0);
  return asked === 0 ? 0 : sum / asked;
  // END SOLUTION
}
/** Given, for the check: how the loss changes with each score, [N, V]. */
function gradientOf(logits: tfjs.Tensor2D, targets: tfjs.Tensor1D): tfjs.Tensor {
  return tfjs.grad((z) => maskedLoss(z as tfjs.Tensor2D, targets))(logits);
}

// %%
await check('ignored-labels');

// %% [markdown]
// ## 7. One step of AdamW
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// Plain descent takes `rate · gradient`: some weights leap, others crawl. **AdamW** remembers for each weight how its gradient looked
// lately, $m$, and how its square looked, $v$, and divides one by the root of the other. So each weight moves by about `rate`. At
// step $t$, which counts from 1, with gradient $g$:
// $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2) g^2$$
// Both begin at 0, so they are too small at first. The **bias correction** (偏差修正) divides it out, for this step alone: what is
// kept for the next step is $m$ and $v$ themselves.
// $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad w \leftarrow w - \text{rate} \cdot \left(\frac{\hat m}{\sqrt{\hat v} + \varepsilon} + \text{decay} \cdot w\right)$$
// The last term is the **weight decay** (权重衰减): each weight shrinks by the same share. It is *not* put into $g$, where the
// division would undo it; this is the W of AdamW. The $w$ on the right is the one from before the step. Plain numbers, nine digits.
//
// Example: $w = 1$, $g = 0.5$, the first step, with $\beta_1 = 0.9$, $\beta_2 = 0.95$, rate 0.1, decay 0.1 and $\varepsilon = 0.5$. Then
// $m = 0.05$, $v = 0.0125$, $\hat m = 0.5$, $\hat v = 0.25$, and $w$ becomes $1 - 0.1 \cdot (0.5 + 0.1) = 0.94$.

// %% task="adamw-step" points=3
// task: adamw-step
interface AdamState {
  /** Weights [N]. */
  w: number[];
  /** The gradient, smoothed [N]. */
  m: number[];
  /** Its square, smoothed [N]. */
  v: number[];
}
interface AdamOptions {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
}
/** state and gradient g [N], step t from 1 → the state after this step. Leaves its arguments as they are. */
function adamwStep(state: AdamState, g: number[], t: number, options: AdamOptions): AdamState {
  // BEGIN SOLUTION
  const { rate, beta1, beta2, epsilon, decay } = options;
  const m = state.m.map((old, i) => beta1 * old + (1 - beta1) * g[i]!);
  const v = state.v.map((old, i) => beta2 * old + (1 - beta2) * g[i]! ** 2);
  const w = state.w.map((old, i) => {
    const mean = m[i]! / (1 - beta1 ** t);
    const spread = Math.sqrt(v[i]! / (1 - beta2 ** t));
    return old - rate * (mean / (spread + epsilon) + decay * old);
  });
  return { w, m, v };
  // END SOLUTION
}

// %%
await check('adamw-step');

// %% [markdown]
// ## 8. Slowly in, slowly out
// Difficulty ★☆☆ · importance ★★☆ · about 10 minutes · 2 points
//
// The first steps of a training are taken by an optimizer that has seen nothing yet: small ones are safer. The last ones should settle
// what was learnt: small ones, again. So the learning rate is multiplied by a factor, the **schedule** (学习率调度):
//
// - **warm-up** (预热): with $s$ steps done, from 0, the factor is $(s + 1) / W$, but at most 1. $W$ is `warmUp`; where it is 0 there is none.
// - **decay** (衰减): over the last $F$ = `decayShare` · `steps` steps the factor falls in a straight line from 1 to `floor`. With
//   $r$ = `steps` − $s$ steps left it is `floor` + (1 − `floor`) · $r / F$ where $r < F$, else 1. From $s$ = `steps` on it stays at `floor`.
//
// Both are multiplied, also where they overlap. $F$ need not be whole; do not round it. With `decayShare` 0 nothing falls before the end.
//
// Example: `factorAt(s, { steps: 10, warmUp: 4, decayShare: 0.4, floor: 0 })` for $s$ = 0 to 9 gives
// 0.25, 0.5, 0.75, 1, 1, 1, 1, 0.75, 0.5, 0.25.

// %% task="learning-rate-schedule" points=2
// task: learning-rate-schedule
interface Schedule {
  /** All steps of the training, at least 1. */
  steps: number;
  warmUp: number;
  /** From 0 to 1. */
  decayShare: number;
  /** From 0 to 1. */
  floor: number;
}
/** s: how many steps are done, from 0 → what the learning rate is multiplied by at the next one. */
function factorAt(s: number, { steps, warmUp, decayShare, floor }: Schedule): number {
  // BEGIN SOLUTION
  const rise = warmUp === 0 ? 1 : Math.min(1, (s + 1) / warmUp);
  const falling = decayShare * steps;
  const left = Math.max(0, steps - s);
  if (left === 0) return rise * floor;
  return left < falling ? rise * (floor + ((1 - floor) * left) / falling) : rise;
  // END SOLUTION
}

// %%
await check('learning-rate-schedule');

// %% [markdown]
// ## 9. How many blanks are right?
// Difficulty ★★☆ · importance ★★★ · about 20 minutes · 3 points
//
// The loss falls, but does the model know that the cherry tree blossoms in spring? We count. A **cloze** (完形填空) is a row of tokens in
// which the answer stands at the places `from` up to `to` (`to` itself no more). The model has guessed at each place of the row, and
// **the guess of place $i$ is about token $i + 1$**: targets are shifted by one (错开一位), in masked rows as well.
//
// - `right`: how many answers are right. An answer counts only if *all* of its tokens are guessed: half a name is no name.
// - `percent`: the share of them, from 0 to 100.
// - `baseline`: 90 % is little where nearly every answer is “spring”. So find out what somebody would reach, in percent, who knows
//   no fact, but for each `attribute` always gives the answer that is most frequent among these clozes. Two answers are the same
//   only if all of their tokens are, in the same order. What is frequent in one attribute does not matter in another.
// - `asked`: how many clozes there are. Without any, all four are 0.
//
// A row begins with a token that opens the document, so `from` is at least 1, and an answer has at least one token.
//
// Example for the baseline: three seasons are asked, the answers are 5, 5 and 6, and one town, 6. Always 5 for the season and always 6
// for the town is right three times of four: 75.
//
// Example: the row `[1, 8, 5, 6, 9]` with the answer `[5, 6]` at 2 to 4 and the guesses `[8, 5, 6, 7, 1]` is right: place 1 guessed
// 5 and place 2 guessed 6. With the guesses `[8, 5, 7, 7, 1]` it is wrong.

// %% task="cloze-accuracy" points=3
// task: cloze-accuracy
interface Blank {
  /** What is asked: 'season', 'town', … */
  attribute: string;
  /** The whole row with the answer in it [T]; rows may differ in length. */
  tokens: number[];
  /** The answer's first place, at least 1. */
  from: number;
  /** The place behind its last one. */
  to: number;
}
interface BlankScore {
  asked: number;
  right: number;
  percent: number;
  baseline: number;
}
/** blanks [N], guesses [N][T]: the token guessed at each place to come next → how well, and how well blindly. */
function clozeScore(blanks: Blank[], guesses: number[][]): BlankScore {
  // BEGIN SOLUTION
  const isRight = ({ tokens, from, to }: Blank, guessed: number[]) =>
    tokens.slice(from, to).every((token, i) => guessed[from + i - 1] === token);
  const right = blanks.filter((blank, n) => isRight(blank, guesses[n]!)).length;
  const counts = new Map<string, Map<string, number>>();
  for (const { attribute, tokens, from, to } of blanks) {
    const answers = counts.get(attribute) ?? new Map<string, number>();
    const answer = tokens.slice(from, to).join(' ');
    counts.set(attribute, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }
  const most = [...counts.values()].map((answers) => Math.max(...answers.values()));
  const asked = blanks.length;
  const percentOf = (count: number) => (asked === 0 ? 0 : (100 * count) / asked);
  const blind = most.reduce((sum, count) => sum + count, 0);
  return { asked, right, percent: percentOf(right), baseline: percentOf(blind) };
  // END SOLUTION
}

// %%
await check('cloze-accuracy');

// %% [markdown]
// ## 10. Train a model of your own
// Difficulty ★★★ · importance ★★★ · about 40 minutes · 6 points
//
// The last one is open: a goal, and no recipe. You get sentences about people, such as "[name] lives in [city]" and "[city] is the home
// of [name]", and train a network until it can fill in the city.
//
// - `rows`: about 96 sentences. Each begins and ends with 1, `<|end|>`; its words are numbers from 6 to $V - 1$, one a word. There are
//   16 people. Of each, two facts are true, and each fact can be said in four ways; you see three of the four, other ones for other people.
// - **The examination** (考试): for every fact the sentence that you did *not* see, with what the fact says (the city) covered by 2,
//   `<|mask|>`. The network reads it from both sides (`causal` 0). At the place *before* the blank the right word must have the largest
//   score of all.
// - **The goal**: at least 60 % right. Whoever always names the most common word gets about 30 %.
// - **The time**: your loop gets `seconds`, 30 in the examination, and should return before they have passed. That is meant for slow
//   machines: on an ordinary one a good loop is there after about three.
//
// The network is given: one layer, as in the lesson. `freshModel` makes it, `weightsOf` takes its weights as plain lists, which you
// return. The examiner puts them into a network of the same shape and asks it itself. The numbers of the words are drawn anew, so weights
// that were trained elsewhere are worth nothing. The loop is yours: `nn.loss(model, batch)` with `trainLoop`, or with an optimizer of
// tfjs, or all by hand; import what you need. A batch is made as in part a, section 2. A source for `trainLoop` (part b, section 3) has
// `next`, as a generator has, and two more: `Object.assign(batches(), { state: () => null, restore: () => {} })` is enough.
//
// `check` asks after a few sentences, to see whether your loop learns at all. The examination comes when your work is graded. You can
// hold one of your own before:
//
// <details><summary>A town to try it on: paste this into a new cell</summary>
//
// ```ts
// const draw = seededRandom(5);
// const [NAME, VALUE] = [-1, -2];
// const waysWith = (w: number) => [
//   [NAME, w, VALUE],
//   [VALUE, w + 1, w + 2, NAME],
//   [w + 3, NAME, w + 4, VALUE],
//   [w + 5, VALUE, w + 6, NAME, w + 7],
// ];
// const [rows, questions, answers]: [number[][], number[][], number[]] = [[], [], []];
// for (let name = 6; name < 22; name++)
//   for (const [firstValue, firstWord] of [[22, 34], [28, 42]] as const) {
//     const value = firstValue + Math.floor(6 * draw()); // one of six cities, or of six flowers
//     const unseen = Math.floor(4 * draw());
//     waysWith(firstWord).forEach((way, i) => {
//       const say = (word: number) => [1, ...way.map((w) => (w === NAME ? name : w === VALUE ? word : w)), 1];
//       if (i !== unseen) rows.push(say(value));
//       else (questions.push(say(2)), answers.push(value));
//     });
//   }
// const said = await answersAfter(rows, questions, 50, 30);
// console.log(`${said.filter((word, i) => word === answers[i]).length} of ${answers.length} blanks are right.`);
// ```
//
// </details>
//
// Example: `const weights = await trainModel([[1, 6, 7, 8, 1], [1, 9, 7, 10, 1]], 11, 5)` has `weights['embedding']` with 11 · 64 = 704 numbers.

// %% task="train-a-model" points=6
// task: train-a-model
import { argMax, tensor } from '@tensorflow/tfjs';
import { adamW, chooseBackend, linearDecay, nn, seededRandom, trainLoop } from 'kernel-lib';
/** The numbers of each parameter, by its name. */
type Weights = Record<string, Float32Array>;
/** Given: a network that has learnt nothing. */
async function freshModel(V: number): Promise<nn.Model> {
  process.env['BLOSSOM_THREADS'] ??= '1'; // So small a network gains nothing from a second thread.
  await chooseBackend();
  const sizes = { width: 64, layers: 1, heads: 4, hidden: 256, context: 16 };
  return nn.createModel({ vocabulary: V, ...sizes }, seededRandom(1));
}
/** Given: what you return. */
function weightsOf({ parameters }: nn.Model): Weights {
  const pairs = Object.entries(parameters).map(([name, w]) => [name, w.dataSync().slice()]);
  return Object.fromEntries(pairs) as Weights;
}
/** rows: 1, words from 6, below V, then 1; seconds: for the whole training → the trained weights. Leaves `rows` as they are. */
async function trainModel(rows: number[][], V: number, seconds: number): Promise<Weights> {
  // BEGIN SOLUTION
  const signal = AbortSignal.timeout(/* free */ 900 * seconds);
  const model = await freshModel(V);
  const random = seededRandom(/* free */ 2);
  const [B, steps] = [/* free */ 32, /* free */ 500];
  const T = Math.max(...rows.map((row) => row.length));
  // Each sentence of a batch is drawn, and one of its words is covered.
  const nextBatch = (): nn.Batch => {
    const tokens = new Int32Array(B * T);
    const targets = new Int32Array(B * T).fill(-1);
    for (let b = 0; b < B; b++) {
      const row = rows[Math.floor(random() * rows.length)]!;
      const blank = 1 + Math.floor(random() * (row.length - 2));
      tokens.set(row, b * T);
      tokens[b * T + blank] = 2;
      targets[b * T + blank - 1] = row[blank]!;
    }
    const segments = tokens.map((token) => Math.sign(token)); // 0 behind the sentence
    return { rows: B, length: T, tokens, targets, segments, causal: new Uint8Array(B) };
  };
  const training = trainLoop<nn.Batch>({
    parameters: model.parameters,
    lossOf: (batch) => nn.loss(model, batch),
    source: { next: () => ({ done: false, value: nextBatch() }), state: () => null, restore: () => {} },
    optimizer: adamW({ learningRate: /* free */ 0.004 }),
    schedule: linearDecay({ steps, share: /* free */ 0.5 }),
    steps,
    signal,
  });
  let isDone: boolean | undefined = false;
  while (!isDone) isDone = (await training.next()).done;
  return weightsOf(model);
  // END SOLUTION
}
/** Given, for the check's first cases and for you: trains on `rows`, then says which word belongs into each question's blank. */
async function answersAfter(
  rows: number[][],
  questions: number[][],
  V: number,
  seconds: number,
): Promise<number[]> {
  const weights = await trainModel(rows, V, seconds);
  const model = await freshModel(V);
  for (const [name, w] of Object.entries(model.parameters)) w.assign(tensor(weights[name]!, w.shape));
  return questions.map((question) => {
    const T = question.length;
    const [targets, segments] = [new Int32Array(T).fill(-1), new Int32Array(T).fill(1)];
    const tokens = Int32Array.from(question);
    const scores = nn.logits(model, {
      rows: 1,
      length: T,
      tokens,
      targets,
      segments,
      causal: new Uint8Array(1),
    });
    return argMax(scores, 1).dataSync()[question.indexOf(2) - 1]!;
  });
}

// %%
await check('train-a-model');
