import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  return real.map((one, i) => real.map((other, j) => (causal && j > i ? 0 : one && other)));
}
// A bias of −10⁹ on hidden scores, the powers by hand.
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  return tf.tidy(() => {
    const seen = tf.tensor2d(sees);
    const scores = tf.div(tf.matMul(q, tf.transpose(k)), Math.sqrt(k.shape[1]));
    const biased = tf.sub(scores, tf.mul(tf.sub(1, seen), 1e9));
    const powers = tf.mul(tf.exp(tf.sub(biased, tf.max(biased, 1, true))), seen);
    const total = tf.sum(powers, 1, true);
    return tf.divNoNan(tf.matMul(powers, v), total);
  });
}
