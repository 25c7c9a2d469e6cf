/** One step of training: batches, gradients, one look at the numbers, and then the weights change or nothing does. */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { refuseDisposed } from '../nn/alive.js';
import { uninterrupted } from '../uninterrupted.js';
import { clipScale, totalNorm } from './clip.js';
import { findNotFinite, type LastCheckpoint } from './finite.js';
import { GradientSum } from './gradients.js';
import type { Optimizer } from './optimizers/optimizer.js';
import type { Schedule } from './schedule.js';
import type { BatchCount, BatchSource } from './source.js';

/** The part of the loop's options that a step needs. */
export interface StepOptions<Batch> {
  parameters: Record<string, tf.Variable>;
  lossOf(batch: Batch): tf.Scalar;
  source: BatchSource<Batch>;
  optimizer: Optimizer;
  steps: number;
  schedule: Schedule;
  clip: number;
  accumulate: number;
  count(batch: Batch): BatchCount;
}

export interface StepResult {
  loss: number;
  gradientNorm: number;
  learningRate: number;
  tokens: number;
}

/** Gradients of a step that an interrupt cut off, by the parameters that they are for. */
const leftovers = new WeakMap<object, GradientSum>();
/** Backends that cannot be read without waiting. */
const ASYNCHRONOUS = ['webgpu'];

/**
 * Takes the step that follows `done` steps.
 * @param checkpoint - the last good one, for the error's sentence.
 * @throws NotFiniteError where loss or gradient are not finite; the weights are as before.
 */
export async function takeStep<Batch>(
  options: StepOptions<Batch>,
  done: number,
  checkpoint: LastCheckpoint | undefined,
): Promise<StepResult> {
  const { parameters, lossOf, optimizer } = options;
  refuseDisposed('trainLoop', parameters);
  const { batches, tokens, targets } = await takeBatches(options, done);
  const sum = newSum(parameters);
  const add = ({ batch, count }: Counted<Batch>) => sum.add(() => lossOf(batch), count.targets / targets);
  const rate = options.schedule(done);
  const finish = (numbers: Numbers) => {
    if (!allFinite(numbers)) return;
    const gradientScale = clipScale(numbers.gradientNorm, options.clip);
    optimizer.step(parameters, sum.byName(), { rate, gradientScale });
  };
  try {
    for (const batch of batches.slice(0, -1)) uninterrupted(() => add(batch));
    const numbers = await lastPart(() => add(batches.at(-1)!), sum, finish);
    if (!allFinite(numbers)) {
      const suspects = { parameters, gradients: sum.byName(), checkpoint };
      throw await findNotFinite({ loss: numbers.loss, step: done + 1, ...suspects });
    }
    return { ...numbers, tokens, learningRate: optimizer.learningRate * rate };
  } finally {
    sum.dispose();
  }
}

interface Numbers {
  loss: number;
  gradientNorm: number;
}

const allFinite = ({ loss, gradientNorm }: Numbers) => Number.isFinite(loss) && Number.isFinite(gradientNorm);

function numbersOf(read: ArrayLike<number>): Numbers {
  const [loss, ...squares] = Array.from(read);
  return { loss: loss!, gradientNorm: totalNorm(squares) };
}

function newSum(parameters: Record<string, tf.Variable>): GradientSum {
  leftovers.get(parameters)?.dispose();
  const sum = new GradientSum(parameters);
  leftovers.set(parameters, sum);
  return sum;
}

/**
 * The last batch and the change of the weights: one piece where the backend can be read at once, so that an interrupt
 * comes before or after it and leaves nothing behind.
 */
async function lastPart(
  add: () => void,
  sum: GradientSum,
  finish: (numbers: Numbers) => void,
): Promise<Numbers> {
  if (ASYNCHRONOUS.includes(tf.getBackend())) {
    add();
    const tensor = sum.numbers();
    const numbers = numbersOf(await tensor.data().finally(() => tensor.dispose()));
    uninterrupted(() => finish(numbers));
    return numbers;
  }
  return uninterrupted(() => {
    add();
    const numbers = numbersOf(tf.tidy(() => sum.numbers().dataSync()));
    finish(numbers);
    if (allFinite(numbers)) sum.dispose();
    return numbers;
  });
}

interface Counted<Batch> {
  batch: Batch;
  count: BatchCount;
}

async function takeBatches<Batch>(options: StepOptions<Batch>, done: number) {
  const { source, accumulate, count, steps } = options;
  const batches: Counted<Batch>[] = [];
  while (batches.length < accumulate) {
    const { value, done: isOver } = await source.next();
    if (isOver === true) {
      throw new UserError(
        `The source of batches ended in step ${done + 1} of ${steps}; give it more, or fewer steps.`,
      );
    }
    batches.push({ batch: value as Batch, count: count(value as Batch) });
  }
  const sumOf = (what: keyof BatchCount) => batches.reduce((sum, { count }) => sum + count[what], 0);
  const targets = sumOf('targets');
  if (targets === 0) throw new UserError(`Step ${done + 1}: no position of its batch has a target.`);
  return { batches, targets, tokens: sumOf('tokens') };
}
