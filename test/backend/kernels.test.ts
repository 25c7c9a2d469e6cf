/** The element-wise kernels, reductions and moves of `threads` against tfjs's own `cpu`. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { compare } from './compare.js';

describe('threads: kernels', () => {
  before(() => registerThreads());

  const functions =
    'abs,neg,square,sqrt,rsqrt,reciprocal,relu,relu6,exp,log,sigmoid,tanh,erf,elu,floor,ceil,round';
  for (const name of [...functions.split(','), 'step', 'leakyRelu']) {
    it(`${name} of every kind of number`, async () => {
      const work = (x: tf.Tensor) => (tf as unknown as Record<string, (x: tf.Tensor) => tf.Tensor>)[name]!(x);
      for (const shape of [[], [0], [1], [3, 7], [5000], [40_000]]) await compare(work, [shape], 3e-6);
      await compare(work, [[11]], 3e-6, true);
      await compare((x) => work(x.mul(30)), [[1001]], 3e-6);
    });
  }

  for (const name of 'add,sub,mul,div,maximum,minimum,squaredDifference,equal,notEqual,greater,less,lessEqual'.split(
    ',',
  )) {
    it(`${name}, broadcast in every way`, async () => {
      const work = (a: tf.Tensor, b: tf.Tensor) =>
        (tf as unknown as Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>)[name]!(a, b);
      for (const [a, b] of [
        [[], []],
        [[0], [1]],
        [[5], [5]],
        [[3, 5], [5]],
        [
          [3, 5],
          [3, 1],
        ],
        [
          [2, 1, 4],
          [3, 1],
        ],
        [
          [2, 3, 1, 5],
          [1, 4, 1],
        ],
        [[1], [3000, 7]],
        [
          [300, 70],
          [300, 70],
        ],
        [[70], [300, 70]],
      ] as [number[], number[]][]) {
        await compare(work, [a, b]);
        await compare(work, [b, a]);
      }
      await compare(work, [[9], [9]], 2e-6, true);
    });
  }

  for (const name of ['sum', 'mean', 'max', 'min'] as const) {
    it(`${name} over leading, middle, trailing and all axes`, async () => {
      for (const axes of [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]]) {
        for (const shape of [
          [1, 1, 1],
          [3, 5, 7],
          [40, 33, 21],
          [2, 600, 18],
        ]) {
          await compare((x) => tf[name](x, axes), [shape], 2e-5);
          await compare((x) => tf[name](x, axes, true), [shape], 2e-5);
        }
      }
    });
  }

  it('softmax, of large values too', async () => {
    for (const shape of [[1], [7], [3, 5], [2, 3, 64], [500, 131]]) {
      await compare((x) => tf.softmax(x), [shape]);
      await compare((x) => tf.softmax(x.mul(1000)), [shape], 1e-4);
    }
  });

  it('transpose by every order of four axes', async () => {
    const orders = [0, 1, 2, 3].flatMap((a) =>
      [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].map((c) => [a, b, c, 6 - a - b - c])),
    );
    for (const order of orders.filter((axes) => new Set(axes).size === 4)) {
      for (const shape of [
        [2, 3, 4, 5],
        [1, 9, 1, 6],
        [3, 17, 13, 11],
      ]) {
        await compare((x) => tf.transpose(x, order), [shape], 0);
      }
    }
  });

  it('slices at both ends and in the middle of every axis', async () => {
    const sizes = [7, 5, 9, 6];
    for (let rank = 1; rank <= 4; rank++) {
      const shape = sizes.slice(0, rank);
      for (const begin of [shape.map(() => 0), shape.map(() => 2), shape.map((_, axis) => axis)]) {
        for (const cut of [0, 1, 2]) {
          const size = shape.map((extent, axis) => Math.max(0, extent - begin[axis]! - cut));
          await compare((x) => tf.slice(x, begin, size), [shape], 0);
        }
      }
    }
    await compare((x) => tf.slice(x, [0, 3], [-1, 0]), [[4, 6]], 0);
    await compare((x) => tf.slice(x, [100, 0], [300, 33]), [[500, 131]], 0);
  });

  it('splits into equal and unequal pieces', async () => {
    for (const [sizes, axis] of [
      [2, 0],
      [[1, 3], 0],
      [[2, -1, 1], 1],
      [3, -1],
    ] as const) {
      const split = (x: tf.Tensor) => tf.split(x, sizes as number | number[], axis);
      await compare((x) => tf.stack(split(x!).map((piece, i) => piece.sum().mul(i + 1))), [[4, 6, 9]], 1e-5);
      await compare((x) => split(x!).at(-1)!, [[4, 6, 9]], 0);
    }
  });

  it('joins on every axis, also with empty tensors', async () => {
    for (const axis of [0, 1, 2, -1]) {
      const other = [3, 4, 5].map((size, i) => (i === (axis + 3) % 3 ? size + 2 : size));
      const empty = [3, 4, 5].map((size, i) => (i === (axis + 3) % 3 ? 0 : size));
      await compare((x, y, z) => tf.concat([x!, z!, y!, x!], axis), [[3, 4, 5], other, empty], 0);
    }
    await compare(
      (x, y) => tf.concat([x!, y!], 1),
      [
        [300, 70],
        [300, 61],
      ],
      0,
    );
  });

  it('pads every axis with a constant', async () => {
    await compare((x) => tf.pad(x, [[2, 1]], 7), [[5]], 0);
    await compare(
      (x) =>
        tf.pad(
          x,
          [
            [0, 1],
            [2, 0],
            [3, 3],
          ],
          -1.5,
        ),
      [[3, 4, 5]],
      0,
    );
    await compare(
      (x) =>
        tf.pad(x, [
          [1, 1],
          [0, 0],
        ]),
      [[0, 4]],
      0,
    );
    await compare(
      (x) =>
        tf.pad(x, [
          [1, 2],
          [3, 4],
        ]),
      [[300, 131]],
      0,
    );
  });

  it('adds up segments, leaving out negative and missing ones', async () => {
    const ids = [2, 0, -1, 2, 1, 9];
    await compare((x) => tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 4), [[6, 21]]);
  });

  it('turns whole numbers and truth values into floats', async () => {
    await tf.setBackend('threads');
    const values = tf.tidy(() =>
      tf.add(tf.cast(tf.tensor1d([3, -2], 'int32'), 'float32'), tf.tensor1d([0.5, 0.5])),
    );
    assert.deepEqual([...values.dataSync()], [3.5, -1.5]);
    const truths = tf.tidy(() =>
      tf.mul(tf.cast(tf.tensor1d([1, 0], 'bool'), 'float32'), tf.tensor1d([0.5, 0.5])),
    );
    assert.deepEqual([...truths.dataSync()], [0.5, 0]);
  });
});
