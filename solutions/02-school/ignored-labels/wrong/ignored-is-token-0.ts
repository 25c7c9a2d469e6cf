// Takes −1 for token 0, and multiplies nothing away.
import * as tf from '@tensorflow/tfjs';
/** logits [N, V] float32; targets [N] int32, from −1, below V → the mean over the places that are asked, a scalar. */
function maskedLoss(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const isAsked = tf.cast(tf.greaterEqual(targets, 0), 'float32'); // [N]
    const wanted = tf.oneHot(tf.cast(tf.maximum(targets, 0), 'int32') as tf.Tensor1D, logits.shape[1]); // [N, V], zeros where nothing is asked
    const low = tf.sub(logits, tf.max(logits, 1, true)); // [N, V], 0 at most
    const logTotal = tf.log(tf.sum(tf.exp(low), 1)); // [N]
    const losses = tf.sub(logTotal, tf.sum(tf.mul(low, wanted), 1));
    return tf.div(tf.sum(losses), tf.maximum(tf.sum(isAsked), 1)) as tf.Scalar;
  });
}
/** losses, counts: [M] each; the mean loss of a small batch (0 where it asks nothing) and how many places it asked. */
function lossOfStep(losses: number[], counts: number[]): number {
  const asked = counts.reduce((sum, count) => sum + count, 0);
  const sum = losses.reduce((total, loss, i) => total + loss * counts[i]!, 0);
  return asked === 0 ? 0 : sum / asked;
}
/** Given, for the check: how the loss changes with each score, [N, V]. */
function gradientOf(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor {
  return tf.grad((z) => maskedLoss(z as tf.Tensor2D, targets))(logits);
}
