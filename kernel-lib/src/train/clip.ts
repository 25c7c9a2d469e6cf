/** How long the gradient is, parameter by parameter and in all, and the factor that shortens it. */
import * as tf from '@tensorflow/tfjs';
import { hasKernel, runFused } from './optimizers/fused.js';

/**
 * The sum of the squares of each tensor's values, in order, as one tensor [n]: so that one read tells everything.
 *
 * Kernel `BlossomSquaredNorms`: inputs `{xs: TensorInfo[]}` (float32, any shapes), no attributes, output [n].
 */
export function squaredNorms(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  if (hasKernel('BlossomSquaredNorms')) {
    return runFused('BlossomSquaredNorms', { xs: [...tensors] }, {})[0] as tf.Tensor1D;
  }
  return tf.tidy(() => tf.stack(tensors.map((tensor) => tf.sum(tf.square(tensor)))) as tf.Tensor1D);
}

/** The length of a vector whose parts have these squared lengths. */
export const totalNorm = (squares: ArrayLike<number>): number =>
  Math.sqrt(Array.from(squares).reduce((sum, square) => sum + square, 0));

/**
 * What a gradient of this length is multiplied by so that it is at most `longest` long.
 * The 1e-6 is PyTorch's (`clip_grad_norm_`).
 */
export const clipScale = (norm: number, longest: number): number => Math.min(1, longest / (norm + 1e-6));
