/**
 * A program of its own, so that a library that brings the process down is a failed test and no more:
 * `node self-test.js FOLDER` ends with 0 where a product, a gradient and the count of tensors are right.
 */
import assert from 'node:assert/strict';
import '../quiet.js';
import * as tf from '@tensorflow/tfjs';
import { loadTensorflow } from './load.js';

async function main(folder: string): Promise<void> {
  loadTensorflow(folder);
  assert.ok(await tf.setBackend('tensorflow'), 'tfjs could not start its backend tensorflow');
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    assert.deepEqual([...tf.matMul(x, x, true).dataSync()], [10, 14, 14, 20], 'a product');
    const gradient = tf.grad((v: tf.Tensor) => tf.sum(tf.square(tf.matMul(v, v, true))))(x);
    assert.deepEqual([...gradient.dataSync()], [152, 216, 344, 488], 'a gradient');
    const rows = tf.grad((v: tf.Tensor) => tf.sum(tf.gather(v, [1, 1])))(x);
    assert.deepEqual([...rows.dataSync()], [0, 0, 2, 2], 'the gradient of a look-up');
  });
  assert.equal(tf.memory().numTensors, before, 'tensors were left behind');
}

main(process.argv[2]!).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
