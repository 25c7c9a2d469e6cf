/**
 * What an author's `hidden.js` works with. It is trusted code in the driver's process, written in mocha's style:
 *
 *   module.exports = ({ describe, it, learner, reference, random, close }) => {
 *     describe('softmax', () => {
 *       it('agrees on fresh rows', { tell: 'Some rows of ordinary numbers give other probabilities.' }, async () => {
 *         const row = Array.from({ length: 5 }, () => random() * 8 - 4);
 *         close(await learner('softmax', row), reference('softmax', row));
 *       });
 *     });
 *   };
 *
 * Each `describe` is a group: a fresh process for the learner's code and random numbers of its own. Inputs are drawn
 * from `random`, never written down, so that reading the check helps nobody.
 */
import type { Random } from '../../random.js';
import type { TensorValue } from '../values.js';

export interface CheckOptions {
  /** The sentence that the learner reads where the check fails. Names the idea, not the input. */
  tell: string;
  /** Share in the task's points; 1 by default. */
  weight?: number;
}

export interface GroupOptions {
  /** Wall time for each call, in seconds; 5 by default. */
  seconds?: number;
  /** Memory of the learner's process in MiB; 1024 by default. */
  megabytes?: number;
}

export interface Called {
  value: unknown;
  /** The arguments as they are after the call. */
  args: unknown[];
}

/** A module's `hidden.js` exports one function of this. */
export type HiddenChecks = (kit: Kit) => void;

export interface Kit {
  describe(title: string, body: () => void): void;
  describe(title: string, options: GroupOptions, body: () => void): void;
  it(title: string, options: CheckOptions, body: () => void | Promise<void>): void;

  /** Calls the learner's function in its process. Where it throws or runs out of a limit, the check ends with that outcome. */
  learner(name: string, ...args: unknown[]): Promise<unknown>;
  /** The same, with the arguments as they are after the call: was an input changed? */
  learnerWithArguments(name: string, ...args: unknown[]): Promise<Called>;
  /** Whether the call threw, as it should for bad input. Limits still end the check. */
  learnerThrows(name: string, ...args: unknown[]): Promise<boolean>;
  /** The same function of the reference solution, in the driver's process; a Promise where the reference gives one. */
  reference(name: string, ...args: unknown[]): unknown;

  /** Uniform in [0, 1), from the instructor's secret seed, the submission, the task and the group. */
  random: Random;
  /** Independent values of a standard normal distribution. */
  normal(count: number): number[];
  /** A tensor for an argument or an expected value. Values row by row. */
  tensor(
    values: readonly number[],
    shape: readonly number[],
    dtype?: 'float32' | 'int32' | 'bool',
  ): TensorValue;

  /** NaN, Infinity, another length, shape, dtype or kind fail unless exactly that is expected (compare.ts). */
  close(came: unknown, expected: unknown, tolerance?: number): void;
  /** `close` with tolerance 0. */
  same(came: unknown, expected: unknown): void;
  /** Fails the check where the condition does not hold. `detail` is for the instructor. */
  expect(condition: boolean, detail?: string): void;

  /**
   * Central differences of a scalar function of a list, which may call the learner: for each i,
   * (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h.
   * @param step - h; 1e-5 by default.
   */
  finiteDifferences(
    f: (x: number[]) => number | Promise<number>,
    x: readonly number[],
    step?: number,
  ): Promise<number[]>;
  /**
   * Whether counts of draws fit the probabilities: an exact or chi-squared goodness-of-fit test that refuses a right
   * sampler with probability of at most `falseAlarm` (1e-7 by default, so that a task of ten such checks stays below
   * 1e-6). A draw of probability zero always fails.
   */
  fits(counts: readonly number[], probabilities: readonly number[], falseAlarm?: number): void;
}
