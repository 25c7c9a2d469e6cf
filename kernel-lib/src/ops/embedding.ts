/**
 * Embedding: y_n = table[ids_n]. Its gradient adds each dy_n to the row of the table that was looked up.
 *
 * V vocabulary, D width, N ids
 */
import * as tf from '@tensorflow/tfjs';
import { checkRange, checkTensor } from './check.js';
import { hasFast, registerGradient, runKernel } from './run.js';

/** The product with a one-hot matrix [N, V]: a row of it picks a row of the table. */
export function slowEmbedding(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  // Not tf.oneHot: as floats it gives zeros on tfjs's wasm, and it refuses a table of one row.
  const rows = tf.range(0, table.shape[0], 1, 'int32');
  const picks: tf.Tensor2D = tf.cast(tf.equal(tf.reshape(ids, [-1, 1]), rows), 'float32'); // [N, V]
  return tf.matMul(picks, table); // [N, D]
}

/**
 * @param table - [V, D].
 * @param ids - int32 [N], each from 0 to V − 1.
 * @returns [N, D].
 * @throws UserError for an id that is not in the table.
 */
export function embedding(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  checkTensor('embedding', 'table', table, 'float32', [null, null]);
  checkTensor('embedding', 'ids', ids, 'int32', [null]);
  checkRange('embedding', 'ids', ids, 0, table.shape[0]);
  if (ids.size === 0) return tf.zeros([0, table.shape[1]]);
  if (!hasFast('BlossomEmbedding')) return tf.tidy(() => slowEmbedding(table, ids));
  return runKernel('BlossomEmbedding', { table, ids }, { size: table.shape[0] })[0] as tf.Tensor2D;
}

registerGradient({
  kernel: 'BlossomEmbedding',
  inputs: ['ids'],
  gradient: (dy, [ids], { size }) => ({
    table: runKernel('BlossomEmbeddingGrad', { dy, ids: ids! }, { size })[0]!,
  }),
});
