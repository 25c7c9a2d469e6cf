import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // Adds up over the points of b.
  return a.expandDims(1).sub(b.expandDims(0)).square().sum(1);
}
