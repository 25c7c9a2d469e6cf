import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // The first query's mask for all of them: it knows only padding.
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1]));
  const seen = tf.tensor2d(sees.map(() => sees[0]!));
  return tf
    .softmax(tf.where(seen.cast('bool'), scores, tf.fill(scores.shape, -1e9)))
    .mul(seen)
    .matMul(v);
}
