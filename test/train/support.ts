/** What the tests of training share. */
import assert from 'node:assert/strict';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';

/** Every value within `tolerance` of the expected one (relative above 1). */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = '',
): void {
  assert.equal(actual.length, expected.length, `${what}: as many values`);
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    assert.ok(distance <= tolerance, `${what} at ${i}: ${actual[i]} instead of ${expected[i]}`);
  }
}

/** Runs `work`, and says by how many the number of tensors has grown. */
export function growth(work: () => void): number {
  const before = tf.memory().numTensors;
  work();
  return tf.memory().numTensors - before;
}

export const bits = (tensor: tf.Tensor) => [
  ...new Uint32Array((tensor.dataSync() as Float32Array).slice().buffer),
];
