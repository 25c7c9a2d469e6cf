/** Products with what follows them, on the backend `threads`: values and gradients as the slow twins have them. */
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { linearAdd, queryKeyValue, slowLinearAdd, slowQueryKeyValue } from 'kernel-lib/dist/ops/linear.js';
import { mlp, slowMlp } from 'kernel-lib/dist/ops/mlp.js';
import { assertClose, assertGradient, numbers } from './support.js';

type Matrix = tf.Tensor2D;
type Shape = [number, number];

/** Compares two forms of a function of matrices in value and in the gradient of Σ c·f for each of them. */
function compare(fast: (...x: Matrix[]) => Matrix, slow: (...x: Matrix[]) => Matrix, shapes: Shape[]): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.tensor2d(numbers(shape, i + 1), shape));
    const results = [fast, slow].map((f) => {
      const weighted = (...x: tf.Tensor[]) => {
        const y = f(...(x as Matrix[]));
        return tf.sum(tf.mul(y, tf.tensor(numbers(y.shape, 77), y.shape)));
      };
      return [f(...inputs), ...tf.grads(weighted)(inputs)].map((tensor) => tensor.dataSync());
    });
    results[0]!.forEach((values, i) => assertClose(values, results[1]![i]!, 1e-4));
  });
}

describe('linear layers on threads', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  for (const [N, D, F] of [
    [1, 1, 1],
    [3, 5, 2],
    [7, 16, 33],
    [50, 17, 70],
    [300, 64, 257],
    [0, 3, 4],
    [2, 0, 3],
  ] as const) {
    it(`equal their slow twins: ${N} × ${D} × ${F}`, () => {
      compare(linearAdd as never, slowLinearAdd as never, [
        [N, D],
        [D, F],
        [N, F],
      ]);
      compare(mlp as never, slowMlp as never, [
        [N, D],
        [D, F],
        [F, D],
        [N, D],
      ]);
      const joined = (f: typeof queryKeyValue) =>
        ((x, a, b, c) => tf.concat(f(x!, a!, b!, c!), 1)) as (...x: Matrix[]) => Matrix;
      compare(joined(queryKeyValue), joined(slowQueryKeyValue), [
        [N, D],
        [D, F],
        [D, F],
        [D, F],
      ]);
    });
  }

  it('mlp has the gradient of its formula, by central differences in float64', () => {
    const [up, down, base] = [numbers([3, 4], 2), numbers([4, 2], 3), numbers([2, 2], 4)];
    const exact = (x: Float64Array) =>
      [0, 1].flatMap((n) => {
        const inner = [0, 1, 2, 3].map(
          (f) =>
            Math.max(
              [0, 1, 2].reduce((sum, d) => sum + x[n * 3 + d]! * up[d * 4 + f]!, 0),
              0,
            ) ** 2,
        );
        return [0, 1].map((e) =>
          inner.reduce((sum, each, f) => sum + each * down[f * 2 + e]!, base[n * 2 + e]!),
        );
      });
    const f = (x: tf.Tensor) =>
      mlp(x as Matrix, tf.tensor2d(up, [3, 4]), tf.tensor2d(down, [4, 2]), tf.tensor2d(base, [2, 2]));
    assertGradient(f, exact, numbers([2, 3], 5, 2), [2, 3]);
  });
});
