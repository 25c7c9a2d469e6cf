/** How hard the corpus is for whoever knows only how often words come: two lines to read a loss chart by. */
import type { Shards } from '../../corpus/pack/shards.js';
import { readOptions, rule } from '../../options.js';
import { END } from '../../text/bpe/alphabet.js';

export interface Entropies {
  /** Nats a token, knowing how often each token comes. */
  unigram: number;
  /** Nats a token, knowing how often each token follows the one before it. */
  bigram: number;
}

export interface EntropyOptions {
  /** The most tokens to read, in whole documents spread evenly over the shards. Default 4,000,000. */
  sample?: number;
}

/**
 * The entropies of the tokens as they were counted (maximum likelihood): H(next) and H(next | this) = H(this, next) −
 * H(this). As in training, `<|end|>` stands before each document. A model that has learnt nothing else but the counts
 * would have these losses; on few tokens the second is too low, because most pairs came once.
 * @returns zeros where there is no token.
 */
export function entropies(shards: Shards, given: EntropyOptions = {}): Entropies {
  const { sample } = readOptions('entropies', { sample: 4_000_000 }, { sample: rule.countFromOne }, given);
  const step = Math.max(1, Math.ceil(shards.tokens / sample));
  const documents: Int32Array[] = [];
  for (let i = 0; i < shards.documents; i += step) documents.push(shards.tokensOf(i));
  const [starts, next] = byToken(documents, shards.vocabulary);
  const all = next.length;
  if (all === 0) return { unigram: 0, bigram: 0 };
  const counts = new Int32Array(shards.vocabulary);
  let bigram = 0;
  for (let token = 0; token < shards.vocabulary; token++) {
    const followers = next.subarray(starts[token], starts[token + 1]);
    bigram += (followers.length / all) * entropyOf(followers, counts);
  }
  return { unigram: entropyOf(next, counts), bigram };
}

/** What follows each token: `next` from `starts[token]` to `starts[token + 1]`. */
function byToken(documents: readonly Int32Array[], vocabulary: number): [Int32Array, Int32Array] {
  const starts = new Int32Array(vocabulary + 1);
  const visit = (see: (token: number, next: number) => void) => {
    for (const tokens of documents) {
      for (let i = 0; i < tokens.length; i++) see(i === 0 ? END : tokens[i - 1]!, tokens[i]!);
    }
  };
  visit((token) => starts[token + 1]!++);
  for (let token = 0; token < vocabulary; token++) starts[token + 1]! += starts[token]!;
  const at = starts.slice();
  const next = new Int32Array(starts[vocabulary]!);
  visit((token, follower) => (next[at[token]!++] = follower));
  return [starts, next];
}

/**
 * −Σ p·log p, p the share of each token among these.
 * @param counts - zeros, one a token; zeros again afterwards.
 */
function entropyOf(tokens: Int32Array, counts: Int32Array): number {
  for (const token of tokens) counts[token]!++;
  let sum = 0;
  for (const token of tokens) {
    const share = counts[token]! / tokens.length;
    counts[token] = 0;
    if (share > 0) sum -= share * Math.log(share);
  }
  return sum;
}
