import * as tf from '@tensorflow/tfjs';
function softmax(z: number[]): number[] {
  // Leaves the work to the library, which rounds to float32.
  return Array.from(tf.softmax(tf.tensor1d(z)).dataSync());
}
