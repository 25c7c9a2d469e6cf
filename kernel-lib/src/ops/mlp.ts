/**
 * The second half of a block: base + max(x · up, 0)² · down          (ReLU²: So et al., 2021)
 *
 * The gradient of h ↦ max(h, 0)² is 2·max(h, 0), the root of what the fast kernel has kept: h itself is not.
 *
 * N rows, D width, F hidden width
 */
import * as tf from '@tensorflow/tfjs';
import { slowReluSquared } from './activation.js';
import { checkTensor } from './check.js';
import { slowLinearAdd } from './linear.js';
import { hasFast, registerGradient, runForFirst, runKernel } from './run.js';

export const slowMlp = (x: tf.Tensor2D, up: tf.Tensor2D, down: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D =>
  slowLinearAdd(slowReluSquared(tf.matMul(x, up)), down, base);

/**
 * @param x - [N, D].
 * @param up - [D, F].
 * @param down - [F, E].
 * @param base - [N, E].
 */
export function mlp(x: tf.Tensor2D, up: tf.Tensor2D, down: tf.Tensor2D, base: tf.Tensor2D): tf.Tensor2D {
  checkTensor('mlp', 'x', x, 'float32', [null, null]);
  checkTensor('mlp', 'up', up, 'float32', [x.shape[1], null]);
  checkTensor('mlp', 'down', down, 'float32', [up.shape[1], null]);
  checkTensor('mlp', 'base', base, 'float32', [x.shape[0], down.shape[1]]);
  if (!hasFast('BlossomMlp') || x.size * up.size * down.size === 0)
    return tf.tidy(() => slowMlp(x, up, down, base));
  return runForFirst('BlossomMlp', { x, up, down, base }) as tf.Tensor2D;
}

registerGradient({
  kernel: 'BlossomMlp',
  inputs: ['x', 'up', 'down'],
  outputs: [false, true],
  gradient: (dy, [x, up, down, inner]) => {
    const inputs = { dy, x: x!, up: up!, down: down!, inner: inner! };
    const [dx, dUp, dDown] = runKernel('BlossomMlpGrad', inputs);
    return { x: dx!, up: dUp!, down: dDown!, base: tf.clone(dy) };
  },
});
