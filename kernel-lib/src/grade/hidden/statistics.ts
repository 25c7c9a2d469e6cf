/**
 * Do counts of draws fit probabilities? Judged without approximations, so that the stated false-alarm rate is a bound:
 * half of it goes to the exact two-sided binomial tails of each outcome, half to the relative entropy of all together.
 * (Pearson's chi-squared is none: at 1e-7 and 25 expected draws a right sampler fails it a dozen times too often.)
 */

/** ln Γ(x), x > 0: Lanczos' series (g = 7, 9 terms), 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const series = LANCZOS.slice(1).reduce((sum, c, i) => sum + c / (x + i), LANCZOS[0]!);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** P(X ≥ count) for X from n draws of probability p. Summed from its largest term, so small tails keep their digits. */
export function binomialAtLeast(count: number, n: number, p: number): number {
  if (count <= 0) return 1;
  if (count > n || p <= 0) return 0;
  if (p >= 1) return 1;
  // Beyond the mean the terms fall; before it, the other tail is the small one.
  if (count <= n * p) return 1 - binomialAtLeast(n - count + 1, n, 1 - p);
  const logTerm =
    logGamma(n + 1) -
    logGamma(count + 1) -
    logGamma(n - count + 1) +
    count * Math.log(p) +
    (n - count) * Math.log1p(-p);
  let term = 1;
  let sum = 1;
  for (let k = count; k < n && term > sum * 1e-17; k++) {
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, Math.exp(logTerm) * sum);
}

/** P(X ≤ count). */
export const binomialAtMost = (count: number, n: number, p: number): number =>
  binomialAtLeast(n - count, n, 1 - p);

/**
 * A bound on the probability that the relative entropy of n draws over k outcomes to their true distribution is at
 * least `entropy` nats: e^(−x) · (e·x / (k−1))^(k−1) with x = n · entropy, where x > k − 1
 * (R. Agrawal, Finite-sample concentration of the multinomial in relative entropy, 2020, theorem 1.2).
 */
export function entropyBound(entropy: number, n: number, k: number): number {
  const x = n * entropy;
  if (k < 2 || x <= k - 1) return 1;
  return Math.min(1, Math.exp(-x + (k - 1) * (1 + Math.log(x / (k - 1)))));
}

/**
 * Why the counts do not fit, or undefined where they may.
 * @param falseAlarm - a bound on the probability that counts of a right sampler are refused.
 */
export function misfit(
  counts: readonly number[],
  probabilities: readonly number[],
  falseAlarm: number,
): string | undefined {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const possible = probabilities.filter((p) => p > 0).length;
  let entropy = 0;
  for (const [i, count] of counts.entries()) {
    const p = probabilities[i]!;
    if (p === 0 && count > 0) return `outcome ${i} has probability 0 and was drawn ${count} times`;
    if (count > 0) entropy += (count / n) * Math.log(count / n / p);
    const tail = 2 * Math.min(binomialAtLeast(count, n, p), binomialAtMost(count, n, p));
    if (tail < falseAlarm / 2 / possible && p > 0)
      return `outcome ${i} of probability ${p} was drawn ${count} times of ${n}`;
  }
  return entropyBound(entropy, n, possible) < falseAlarm / 2
    ? `the counts ${counts.join(', ')} of ${n} draws are too far from the probabilities`
    : undefined;
}
