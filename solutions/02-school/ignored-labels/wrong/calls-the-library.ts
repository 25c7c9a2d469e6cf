// Leaves the work to the library.
import * as tf from '@tensorflow/tfjs';
function maskedLoss(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const isAsked = tf.cast(tf.greaterEqual(targets, 0), 'float32');
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(targets, logits.shape[1])), 1));
  return tf.div(tf.sum(tf.mul(losses, isAsked)), tf.maximum(tf.sum(isAsked), 1)) as tf.Scalar;
}
function lossOfStep(losses: number[], counts: number[]): number {
  const asked = counts.reduce((sum, count) => sum + count, 0);
  return asked === 0 ? 0 : losses.reduce((sum, loss, i) => sum + loss * counts[i]!, 0) / asked;
}
function gradientOf(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor {
  return tf.grad((z) => maskedLoss(z as tf.Tensor2D, targets))(logits);
}
