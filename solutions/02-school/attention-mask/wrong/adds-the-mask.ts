import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // 1 more for those who are seen.
  const seen = tf.tensor2d(sees);
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1])).add(seen);
  return tf.softmax(scores).mul(seen).matMul(v);
}
