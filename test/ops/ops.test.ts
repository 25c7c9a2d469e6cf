/** Operations: right values and gradients (float64, central differences), and named errors. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { gelu, reluSquared } from 'kernel-lib/dist/ops/activation.js';
import { attention } from 'kernel-lib/dist/ops/attention.js';
import { crossEntropy, linearCrossEntropy } from 'kernel-lib/dist/ops/crossEntropy.js';
import { embedding } from 'kernel-lib/dist/ops/embedding.js';
import { rmsNorm } from 'kernel-lib/dist/ops/norm.js';
import { headNormRotary, rotary } from 'kernel-lib/dist/ops/rotary.js';
import { assertClose, assertGradient, numbers } from './support.js';

const ids = (values: number[]) => tf.tensor1d(values, 'int32');
const rows = (x: Float64Array, width: number) =>
  Array.from({ length: x.length / width }, (_, i) => [...x.subarray(i * width, (i + 1) * width)]);

describe('operations', () => {
  before(async () => {
    await tf.setBackend('cpu');
  });

  it('rmsNorm has the gradient of its formula', () => {
    const exact = (x: Float64Array) =>
      rows(x, 5).flatMap((row) => {
        const inverse = 1 / Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / 5 + 1e-6);
        return row.map((v, i) => v * inverse * (i + 1));
      });
    const gain = tf.tensor1d([1, 2, 3, 4, 5]);
    assertGradient((x) => rmsNorm(x, gain), exact, numbers([3, 5], 1), [3, 5]);
  });

  it('activations have the gradients of their formulas', () => {
    const x = numbers([7], 2, 3);
    assertGradient(reluSquared, (v) => v.map((a) => Math.max(a, 0) ** 2), x, [7]);
    const exact = (a: number) => 0.5 * a * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a ** 3)));
    assertGradient(gelu, (v) => v.map(exact), x, [7]);
  });

  it('cross-entropy ignores −1 in its value and its gradient', () => {
    const targets = [2, -1, 0];
    const exact = (x: Float64Array) => {
      const costs = rows(x, 4).map((row, i) => {
        const target = targets[i]!;
        if (target < 0) return 0;
        return Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[target]!;
      });
      return [(costs[0]! + costs[2]!) / 2];
    };
    const x = numbers([3, 4], 3, 2);
    assertClose(crossEntropy(tf.tensor2d(x, [3, 4]), ids(targets)).dataSync(), exact(Float64Array.from(x)));
    assertGradient((v) => crossEntropy(v as tf.Tensor2D, ids(targets)), exact, x, [3, 4]);
    const none = tf.grad((v: tf.Tensor) => crossEntropy(v as tf.Tensor2D, ids([-1])))(tf.ones([1, 4]));
    assertClose(none.dataSync(), [0, 0, 0, 0]);
  });

  it('cross-entropy stays finite for logits of ±10,000', () => {
    const loss = crossEntropy(tf.tensor2d([[1e4, -1e4, 0]]), ids([1])).dataSync()[0];
    assert.equal(loss, 20_000);
  });

  it('rotary keeps lengths, and a product depends on the distance alone', () => {
    const dot = (p: number, q: number) => {
      const turn = (seed: number, at: number) =>
        rotary(tf.tensor4d(numbers([6], seed), [1, 1, 1, 6]), tf.tensor2d([[at]], [1, 1], 'int32'));
      return tf.sum(tf.mul(turn(4, p), turn(5, q))).dataSync()[0]!;
    };
    assertClose([dot(3, 8), dot(0, 0)], [dot(10, 15), dot(7, 7)], 1e-5);
    assert.ok(Math.abs(dot(3, 8) - dot(3, 9)) > 1e-3);
    const normed = headNormRotary(tf.ones([1, 1, 1, 6]), tf.tensor2d([[9]], [1, 1], 'int32'));
    assertClose(tf.sum(tf.square(normed)).dataSync(), [6], 1e-5);
  });

  it('attention of a query that sees nothing is 0, its gradient too, and nothing is NaN', () => {
    const mask = {
      segmentsOfQueries: tf.tensor2d(
        [
          [0, 0, 0],
          [1, 1, 0],
        ],
        [2, 3],
        'int32',
      ),
      segmentsOfKeys: tf.tensor2d(
        [
          [0, 0, 0],
          [1, 1, 0],
        ],
        [2, 3],
        'int32',
      ),
      causal: ids([1, 0]),
      prefix: ids([0, 0]),
    };
    const x = tf.tensor4d(numbers([24], 6, 50), [2, 3, 1, 4]);
    const y = attention(x, x, x, mask);
    assert.deepEqual([...y.slice([0, 0, 0, 0], [1, 3, 1, 4]).dataSync()], Array(12).fill(0));
    const gradient = tf.grad((v: tf.Tensor) => {
      const heads = v as tf.Tensor4D;
      return tf.sum(tf.square(attention(heads, heads, heads, mask)));
    })(x);
    const values = [...gradient.dataSync()];
    assert.ok(values.every(Number.isFinite));
    assert.deepEqual(values.slice(0, 12), Array(12).fill(0));
  });

  it('embedding picks rows, and its gradient adds where an id comes twice', () => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    assert.deepEqual([...embedding(table, ids([2, 0, 2])).dataSync()], [5, 6, 1, 2, 5, 6]);
    const gradient = tf.grad((t: tf.Tensor) => tf.sum(embedding(t as tf.Tensor2D, ids([2, 0, 2]))))(table);
    assert.deepEqual([...gradient.dataSync()], [1, 1, 0, 0, 2, 2]);
    assert.deepEqual(embedding(table, ids([])).shape, [0, 2]);
  });

  it('a fast kernel is called where there is one, with its gradient, and BLOSSOM_SLOW=1 passes it over', () => {
    const calls: string[] = [];
    const register = (kernelName: string, other: string) =>
      tf.registerKernel({
        kernelName,
        backendName: 'cpu',
        kernelFunc: ({ inputs }) => {
          calls.push(kernelName);
          const x = inputs['x'] as tf.Tensor;
          return other === ''
            ? tf.square(tf.relu(x))
            : tf.mul(inputs['dy'] as tf.Tensor, tf.mul(tf.relu(x), 2));
        },
      });
    register('BlossomReluSquared', '');
    register('BlossomReluSquaredGrad', 'dy');
    try {
      const gradient = () => [
        ...tf
          .grad(reluSquared)(tf.tensor1d([-1, 3]))
          .dataSync(),
      ];
      assert.deepEqual(gradient(), [0, 6]);
      assert.deepEqual(calls, ['BlossomReluSquared', 'BlossomReluSquaredGrad']);
      process.env['BLOSSOM_SLOW'] = '1';
      assert.deepEqual(gradient(), [0, 6]);
      assert.equal(calls.length, 2);
    } finally {
      delete process.env['BLOSSOM_SLOW'];
      tf.unregisterKernel('BlossomReluSquared', 'cpu');
      tf.unregisterKernel('BlossomReluSquaredGrad', 'cpu');
    }
  });

  it('names what does not fit, with the actual values', () => {
    const table = tf.zeros<tf.Rank.R2>([3, 2]);
    assert.throws(() => embedding(table, ids([0, 3])), /embedding: ids\[1\] is 3, it must be from 0 to 2/);
    assert.throws(() => embedding(table, tf.tensor1d([0])), /ids must be int32, got float32/);
    assert.throws(
      () => linearCrossEntropy(tf.zeros([1, 2]), table, ids([-2])),
      /targets\[0\] is -2, it must be from -1 to 2/,
    );
    assert.throws(() => rmsNorm(table, tf.ones([3])), /gain must have the shape \[2\], got \[3\]/);
    const gone = tf.ones([2]);
    gone.dispose();
    assert.throws(() => gelu(gone), /gelu: x is disposed/);
  });
});
