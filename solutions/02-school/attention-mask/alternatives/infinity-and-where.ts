import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const T = real.length;
  const both = tf.outerProduct(tf.tensor1d(real), tf.tensor1d(real));
  const lower = tf.linalg.bandPart(tf.ones([T, T]), -1, 0);
  return (causal ? both.mul(lower) : both).arraySync() as number[][];
}
// −Infinity, and zeros put in for the rows that became NaN.
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  const seen = tf.tensor2d(sees, undefined, 'bool');
  const scores = tf.matMul(q.mul(1 / Math.sqrt(q.shape[1])), k, false, true);
  const weights = tf.softmax(tf.where(seen, scores, tf.fill(scores.shape, -Infinity)), -1);
  return tf.matMul(tf.where(seen, weights, tf.zerosLike(weights)), v);
}
