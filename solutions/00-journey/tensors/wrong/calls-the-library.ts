import * as tf from '@tensorflow/tfjs';
function elementAt(values: number[], shape: number[], index: number[]): number {
  // Leaves the work to the library, which rounds to float32.
  return tf
    .tensor(values, shape)
    .bufferSync()
    .get(...index);
}
function transposed(values: number[], rows: number, columns: number): number[] {
  return Array.from(tf.tensor2d(values, [rows, columns]).transpose().dataSync());
}
