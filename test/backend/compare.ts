/** What the tests of backends share: numbers of every sign and size, and a comparison that says where it failed. */
import assert from 'node:assert/strict';

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
