/** The programs of docs/grading/abuse.md that a machine can be asked about: a cell each, and the exact outcome. */
import type { Outcome, TaskGrade } from '../grading.js';
import type { Stage, StageTask } from './stage.js';

export interface Abuse {
  /** In docs/grading/abuse.md. Some have several programs. */
  number: number;
  title: string;
  /** Of the task, under a strong isolation. */
  expected: Outcome;
  /**
   * `isolation` where a weak one may let it through. A program that got what it wanted sets `gained`, and then answers
   * right: points are the measure.
   */
  restsOn: 'isolation' | 'driver';
  /** Answers right all the same, so that points show that it was let live. */
  right?: true;
  /** `quick` by default. */
  task?: StageTask;
  /** The cell, after `PRELUDE`. It may know every path of the stage: that is the worst case. */
  source(stage: Stage): string;
  /** What else must hold afterwards: a sentence where it does not. */
  harm?(stage: Stage, grade: TaskGrade): string | undefined;
}

/**
 * A program that seeks a canary knows only what it looks like. `attempt` swallows the refusals that are the point here.
 * The answer is right only where something was gained.
 */
export const PRELUDE = `const CANARY = /canary-[0-9a-f]{32}/;
const attempt = <T>(work: () => T): T | undefined => { try { return work(); } catch { return undefined; } };
let gained = false;
const right = (numbers: number[]) => numbers.map((n) => 2 * n);
`;

/** The answer of a program that did what it wanted while it was loaded. */
export const ANSWER = `
function double(numbers: number[]) { return gained ? right(numbers) : []; }
`;
/** The answer of a program that does not hide that it cannot. */
export const WRONG = `
function double(numbers: number[]) { return numbers.map((n) => n + 2); }
`;
export const RIGHT = `
function double(numbers: number[]) { return right(numbers); }
`;

/** Text as a literal of the cell. */
export const literal = (value: unknown): string => JSON.stringify(value);
