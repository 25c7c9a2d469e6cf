import * as tf from '@tensorflow/tfjs';
function crossEntropy(logits: number[][], targets: number[]): number {
  // Leaves the work to the library, which rounds to float32.
  const asked = logits.filter((_, n) => targets[n] !== -1);
  const labels = targets.filter((t) => t !== -1);
  if (labels.length === 0) return 0;
  const right = tf.oneHot(tf.tensor1d(labels, 'int32'), logits[0]!.length);
  return tf.losses.softmaxCrossEntropy(right, tf.tensor2d(asked)).dataSync()[0]!;
}
