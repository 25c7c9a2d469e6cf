// Takes the rows that are asked first, and the rest never enters.
import * as tf from '@tensorflow/tfjs';
function maskedLoss(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const labels = [...targets.dataSync()];
  const asked = labels.flatMap((target, n) => (target < 0 ? [] : [n]));
  if (asked.length === 0) return tf.sum(tf.mul(logits, 0));
  const rows = tf.gather(logits, tf.tensor1d(asked, 'int32')); // [A, V]
  const right = tf.oneHot(
    tf.tensor1d(
      asked.map((n) => labels[n]!),
      'int32',
    ),
    logits.shape[1],
  );
  const scores = tf.sum(tf.mul(rows, right), 1); // [A]
  return tf.mean(tf.sub(tf.logSumExp(rows, 1), scores));
}
const lossOfStep = (losses: number[], counts: number[]): number => {
  let [sum, asked] = [0, 0];
  losses.forEach((loss, i) => {
    sum += loss * counts[i]!;
    asked += counts[i]!;
  });
  return sum / Math.max(1, asked);
};
const gradientOf = (logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor =>
  tf.grad((z) => maskedLoss(z as tf.Tensor2D, targets))(logits);
