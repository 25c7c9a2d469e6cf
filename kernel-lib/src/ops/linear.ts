/**
 * Linear layers of the network.
 *
 *   queryKeyValue: [x · query, x · key, x · value]
 *   linearAdd:     base + x · weights                a layer at the end of a residual branch
 *
 * N rows, D width
 */
import * as tf from '@tensorflow/tfjs';
import { checkTensor } from './check.js';
import { hasFast, registerGradient, runKernel } from './run.js';

export const slowLinearAdd = (x: tf.Tensor2D, weights: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D =>
  tf.add(base, tf.matMul(x, weights));

/**
 * @param x - [N, D].
 * @param weights - [D, E].
 * @param base - [N, E].
 */
export function linearAdd(x: tf.Tensor2D, weights: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D {
  checkTensor('linearAdd', 'x', x, 'float32', [null, null]);
  checkTensor('linearAdd', 'weights', weights, 'float32', [x.shape[1], null]);
  checkTensor('linearAdd', 'base', base, 'float32', [x.shape[0], weights.shape[1]]);
  if (!hasFast('BlossomLinearAdd') || x.size * weights.size === 0)
    return tf.tidy(() => slowLinearAdd(x, weights, base));
  return runKernel('BlossomLinearAdd', { x, weights, base })[0] as tf.Tensor2D;
}

type Three = [query: tf.Tensor2D, key: tf.Tensor2D, value: tf.Tensor2D];

export const slowQueryKeyValue = (x: tf.Tensor2D, ...weights: Three): Three =>
  weights.map((each) => tf.matMul(x, each)) as Three;

/** @param x - [N, D]; the three weights are [D, E]. */
export function queryKeyValue(
  x: tf.Tensor2D,
  query: tf.Tensor2D,
  key: tf.Tensor2D,
  value: tf.Tensor2D,
): Three {
  checkTensor('queryKeyValue', 'x', x, 'float32', [null, null]);
  for (const [name, weights] of Object.entries({ query, key, value })) {
    checkTensor('queryKeyValue', name, weights, 'float32', [x.shape[1], query.shape[1]]);
  }
  if (!hasFast('BlossomQueryKeyValue') || x.size * query.size === 0)
    return slowQueryKeyValue(x, query, key, value);
  return runKernel('BlossomQueryKeyValue', { x, query, key, value }) as Three;
}

registerGradient({
  kernel: 'BlossomLinearAdd',
  inputs: ['x', 'weights'],
  gradient: (dy, [x, weights]) => {
    const [dx, dWeights] = runKernel('BlossomLinearAddGrad', { dy, x: x!, weights: weights! });
    return { x: dx!, weights: dWeights!, base: tf.clone(dy) };
  },
});

registerGradient({
  kernel: 'BlossomQueryKeyValue',
  inputs: ['x', 'query', 'key', 'value'],
  gradient: (_, [x, query, key, value], __, [dquery, dkey, dvalue]) => {
    const slopes = { dquery: dquery!, dkey: dkey!, dvalue: dvalue! };
    const inputs = { x: x!, query: query!, key: key!, value: value!, ...slopes };
    const [dx, dQuery, dKey, dValue] = runKernel('BlossomQueryKeyValueGrad', inputs);
    return { x: dx!, query: dQuery!, key: dKey!, value: dValue! };
  },
});
