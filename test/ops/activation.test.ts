/** The activations: the fast kernels against the slow twins, and against float64. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { gelu, reluSquared } from 'kernel-lib/dist/ops/activation.js';
import { hasFast } from 'kernel-lib/dist/ops/run.js';
import { assertClose, assertGradient, numbers } from './support.js';
import { assertTwins, input } from './twins.js';

const activations = { reluSquared, gelu };
const exact = {
  reluSquared: (x: number) => Math.max(x, 0) ** 2,
  gelu: (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

describe('activations', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  it('have fast kernels', () => {
    for (const kernel of ['BlossomReluSquared', 'BlossomGelu']) assert.ok(hasFast(kernel), kernel);
  });

  for (const name of ['reluSquared', 'gelu'] as const) {
    const activation: (x: tf.Tensor) => tf.Tensor = activations[name];

    it(`${name} is the same fast and slow for every size`, async () => {
      for (const shape of [[], [0], [1], [2], [3], [5], [7], [9], [17, 33], [3, 1, 128], [40_001]]) {
        await assertTwins(activation, [input(shape, shape.length + 1, 4)]);
      }
      await assertTwins(
        (x) => activation(tf.reshape(tf.slice(x, [1, 2], [3, 8]), [2, 12])),
        [input([5, 11], 3, 3)],
      );
    });

    it(`${name} is the same for tiny and huge values, zero, infinity and NaN`, async () => {
      for (const scale of [1e-20, 1e-3, 30, 1e15]) await assertTwins(activation, [input([99], 4, scale)]);
      const special = Float32Array.of(0, -0, 1e30, -1e30, Infinity, NaN, 12, -12, 11, -11);
      const results: Float32Array[] = [];
      for (const backend of ['cpu', 'threads']) {
        await tf.setBackend(backend);
        results.push(tf.tidy(() => activation(tf.tensor1d(special)).dataSync() as Float32Array));
      }
      const round = (values: Float32Array) => [...values].map((value) => Math.fround(value) + 0);
      assert.deepEqual(round(results[1]!).slice(0, 7), round(results[0]!).slice(0, 7));
      assertClose(results[1]!.slice(7), results[0]!.slice(7));
      const slopes = tf
        .grad(activation)(tf.tensor1d([1e30, -1e30, 50, -50]))
        .dataSync();
      const steep = name === 'gelu' ? 1 : 2;
      assertClose(slopes, name === 'gelu' ? [1, 0, 1, 0] : [steep * 1e30, 0, steep * 50, 0]);
    });

    it(`${name} has the value and the gradient of its formula`, () => {
      const x = numbers([200], 5, 6);
      const each = (values: Float64Array) => values.map(exact[name]);
      assertClose(activation(tf.tensor1d(x)).dataSync(), each(Float64Array.from(x)), 1e-6);
      assertGradient(activation, each, x, [200]);
    });
  }
});
