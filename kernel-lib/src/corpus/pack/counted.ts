/** A model that counts, of token shards. */
import { setImmediate } from 'node:timers/promises';
import { CountModel } from '../../text/ngram/countModel.js';
import type { Shards } from './shards.js';

export interface CountedOptions {
  /** How many tokens one count sees, itself included. */
  order: number;
  /** Every so manieth document is counted. Default 1: all. */
  every?: number;
}

/** Documents between two turns for others. */
const TURN = 500;

/** Counts the tokens of the documents (modified Kneser–Ney). Other work gets its turn. */
export async function countShards(
  shards: Pick<Shards, 'documents' | 'vocabulary' | 'tokensOf'>,
  { order, every = 1 }: CountedOptions,
): Promise<CountModel> {
  const model = new CountModel({ order, vocabularySize: shards.vocabulary });
  let counted = 0;
  for (let document = 0; document < shards.documents; document += every) {
    model.add(shards.tokensOf(document));
    if (++counted % TURN === 0) await setImmediate();
  }
  return model;
}
