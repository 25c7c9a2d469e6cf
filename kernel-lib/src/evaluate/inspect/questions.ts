/** Rows with tokens that the model is asked for, and how likely it finds them. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import type { Batch } from '../../nn/batch.js';
import { hidden, type Model } from '../../nn/model.js';

/** A row, and the token to predict at each of its places; −1 is not asked for. */
export interface Asked {
  tokens: ArrayLike<number>;
  /** As many as tokens. Place i − 1 predicts token i. */
  targets: ArrayLike<number>;
}

/** A row and the part of it that is asked for, as `clozesOf` gives them. */
export interface Part {
  tokens: ArrayLike<number>;
  /** The first token asked for; above 0. */
  from: number;
  /** The first token behind. */
  to: number;
}

/**
 * Asks for a part of a row. With `mask` the part is hidden, all of it at once, for a model that sees the whole row;
 * without, it stays, for one that reads left to right.
 * @throws UserError where there is no such part, or no token before it.
 */
export function ask({ tokens, from, to }: Part, mask?: number): Asked {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from > 0 && from < to && to <= tokens.length)) {
    throw new UserError(
      `ask: the part must lie behind the first of ${tokens.length} tokens, got ${from} to ${to}.`,
    );
  }
  const asked = (place: number) => place >= from && place < to;
  return {
    tokens: Int32Array.from(tokens, (token, place) => (asked(place) ? (mask ?? token) : token)),
    targets: Int32Array.from(tokens, (_, place) => (asked(place + 1) ? tokens[place + 1]! : -1)),
  };
}

/** How well a model knows what it is asked, on average over all tokens asked for. */
export interface Score {
  /** The mean log-probability, in nats. */
  logProbability: number;
  /** The share, 0 to 1, for which no other token is likelier. */
  right: number;
}

/** So many tokens, padding included, go through the network together. */
const TOGETHER = 2048;

/** @throws UserError where rows and targets do not fit, or nothing is asked for. */
export function checkAsked(who: string, { config }: Model, rows: readonly Asked[]): void {
  rows.forEach(({ tokens, targets }, row) => {
    if (tokens.length !== targets.length) {
      throw new UserError(
        `${who}: row ${row} has ${tokens.length} tokens and ${targets.length} targets; give as many.`,
      );
    }
    const wrong = Array.from(targets).find(
      (target) => !(Number.isInteger(target) && target >= -1 && target < config.vocabulary),
    );
    if (wrong === undefined) return;
    throw new UserError(
      `${who}: row ${row} has the target ${wrong}; targets are 0 to ${config.vocabulary - 1}, or −1 for none.`,
    );
  });
  if (rows.some(({ targets }) => Array.from(targets).some((target) => target >= 0))) return;
  throw new UserError(`${who}: no row asks for a token; give targets that are not −1.`);
}

/** Many rows as batches; short rows stand together, so that there is little padding. */
export function batchesOf(rows: readonly Asked[], causal: boolean): Batch[] {
  const sorted = [...rows].sort((a, b) => a.tokens.length - b.tokens.length);
  const batches: Batch[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && (end + 1 - start) * sorted[end]!.tokens.length <= TOGETHER) end++;
    batches.push(batchOf(sorted.slice(start, end), causal));
    start = end;
  }
  return batches;
}

function batchOf(rows: readonly Asked[], causal: boolean): Batch {
  const length = Math.max(...rows.map(({ tokens }) => tokens.length));
  const size = rows.length * length;
  const batch = {
    rows: rows.length,
    length,
    tokens: new Int32Array(size),
    targets: new Int32Array(size).fill(-1),
    segments: new Int32Array(size),
    causal: new Uint8Array(rows.length).fill(causal ? 1 : 0),
  };
  rows.forEach(({ tokens, targets }, row) => {
    batch.tokens.set(Array.from(tokens), row * length);
    batch.targets.set(Array.from(targets), row * length);
    batch.segments.fill(1, row * length, row * length + tokens.length);
  });
  return batch;
}

/** Only the places with a target become logits. An interrupt comes through between batches. */
export async function score(model: Model, batches: readonly Batch[]): Promise<Score> {
  let [sum, right, count] = [0, 0, 0];
  for (const batch of batches) {
    const places = [...batch.targets.keys()].filter((place) => batch.targets[place]! >= 0);
    if (places.length === 0) continue;
    const logits = await logitsAt(model, batch, places);
    const V = model.config.vocabulary;
    places.forEach((place, i) => {
      const found = judge(logits.subarray(i * V, (i + 1) * V), batch.targets[place]!);
      sum += found.logProbability;
      right += found.best ? 1 : 0;
    });
    count += places.length;
    await setImmediate();
  }
  return { logProbability: sum / count, right: right / count };
}

async function logitsAt(model: Model, batch: Batch, places: number[]): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
    const asked: tf.Tensor2D = tf.gather(hidden(model, batch), tf.tensor1d(places, 'int32'));
    return tf.matMul(asked, table, false, true);
  });
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

/** A plain loop: this runs once a token asked for, over the whole vocabulary. */
function judge(logits: Float32Array, target: number): { logProbability: number; best: boolean } {
  let top = -Infinity;
  for (const logit of logits) if (logit > top) top = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return { logProbability: logits[target]! - top - Math.log(sum), best: logits[target] === top };
}
