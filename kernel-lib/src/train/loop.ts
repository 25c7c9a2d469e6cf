/**
 * Training as an async generator: one record a step. A notebook draws it, the command line prints it, a test collects
 * it. To interrupt is to leave the loop; the weights are then those after the last whole step.
 *
 *     for await (const { step, loss } of trainLoop({ parameters, lossOf, source, optimizer, steps: 100 }))
 */
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { needOptions, readOptions, rule } from '../options.js';
import type { ProgressRecord } from '../progress.js';
import type { LastCheckpoint } from './finite.js';
import { Pace } from './pace.js';
import { restoreTraining, saveTraining, type TrainingState } from './resume.js';
import { constant, type Schedule } from './schedule.js';
import { takeStep, type StepResult } from './step.js';
import { countBatch, type BatchCount, type BatchSource } from './source.js';

export interface TrainOptions<Batch> extends TrainingState {
  /** The mean loss over the targets of a batch, as a scalar. */
  lossOf(batch: Batch): tf.Scalar;
  source: BatchSource<Batch>;
  /** How many steps there are in all, those before a resume included. */
  steps: number;
  /** Default: always 1. */
  schedule?: Schedule;
  /** The gradient is shortened to this length. Default 1; Infinity never shortens. */
  clip?: number;
  /** How many batches make one step. Default 1. */
  accumulate?: number;
  /** What a batch holds. Default: counts in `tokens`, `targets` and `segments`. */
  count?(batch: Batch): BatchCount;
  /** Called every `evaluateEvery` steps and after the last one; its numbers come in the step's record. */
  evaluate?(step: number): Record<string, number> | Promise<Record<string, number>>;
  evaluateEvery?: number;
  /** Where to save every `checkpointEvery` steps and after the last one. */
  checkpointPath?: string;
  checkpointEvery?: number;
  /** A file that an earlier training saved: goes on from there to the same bits. */
  resumeFrom?: string;
  /** Ends the loop before its next step, without an error; where there is a `checkpointPath`, the state is saved first. */
  signal?: AbortSignal;
  /** The record's label. Default `train`. */
  label?: string;
  /** Milliseconds; for tests. */
  clock?(): number;
}

/** What one step tells; also a progress record. */
export interface TrainRecord extends ProgressRecord {
  /** How many steps are done, from 1. */
  step: number;
  /** In nats, the mean over all targets of the step, before the weights changed. */
  loss: number;
  learningRate: number;
  /** The length of the gradient before it was clipped. */
  gradientNorm: number;
  /** Over the last 20 steps, padding not counted, without evaluation and drawing. */
  tokensPerSecond: number;
  secondsLeft: number;
  evaluation?: Record<string, number>;
  /** The file that holds the state after this step. */
  checkpoint?: string;
}

const defaults = {
  ...{ schedule: constant(), clip: 1, accumulate: 1, count: countBatch, label: 'train' },
  ...{ evaluateEvery: 100, checkpointEvery: 100, clock: () => performance.now() },
};
const rules = {
  ...{ parameters: rule.object, lossOf: rule.function, source: rule.object, optimizer: rule.object },
  ...{ steps: rule.count, schedule: rule.function, clip: rule.positive, accumulate: rule.countFromOne },
  ...{ count: rule.function, evaluate: rule.function, evaluateEvery: rule.countFromOne },
  ...{ checkpointPath: rule.text, checkpointEvery: rule.countFromOne, resumeFrom: rule.text },
  ...{
    config: rule.object,
    random: rule.function,
    signal: rule.object,
    label: rule.text,
    clock: rule.function,
  },
};

type Settings<Batch> = TrainOptions<Batch> & typeof defaults;

/** Checks the options at once; the training itself starts with the first `next()`. */
export function trainLoop<Batch>(options: TrainOptions<Batch>): AsyncGenerator<TrainRecord, void, void> {
  const settings = readOptions('trainLoop', defaults, rules, options) as Settings<Batch>;
  needOptions('trainLoop', settings, 'parameters', 'lossOf', 'source', 'optimizer', 'steps');
  if (Object.keys(settings.parameters).length === 0)
    throw new UserError('trainLoop: there are no parameters.');
  return steps(settings);
}

async function* steps<Batch>(settings: Settings<Batch>): AsyncGenerator<TrainRecord, void, void> {
  const { resumeFrom, signal } = settings;
  let last: LastCheckpoint | undefined;
  let done = 0;
  if (resumeFrom !== undefined) {
    done = await restoreTraining(resumeFrom, settings);
    last = { path: resumeFrom, step: done };
  }
  const pace = new Pace(settings.clock);
  while (done < settings.steps && signal?.aborted !== true) {
    const result = await pace.measure(() => takeStep(settings, done, last));
    done += 1;
    const record = recordOf(settings, done, result, pace);
    if (isDue(settings, done, settings.evaluateEvery) && settings.evaluate !== undefined) {
      record.evaluation = await settings.evaluate(done);
    }
    if (isDue(settings, done, settings.checkpointEvery) && settings.checkpointPath !== undefined) {
      await saveTraining(settings.checkpointPath, done, settings);
      record.checkpoint = settings.checkpointPath;
      last = { path: settings.checkpointPath, step: done };
    }
    yield record;
    // Everything else that waits (a drawing, an interrupt) gets its turn.
    await setImmediate();
  }
  await saveUnsaved(settings, done, last);
}

/** What an aborted training did since its last checkpoint. */
async function saveUnsaved<Batch>(
  settings: Settings<Batch>,
  done: number,
  last: LastCheckpoint | undefined,
): Promise<void> {
  const { checkpointPath, steps } = settings;
  if (checkpointPath === undefined || done === steps || done === (last?.step ?? 0)) return;
  await saveTraining(checkpointPath, done, settings);
}

const isDue = ({ steps }: { steps: number }, done: number, every: number) =>
  done % every === 0 || done === steps;

function recordOf(
  { label, steps }: { label: string; steps: number },
  step: number,
  result: StepResult,
  pace: Pace,
): TrainRecord {
  const { loss, learningRate, gradientNorm } = result;
  return {
    ...{ label, done: step, total: steps, unit: 'steps', note: `loss ${loss.toPrecision(3)}` },
    ...{ step, loss, learningRate, gradientNorm },
    tokensPerSecond: pace.tokensPerSecond(),
    secondsLeft: pace.secondsFor(steps - step),
  };
}
