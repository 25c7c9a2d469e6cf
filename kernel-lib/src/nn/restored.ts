/** A model made from a checkpoint. */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../random.js';
import { loadWeights, type Checkpoint } from './checkpoint.js';
import type { ModelConfig } from './config.js';
import { createModel, type Model } from './model.js';

/**
 * @param extra - the prefix of names that are no weights, as in `loadWeights`.
 * @throws UserError where the checkpoint is not one of such a network; no tensor is left then.
 */
export function restoredModel(checkpoint: Checkpoint, extra?: string): Model {
  // The weights are replaced at once: any numbers will do to begin with.
  const model = createModel(checkpoint.config as ModelConfig, seededRandom(1));
  try {
    loadWeights(model, checkpoint, extra);
  } catch (thrown) {
    tf.dispose(model.parameters);
    throw thrown;
  }
  return model;
}
