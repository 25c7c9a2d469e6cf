/** A reshape that keeps nothing. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { view } from 'kernel-lib/dist/ops/view.js';

describe('view', () => {
  before(async () => {
    await tf.setBackend('cpu');
  });

  it('has the gradient of a reshape', () => {
    const weights = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const work = (x: tf.Tensor) => tf.sum(tf.mul(view<tf.Rank.R2>(x, [3, 2]), weights));
    const gradient = tf.grad(work)(tf.ones([2, 3]));
    assert.deepEqual(gradient.shape, [2, 3]);
    assert.deepEqual([...gradient.dataSync()], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(view<tf.Rank.R1>(tf.ones([0, 3]), [0]).shape, [0]);
  });

  it('lets go of the values when its input and its result are disposed, with a gradient still to come', () => {
    let freed = 0;
    const work = (x: tf.Tensor) => {
      const negated = tf.neg(x);
      const reshaped = view<tf.Rank.R1>(negated, [6]);
      const result = tf.neg(reshaped);
      const before = tf.memory().numDataBuffers;
      tf.dispose([negated, reshaped]);
      freed = before - tf.memory().numDataBuffers;
      return tf.sum(result);
    };
    const gradient = tf.grad(work)(tf.ones([2, 3]));
    assert.equal(freed, 1);
    assert.deepEqual([...gradient.dataSync()], Array(6).fill(1));
  });
});
