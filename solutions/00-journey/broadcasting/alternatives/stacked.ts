import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const columns = tf.unstack(b).map((point) => tf.sum(tf.squaredDifference(a, point), 1));
  return tf.stack(columns, 1) as tf.Tensor2D;
}
