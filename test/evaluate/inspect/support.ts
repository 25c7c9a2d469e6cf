/** What the inspectors' tests share: a model of which every part shows, and rows for it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { createModel, type Model } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { root } from '../../support/paths.js';
import { numbers } from '../../ops/support.js';

export const config: ModelConfig = {
  vocabulary: 9,
  width: 8,
  layers: 2,
  heads: 2,
  hidden: 12,
  context: 6,
};

/** Weights from −1 to 1, gains from 0 to 2. */
export function lively(given: ModelConfig = config): Model {
  const model = createModel(given, seededRandom(1));
  Object.values(model.parameters).forEach((parameter, seed) => {
    const values = numbers(parameter.shape, seed);
    const gain = parameter.rank === 1 ? 1 : 0;
    tf.tidy(() =>
      parameter.assign(
        tf.tensor(
          values.map((value) => value + gain),
          parameter.shape,
        ),
      ),
    );
  });
  return model;
}

export function row(length: number, vocabulary: number, seed = 5): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from({ length }, () => Math.floor(random() * vocabulary));
}

export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(root, 'test/evaluate/inspect/fixtures', name), 'utf8'));
