/** Rotary positions, alone and after the norm of heads: the fast kernels against the slow twins, and against float64. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { headNormRotary, rotary } from 'kernel-lib/dist/ops/rotary.js';
import { hasFast } from 'kernel-lib/dist/ops/run.js';
import { assertClose, assertGradient, numbers } from './support.js';
import { assertNear, assertTwins, input } from './twins.js';

type Shape = [number, number, number, number];
const operations = { rotary, headNormRotary };

/** Documents of some seven tokens: positions that begin again. */
const positionsOf = ([batch, length]: Shape, from = 0, step = 1) =>
  tf.tensor2d(
    Int32Array.from({ length: batch * length }, (_, i) => from + step * (i % 7)),
    [batch, length],
    'int32',
  );

/** The formula in float64, for one position a token. */
function exact(x: Float64Array, [, , heads, width]: Shape, positions: ArrayLike<number>, normed: boolean) {
  const half = width / 2;
  return x.map((_, at) => {
    const [start, i] = [Math.floor(at / width) * width, at % half];
    const row = x.subarray(start, start + width);
    const square = row.reduce((sum, value) => sum + value * value, 0) / width;
    const scale = normed ? 1 / Math.sqrt(square + 1e-6) : 1;
    const angle = positions[Math.floor(start / width / heads)]! * 10_000 ** (-i / half);
    const [a, b] = [row[i]! * scale, row[half + i]! * scale];
    return at - start < half
      ? a * Math.cos(angle) - b * Math.sin(angle)
      : b * Math.cos(angle) + a * Math.sin(angle);
  });
}

describe('rotary positions', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  it('have fast kernels', () => {
    for (const kernel of ['BlossomRotary', 'BlossomHeadNormRotary']) assert.ok(hasFast(kernel), kernel);
  });

  for (const name of ['rotary', 'headNormRotary'] as const) {
    const operation = operations[name];
    const work =
      (shape: Shape, from = 0) =>
      (x: tf.Tensor) =>
        operation(x as tf.Tensor4D, positionsOf(shape, from));

    it(`${name} is the same fast and slow for every head`, async () => {
      for (const width of [2, 4, 6, 10, 16, 32, 34, 128]) {
        for (const [batch, length, heads] of [
          [1, 1, 1],
          [2, 5, 3],
          [3, 17, 4],
        ] as const) {
          const shape: Shape = [batch, length, heads, width];
          await assertTwins(work(shape), [input(shape, width + heads)]);
        }
      }
      assert.deepEqual(work([2, 0, 3, 4])(tf.zeros([2, 0, 3, 4])).shape, [2, 0, 3, 4]);
    });

    it(`${name} is the same for tiny and large values, heads of zeros, and a part of a tensor`, async () => {
      const shape: Shape = [2, 3, 2, 6];
      for (const scale of [1e-9, 1e4, 1e17]) {
        const x = input(shape, 5, scale);
        x.values.fill(0, 6, 12);
        await assertTwins(work(shape), [x]);
      }
      const part = (x: tf.Tensor) => tf.reshape(tf.slice(x, [1, 2], [6, 12]), shape);
      await assertTwins((x) => work(shape)(part(x)), [input([8, 15], 6)]);
    });

    it(`${name} has the value and the gradient of its formula`, () => {
      const shape: Shape = [2, 4, 2, 6];
      const x = numbers(shape, 7);
      const formula = (v: Float64Array) =>
        exact(v, shape, positionsOf(shape, 3).dataSync(), name === 'headNormRotary');
      assertClose(work(shape, 3)(tf.tensor(x, shape)).dataSync(), formula(Float64Array.from(x)), 1e-6);
      assertGradient(work(shape, 3), formula, x, shape);
    });

    it(`${name} is exact at large positions, in any order of calls, and at negative ones`, () => {
      const shape: Shape = [1, 9, 2, 8];
      const x = numbers(shape, 8);
      for (const [from, step] of [
        [0, 1],
        [250, 3],
        [5, 1],
        [60_000, 900],
        [1_000_000, 77_777],
        [2, 2],
        [-4, 2],
      ] as const) {
        const positions = positionsOf(shape, from, step);
        const y = operation(tf.tensor4d(x, shape), positions).dataSync();
        const right = exact(Float64Array.from(x), shape, positions.dataSync(), name === 'headNormRotary');
        assertNear(y, right, 1e-6, `positions from ${from}`);
      }
    });

    it(`${name} keeps apart the tables of many widths and bases`, () => {
      const bases = [10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000, 500_000];
      const turn = (base: number) =>
        tf.tidy(() => [
          ...operation(tf.ones([1, 2, 1, 4]), tf.tensor2d([[5, 9]], [1, 2], 'int32'), base).dataSync(),
        ]);
      const first = bases.map(turn);
      assert.deepEqual([...bases].reverse().map(turn).reverse(), first);
      const angles = [5, 9].map((position) => position * 500_000 ** -0.5);
      const scale = name === 'headNormRotary' ? 1 / Math.sqrt(1 + 1e-6) : 1;
      assertClose(
        [first[9]![1]!, first[9]![5]!],
        angles.map((angle) => scale * (Math.cos(angle) - Math.sin(angle))),
        1e-6,
      );
    });
  }

  it('leave no memory behind that grows', () => {
    const shape: Shape = [1, 9, 2, 8];
    const used = () => (tf.memory() as unknown as { sharedBytes: number }).sharedBytes;
    const call = () =>
      tf.tidy(() => headNormRotary(tf.ones(shape), positionsOf(shape, 2_000_000)).dataSync());
    call();
    const before = used();
    for (let i = 0; i < 20; i++) call();
    assert.equal(used(), before);
  });
});
