/** Who answers the questions of a check: the learner's process, or the reference for a rehearsal. */
import type { Outcome } from '../grading.js';
import type { Learner } from './learner.js';
import type { Reference } from './reference.js';

export type Said =
  | { kind: 'value'; value: unknown; args: unknown[] }
  /** The function itself threw. */
  | { kind: 'threw'; outcome: Outcome }
  /** There is no answer: a limit, an end of the process, a cell that does not load, a name that is no function. */
  | { kind: 'nothing'; outcome: Outcome };

export interface Subject {
  ask(name: string, args: readonly unknown[], sendArguments: boolean): Promise<Said>;
}

/** One question at a time, however the author awaits them. */
export function learnerSubject(learner: Learner): Subject {
  let before: Promise<unknown> = Promise.resolve();
  const ask: Subject['ask'] = async (name, args, sendArguments) => {
    const { loaded, answer, outcome } = await learner.call(name, args, sendArguments);
    if (outcome === undefined && answer.kind === 'value')
      return { kind: 'value', value: answer.value, args: answer.arguments ?? [] };
    const isThrown = answer.kind === 'error' && answer !== loaded && outcome === 'student error';
    return { kind: isThrown ? 'threw' : 'nothing', outcome: outcome ?? 'student error' };
  };
  return {
    ask: (...question) => {
      const said = before.then(() => ask(...question));
      before = said.catch(() => undefined); // Whoever asked is told.
      return said;
    },
  };
}

export const referenceSubject = (reference: Reference): Subject => ({
  ask: async (name, args) => {
    // An answer never comes at once: a forgotten `await` shows on either side.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      return { kind: 'value', ...(await reference.callWithArguments(name, args)) };
    } catch {
      return { kind: 'threw', outcome: 'student error' }; // As the learner's would be told: that it threw.
    }
  },
});
