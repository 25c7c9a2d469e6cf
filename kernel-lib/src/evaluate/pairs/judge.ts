/** Which sentence of a pair a model finds likelier. */
import type { Model } from '../../nn/model.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';
import { UserError } from '../../errors.js';
import { grouped } from '../../world/tables/rows.js';
import type { MinimalPair } from '../../world/tables/types.js';
import { checkFit } from '../ask.js';
import { tokenLogProbabilities, wholeText } from '../surprise.js';
import type { Share } from '../score.js';

export interface PairScore extends Share {
  /** Pairs of which neither sentence is likelier; each counts ½ in `right`. */
  ties: number;
  byPhenomenon: Record<string, Share>;
  /** Of each pair: how much likelier the right sentence is, in nats; below 0 where the model is wrong. */
  differences: number[];
}

/** Sums of some dozen logarithms differ by as much from one batch to another. */
const TIE = 1e-4;

/**
 * Compares the probabilities of whole sentences, read from left to right, as BLiMP does (Warstadt et al., 2020). The end
 * of the sentence is not counted.
 */
export async function judgePairs(
  model: Model,
  tokenizer: Tokenizer,
  pairs: readonly MinimalPair[],
): Promise<PairScore> {
  checkFit('judgePairs', model, tokenizer);
  const rows = pairs.flatMap(({ good, bad }) => [wholeText(good, tokenizer), wholeText(bad, tokenizer)]);
  const sums = (await tokenLogProbabilities(model, rows, { causal: true })).map((each) =>
    each.reduce((a, b) => a + b, 0),
  );
  return pairScore(pairs, pairs.map((_, i) => sums[2 * i]! - sums[2 * i + 1]!)); // prettier-ignore
}

/** @param differences - log p of the right sentence minus that of the wrong one, for each pair. */
export function pairScore(
  pairs: readonly Pick<MinimalPair, 'phenomenon'>[],
  differences: number[],
): PairScore {
  if (pairs.length !== differences.length || pairs.length === 0) {
    throw new UserError(
      `pairScore needs a difference for each pair, and at least one; got ${pairs.length} pairs and ${differences.length} differences.`,
    );
  }
  const numbers = [...pairs.keys()];
  const shareOf = (mine: readonly number[]): Share => {
    const right = mine.reduce((sum, i) => sum + pointsFor(differences[i]!), 0);
    return { asked: mine.length, right, percent: (100 * right) / mine.length };
  };
  const byPhenomenon = [...grouped(numbers, (i) => pairs[i]!.phenomenon)].map(
    ([name, mine]) => [name, shareOf(mine)] as const,
  );
  return {
    ...shareOf(numbers),
    ties: differences.filter((difference) => Math.abs(difference) <= TIE).length,
    byPhenomenon: Object.fromEntries(byPhenomenon),
    differences,
  };
}

const pointsFor = (difference: number) => (Math.abs(difference) <= TIE ? 0.5 : Number(difference > 0));
