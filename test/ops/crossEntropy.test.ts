/** The fast cross-entropy of the backend `threads` against its slow twin and against a float64 version. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import {
  crossEntropy,
  linearCrossEntropy,
  slowCrossEntropy,
  slowLinearCrossEntropy,
} from 'kernel-lib/dist/ops/crossEntropy.js';
import { assertClose, assertGradient, numbers } from './support.js';

type Loss = (hidden: tf.Tensor2D, table: tf.Tensor2D, targets: tf.Tensor1D) => tf.Scalar;

/** Loss, dHidden and dTable, as values. */
function all(loss: Loss, [N, D, V]: readonly [number, number, number], ignored: number, scale: number) {
  return tf.tidy(() => {
    const hidden = tf.tensor2d(numbers([N, D], 1, scale), [N, D]);
    const table = tf.tensor2d(numbers([V, D], 2), [V, D]);
    const ids = Int32Array.from({ length: N }, (_, i) => (i % 7 < ignored ? -1 : (i * 31) % V));
    const targets = tf.tensor1d(ids, 'int32');
    const { value, grads } = tf.valueAndGrads((h, t) =>
      tf.mul(loss(h as tf.Tensor2D, t as tf.Tensor2D, targets), 3),
    )([hidden, table]);
    return [value, ...grads].map((tensor) => tensor.dataSync());
  });
}

describe('cross-entropy on threads', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  // The last one's logits are more than are kept at one time.
  const shapes = [
    [1, 1, 1],
    [1, 3, 2],
    [5, 4, 3],
    [17, 33, 7],
    [64, 16, 343],
    [3, 128, 1001],
    [700, 8, 3000],
  ] as const;
  for (const shape of shapes) {
    it(`equals its slow twin, value and gradients: ${shape.join(' × ')}`, () => {
      for (const [ignored, scale] of [
        [0, 1],
        [1, 2],
        [3, 4],
        [7, 1],
      ] as const) {
        const slow = all(slowLinearCrossEntropy, shape, ignored, scale);
        all(linearCrossEntropy, shape, ignored, scale).forEach((fast, i) =>
          assertClose(fast, slow[i]!, 2e-5),
        );
        const product: Loss = (h, t, targets) => crossEntropy(tf.matMul(h, t, false, true), targets);
        all(product, shape, ignored, scale).forEach((fast, i) => assertClose(fast, slow[i]!, 2e-5));
      }
    });
  }

  it('has the gradient of its formula, by central differences in float64', () => {
    const [N, D, V] = [4, 3, 5];
    const targets = [2, -1, 0, 4];
    const table = numbers([V, D], 8);
    const exact = (hidden: Float64Array) => {
      const costs = targets.map((target, n) => {
        if (target < 0) return 0;
        const logits = Array.from({ length: V }, (_, v) =>
          Array.from({ length: D }, (_, d) => hidden[n * D + d]! * table[v * D + d]!).reduce((a, b) => a + b),
        );
        return Math.log(logits.reduce((sum, each) => sum + Math.exp(each), 0)) - logits[target]!;
      });
      return [costs.reduce((a, b) => a + b) / 3];
    };
    const loss = (hidden: tf.Tensor) =>
      linearCrossEntropy(hidden as tf.Tensor2D, tf.tensor2d(table, [V, D]), tf.tensor1d(targets, 'int32'));
    assertGradient(loss, exact, numbers([N, D], 3, 2), [N, D]);
  });

  it('stays finite for logits of ±10,000 and counts a hidden word (−Infinity) as impossible', () => {
    const logits = tf.tensor2d([[1e4, -1e4, -Infinity]]);
    assert.equal(crossEntropy(logits, tf.tensor1d([1], 'int32')).dataSync()[0], 20_000);
    const gradient = tf.grad((x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, tf.tensor1d([1], 'int32')));
    assert.deepEqual([...gradient(logits).dataSync()], [1, -1, 0]);
  });

  it('gives the same loss where no gradient is asked for, and keeps no tensors', () => {
    const hidden = tf.tensor2d(numbers([9, 5], 4), [9, 5]);
    const table = tf.tensor2d(numbers([6, 5], 5), [6, 5]);
    const targets = tf.tensor1d([0, 1, 2, 3, 4, 5, -1, 0, 1], 'int32');
    const before = tf.memory().numTensors;
    const alone = tf.tidy(() => linearCrossEntropy(hidden, table, targets).dataSync()[0]!);
    assert.equal(tf.memory().numTensors, before);
    const along = tf.valueAndGrad((h: tf.Tensor) => linearCrossEntropy(h as tf.Tensor2D, table, targets))(
      hidden,
    );
    assert.equal(along.value.dataSync()[0], alone);
    assertClose([alone], slowLinearCrossEntropy(hidden, table, targets).dataSync());
    assertClose(slowCrossEntropy(tf.matMul(hidden, table, false, true), targets).dataSync(), [alone]);
  });
});
