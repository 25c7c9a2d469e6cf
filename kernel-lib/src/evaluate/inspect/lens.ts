/**
 * Which layer knows the answer: the logit lens (nostalgebraist, 2020). The last norm and the head, which turn the last
 * state into logits, are applied to the state after each block: what would the model say if it stopped here?
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { probabilities } from '../../generate/sampling.js';
import type { Model } from '../../nn/model.js';
import { rmsNorm } from '../../ops/norm.js';
import { readOptions, rule } from '../../options.js';
import { checkAsked, score, type Asked, type Score } from './questions.js';
import { checkReading, traceRow, type ReadingOptions } from './trace.js';

export interface Guess {
  token: number;
  probability: number;
}

export interface LensLayer {
  /** So many blocks have been passed; 0 is the embedding alone. */
  layer: number;
  /** The likeliest first. */
  guesses: Guess[];
}

export interface LensOptions extends ReadingOptions {
  /** How many guesses a layer. Default 5. */
  top?: number;
}

/**
 * @param place - where the states are read. It speaks of the token at `place + 1`: for a blank at i give i − 1.
 * @returns one entry for the embedding and one for each block; the last one is what the model says.
 */
export async function logitLens(
  model: Model,
  tokens: ArrayLike<number>,
  place: number,
  given: LensOptions,
): Promise<LensLayer[]> {
  const rules = { causal: rule.boolean, top: rule.countFromOne };
  const { causal, top } = readOptions('logitLens', { top: 5 }, rules, given);
  checkReading('logitLens', model, [tokens], causal);
  if (!(Number.isInteger(place) && place >= 0 && place < tokens.length)) {
    throw new UserError(`logitLens: place must be from 0 to ${tokens.length - 1}, got ${place}.`);
  }
  const { width: D, vocabulary: V } = model.config;
  const { states } = await traceRow(model, tokens, { causal });
  const logits = await said(
    model,
    states.map((state) => state.subarray(place * D, (place + 1) * D)),
  );
  return states.map((_, layer) => ({
    layer,
    guesses: likeliest(logits.subarray(layer * V, (layer + 1) * V), top),
  }));
}

/** norm(state) · embeddingᵀ for some states. */
async function said({ parameters }: Model, states: readonly Float32Array[]): Promise<Float32Array> {
  const weights = (name: string) => parameters[name] as tf.Variable as unknown as tf.Tensor;
  const logits = tf.tidy(() => {
    const x = tf.stack(states.map((state) => tf.tensor1d(state))); // [layers + 1, D]
    const ready = rmsNorm(x, weights('norm') as tf.Tensor1D);
    return tf.matMul(ready, weights('embedding'), false, true); // [layers + 1, V]
  });
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

function likeliest(logits: Float32Array, top: number): Guess[] {
  const chances = probabilities(logits);
  const order = Array.from(chances.keys()).sort((a, b) => chances[b]! - chances[a]! || a - b);
  return order.slice(0, top).map((token) => ({ token, probability: chances[token]! }));
}

export interface LayerScore extends Score {
  /** So many blocks have been passed; 0 is the embedding alone. */
  layer: number;
}

/**
 * The lens over many rows: how well each layer knows the tokens asked for.
 * @throws UserError for rows that the model cannot read, targets that do not fit, or nothing asked for.
 */
export async function layerScores(
  model: Model,
  rows: readonly Asked[],
  given: ReadingOptions,
): Promise<LayerScore[]> {
  const { causal } = readOptions('layerScores', {}, { causal: rule.boolean }, given);
  checkReading(
    'layerScores',
    model,
    rows.map(({ tokens }) => tokens),
    causal,
  );
  checkAsked('layerScores', model, rows);
  const scores: LayerScore[] = [];
  for (let layer = 0; layer <= model.config.layers; layer++) {
    // The network that ends here: its last norm and its head are the model's.
    const shorter = { config: { ...model.config, layers: layer }, parameters: model.parameters };
    scores.push({ layer, ...(await score(shorter, rows, causal)) });
  }
  return scores;
}
