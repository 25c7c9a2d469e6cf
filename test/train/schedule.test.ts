/** Schedules and clipping. */
import assert from 'node:assert/strict';
import './support.js';
import * as tf from '@tensorflow/tfjs';
import { clipScale, squaredNorms, totalNorm } from 'kernel-lib/dist/train/clip.js';
import {
  combineSchedules,
  constant,
  cosineDecay,
  linearDecay,
  warmUp,
} from 'kernel-lib/dist/train/schedule.js';
import { assertClose, growth } from './support.js';

const first = (schedule: (step: number) => number, steps: number) =>
  Array.from({ length: steps }, (_, i) => schedule(i));

describe('schedules', () => {
  it('warm up in equal steps, and reach 1', () => {
    assert.deepEqual(first(warmUp(4), 6), [0.25, 0.5, 0.75, 1, 1, 1]);
    assert.deepEqual(first(warmUp(0), 2), [1, 1]);
  });

  it('fall in a straight line over the last share', () => {
    assertClose(
      first(linearDecay({ steps: 10, share: 0.4 }), 12),
      [1, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0],
      1e-12,
    );
    assert.deepEqual(first(linearDecay({ steps: 4, floor: 0.5 }), 5), [1, 0.875, 0.75, 0.625, 0.5]);
    assert.deepEqual(first(linearDecay({ steps: 3, share: 0 }), 4), [1, 1, 1, 1]);
  });

  it('fall along a cosine', () => {
    const expected = [0, 1, 2, 3, 4].map((step) => (1 + Math.cos((Math.PI * step) / 4)) / 2);
    assertClose(first(cosineDecay({ steps: 4 }), 5), expected, 1e-12);
    assert.equal(cosineDecay({ steps: 4, floor: 0.1 })(40), 0.1);
  });

  it('multiply', () => {
    assertClose(
      first(combineSchedules(constant(), warmUp(2), linearDecay({ steps: 4 })), 4),
      [0.5, 0.75, 0.5, 0.25],
      1e-12,
    );
  });

  it('refuse options that are wrong or unknown', () => {
    assert.throws(() => warmUp(-1), /warmUp: steps must be a whole number, 0 or above, got -1/);
    assert.throws(
      () => linearDecay({ steps: 0 }),
      /linearDecay: steps must be a whole number, 1 or above, got 0/,
    );
    assert.throws(() => cosineDecay({ steps: 9, share: 1.5 }), /share must be a number from 0 to 1, got 1.5/);
    const unknown = { steps: 9, end: 3 } as unknown as { steps: number };
    assert.throws(() => linearDecay(unknown), /linearDecay has no option "end"; it has steps, share, floor/);
    assert.throws(() => linearDecay({} as { steps: number }), /linearDecay needs steps/);
  });
});

describe('clipping', () => {
  it('tells the squared length of each gradient in one tensor, and leaves no other', () => {
    const gradients = [tf.tensor2d([[3, 4]]), tf.scalar(-2), tf.zeros([0, 3]), tf.tensor1d([NaN, 1])];
    let norms: tf.Tensor;
    assert.equal(
      growth(() => (norms = squaredNorms(gradients))),
      1,
    );
    assert.deepEqual([...norms!.dataSync()], [25, 4, 0, NaN]);
  });

  it('shortens what is too long and leaves the rest alone', () => {
    assert.equal(totalNorm([9, 16]), 5);
    assert.equal(clipScale(0.5, 1), 1);
    assertClose([clipScale(4, 1)], [0.25], 1e-6);
    assert.equal(clipScale(0, 1), 1);
    assert.equal(clipScale(7, Infinity), 1);
  });
});
