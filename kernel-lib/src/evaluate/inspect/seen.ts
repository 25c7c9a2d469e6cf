/** How often a model has seen each token. */
import { setImmediate } from 'node:timers/promises';
import type { Shards } from '../../corpus/pack/shards.js';

/** Documents between two turns for others. */
const TURN = 500;

/**
 * How often each token stands in the shards. One that never does has learnt only not to be said: all such tokens point
 * the same way, and on a map they lie far from everything else (Land and Bartolo, 2024). So leave them out of
 * `neighbours` and `principalMap`.
 * @returns [V], by token.
 */
export async function timesSeen(
  shards: Pick<Shards, 'documents' | 'vocabulary' | 'tokensOf'>,
): Promise<Int32Array> {
  const counts = new Int32Array(shards.vocabulary);
  for (let document = 0; document < shards.documents; document++) {
    for (const token of shards.tokensOf(document)) counts[token]! += 1;
    if (document % TURN === TURN - 1) await setImmediate();
  }
  return counts;
}
