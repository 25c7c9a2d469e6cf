/** What stops a training: a number that is none. The sentence says where it was seen first. */
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import type { Tensors } from './optimizers/pieces.js';

export interface LastCheckpoint {
  path: string;
  step: number;
}

/** NaN or Infinity in the loss, a gradient or a weight. The weights are those before the step. */
export class NotFiniteError extends UserError {
  constructor(
    finding: string,
    /** The step that could not be taken, from 1. */
    readonly step: number,
    /** Whose gradient or values are not finite; absent where all are finite and the loss alone is not. */
    readonly parameter: string | undefined,
    /** The newest checkpoint of this training. */
    readonly checkpoint: LastCheckpoint | undefined,
  ) {
    super(`Training stopped at step ${step}: ${finding}. ${nextStep(step, checkpoint)}`);
  }
}

function nextStep(step: number, checkpoint: LastCheckpoint | undefined): string {
  const advice = 'try a lower learning rate, or look at the batch';
  if (checkpoint === undefined) {
    return `The weights are those after step ${step - 1}, and there is no checkpoint; ${advice}.`;
  }
  const { path, step: saved } = checkpoint;
  return `The last good checkpoint is ${path} (step ${saved}): go on from it with resumeFrom, and ${advice}.`;
}

interface Suspects {
  loss: number;
  step: number;
  parameters: Record<string, tf.Variable>;
  gradients: Tensors;
  checkpoint: LastCheckpoint | undefined;
}

/** Looks for the tensor in which it began. */
export async function findNotFinite({ loss, step, ...suspects }: Suspects): Promise<NotFiniteError> {
  const { parameters, gradients, checkpoint } = suspects;
  const what = Number.isFinite(loss) ? '' : `the loss is ${loss}; `;
  for (const [kind, tensors] of [
    ['the values of', Object.entries(parameters)],
    // Backwards, NaN runs from the output to the input: the last layer that has it is the nearest to its cause.
    ['the gradient of', Object.entries(gradients).reverse()],
  ] as const) {
    for (const [name, tensor] of tensors) {
      const seen = describe(await tensor.data());
      if (seen === undefined) continue;
      const finding = `${what}${seen.count} of the ${seen.all} numbers in ${kind} ${name} are not finite, the first is ${seen.first}`;
      return new NotFiniteError(finding, step, name, checkpoint);
    }
  }
  const rest = 'all weights and gradients are finite';
  const why = what === '' ? `the gradients are too long to be measured (${rest})` : `${what}${rest}`;
  return new NotFiniteError(why, step, undefined, checkpoint);
}

/** How many numbers are not finite, and the first of them; undefined where all are. */
function describe(values: ArrayLike<number>): { first: number; count: number; all: number } | undefined {
  const bad = Array.from(values).filter((value) => !Number.isFinite(value));
  return bad.length === 0 ? undefined : { first: bad[0]!, count: bad.length, all: values.length };
}
