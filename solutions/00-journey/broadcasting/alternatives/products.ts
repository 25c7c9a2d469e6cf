import * as tf from '@tensorflow/tfjs';
function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const squares = (x: tf.Tensor2D) => x.square().sum(1); // |a − b|² = |a|² − 2ab + |b|²
  return squares(a)
    .expandDims(1)
    .sub(a.matMul(b, false, true).mul(2))
    .add(squares(b)) as tf.Tensor2D;
}
