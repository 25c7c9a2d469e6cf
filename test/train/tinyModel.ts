/** A model and a source that train in a moment: the next token from this one (bigrams), with noise in the loss. */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { adamW } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { trainLoop, type TrainOptions, type TrainRecord } from 'kernel-lib/dist/train/loop.js';
import { bits } from './support.js';

export const V = 5;
const D = 4;

export interface Batch {
  tokens: Int32Array;
  targets: Int32Array;
  segments: Int32Array;
}

/** An endless source of rows of 6 tokens: mostly token + 1; -1 where there is no target. */
export function tinySource(seed = 3) {
  const random = seededRandom(seed);
  return {
    taken: 0,
    next(): IteratorResult<Batch> {
      this.taken += 1;
      const tokens = Int32Array.from({ length: 6 }, () => Math.floor(random() * V));
      const targets = tokens.map((token) => (random() < 0.2 ? -1 : (token + 1) % V));
      return { done: false, value: { tokens, targets, segments: tokens.map((_, i) => (i < 5 ? 1 : 0)) } };
    },
    state: () => ({ seed: random.state() }),
    restore: ({ seed }: { seed: number }) => random.restore(seed),
  };
}

export function tinyParameters(seed = 1): Record<string, tf.Variable> {
  const random = seededRandom(seed);
  const values = (rows: number, columns: number) =>
    tf.tidy(() =>
      tf.variable(
        tf.tensor2d(
          Array.from({ length: rows * columns }, () => random() - 0.5),
          [rows, columns],
        ),
      ),
    );
  return { embedding: values(V, D), 'blocks.0.up': values(D, V) };
}

/** Mean cross-entropy over the targets; `random` gives a little noise, as dropout would. */
export const tinyLoss =
  (parameters: Record<string, tf.Variable>, random: () => number = () => 0) =>
  ({ tokens, targets }: Batch): tf.Scalar =>
    tf.tidy(() => {
      const hidden = tf.gather(parameters['embedding']!, tf.tensor1d(tokens, 'int32'));
      const logits = tf.add(
        tf.matMul(hidden as tf.Tensor2D, parameters['blocks.0.up'] as tf.Tensor2D),
        random() / 10,
      );
      const wanted = tf.oneHot(tf.tensor1d(targets, 'int32'), V);
      const count = Math.max(1, targets.filter((target) => target >= 0).length);
      return tf.div(tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)))), count) as tf.Scalar;
    });

/** All that a training needs, new each time and always the same. */
export function tinyTraining(overrides: Partial<TrainOptions<Batch>> = {}): TrainOptions<Batch> {
  const parameters = tinyParameters();
  const random = seededRandom(8);
  return {
    ...{ parameters, random, lossOf: tinyLoss(parameters, random), source: tinySource() },
    ...{ optimizer: adamW({ learningRate: 0.05 }), steps: 8, config: { kind: 'tiny' } },
    ...overrides,
  };
}

/** Trains to the end. */
export async function collect(options: TrainOptions<Batch>): Promise<TrainRecord[]> {
  const records = [];
  for await (const record of trainLoop(options)) records.push(record);
  return records;
}

export const bitsOf = ({ parameters }: TrainOptions<Batch>) => Object.values(parameters).map(bits);
