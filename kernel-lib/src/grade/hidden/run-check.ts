/** One check on one subject, to its end: what it came to, and what is to be thought of a throw. */
import { messageOf } from '../../errors.js';
import type { Outcome } from '../grading.js';
import type { Check, Collected, Scene } from './collect.js';
import { CheckFailure, InfrastructureError, LearnerFailure } from './failures.js';

/** `threw`: the author's code threw by itself. Whose mistake that is, a rehearsal on the reference tells. */
export interface Ran {
  outcome: Outcome | 'threw';
  detail?: string;
}

/** @param seconds - a bound on the whole check, which protects the driver from an author's promise that never settles. */
export async function runCheck(
  check: Check,
  collected: Collected,
  scene: Scene,
  seconds: number,
): Promise<Ran> {
  collected.enter(scene);
  try {
    await within(seconds, check.body);
  } catch (thrown) {
    if (thrown instanceof InfrastructureError)
      return { outcome: 'infrastructure error', detail: thrown.message };
    // Also where the author's code caught the learner's failure and then fell over something else.
    const failure = thrown instanceof LearnerFailure ? thrown : scene.failure;
    if (failure !== undefined) return { outcome: failure.outcome };
    if (thrown instanceof CheckFailure) return { outcome: 'failed', detail: thrown.message };
    return { outcome: 'threw', detail: messageOf(thrown) };
  }
  if (scene.failure !== undefined) return { outcome: scene.failure.outcome };
  return scene.open > 0
    ? { outcome: 'threw', detail: 'a call of the learner is not awaited' }
    : { outcome: 'passed' };
}

async function within(seconds: number, body: () => void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the check did not end within ${seconds} s`)), seconds * 1000);
  });
  await Promise.race([body(), late]).finally(() => clearTimeout(timer));
}
