/**
 * How far a mean might be off: groups (all answers about one subject) are drawn anew, with replacement, as many as there
 * are, and the middle 95 % of the means are kept (Efron's percentile interval; a cluster bootstrap).
 */
import { UserError } from '../errors.js';
import { randomInt, type Random } from '../random.js';

export interface Group {
  sum: number;
  /** How many numbers the sum has. */
  count: number;
}

export interface BootstrapOptions {
  resamples: number;
  random: Random;
  /** Default 0.95. */
  level?: number;
}

/** The interval of the mean over all numbers of all groups. */
export function bootstrap(
  groups: readonly Group[],
  { resamples, random, level = 0.95 }: BootstrapOptions,
): [low: number, high: number] {
  if (groups.length === 0) throw new UserError('bootstrap: there is no group to draw from.');
  const means = Float64Array.from({ length: resamples }, () => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < groups.length; i++) {
      const group = groups[randomInt(random, groups.length)]!;
      sum += group.sum;
      count += group.count;
    }
    return sum / count;
  }).sort();
  return [quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)];
}

/** Between two sorted numbers, linearly, as numpy does by default. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
}
