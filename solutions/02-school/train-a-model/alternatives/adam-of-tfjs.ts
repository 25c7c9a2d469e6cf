// Epochs in random order, and the optimizer of tfjs in a loop of one's own.
import * as tf from '@tensorflow/tfjs';
import { chooseBackend, nn, randomInt, seededRandom, shuffle } from 'kernel-lib';
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
  const end = performance.now() + 850 * seconds;
  const model = await freshModel(V);
  const random = seededRandom(5);
  const optimizer = tf.train.adam(0.004);
  const B = Math.min(32, rows.length);
  let order: number[][] = [];
  for (let step = 0; step < 500 && performance.now() < end; step++) {
    if (order.length < B) order = shuffle(random, [...order, ...rows]);
    const drawn = order.splice(0, B);
    const T = Math.max(...drawn.map((row) => row.length));
    const blanks = drawn.map((row) => 1 + randomInt(random, row.length - 2));
    const filled = (one: (row: number[], i: number, b: number) => number) =>
      Int32Array.from(drawn.flatMap((row, b) => Array.from({ length: T }, (_, i) => one(row, i, b))));
    const batch: nn.Batch = {
      rows: B,
      length: T,
      tokens: filled((row, i, b) => (i === blanks[b] ? 2 : (row[i] ?? 0))),
      targets: filled((row, i, b) => (i + 1 === blanks[b] ? row[i + 1]! : -1)),
      segments: filled((row, i) => (i < row.length ? 1 : 0)),
      causal: new Uint8Array(B),
    };
    optimizer.minimize(() => nn.loss(model, batch), false, Object.values(model.parameters));
  }
  return weightsOf(model);
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
  for (const [name, w] of Object.entries(model.parameters)) w.assign(tf.tensor(weights[name]!, w.shape));
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
    return tf.argMax(scores, 1).dataSync()[question.indexOf(2) - 1]!;
  });
}
