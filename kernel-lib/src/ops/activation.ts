/**
 * Activations.
 *
 *   reluSquared: y = max(x, 0)²                                        (So et al., 2021)
 *   gelu:        y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³)))      (Hendrycks and Gimpel, 2016: GPT-2's form)
 */
import * as tf from '@tensorflow/tfjs';
import { checkTensor } from './check.js';
import { hasFast, registerGradient, runKernel } from './run.js';

export const slowReluSquared = <T extends tf.Tensor>(x: T): T => tf.square(tf.relu(x));

/** max(x, 0)², number by number. */
export const reluSquared = <T extends tf.Tensor>(x: T): T =>
  apply('reluSquared', 'BlossomReluSquared', x, slowReluSquared);

export function slowGelu<T extends tf.Tensor>(x: T): T {
  const cubed = tf.mul(tf.mul(tf.square(x), x), 0.044715);
  const inner = tf.mul(tf.add(x, cubed), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1)) as T;
}

/** A smooth relu, in the form with tanh. */
export const gelu = <T extends tf.Tensor>(x: T): T => apply('gelu', 'BlossomGelu', x, slowGelu);

function apply<T extends tf.Tensor>(operation: string, kernel: string, x: T, slow: (x: T) => T): T {
  checkTensor(operation, 'x', x, 'float32');
  if (x.size === 0) return tf.clone(x);
  return hasFast(kernel) ? (runKernel(kernel, { x })[0] as T) : tf.tidy(() => slow(x));
}

for (const kernel of ['BlossomReluSquared', 'BlossomGelu']) {
  registerGradient({
    kernel,
    inputs: ['x'],
    gradient: (dy, [x]) => ({ x: runKernel(`${kernel}Grad`, { dy, x: x! })[0]! }),
  });
}
