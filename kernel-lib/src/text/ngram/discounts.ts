/** How much is taken from the count of an n-gram that was seen, so that others have a chance. */

/** What is taken from a count of 1, of 2, and of 3 or more. */
export type Discounts = readonly [one: number, two: number, more: number];

/** Where the texts are too few to estimate; KenLM's `--discount_fallback` has the same. */
export const FALLBACK: Discounts = [0.5, 1, 1.5];

/**
 * Modified Kneser–Ney discounts from how many n-grams have a count of 1, 2, 3 and 4. FALLBACK where one of the
 * first three is 0 or a discount comes out below 0, as for a few sentences or for text that was copied over and over.
 * Source: Chen and Goodman, An empirical study of smoothing techniques (1999), equation 26.
 */
export function modifiedDiscounts(countsOfCounts: readonly [number, number, number, number]): Discounts {
  const [n1, n2, n3, n4] = countsOfCounts;
  if (Math.min(n1, n2, n3) <= 0) return FALLBACK;
  const y = n1 / (n1 + 2 * n2);
  const discounts: Discounts = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
  return discounts.every((discount) => discount >= 0) ? discounts : FALLBACK;
}
