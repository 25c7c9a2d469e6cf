// Muon for the matrices, more sentences in a batch, a rate that stays.
import * as tf from '@tensorflow/tfjs';
import { adamW, chooseBackend, muon, nn, seededRandom, splitBy, trainLoop } from 'kernel-lib';
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
  const signal = AbortSignal.timeout(900 * seconds);
  const model = await freshModel(V);
  const random = seededRandom(2);
  const [B, steps] = [64, 250];
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
    optimizer: splitBy(
      adamW({ learningRate: 0.004 }),
      (name) => /embedding|norm/.test(name),
      muon({ learningRate: 0.02 }),
    ),
    steps,
    signal,
  });
  let isDone: boolean | undefined = false;
  while (!isDone) isDone = (await training.next()).done;
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
