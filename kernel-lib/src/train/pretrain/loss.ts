/** The loss of a batch, of all its rows or of each kind of row. */
import * as tf from '@tensorflow/tfjs';
import { hidden, loss, type Model } from '../../nn/model.js';
import { linearCrossEntropy } from '../../ops/crossEntropy.js';
import type { PretrainBatch } from './hide.js';

/** In nats: the mean over all targets, or with `weights` the sum of what each row weighs. */
export function pretrainLoss(model: Model, batch: PretrainBatch): tf.Scalar {
  return batch.weights === undefined ? loss(model, batch) : weightedLoss(model, batch, batch.weights);
}

function weightedLoss(model: Model, batch: PretrainBatch, weights: Float32Array): tf.Scalar {
  const { rows, length } = batch;
  const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
  return tf.tidy(() => {
    const states = hidden(model, batch); // [B·T, D]
    const losses = Array.from({ length: rows }, (_, row) => {
      const targets = batch.targets.subarray(row * length, (row + 1) * length);
      const asked = targets.reduce((count, target) => count + Number(target >= 0), 0);
      const own = tf.slice(states, [row * length, 0], [length, -1]);
      const mean = linearCrossEntropy(own, table, tf.tensor1d(targets, 'int32'));
      return tf.mul(mean, weights[row]! * asked);
    });
    return tf.addN(losses) as tf.Scalar;
  });
}

/** The mean loss in nats of the rows of each kind; undefined where the batch has none. Changes nothing. */
export async function lossesOf(
  model: Model,
  batch: PretrainBatch,
): Promise<{ causal?: number; masked?: number }> {
  const found: { causal?: number; masked?: number } = {};
  for (const [name, kind] of [
    ['causal', 1],
    ['masked', 0],
  ] as const) {
    const targets = batch.targets.map((target, i) =>
      batch.causal[Math.floor(i / batch.length)] === kind ? target : -1,
    );
    if (targets.every((target) => target < 0)) continue;
    const mean = loss(model, { ...batch, targets });
    found[name] = (await mean.data())[0]!;
    mean.dispose();
  }
  return found;
}
