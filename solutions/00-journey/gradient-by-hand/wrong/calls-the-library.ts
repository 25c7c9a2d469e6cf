import * as tf from '@tensorflow/tfjs';
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  // Lets tfjs derive it, in float32.
  const weight = tf.tensor1d(targets.map((t) => (t === -1 ? 0 : 1)));
  const right = tf.oneHot(tf.tensor1d(targets, 'int32'), logits[0]!.length);
  const slope = tf.grad((z: tf.Tensor) =>
    tf.logSoftmax(z).mul(right).sum(1).mul(weight).sum().neg().div(tf.maximum(weight.sum(), 1)),
  );
  return slope(tf.tensor2d(logits)).arraySync() as number[][];
}
