/**
 * The seam between an optimizer's pieces and a backend's kernel that does the same in one pass.
 * `BLOSSOM_SLOW=1` in the environment takes the pieces everywhere.
 */
import * as tf from '@tensorflow/tfjs';
import { runKernel } from '../../ops/run.js';

export { hasFast as hasKernel } from '../../ops/run.js';

/** Attributes may be lists with one number for each parameter. */
export type Attributes = Record<string, number | number[] | boolean>;

/** Runs a kernel over lists of tensors; it changes its inputs in place or gives tensors. */
export function runFused(
  kernel: string,
  inputs: Record<string, tf.Tensor[]>,
  attributes: Attributes,
): tf.Tensor[] {
  // tfjs passes inputs on as they are; its type knows no lists, though its own Concat takes one.
  return runKernel(kernel, inputs as unknown as Record<string, tf.Tensor>, attributes);
}

/**
 * Gives a variable its own copy of its values where another tensor shares them (a clone, or what it was made of):
 * a kernel that works in place would change that one too.
 */
export function unshare(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) <= 1) return;
  tf.tidy(() => variable.assign(tf.addN([variable, tf.zerosLike(variable)])));
}
