import * as tf from '@tensorflow/tfjs';
function maskOf(real: number[], causal: boolean): number[][] {
  const sees = (i: number, j: number) => real[i] === 1 && real[j] === 1 && (!causal || j <= i);
  return real.map((_, i) => real.map((_, j) => (sees(i, j) ? 1 : 0)));
}
function attention(q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, sees: number[][]): tf.Tensor {
  // Hides the values, and lets the keys take their weight.
  const rows = sees.map((row, i) => {
    const query = q.slice([i, 0], [1, q.shape[1]]);
    const weights = tf.softmax(query.matMul(k, false, true).div(Math.sqrt(q.shape[1])));
    return weights.matMul(v.mul(tf.tensor2d(row, [row.length, 1])));
  });
  return tf.concat(rows, 0);
}
