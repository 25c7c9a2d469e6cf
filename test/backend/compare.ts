/** What the tests of backends share: numbers of every sign and size, and a comparison that says where it failed. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';

/** Reproducible values between −2 and 2 for a shape. */
export function numbers(shape: readonly number[], seed: number): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  let state = seed * 2654435761;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

/** Fails with the first place where `actual` is further from `expected` than `tolerance` (of its size, above 1). */
export function closeTo(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length, 'the lengths differ');
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (Object.is(a, e) || a === e) continue;
    const near = Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e));
    if (!near) assert.fail(`value ${i} of ${expected.length} is ${a}, but ${e} is right`);
  }
}

type Calculation = (...tensors: tf.Tensor[]) => tf.Tensor;
const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 1e30, -1e30];

/** A float tensor by its shape, whole numbers below a bound, or truth values. */
export type Given = number[] | { shape: number[]; below: number } | { shape: number[]; dtype: 'bool' };

function tensorOf(given: Given, seed: number, special: boolean): tf.Tensor {
  const shape = Array.isArray(given) ? given : given.shape;
  const values = numbers(shape, seed);
  if (special) values.set(SPECIAL.slice(0, values.length));
  if (Array.isArray(given)) return tf.tensor(values, shape);
  if ('below' in given)
    return tf.tensor(
      Int32Array.from(values, (value) => ((value + 2) / 4) * given.below),
      shape,
      'int32',
    );
  return tf.tensor(
    Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)),
    shape,
    'bool',
  );
}

/**
 * The same calculation on `cpu` and on `threads`, with the same values; shape and dtype must be the same, too.
 * @param special - the first values of each float tensor are NaN, infinities, zeros and numbers of every size.
 */
export async function compare(
  work: Calculation,
  inputs: Given[],
  tolerance = 2e-6,
  special = false,
): Promise<void> {
  const results: { shape: number[]; dtype: string; values: ArrayLike<number> }[] = [];
  for (const name of ['cpu', 'threads']) {
    await tf.setBackend(name);
    results.push(
      tf.tidy(() => {
        const result = work(...inputs.map((given, seed) => tensorOf(given, seed + 1, special)));
        return { shape: result.shape, dtype: result.dtype, values: result.dataSync() };
      }),
    );
  }
  const [slow, fast] = results;
  assert.deepEqual([fast!.shape, fast!.dtype], [slow!.shape, slow!.dtype]);
  closeTo(fast!.values, slow!.values, tolerance);
}

/** As `compare`, for the gradients by all inputs, each under a weight of its own. */
export async function compareGradients(
  work: Calculation,
  inputs: number[][],
  tolerance = 2e-6,
): Promise<void> {
  const weighted: Calculation = (...tensors) => {
    const result = work(...tensors);
    return result.mul(tf.tensor(numbers(result.shape, 99), result.shape)).sum();
  };
  const all: Calculation = (...tensors) =>
    tf.concat(
      tf
        .grads((...xs: tf.Tensor[]) => weighted(...xs))(tensors)
        .map((x) => x.flatten()),
    );
  await compare(all, inputs, tolerance);
}
