/**
 * Reading on from where one was: the keys and values of earlier tokens are kept, so a new token costs one position
 * instead of the whole row. Causal; every row has the same number of tokens.
 *
 * B rows, T new tokens in a row, S all tokens so far, V vocabulary
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { network, refuseLonger, type Model, type Remembered } from './model.js';

export interface Cache {
  readonly rows: number;
  /** Tokens of each row so far. */
  length: number;
  /** By layer. */
  layers: Remembered[];
}

export const createCache = (rows: number): Cache => ({ rows, length: 0, layers: [] });

export function disposeCache(cache: Cache): void {
  for (const { keys, values } of cache.layers) tf.dispose([keys, values]);
  cache.layers = [];
  cache.length = 0;
}

/**
 * @param tokens - [B·T], row after row.
 * @returns the logits at the new places, [B·T, V]. The cache then holds the new tokens too.
 */
export function forwardCached(model: Model, tokens: Int32Array, cache: Cache): tf.Tensor2D {
  const { rows, length: before } = cache;
  const T = tokens.length / rows;
  if (!Number.isInteger(T) || T === 0) {
    throw new UserError(`forwardCached: ${rows} rows need as many tokens each, got ${tokens.length} in all.`);
  }
  const S = before + T;
  refuseLonger(model, S);
  const next: Remembered[] = [];
  const result: tf.Tensor2D = tf.tidy(() => {
    const positions = tf.tensor2d(
      Int32Array.from(tokens, (_, i) => before + (i % T)),
      [rows, T],
      'int32',
    );
    const mask = {
      segmentsOfQueries: tf.ones([rows, T], 'int32') as tf.Tensor2D,
      segmentsOfKeys: tf.ones([rows, S], 'int32') as tf.Tensor2D,
      causal: tf.ones([rows], 'int32') as tf.Tensor1D,
      prefix: tf.zeros([rows], 'int32') as tf.Tensor1D,
    };
    const places = { rows, length: T, positions, mask };
    const y = network(model, tf.tensor1d(tokens, 'int32'), places, (layer, own) => {
      const earlier = cache.layers[layer];
      const joined =
        earlier === undefined
          ? { keys: tf.clone(own.keys), values: tf.clone(own.values) }
          : join(earlier, own);
      next.push({ keys: tf.keep(joined.keys), values: tf.keep(joined.values) });
      return joined;
    });
    const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
    return tf.matMul<tf.Tensor2D>(y, table, false, true);
  });
  disposeCache(cache);
  cache.layers = next;
  cache.length = S;
  return result;
}

const join = (earlier: Remembered, own: Remembered): Remembered => ({
  keys: tf.concat4d([earlier.keys, own.keys], 1),
  values: tf.concat4d([earlier.values, own.values], 1),
});
