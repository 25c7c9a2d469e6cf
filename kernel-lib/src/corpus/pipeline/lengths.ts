/** Lengths by buckets an eighth of a doubling wide: quantiles of any number of documents at constant memory. */
import type { Tally } from './counts.js';

const PER_DOUBLING = 8;

export const bucketOf = (length: number): number =>
  length === 0 ? -1 : Math.round(PER_DOUBLING * Math.log2(length));

/** Quantiles to within 4.5 %; an empty tally has none. */
export function quantilesOf(buckets: Readonly<Tally>, quantiles: readonly number[]): (number | undefined)[] {
  const sorted = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  return quantiles.map((quantile) => {
    let below = 0;
    for (const [bucket, count] of sorted) {
      below += count;
      if (below >= quantile * all) return bucket < 0 ? 0 : Math.round(2 ** (bucket / PER_DOUBLING));
    }
    return undefined;
  });
}
