/** A training on the disk: weights, optimizer, generator and place in the data, so that it goes on to the same bits. */
import type * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { shown } from '../options.js';
import {
  loadWeights,
  readCheckpoint,
  saveCheckpoint,
  storedTensor,
  type Checkpoint,
} from '../nn/checkpoint.js';
import type { StoredTensor } from '../nn/safetensors.js';
import type { Random } from '../random.js';
import { uninterrupted } from '../uninterrupted.js';
import type { Optimizer } from './optimizers/optimizer.js';

/** All that changes in a training. */
export interface TrainingState {
  /** What the model is; plain JSON. */
  config?: object;
  parameters: Record<string, tf.Variable>;
  optimizer: Optimizer;
  source: { state(): unknown; restore(state: never): void };
  /** The generator that the loss or the batches draw from, where there is one. */
  random?: Random;
}

interface Saved {
  step: number;
  optimizer: { name: string; steps: number };
  source: unknown;
  random: number | null;
}

/** The names of tensors that belong to the training, not to the model, begin so. */
export const TRAINING_PREFIX = 'training/';

/** Writes all of it into one file, whole or not at all. The file is a model's checkpoint, too. */
export async function saveTraining(path: string, step: number, state: TrainingState): Promise<void> {
  const { config = {}, parameters, optimizer, source, random } = state;
  const { steps, tensors } = optimizer.state();
  const about: Saved = {
    ...{ step, source: source.state(), random: random?.state() ?? null },
    optimizer: { name: optimizer.name, steps },
  };
  const moments = Object.entries(tensors).map(
    async ([name, tensor]) => [`${TRAINING_PREFIX}${name}`, await storedTensor(tensor)] as const,
  );
  const extras = { tensors: Object.fromEntries(await Promise.all(moments)), about: { training: about } };
  await saveCheckpoint(path, { config, parameters }, extras);
}

/**
 * Puts a saved training back, all of it; where one thing does not fit, nothing changes.
 * @returns how many steps were done.
 */
export async function restoreTraining(path: string, state: TrainingState): Promise<number> {
  const { config = {}, parameters, optimizer, source, random } = state;
  const checkpoint = await readCheckpoint(path);
  const saved = readSaved(checkpoint);
  const refuse = (rule: string): never => {
    throw new UserError(`${path} cannot go on with this training: ${rule}`);
  };
  if (saved.optimizer.name !== optimizer.name) {
    refuse(`its optimizer was ${saved.optimizer.name}, now it is ${optimizer.name}.`);
  }
  if ((saved.random === null) !== (random === undefined)) {
    refuse(
      saved.random === null
        ? 'it was saved without a generator; leave out `random`.'
        : 'it holds the state of a generator; pass yours as `random`.',
    );
  }
  const restoreOptimizer = optimizer.prepareRestore(
    { steps: saved.optimizer.steps, tensors: momentsIn(checkpoint) },
    parameters,
  );
  uninterrupted(() => {
    const place = source.state();
    source.restore(saved.source as never);
    try {
      loadWeights({ config, parameters }, checkpoint, TRAINING_PREFIX);
    } catch (thrown) {
      source.restore(place as never);
      throw thrown;
    }
    restoreOptimizer();
    if (saved.random !== null) random!.restore(saved.random);
  });
  return saved.step;
}

function readSaved({ path, about }: Checkpoint): Saved {
  const saved = about['training'] as Partial<Saved> | undefined;
  if (typeof saved !== 'object' || saved === null) {
    throw new UserError(`${path} holds a model and no training: load it with loadWeights.`);
  }
  const { step, optimizer, random = null } = saved;
  const isSound =
    Number.isSafeInteger(step) &&
    typeof optimizer?.name === 'string' &&
    Number.isSafeInteger(optimizer.steps) &&
    (random === null || Number.isSafeInteger(random));
  if (!isSound) throw new UserError(`${path}: its metadata "training" cannot be read, got ${shown(saved)}.`);
  return saved as Saved;
}

const momentsIn = ({ tensors }: Checkpoint): Map<string, StoredTensor> =>
  new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(TRAINING_PREFIX))
      .map(([name, tensor]) => [name.slice(TRAINING_PREFIX.length), tensor]),
  );
