import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // The distance, not its square.
  return a.expandDims(1).sub(b.expandDims(0)).square().sum(2).sqrt() as tf.Tensor2D;
}
