/** What a check answers: plain JSON, made by the driver, shown in a notebook or a terminal. */

/** `not yet`: the stub still stands. `error`: the cases could not be judged; `reason` says whose matter that is. */
export type CheckStatus = 'passed' | 'failed' | 'not yet' | 'error';

/** `author`: the check itself is broken. `machine`: a process could not be started or died. Neither is the learner's. */
export type ErrorReason = 'unknown task' | 'no cell' | 'syntax' | 'author' | 'machine';

export type CaseOutcome =
  | 'passed'
  | 'wrong answer'
  | 'threw'
  | 'not yet'
  | 'no function'
  | 'time limit'
  | 'process ended'
  | 'violation'
  | 'not run';

/** A value as a person reads it; arrays of one or two dimensions also as cells of a small table. */
export interface Shown {
  text: string;
  table?: ShownTable;
}

export interface ShownTable {
  /** At most 8 rows of 12 cells, around the marked one. */
  rows: string[][];
  /** Index of the first row and column that are shown, and how many there are. */
  from: [row: number, column: number];
  size: [rows: number, columns: number];
  /** The cell of the first difference, counted from the first shown one. */
  marked?: [row: number, column: number];
}

export interface CaseResult {
  name: string;
  passed: boolean;
  outcome: CaseOutcome;
  /** The call as it would be typed: `maskSentence(["a"], [0])`. */
  called: string;
  expected: Shown;
  /** Missing where nothing came back. */
  came?: Shown;
  /** Why it did not pass, in a sentence. */
  message?: string;
  hint?: string;
  /** What the learner's code printed, cut. Shown, never read by a program. */
  stdout?: string;
}

export interface CheckResult {
  task: string;
  status: CheckStatus;
  passed: number;
  total: number;
  cases: CaseResult[];
  /** Points of the task; earned when the status is `passed`. */
  points?: number;
  reason?: ErrorReason;
  /** What stands in the way, where no case could be judged. */
  message?: string;
  /** The next step, in a sentence. */
  next: string;
}

/** A result without cases: the reason why there are none. */
export function errorResult(
  task: string,
  reason: ErrorReason,
  message: string,
  next: string,
  total = 0,
): CheckResult {
  return { task, status: 'error', passed: 0, total, cases: [], reason, message, next };
}
