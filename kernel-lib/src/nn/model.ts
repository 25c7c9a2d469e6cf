/**
 * The one network of all stages: a pre-norm transformer. Whether it reads as a book (causal) or as a riddle with blanks
 * (bidirectional) is in the batch's mask, not in the network.
 *
 *   x = embedding[tokens]
 *   x = x + attention(rotary(norm(q)), rotary(norm(k)), v) · out       q, k, v = norm1(x) · query, key, value
 *   x = x + relu²(norm2(x) · up) · down
 *   logits = norm(x) · embeddingᵀ
 *
 * B rows, T tokens in a row, N = B·T, D width, H heads, d = D/H, F hidden, V vocabulary
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { attention, type AttentionMask } from '../ops/attention.js';
import { linearCrossEntropy } from '../ops/crossEntropy.js';
import { embedding } from '../ops/embedding.js';
import { linearAdd, queryKeyValue } from '../ops/linear.js';
import { mlp } from '../ops/mlp.js';
import { rmsNorm } from '../ops/norm.js';
import { headNormRotary } from '../ops/rotary.js';
import { view } from '../ops/view.js';
import type { Random } from '../random.js';
import { checkBatch, maskOf, positionsOf, type Batch } from './batch.js';
import { checkConfig, shapesOf, type ModelConfig } from './config.js';

export interface Model {
  config: ModelConfig;
  parameters: Record<string, tf.Variable>;
}

/** A model that has learnt nothing. `out` and `down` are 0, so each block begins as "change nothing". */
export function createModel(config: ModelConfig, random: Random): Model {
  checkConfig(config);
  const parameters: Record<string, tf.Variable> = {};
  for (const [name, shape] of shapesOf(config)) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (shape.length === 1) values.fill(1);
    else if (!/\.(out|down)$/.test(name)) {
      // As large as keeps the size of what goes through; the embedding is also the head and begins smaller.
      const deviation = name === 'embedding' ? 0.02 : 1 / Math.sqrt(shape[0]!);
      values.forEach((_, i) => (values[i] = deviation * normal(random)));
    }
    // No name for tfjs: it refuses a second model whose variables are called the same.
    parameters[name] = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  }
  return { config: { ...config }, parameters };
}

/** A number of the standard normal distribution (Box and Muller, 1958). */
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Where the tokens of a call stand, and whom they see. */
interface Places {
  rows: number;
  length: number;
  positions: tf.Tensor2D;
  mask: AttentionMask;
}

/** Keys and values [B, S, H, d] that earlier calls made of one layer. */
export interface Remembered {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
}

type Three = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
type Heads = [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

/** All layers over tokens [N]; `remember` may put earlier keys and values before a layer's own. */
export function network(
  { config, parameters }: Model,
  tokens: tf.Tensor1D,
  places: Places,
  remember: (layer: number, own: Remembered) => Remembered = (_, own) => own,
): tf.Tensor2D {
  const matrix = (name: string) => parameters[name] as tf.Variable as unknown as tf.Tensor2D;
  const gain = (name: string) => parameters[name] as tf.Variable as unknown as tf.Tensor1D;
  const { rows: B, length: T, positions, mask } = places;
  const { width: D, heads: H } = config;
  const heads = (y: tf.Tensor2D) => view<tf.Rank.R4>(y, [B, T, H, D / H]);

  let x: tf.Tensor2D = embedding(matrix('embedding'), tokens); // [N, D]
  for (let layer = 0; layer < config.layers; layer++) {
    const block = `blocks.${layer}`;
    const [query, key, value] = ['query', 'key', 'value'].map((name) => matrix(`${block}.${name}`)) as Three;
    const y = rmsNorm(x, gain(`${block}.norm1`)) as tf.Tensor2D; // [N, D]
    const [q, k, v] = queryKeyValue(y, query, key, value).map(heads) as Heads; // [B, T, H, d] each
    const own = { keys: headNormRotary(k, positions), values: v };
    const { keys, values } = remember(layer, own); // [B, S, H, d]
    const seen = attention(headNormRotary(q, positions), keys, values, mask);
    x = linearAdd(tf.reshape(seen, [B * T, D]), matrix(`${block}.out`), x);

    const z = rmsNorm(x, gain(`${block}.norm2`)) as tf.Tensor2D;
    x = mlp(z, matrix(`${block}.up`), matrix(`${block}.down`), x);
  }
  return rmsNorm(x, gain('norm')) as tf.Tensor2D;
}

/** What the network makes of each token: [N, D]. */
export function hidden(model: Model, batch: Batch): tf.Tensor2D {
  checkBatch(batch);
  refuseLonger(model, batch.length);
  return tf.tidy(() => {
    const { rows, length } = batch;
    const positions = tf.tensor2d(positionsOf(batch), [rows, length], 'int32');
    const places = { rows, length, positions, mask: maskOf(batch) };
    return network(model, tf.tensor1d(batch.tokens, 'int32'), places);
  });
}

export function refuseLonger({ config }: Model, length: number): void {
  if (length <= config.context) return;
  throw new UserError(`The model reads ${config.context} tokens in a row at most, got ${length}.`);
}

/** For each place, a number for each token: the larger, the likelier it comes next. [N, V]. */
export function logits(model: Model, batch: Batch): tf.Tensor2D {
  const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
  return tf.tidy(() => tf.matMul(hidden(model, batch), table, false, true));
}

/** The mean surprise at the targets, in nats. */
export function loss(model: Model, batch: Batch): tf.Scalar {
  const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
  return tf.tidy(() => linearCrossEntropy(hidden(model, batch), table, tf.tensor1d(batch.targets, 'int32')));
}
