/** What tests of operations share: numbers that come again, and central differences. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from 'kernel-lib/dist/random.js';

/** Numbers from −scale to scale. */
export function numbers(shape: readonly number[], seed: number, scale = 1): Float32Array {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: size }, () => scale * (2 * random() - 1));
}

export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-5): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const [a, b] = [actual[i]!, expected[i]!];
    assert.ok(Math.abs(a - b) <= within * (1 + Math.abs(b)), `value ${i}: ${a}, expected ${b}`);
  }
}

/** The gradient of Σ c·f(x) against central differences of a float64 version of f. */
export function assertGradient(
  f: (x: tf.Tensor) => tf.Tensor,
  exact: (x: Float64Array) => ArrayLike<number>,
  x: Float32Array,
  shape: number[],
): void {
  const outputs = exact(Float64Array.from(x));
  const c = numbers([outputs.length], 99);
  const total = (values: ArrayLike<number>) => c.reduce((sum, each, i) => sum + each * values[i]!, 0);
  const actual = tf.tidy(() => {
    const weighted = (v: tf.Tensor) => tf.sum(tf.mul(tf.reshape(f(v), [-1]), tf.tensor1d(c)));
    return tf.grad(weighted)(tf.tensor(x, shape)).dataSync();
  });
  const expected = x.map((_, i) => {
    const step = (by: number) => exact(Float64Array.from(x, (value, j) => (i === j ? value + by : value)));
    return (total(step(1e-5)) - total(step(-1e-5))) / 2e-5;
  });
  assertClose(actual, expected, 1e-4);
}
