/** What models that only count reach on the same held-out texts: a loss means little without them. */
import { setImmediate } from 'node:timers/promises';
import { countShards } from '../../corpus/pack/counted.js';
import type { Shards } from '../../corpus/pack/shards.js';
import type { CountModel } from '../../text/ngram/countModel.js';

export interface Yardstick {
  name: string;
  /** Nats a token. */
  loss: number;
}

/** How many tokens one count sees, itself included. */
const ORDERS = { unigram: 1, bigram: 2, '4-gram': 4 };
/** Counts of more tokens than these take long and change little. */
const MOST_TOKENS = 2_000_000;

/** Count models (modified Kneser–Ney) of the training texts, scored on those that are held out. */
export async function yardsticksOf(training: Shards, heldOut: Shards): Promise<Yardstick[]> {
  const found: Yardstick[] = [{ name: 'guessing evenly', loss: Math.log(training.vocabulary) }];
  const every = Math.max(1, Math.ceil(training.tokens / MOST_TOKENS));
  for (const [name, order] of Object.entries(ORDERS)) {
    const model = await countShards(training, { order, every });
    found.push({ name, loss: natsOn(model, heldOut) });
    await setImmediate();
  }
  return found;
}

function natsOn(model: CountModel, shards: Shards): number {
  let [bits, tokens] = [0, 0];
  for (let i = 0; i < shards.documents; i++) {
    const score = model.score(shards.tokensOf(i));
    bits += score.bits;
    tokens += score.tokens;
  }
  return (bits * Math.LN2) / tokens;
}
