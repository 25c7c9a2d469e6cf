/** The norms: the fast kernels against the slow twins, and both against float64. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { layerNorm, rmsNorm } from 'kernel-lib/dist/ops/norm.js';
import { hasFast } from 'kernel-lib/dist/ops/run.js';
import { assertClose, assertGradient, numbers } from './support.js';
import { assertTwins, input } from './twins.js';

const WIDTHS = [1, 2, 3, 5, 7, 16, 33, 128];
const ROWS = [1, 3, 17, 150];
const vector = (x: tf.Tensor | undefined) => x as tf.Tensor1D;
const rms = (x: tf.Tensor, gain?: tf.Tensor) => rmsNorm(x, vector(gain));
/** Of one or two values the gradients are nearly 0 (the norm gives ±1): a larger ε leaves something to compare. */
const epsilonOf = (width: number) => (width < 3 ? 0.1 : undefined);
const layer = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor) => layerNorm(x, vector(gain), vector(bias));

/** The norm of a row in float64. */
function exactRow(row: number[], centred: boolean): number[] {
  const mean = centred ? row.reduce((a, b) => a + b, 0) / row.length : 0;
  const square = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value) => (value - mean) / Math.sqrt(square + 1e-6));
}

function exact(x: Float64Array, width: number, centred: boolean): number[][] {
  return Array.from({ length: x.length / width }, (_, i) =>
    exactRow([...x.subarray(i * width, (i + 1) * width)], centred),
  );
}

describe('norms', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  it('have fast kernels', () => {
    for (const kernel of ['BlossomRmsNorm', 'BlossomRmsNormPlain', 'BlossomLayerNorm']) {
      assert.ok(hasFast(kernel) && tf.getKernel(kernel, 'threads') !== undefined, kernel);
    }
  });

  it('are the same fast and slow for every width and number of rows', async () => {
    for (const width of WIDTHS) {
      for (const rows of ROWS) {
        const x = input([rows, width], width + rows);
        const [gain, bias] = [input([width], 2), input([width], 3)];
        const epsilon = epsilonOf(width);
        await assertTwins((each, g) => rmsNorm(each!, vector(g), epsilon), [x, gain]);
        await assertTwins((each) => rmsNorm(each!, undefined, epsilon), [x]);
        await assertTwins(
          (each, g, b) => layerNorm(each!, vector(g), vector(b), epsilon),
          [x, gain, bias],
          2e-5,
        );
      }
    }
  });

  it('are the same for tiny and large values, in four dimensions, and in rows of zeros', async () => {
    for (const scale of [1e-9, 1e4, 1e17]) {
      const x = input([2, 1, 3, 33], 5, scale);
      x.values.fill(0, 33, 66);
      await assertTwins(rms, [x, input([33], 6)]);
      await assertTwins((each) => rmsNorm(each), [x]);
      await assertTwins(layer, [x, input([33], 6), input([33], 7)], 1e-4);
    }
  });

  it('take a part of a tensor in another shape', async () => {
    const part = (x: tf.Tensor) => tf.reshape(tf.slice(x, [1, 2], [3, 8]), [2, 2, 6]);
    await assertTwins((x, gain) => rms(part(x!), gain), [input([5, 11], 8), input([6], 9)]);
    await assertTwins(
      (x, gain, bias) => layer(part(x!), gain!, bias!),
      [input([5, 11], 8), input([6], 9), input([6], 10)],
      5e-5,
    );
  });

  it('take a norm without rows', () => {
    assert.deepEqual(rmsNorm(tf.zeros([0, 5]), tf.ones([5])).shape, [0, 5]);
    assert.deepEqual(layerNorm(tf.zeros([0, 5]), tf.ones([5]), tf.zeros([5])).shape, [0, 5]);
  });

  for (const backend of ['cpu', 'threads']) {
    it(`have the values and gradients of their formulas on ${backend}`, async () => {
      await tf.setBackend(backend);
      const [x, gain, bias] = [numbers([4, 7], 11), numbers([7], 12), numbers([7], 13)];
      const tensor = (values: Float32Array) => tf.tensor1d(values);
      const scaled = (rows: number[][], gains: ArrayLike<number>, biases?: ArrayLike<number>) =>
        rows.flatMap((row) => row.map((value, i) => value * gains[i]! + (biases?.[i] ?? 0)));
      const rmsOf = (v: Float64Array) => scaled(exact(v, 7, false), gain);
      const layerOf = (v: Float64Array) => scaled(exact(v, 7, true), gain, bias);
      const wide = Float64Array.from(x);
      assertClose(rmsNorm(tf.tensor(x, [4, 7]), tensor(gain)).dataSync(), rmsOf(wide));
      assertClose(layerNorm(tf.tensor(x, [4, 7]), tensor(gain), tensor(bias)).dataSync(), layerOf(wide));
      assertGradient((v) => rmsNorm(v, tensor(gain)), rmsOf, x, [4, 7]);
      assertGradient(
        (v) => rmsNorm(v),
        (v) => exact(v, 7, false).flat(),
        x,
        [4, 7],
      );
      assertGradient((v) => layerNorm(v, tensor(gain), tensor(bias)), layerOf, x, [4, 7]);
      const rows = { rms: exact(wide, 7, false), layer: exact(wide, 7, true) };
      const fixed = tf.tensor(x, [4, 7]);
      assertGradient(
        (v) => rms(fixed, v),
        (v) => scaled(rows.rms, v),
        gain,
        [7],
      );
      assertGradient(
        (v) => layer(fixed, v, tensor(bias)),
        (v) => scaled(rows.layer, v, bias),
        gain,
        [7],
      );
      assertGradient(
        (v) => layer(fixed, tensor(gain), v),
        (v) => scaled(rows.layer, gain, v),
        bias,
        [7],
      );
    });
  }
});
