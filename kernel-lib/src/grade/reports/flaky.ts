/**
 * Checks that cannot be trusted: the same submission, checks and seed gave another outcome in another run. A grade is a
 * function of those three (and the isolation), so such a check, or the machine, is at fault and never the student.
 */
import type { GradeResult, Outcome } from '../grading.js';

export interface FlakyCheck {
  student: string;
  task: string;
  check: string;
  /** Each outcome that was seen, with the number of runs. */
  outcomes: Partial<Record<Outcome, number>>;
}

export interface MachineFailure {
  student: string;
  /** Runs that ended in an infrastructure error. */
  times: number;
  /** Whether the last one did. */
  still: boolean;
}

export function flakyChecks(history: readonly GradeResult[]): FlakyCheck[] {
  const seen = new Map<string, FlakyCheck>();
  for (const { student, submission, checks, seed, tasks } of history) {
    for (const { task, checks: own } of tasks) {
      own.forEach(({ name, outcome }, index) => {
        // The machine's failures are counted on their own: they say nothing of the check.
        if (outcome === 'infrastructure error') return;
        const key = JSON.stringify([submission, checks, seed, task, index, name]);
        const found = seen.get(key) ?? { student, task, check: name, outcomes: {} };
        found.outcomes[outcome] = (found.outcomes[outcome] ?? 0) + 1;
        seen.set(key, found);
      });
    }
  }
  return [...seen.values()].filter(({ outcomes }) => Object.keys(outcomes).length > 1);
}

export function infrastructureErrors(history: readonly GradeResult[]): MachineFailure[] {
  const failures = new Map<string, MachineFailure>();
  for (const { student, tasks } of history) {
    const failed = tasks.some(({ outcome }) => outcome === 'infrastructure error');
    const before = failures.get(student);
    if (failed || before !== undefined) {
      failures.set(student, { student, times: (before?.times ?? 0) + (failed ? 1 : 0), still: failed });
    }
  }
  return [...failures.values()];
}
