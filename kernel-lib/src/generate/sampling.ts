/**
 * From logits to a token: pure functions on one row of logits [V]. Each filter gives new logits, in which what may not
 * be drawn is −Infinity; so they can be put one behind the other in any order.
 */
import { UserError } from '../errors.js';
import { readOptions, rule } from '../options.js';

/** The most likely token; the first of several that are equally likely. */
export function greedy(logits: Float32Array): number {
  checkLogits('greedy', logits);
  return largest(logits);
}

function largest(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++) if (logits[token]! > logits[best]!) best = token;
  return best;
}

/** Softmax: e^logit, divided by the sum of all. In float64, so that they add up to 1. */
export function probabilities(logits: Float32Array): Float64Array {
  checkLogits('probabilities', logits);
  const { powers, sum } = powersOf(logits);
  for (let token = 0; token < powers.length; token++) powers[token]! /= sum;
  return powers;
}

/** The natural logarithm of one token's probability. */
export function logProbability(logits: Float32Array, token: number): number {
  const { powers, sum } = powersOf(logits);
  return Math.log(powers[token]! / sum);
}

/** e^(logit − largest logit), and their sum. A plain loop: this runs once a token, and `map` takes five times as long. */
function powersOf(logits: Float32Array): { powers: Float64Array; sum: number } {
  const top = logits[largest(logits)]!;
  const powers = new Float64Array(logits.length);
  let sum = 0;
  for (let token = 0; token < logits.length; token++) {
    const power = Math.exp(logits[token]! - top);
    powers[token] = power;
    sum += power;
  }
  return { powers, sum };
}

/** Below 1 the likely become likelier, above 1 the unlikely get their chance. */
export function withTemperature(logits: Float32Array, temperature: number): Float32Array {
  checkNumber('withTemperature', 'temperature', temperature, rule.finitePositive);
  return logits.map((logit) => logit / temperature);
}

/** Only the k most likely tokens; of equally likely ones those that come first. */
export function topK(logits: Float32Array, k: number): Float32Array {
  checkNumber('topK', 'k', k, rule.countFromOne);
  checkLogits('topK', logits);
  return keep(logits, byLikelihood(logits).slice(0, k));
}

/**
 * Nucleus sampling (Holtzman and others, 2020): the fewest most likely tokens that together have the probability p.
 * At least one stays, however small p is; of equally likely ones those that come first.
 */
export function topP(logits: Float32Array, p: number): Float32Array {
  checkNumber('topP', 'p', p, aboveZeroToOne);
  const chances = probabilities(logits);
  const order = byLikelihood(logits);
  if (p === 1) return logits.slice(); // a sum of rounded numbers may never reach 1
  let sum = 0;
  const size = order.findIndex((token) => (sum += chances[token]!) >= p) + 1;
  return keep(logits, order.slice(0, size || order.length));
}

/**
 * Makes tokens that were there already less likely (Keskar and others, 2019): positive logits are divided by the
 * penalty, negative ones multiplied. 1 changes nothing.
 */
export function penalizeRepetition(
  logits: Float32Array,
  seen: Iterable<number>,
  penalty: number,
): Float32Array {
  checkNumber('penalizeRepetition', 'penalty', penalty, rule.finitePositive);
  const result = logits.slice();
  for (const token of new Set(seen)) {
    if (token in logits)
      result[token] = logits[token]! > 0 ? logits[token]! / penalty : logits[token]! * penalty;
  }
  return result;
}

/** These tokens get no chance at all. */
export function forbid(logits: Float32Array, tokens: Iterable<number>): Float32Array {
  const result = logits.slice();
  for (const token of tokens) if (token in result) result[token] = -Infinity;
  return result;
}

/** Draws a token as likely as its logit says, with one number of the generator. */
export function drawToken(logits: Float32Array, random: () => number): number {
  checkLogits('drawToken', logits);
  const { powers, sum } = powersOf(logits);
  let rest = random() * sum;
  let last = 0;
  for (let token = 0; token < powers.length; token++) {
    if (powers[token] === 0) continue;
    last = token;
    rest -= powers[token]!;
    if (rest < 0) return token;
  }
  return last; // rounding left a little over
}

export interface SamplingOptions {
  /** Default 1; 0 takes the most likely token. */
  temperature?: number;
  /** Default: all. */
  topK?: number;
  /** Default 1: all. */
  topP?: number;
  /** Default 1: none. */
  repetitionPenalty?: number;
  /** Tokens that are never chosen, for example the mask. */
  forbidden?: readonly number[];
}

const aboveZeroToOne = {
  ...rule.share,
  allows: (value: unknown) => value !== 0 && rule.share.allows(value),
  words: 'a number above 0, at most 1',
};
export const samplingRules = {
  temperature: rule.notNegative,
  topK: rule.countFromOne,
  topP: aboveZeroToOne,
  repetitionPenalty: rule.finitePositive,
  forbidden: { allows: Array.isArray, words: 'a list of tokens' },
};

/** Chooses a token from logits; `seen` are the tokens before it. */
export type Sampler = (logits: Float32Array, seen: readonly number[]) => number;

/** Penalty, then temperature, then top-k, then top-p, then one draw. */
export function samplerOf(options: SamplingOptions, random: () => number): Sampler {
  const defaults = { temperature: 1, topP: 1, repetitionPenalty: 1, forbidden: [] as readonly number[] };
  const settings = readOptions('samplerOf', defaults, samplingRules, options);
  const { temperature, topP: p, repetitionPenalty, forbidden } = settings;
  return (given, seen) => {
    checkLogits('The model', given);
    let logits = forbidden.length > 0 ? forbid(given, forbidden) : given;
    if (repetitionPenalty !== 1) logits = penalizeRepetition(logits, seen, repetitionPenalty);
    if (temperature === 0) return greedy(logits);
    if (temperature !== 1) logits = withTemperature(logits, temperature);
    if (settings.topK !== undefined) logits = topK(logits, settings.topK);
    if (p < 1) logits = topP(logits, p);
    return drawToken(logits, random);
  };
}

/** Tokens from the most likely to the least; equally likely ones in their order. */
const byLikelihood = (logits: Float32Array): number[] =>
  Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);

function keep(logits: Float32Array, tokens: readonly number[]): Float32Array {
  const result = new Float32Array(logits.length).fill(-Infinity);
  for (const token of tokens) result[token] = logits[token]!;
  return result;
}

function checkNumber(who: string, name: string, value: number, { allows, words }: typeof rule.share): void {
  if (!allows(value)) throw new UserError(`${who}: ${name} must be ${words}, got ${value}.`);
}

/** −Infinity is allowed (a token that may not come), but not everywhere. */
function checkLogits(who: string, logits: Float32Array): void {
  if (logits.length === 0) throw new UserError(`${who}: there are no logits.`);
  let isPossible = false;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (Number.isNaN(logit) || logit === Infinity) {
      throw new UserError(
        `${who}: the logit of token ${token} is ${logit}; logits are numbers below Infinity.`,
      );
    }
    isPossible ||= logit > -Infinity;
  }
  if (!isPossible)
    throw new UserError(`${who}: all ${logits.length} logits are −Infinity, so no token is possible.`);
}
