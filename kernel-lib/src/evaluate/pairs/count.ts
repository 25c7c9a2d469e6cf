/** What pairs are worth: how many of them one gets right who only counts which tokens stand together. */
import { countShards } from '../../corpus/pack/counted.js';
import type { Shards } from '../../corpus/pack/shards.js';
import { readOptions, rule } from '../../options.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';
import type { MinimalPair } from '../../world/tables/types.js';
import { wholeText } from '../surprise.js';
import { pairScore, type PairScore } from './judge.js';

export interface CountedPairsOptions {
  /** How many tokens one count sees. 1: how often each comes. 2: which follows which (the default). */
  order?: number;
}

/**
 * Judges pairs as `judgePairs` does, by counts of the documents alone (modified Kneser–Ney). This is the baseline of
 * grammar, and not 50 %: what is out of order falls apart into more and rarer tokens, and who has seen the documents knows
 * which tokens never meet. Only what a model knows above it needs more than its nearest neighbours.
 */
export async function countedPairs(
  shards: Pick<Shards, 'documents' | 'vocabulary' | 'tokensOf'>,
  tokenizer: Tokenizer,
  pairs: readonly MinimalPair[],
  given: CountedPairsOptions = {},
): Promise<PairScore> {
  const { order } = readOptions('countedPairs', { order: 2 }, { order: rule.countFromOne }, given);
  const model = await countShards(shards, { order });
  const nats = (text: string) => {
    const { tokens, from, to } = wholeText(text, tokenizer);
    return -Math.LN2 * model.score(tokens.subarray(from, to)).bits;
  };
  return pairScore(pairs, pairs.map(({ good, bad }) => nats(good) - nats(bad))); // prettier-ignore
}
