/** The same values in another shape. */
import * as tf from '@tensorflow/tfjs';

/** tf.reshape that keeps nothing for its gradient. tfjs's own keeps x, and with it the values that nobody needs again. */
export function view<R extends tf.Rank>(x: tf.Tensor, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const before = x.shape;
  const reshaped = tf.customGrad((y) => ({
    value: tf.reshape<R>(y as tf.Tensor, shape),
    gradFunc: (dy: tf.Tensor) => tf.reshape(dy, before),
  }));
  return reshaped(x) as tf.Tensor<R>;
}
