/** Documents that are never trained on, and how well a model foretells them. */
import { setImmediate } from 'node:timers/promises';
import { ShardSource } from '../../corpus/pack/source.js';
import type { Shards } from '../../corpus/pack/shards.js';
import { loss, type Model } from '../../nn/model.js';
import { seededRandom } from '../../random.js';
import { END } from '../../text/bpe/alphabet.js';
import { countBatch } from '../source.js';

export interface Split {
  training: Shards;
  /** Absent where no document is small enough to be spared. */
  heldOut?: Shards;
}

/** At least so much of the corpus is held out, and no document that is larger. */
const SHARE = 0.05;
/** More would take time at every look, and tell no more. */
const MOST_TOKENS = 16_000;
/** A document of one token and its end tells nothing. */
const LEAST_TOKENS = 3;

/**
 * Holds some documents out: those whose content hashes lowest, so the choice stays the same when other documents come or
 * their order changes. Both parts share the files of `shards`.
 */
export function splitShards(shards: Shards): Split {
  const budget = Math.min(MOST_TOKENS, SHARE * shards.tokens);
  const candidates = Array.from({ length: shards.documents }, (_, i) => i)
    .filter((i) => shards.lengthOf(i) >= LEAST_TOKENS && shards.lengthOf(i) <= budget)
    .map((i) => ({ i, hash: hashOf(shards.tokensOf(i)) }))
    .sort((a, b) => a.hash - b.hash || a.i - b.i);
  const chosen = new Set<number>();
  let tokens = 0;
  for (const { i } of candidates) {
    if (tokens >= budget) break;
    chosen.add(i);
    tokens += shards.lengthOf(i);
  }
  if (chosen.size === 0) return { training: shards };
  return { training: shards.only((i) => !chosen.has(i)), heldOut: shards.only((i) => chosen.has(i)) };
}

/** A number in [0, 1) from a document's tokens (FNV-1a, then one step of a generator to mix it well). */
function hashOf(tokens: Int32Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < tokens.length; i++) hash = Math.imul(hash ^ tokens[i]!, 0x01000193);
  return seededRandom(hash)();
}

/** The mean loss in nats a token, reading from left to right; each document begins after `<|end|>`. */
export async function lossOn(
  model: Model,
  shards: Shards,
  { batch, length }: { batch: number; length: number },
): Promise<number> {
  let [sum, targets] = [0, 0];
  for (const rows of new ShardSource({ shards, batch, length, begin: END })) {
    const count = countBatch(rows).targets;
    const mean = loss(model, rows);
    sum += (await mean.data())[0]! * count;
    targets += count;
    mean.dispose();
    await setImmediate();
  }
  return sum / targets;
}
