import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // Pairs the first with the first and lets broadcasting do the rest.
  return a.sub(b).square().sum(1, true);
}
