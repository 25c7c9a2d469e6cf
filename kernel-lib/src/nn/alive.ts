/** tfjs says that a tensor is disposed, but not which one. */
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';

/** Refuses parameters that are disposed, by name. */
export function refuseDisposed(who: string, parameters: Record<string, tf.Tensor>): void {
  const name = Object.keys(parameters).find((each) => parameters[each]!.isDisposed);
  if (name === undefined) return;
  throw new UserError(
    `${who}: the parameter ${name} is disposed; make the model again, or load a checkpoint.`,
  );
}
