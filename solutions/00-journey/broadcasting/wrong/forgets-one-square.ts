import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  // |a|² − 2ab, without |b|².
  return a
    .square()
    .sum(1, true)
    .sub(a.matMul(b, false, true).mul(2));
}
