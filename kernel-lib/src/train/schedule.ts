/**
 * Schedules: which share of its learning rate an optimizer uses at a step. They are functions and multiply:
 * `combineSchedules(warmUp(50), linearDecay({ steps: 1000, share: 0.4 }))` is the course's recipe.
 */
import { UserError } from '../errors.js';
import { readOptions, rule } from '../options.js';

/** @param step - how many steps are done already, from 0. @returns a factor from 0 to 1. */
export type Schedule = (step: number) => number;

export const constant = (): Schedule => () => 1;

/** Rises in equal steps: 1/steps at the first step, 1 from step number `steps` on. */
export function warmUp(steps: number): Schedule {
  if (!rule.count.allows(steps))
    throw new UserError(`warmUp: steps must be ${rule.count.words}, got ${steps}.`);
  return (step) => (steps === 0 ? 1 : Math.min(1, (step + 1) / steps));
}

export interface DecayOptions {
  /** All steps of the training. */
  steps: number;
  /** The last share of them in which the rate falls. Default 1: from the start. */
  share?: number;
  /** Where it ends. Default 0, which would be reached one step after the last. */
  floor?: number;
}

/** 1 until the last `share` of the steps, then straight down. */
export const linearDecay = (options: DecayOptions): Schedule =>
  decay('linearDecay', options, (done) => 1 - done);

/** 1 until the last `share` of the steps, then down along half a cosine wave (Loshchilov and Hutter, 2017). */
export const cosineDecay = (options: DecayOptions): Schedule =>
  decay('cosineDecay', options, (done) => (1 + Math.cos(Math.PI * done)) / 2);

function decay(name: string, given: DecayOptions, shape: (done: number) => number): Schedule {
  const rules = { steps: rule.countFromOne, share: rule.share, floor: rule.share };
  const { steps, share, floor } = readOptions(name, { share: 1, floor: 0 }, rules, given);
  if (steps === undefined) throw new UserError(`${name} needs steps: how many steps the training has.`);
  const falling = steps * share;
  return (step) => {
    const into = step - (steps - falling);
    if (into <= 0) return 1;
    return floor + (1 - floor) * shape(Math.min(1, into / falling));
  };
}

/** The product of several schedules. */
export const combineSchedules =
  (...schedules: Schedule[]): Schedule =>
  (step) =>
    schedules.reduce((factor, schedule) => factor * schedule(step), 1);
