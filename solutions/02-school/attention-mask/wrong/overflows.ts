import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // Powers without taking the largest off first.
  const powers = tf.exp(q.matMul(k, false, true).div(Math.sqrt(q.shape[1]))).mul(tf.tensor2d(sees));
  return powers.div(powers.sum(1, true).maximum(1e-20)).matMul(v);
}
