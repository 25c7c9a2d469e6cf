/** What operations refuse, with the actual values: tfjs would calculate something and stay silent. */
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { UserError } from '../errors.js';

/** A length that must be met, or `null` for any. */
type Lengths = readonly (number | null)[];

/** @throws UserError where a tensor is disposed, of another dtype, or its shape does not fit. */
export function checkTensor(
  operation: string,
  name: string,
  tensor: tf.Tensor,
  dtype: 'float32' | 'int32',
  lengths?: Lengths,
): void {
  if (tensor.isDisposed) throw new UserError(`${operation}: ${name} is disposed; make it again or keep it.`);
  if (tensor.dtype !== dtype) {
    throw new UserError(`${operation}: ${name} must be ${dtype}, got ${tensor.dtype}.`);
  }
  if (lengths === undefined) return;
  const fits =
    tensor.rank === lengths.length &&
    lengths.every((length, axis) => length === null || length === tensor.shape[axis]);
  if (fits) return;
  const wanted = lengths.map((length) => length ?? 'any').join(', ');
  throw new UserError(`${operation}: ${name} must have the shape [${wanted}], got [${tensor.shape}].`);
}

/** @throws UserError at the first value outside of [least, limit). */
export function checkRange(
  operation: string,
  name: string,
  tensor: tf.Tensor,
  least: number,
  limit: number,
): void {
  const values = valuesOf(tensor);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= least && value < limit) continue;
    throw new UserError(`${operation}: ${name}[${i}] is ${value}, it must be from ${least} to ${limit - 1}.`);
  }
}

/** The values to look at, now: where the backend has them at hand they are its own, not a copy. */
function valuesOf(tensor: tf.Tensor): ArrayLike<number> {
  const backend = tf.backend();
  if (!(backend instanceof MathBackendCPU)) return tensor.dataSync();
  return backend.data.get(tensor.dataId).values as Int32Array;
}

/** The last axis, which most operations work along. */
export function lastLength(operation: string, name: string, tensor: tf.Tensor): number {
  const length = tensor.shape.at(-1);
  if (length === undefined)
    throw new UserError(`${operation}: ${name} must have an axis, got a single number.`);
  return length;
}
