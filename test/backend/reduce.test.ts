/** Reductions and running sums on `threads` against tfjs's own `cpu`. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { closeTo, compare, compareGradients, numbers } from './compare.js';

const whole = (shape: number[], below: number) => ({ shape, below });
const truths = (shape: number[]) => ({ shape, dtype: 'bool' as const });
const AXES = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [2, 0], [0, 1, 2]];
const SHAPES = [
  [1, 1, 1],
  [3, 5, 7],
  [40, 33, 21],
];

describe('threads: reductions', () => {
  before(() => registerThreads());

  for (const name of ['sum', 'max', 'min'] as const) {
    it(`${name} of whole numbers over any axes`, async () => {
      const ten = tf.scalar(10, 'int32');
      for (const axes of AXES) {
        for (const shape of SHAPES) {
          for (const keep of [false, true]) {
            await compare((x) => tf[name](x.sub(ten), axes, keep), [whole(shape, 23)], 0);
          }
        }
      }
      await compare((x) => tf[name](x), [whole([50_001], 100_000)], 0);
    });
  }

  it('sum and mean of truth values', async () => {
    for (const axes of AXES) {
      await compare((x) => tf.sum(x, axes), [truths([6, 5, 9])], 0);
      await compare((x) => tf.mean(x, axes), [truths([6, 5, 9])]);
      await compare((x) => tf.mean(x, axes), [whole([6, 5, 9], 9)]);
    }
  });

  it('prod over any axes, and its gradient', async () => {
    for (const axes of AXES) {
      for (const shape of SHAPES) {
        await compare((x) => tf.prod(x.div(2).add(1.01), axes), [shape], 1e-5);
        await compare((x) => tf.prod(x, axes, true), [shape], 1e-6);
      }
    }
    await compare((x) => tf.prod(x, 0), [[9]], 1e-6, true);
    await compareGradients((x) => tf.prod(x.add(3), 1), [[3, 4]], 1e-4);
    await compare((x) => tf.prod(x), [whole([5], 9)], 0);
  });

  for (const name of ['all', 'any'] as const) {
    it(`${name} over any axes`, async () => {
      for (const axes of AXES.filter((some) => some.length < 2 || some[1] === some[0]! + 1)) {
        for (const shape of [...SHAPES, [5, 1, 2]]) {
          await compare((x) => tf[name](x, axes), [truths(shape)], 0);
          await compare((x) => tf[name](x, axes, true), [truths(shape)], 0);
        }
      }
      for (const value of [false, true]) {
        await compare(() => tf[name](tf.fill([70, 3], Number(value)).cast('bool'), 0), [], 0);
      }
    });
  }

  for (const name of ['argMax', 'argMin'] as const) {
    it(`${name} on every axis, the first of equal ones`, async () => {
      for (const axis of [0, 1, 2, -1]) {
        for (const shape of SHAPES) {
          await compare((x) => tf[name](x, axis), [shape], 0);
          await compare((x) => tf[name](x, axis), [whole(shape, 4)], 0);
          await compare((x) => tf[name](tf.round(x), axis), [shape], 0);
        }
      }
      await compare((x) => tf[name](x), [[9]], 0, true);
      await compare((x) => tf[name](x.reverse(0)), [[8]], 0, true);
      await compare((x) => tf[name](x), [[200_000]], 0);
    });
  }

  it('cumsum on every axis, exclusive, from the end, and its gradient', async () => {
    for (const axis of [0, 1, 2]) {
      for (const exclusive of [false, true]) {
        for (const reverse of [false, true]) {
          for (const shape of SHAPES) {
            await compare((x) => tf.cumsum(x, axis, exclusive, reverse), [shape], 1e-6);
          }
          // tfjs's gradient turns the axes once too often on any other axis.
          if (axis === 2) await compareGradients((x) => tf.cumsum(x, 2, exclusive, reverse), [[2, 3, 4]]);
        }
      }
    }
    await compare((x) => tf.cumsum(x), [whole([9], 5)], 0);
  });

  it('sum, mean, max and min of few long rows and columns, in parts', async () => {
    for (const name of ['sum', 'mean', 'max', 'min'] as const) {
      for (const [shape, axis] of [
        [[100_003], 0],
        [[3, 50_001], 1],
        [[70_001, 3], 0],
        [[9000, 20], 0],
        [[2, 40_000, 5], 1],
        [
          [30, 40, 50, 3],
          [0, 1, 2],
        ],
      ] as const) {
        await compare((x) => tf[name](x, axis as number), [[...shape]], 1e-3);
      }
      await compare((x) => tf[name](x), [[100_000]], 0, true);
    }
  });

  it('a sum of millions of values keeps its digits', async () => {
    await tf.setBackend('threads');
    const values = numbers([3_000_001], 5);
    const exact = values.reduce((sum, value) => sum + value, 0);
    const [got] = tf.tidy(() => tf.sum(tf.tensor1d(values)).dataSync());
    assert.ok(Math.abs(got! - exact) < 0.05, `${got} where ${exact} is right`);
  });

  it('takes apart on every axis', async () => {
    for (const axis of [0, 1, 2, -1]) {
      await compare((x) => tf.concat(tf.unstack(x, axis).map((piece) => piece.flatten())), [[3, 4, 5]], 0);
      await compare((x) => tf.unstack(x, axis).at(-1)!, [whole([3, 4, 5], 99)], 0);
    }
    await compareGradients((x) => tf.unstack(x, 1)[1]!, [[3, 4]]);
  });

  it('the gradient of a mean over axes that do not stand side by side', async () => {
    await compareGradients((x) => tf.moments(x, [0, 2]).variance, [[3, 4, 5]], 1e-5);
    await tf.setBackend('threads');
    closeTo(tf.sum(tf.ones([2, 0, 3]), [0, 2]).dataSync(), [], 0);
  });
});
