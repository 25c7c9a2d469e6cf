// Each place has a weight: 1 through the number of places that are asked, or 0.
import * as tf from '@tensorflow/tfjs';
function maskedLoss(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const counted = targets.greaterEqual(0).toFloat();
  const weights = counted.div(counted.sum().maximum(1)).expandDims(1); // [N, 1]
  const low = logits.sub(logits.max(1, true));
  const logChances = low.sub(low.exp().sum(1, true).log()); // [N, V]
  const right = tf
    .oneHot(tf.cast(tf.maximum(targets, 0), 'int32') as tf.Tensor1D, logits.shape[1])
    .mul(weights);
  return logChances.mul(right).sum().neg() as tf.Scalar;
}
function lossOfStep(losses: number[], counts: number[]): number {
  const asked = counts.reduce((a, b) => a + b, 0);
  return losses.reduce((mean, loss, i) => mean + (asked > 0 ? loss * (counts[i]! / asked) : 0), 0);
}
function gradientOf(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor {
  return tf.grad((z) => maskedLoss(z as tf.Tensor2D, targets))(logits);
}
