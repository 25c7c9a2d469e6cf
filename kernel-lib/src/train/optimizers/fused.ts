/**
 * The seam between an optimizer's pieces and a backend's kernel that does the same in one pass.
 * `BLOSSOM_SLOW=1` in the environment takes the pieces everywhere.
 */
import * as tf from '@tensorflow/tfjs';

/** Attributes may be lists with one number for each parameter. */
export type Attributes = Record<string, number | number[] | boolean>;

/** Whether the current backend has this kernel and nobody asked for the slow way. */
export const hasKernel = (kernel: string): boolean =>
  process.env['BLOSSOM_SLOW'] !== '1' && tf.getKernel(kernel, tf.getBackend()) !== undefined;

/** Runs a kernel over lists of tensors; it changes its inputs in place or gives tensors. */
export function runFused(
  kernel: string,
  inputs: Record<string, tf.Tensor[]>,
  attributes: Attributes,
): tf.Tensor[] {
  // tfjs passes inputs on as they are; its type knows no lists, though its own Concat takes one.
  const named = inputs as unknown as tf.NamedTensorMap;
  const outputs = tf.engine().runKernel(kernel, named, attributes) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}

/**
 * Gives a variable its own copy of its values where another tensor shares them (a clone, or what it was made of):
 * a kernel that works in place would change that one too.
 */
export function unshare(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) <= 1) return;
  tf.tidy(() => variable.assign(tf.addN([variable, tf.zerosLike(variable)])));
}
