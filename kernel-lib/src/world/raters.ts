/**
 * Raters: how much an answer is worth to them, which of two they prefer, how many stars they give.
 *
 * A rater's utility is u = Σ weight · trait, plus Gumbel noise of scale ½ for each answer. Of two answers the one with
 * the larger noisy utility is preferred, which happens with probability σ(2(u_a − u_b)): a Bradley–Terry model, so the
 * best agreement that anybody can reach is known. With probability `slips` the judgement is a coin's toss.
 */
import type { Random } from '../random.js';
import type { Traits } from './answers.js';
import { TRAITS, type Rater } from './tables/types.js';

/** What an answer is worth to a rater; for the rater `gold`, its gold reward. */
export function utility(rater: Rater, traits: Traits): number {
  return TRAITS.reduce((sum, trait) => sum + (traits[trait] ? rater.weights[trait] : 0), 0);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The probability that the rater prefers the first of two answers. */
export function preferenceProbability(rater: Rater, first: Traits, second: Traits): number {
  const careful = sigmoid(2 * (utility(rater, first) - utility(rater, second)));
  return (1 - rater.slips) * careful + rater.slips / 2;
}

/** Whether the rater prefers the first, drawn. */
export function prefersFirst(rater: Rater, first: Traits, second: Traits, random: Random): boolean {
  return random() < preferenceProbability(rater, first, second);
}

/**
 * The share of judgements that a perfect model of this rater would get right: the mean of max(p, 1 − p).
 * @param pairs - the pairs that are judged. Throws a RangeError where there are none.
 */
export function agreementCeiling(rater: Rater, pairs: readonly (readonly [Traits, Traits])[]): number {
  if (pairs.length === 0) throw new RangeError('agreementCeiling: there are no pairs.');
  const best = pairs.map(([first, second]) => {
    const p = preferenceProbability(rater, first, second);
    return Math.max(p, 1 - p);
  });
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}

/** Utilities (with noise) at which the second, third, fourth and fifth star begin. */
const STAR_STEPS = [-0.6, 0, 0.6, 1.2];

/** Stars from 1 to 5, drawn. The same rater may judge the same answer differently another day. */
export function stars(rater: Rater, traits: Traits, random: Random): number {
  if (random() < rater.slips) return 1 + Math.floor(random() * 5);
  const noise = -Math.log(-Math.log(Math.max(random(), 1e-12))) / 2;
  // The mean of this noise is Euler's constant / 2; without it, the stars would drift upwards.
  const seen = utility(rater, traits) + rater.mild / 2 + noise - 0.288607832;
  return 1 + STAR_STEPS.filter((step) => seen > step).length;
}
