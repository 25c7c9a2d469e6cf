/** The backend `threads` against tfjs's own `cpu`, which is slow and right. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { closeTo, numbers } from './compare.js';

type Product = { a: number[]; b: number[]; ta?: boolean; tb?: boolean };

/** The same product on both backends. */
async function bothProducts({
  a,
  b,
  ta = false,
  tb = false,
}: Product): Promise<[Float32Array, Float32Array]> {
  const [x, y] = [numbers(a, 1), numbers(b, 2)];
  const results: Float32Array[] = [];
  for (const name of ['cpu', 'threads']) {
    await tf.setBackend(name);
    const values = tf.tidy(() => tf.matMul(tf.tensor(x, a), tf.tensor(y, b), ta, tb).dataSync());
    results.push(values as Float32Array);
  }
  return results as [Float32Array, Float32Array];
}

describe('threads: matrix products', () => {
  before(() => registerThreads());

  for (const [M, K, N] of [
    [1, 1, 1],
    [1, 7, 1],
    [5, 3, 17],
    [6, 16, 16],
    [7, 257, 33],
    [97, 300, 31],
    [200, 513, 130],
    [4, 4, 4],
    [12, 12, 12],
    [1, 300, 70],
    [1, 1000, 513],
    [3, 300, 200],
    [5, 300, 200],
    [500, 300, 1],
    [70, 33, 1],
    [1, 100_000, 1],
  ] as const) {
    for (const [ta, tb] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      it(`[${M},${K}]·[${K},${N}]${ta ? ' Aᵀ' : ''}${tb ? ' Bᵀ' : ''}`, async () => {
        const [slow, fast] = await bothProducts({ a: ta ? [K, M] : [M, K], b: tb ? [N, K] : [K, N], ta, tb });
        closeTo(fast, slow, 1e-5 * Math.min(K, 1000));
      });
    }
  }

  for (const [a, b] of [
    [
      [3, 4, 5],
      [3, 5, 2],
    ],
    [
      [3, 4, 5],
      [1, 5, 2],
    ],
    [
      [1, 4, 5],
      [3, 5, 2],
    ],
    [
      [2, 3, 20, 33],
      [2, 3, 33, 40],
    ],
    [
      [2, 0, 5],
      [2, 5, 3],
    ],
    [
      [100, 10, 10],
      [100, 10, 10],
    ],
    [
      [50, 1, 70],
      [50, 70, 90],
    ],
    [
      [50, 7, 11],
      [1, 11, 5],
    ],
    [
      [2, 3, 0],
      [2, 0, 4],
    ],
  ] as [number[], number[]][]) {
    it(`batches [${a}]·[${b}]`, async () => {
      const [slow, fast] = await bothProducts({ a, b });
      closeTo(fast, slow, 1e-4);
    });
  }

  it('broadcasts both batches against each other', async () => {
    await tf.setBackend('threads');
    const [a, b] = [numbers([2, 1, 3, 4], 1), numbers([1, 3, 4, 5], 2)];
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor(a, [2, 1, 3, 4]), tf.tensor(b, [1, 3, 4, 5])).dataSync(),
    );
    const expected = tf.tidy(() =>
      tf
        .matMul(
          tf.tile(tf.tensor(a, [2, 1, 3, 4]), [1, 3, 1, 1]),
          tf.tile(tf.tensor(b, [1, 3, 4, 5]), [2, 1, 1, 1]),
        )
        .dataSync(),
    );
    assert.deepEqual([...product], [...expected]);
  });

  it('keeps NaN and infinity', async () => {
    await tf.setBackend('threads');
    const values = tf.tidy(() =>
      tf
        .matMul(
          [
            [1, Infinity],
            [NaN, 1],
          ],
          [
            [1, 0],
            [1, 2],
          ],
        )
        .dataSync(),
    );
    assert.deepEqual([...values], [Infinity, Infinity, NaN, NaN]);
  });
});
