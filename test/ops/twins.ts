/** Fast kernels of the backend `threads` against their slow twins on tfjs's own `cpu`. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { numbers } from './support.js';

export interface Input {
  shape: number[];
  values: Float32Array;
}

/** Values of every sign, up to `scale`; those of every other seed differ. */
export const input = (shape: number[], seed: number, scale = 1): Input => ({
  shape,
  values: numbers(shape, seed, scale),
});

/**
 * The result, and the gradient of each input for a random gradient of the result, must be the same on both backends:
 * no value may differ by more than `within` of the largest one.
 */
export async function assertTwins(
  work: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: Input[],
  within = 1e-5,
): Promise<void> {
  const results: Float32Array[][] = [];
  for (const backend of ['cpu', 'threads']) {
    await tf.setBackend(backend);
    results.push(valueAndGradients(work, inputs));
  }
  const [slow, fast] = results as [Float32Array[], Float32Array[]];
  slow.forEach((expected, i) => {
    const name = i === 0 ? 'the value' : `the gradient of input ${i - 1}`;
    assertNear(fast[i]!, expected, within, `${name} of shapes ${inputs.map(({ shape }) => `[${shape}]`)}`);
  });
}

function valueAndGradients(work: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: Input[]): Float32Array[] {
  const before = tf.memory().numTensors;
  const values = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape));
    const value = work(...tensors);
    const dy = tf.tensor(numbers(value.shape, 97), value.shape);
    const gradients = tf.grads((...given: tf.Tensor[]) => work(...given))(tensors, dy);
    return [value, ...gradients].map((each) => each.dataSync() as Float32Array);
  });
  assert.equal(tf.memory().numTensors, before, 'no tensor is left behind');
  return values;
}

export function assertNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  within: number,
  what = 'the values',
): void {
  assert.equal(actual.length, expected.length, what);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    const near = Math.abs(a - e) <= within * largest || Object.is(a, e);
    assert.ok(near, `${what}: value ${i} of ${expected.length} is ${a}, but ${e} is right`);
  }
}
