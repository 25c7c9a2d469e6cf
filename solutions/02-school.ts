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
import { check } from 'kernel-lib';
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
