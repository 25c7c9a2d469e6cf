import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // [M, N]: rows and columns changed places.
  return b.expandDims(1).sub(a.expandDims(0)).square().sum(2);
}
