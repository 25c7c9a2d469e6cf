import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  // Gives rows for the tokens alone.
  return real.flatMap((one, i) =>
    one === 1 ? [real.map((_, j) => (real[j] === 1 && (!causal || j <= i) ? 1 : 0))] : [],
  );
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  const seen = tf.tensor2d(sees);
  const scores = q.matMul(k, false, true).div(Math.sqrt(q.shape[1]));
  const masked = tf.where(seen.cast('bool'), scores, tf.fill(scores.shape, -1e9));
  return tf.softmax(masked).mul(seen).matMul(v);
}
