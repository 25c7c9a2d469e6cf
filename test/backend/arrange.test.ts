/** Kernels of `threads` that choose, repeat and turn values, against tfjs's own `cpu`. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { closeTo, compare, compareGradients, numbers } from './compare.js';

const whole = (shape: number[], below: number) => ({ shape, below });
const truths = (shape: number[]) => ({ shape, dtype: 'bool' as const });

/** A pair of sizes, before and after, for each axis. */
const borders = (...sizes: number[]) =>
  sizes.flatMap((_, i) => (i % 2 === 0 ? [[sizes[i]!, sizes[i + 1]!] as [number, number]] : []));

describe('threads: kernels that arrange values', () => {
  before(() => registerThreads());

  it('reverses any axes', async () => {
    for (const shape of [[0], [1], [7], [3, 5], [2, 3, 4, 5], [120, 301]]) {
      for (let axis = 0; axis < shape.length; axis++) await compare((x) => tf.reverse(x, axis), [shape], 0);
      await compare((x) => tf.reverse(x), [shape], 0);
      await compare((x) => tf.reverse(x, 0), [whole(shape, 100)], 0);
    }
    await compare((x) => tf.reverse(x, [0, 2]), [[3, 4, 5]], 0);
    await compare((x) => tf.reverse(x, 0), [truths([9])], 0);
  });

  it('takes slices with steps, forwards and backwards', async () => {
    for (const [begin, end, steps] of [
      [
        [0, 0],
        [9, 7],
        [2, 3],
      ],
      [
        [1, 2],
        [8, 7],
        [3, 1],
      ],
      [
        [8, 6],
        [0, 0],
        [-1, -2],
      ],
      [
        [0, 5],
        [9, 5],
        [2, 1],
      ],
      [
        [-4, 0],
        [-1, 100],
        [2, 2],
      ],
    ] as const) {
      await compare((x) => tf.stridedSlice(x, [...begin], [...end], [...steps]), [[9, 7]], 0);
      await compare((x) => tf.stridedSlice(x, [...begin], [...end], [...steps]), [whole([9, 7], 50)], 0);
    }
    await compare((x) => tf.stridedSlice(x, [0], [100_000], [3]), [[100_000]], 0);
  });

  it('takes slices with steps of one place of an axis', async () => {
    await tf.setBackend('threads');
    const x = tf.tensor(numbers([4, 5, 6], 1), [4, 5, 6]);
    const taken = tf.stridedSlice(x, [2, 0, 0], [3, 5, 6], [1, 2, 2], 0, 0, 0, 0, 1);
    const expected = tf.stridedSlice(x.slice([2], [1]).reshape([5, 6]), [0, 0], [5, 6], [2, 2]);
    assert.deepEqual(taken.shape, [3, 3]);
    closeTo(taken.dataSync(), expected.dataSync(), 0);
  });

  it('repeats and broadcasts', async () => {
    for (const [shape, times] of [
      [[1], [5]],
      [[4], [3]],
      [
        [0, 2],
        [2, 2],
      ],
      [
        [2, 3],
        [0, 1],
      ],
      [
        [2, 3],
        [2, 1],
      ],
      [
        [2, 3, 4],
        [1, 3, 2],
      ],
      [
        [1, 300],
        [200, 1],
      ],
      [
        [300, 1],
        [1, 200],
      ],
    ] as const) {
      await compare((x) => tf.tile(x, [...times]), [[...shape]], 0);
      await compare((x) => tf.tile(x, [...times]), [whole([...shape], 9)], 0);
      await compare((x) => tf.tile(x, [...times]), [truths([...shape])], 0);
    }
    await compare((x) => tf.broadcastTo(x, [4, 3, 5]), [[3, 1]], 0);
    await compareGradients((x) => tf.tile(x, [2, 3]), [[3, 4]]);
  });

  it('mirrors borders, with and without the edge', async () => {
    for (const mode of ['reflect', 'symmetric'] as const) {
      await compare((x) => tf.mirrorPad(x, borders(2, 3), mode), [[5]], 0);
      await compare((x) => tf.mirrorPad(x, borders(1, 2, 3, 0), mode), [[3, 4]], 0);
      await compare((x) => tf.mirrorPad(x, borders(0, 1, 2, 2, 1, 0), mode), [[2, 4, 3]], 0);
      await compare((x) => tf.mirrorPad(x, borders(3, 3, 3, 3), mode), [[200, 131]], 0);
    }
  });

  it('stacks on every axis', async () => {
    for (const shape of [[], [0], [5], [3, 4], [130, 70]]) {
      for (let axis = 0; axis <= shape.length; axis++) {
        await compare((a, b, c) => tf.stack([a!, b!, c!], axis), [shape, shape, shape], 0);
        await compare((a, b) => tf.stack([a!, b!], axis), [whole(shape, 9), whole(shape, 9)], 0);
        await compare((a, b) => tf.stack([a!, b!], axis), [truths(shape), truths(shape)], 0);
      }
      await compare((a) => tf.stack([a]), [shape], 0);
    }
    await compare(
      (a, b) => tf.stack([a!, b!], -1),
      [
        [3, 4],
        [3, 4],
      ],
      0,
    );
    await compareGradients(
      (a, b) => tf.stack([a!, b!], 1),
      [
        [3, 4],
        [3, 4],
      ],
    );
  });

  it('gathers rows, columns and batches', async () => {
    for (const [shape, indices, axis] of [
      [[5], [3], 0],
      [[5], [0], 0],
      [[7, 4], [9], 0],
      [[7, 4], [2, 3], 1],
      [[3, 4, 5], [6], 1],
      [[3, 4, 5], [6], -1],
      [[400, 64], [900], 0],
    ] as const) {
      const index = whole([...indices], shape.at(axis)!);
      await compare((x, i) => tf.gather(x!, i as tf.Tensor1D, axis), [[...shape], index], 0);
      await compare((x, i) => tf.gather(x!, i as tf.Tensor1D, axis), [whole([...shape], 99), index], 0);
    }
    await compare((x, i) => tf.gather(x!, i as tf.Tensor1D, 1, 1), [[3, 4, 5], whole([3, 2], 4)], 0);
    await compare((x, i) => tf.gather(x!, i as tf.Tensor1D), [truths([7]), whole([4], 7)], 0);
  });

  it('refuses to gather what is not there', async () => {
    await tf.setBackend('threads');
    for (const index of [-1, 4]) {
      assert.throws(
        () => tf.gather(tf.ones([4, 3]), tf.tensor1d([0, index], 'int32')),
        /GatherV2.*index value/,
      );
    }
  });

  it('makes one-hot rows, of nothing where the index is outside', async () => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      await compare((i) => tf.oneHot(tf.sub(i, tf.scalar(2, 'int32')), 5, 1, 0, dtype), [whole([20], 9)], 0);
      await compare((i) => tf.oneHot(i, 5, 7, -1, dtype === 'bool' ? 'int32' : dtype), [whole([3, 4], 5)], 0);
    }
    await compare((i) => tf.oneHot(i, 3), [whole([0], 3)], 0);
  });

  it('selects by truth values', async () => {
    for (const shape of [[], [0], [1], [7], [3, 5], [70, 301]]) {
      await compare((c, a, b) => tf.where(c!, a!, b!), [truths(shape), shape, shape], 0);
      await compare((c, a, b) => tf.where(c!, a!, b!), [truths(shape), whole(shape, 9), whole(shape, 9)], 0);
    }
    await compare((c, a, b) => tf.where(c!, a!, b!), [truths([4, 1]), [4, 3], [3]], 0);
    await compare((c, a, b) => tf.where(c!, a!, b!), [truths([9]), [9], [9]], 0, true);
  });

  it('makes constants', async () => {
    for (const shape of [[], [0], [5], [300, 70]]) {
      await compare(() => tf.fill(shape, -2.5), [], 0);
      await compare(() => tf.fill(shape, 7, 'int32'), [], 0);
      await compare((x) => tf.onesLike(x), [shape], 0);
      await compare((x) => tf.zerosLike(x), [whole(shape, 5)], 0);
      await compare((x) => tf.onesLike(x), [truths(shape)], 0);
    }
  });
});
