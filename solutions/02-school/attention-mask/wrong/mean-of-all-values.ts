import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // Who sees nobody gets the mean of all values: all hidden scores are equal.
  const seen = tf.tensor2d(sees, undefined, 'bool');
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1]));
  return tf.softmax(tf.where(seen, scores, tf.fill(scores.shape, -1e9))).matMul(v);
}
