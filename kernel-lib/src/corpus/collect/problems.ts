/** Tells of what could not be read, and gives a file up that has nothing but problems. */
import type { Problem } from '../document.js';
import type { Limits } from './limits.js';

export type OnProblem = (problem: Problem) => void;

/** What readers of a file share. */
export interface Reading {
  /** The file's name in problems and origins. */
  file: string;
  limits: Limits;
  /** Throws `TooManyProblems` once there are more than the limit. */
  problem(kind: string, offset: number, message: string): void;
}

/** A file has more problems than `limits.problems`; it has been reported. */
export class TooManyProblems extends Error {}

export function readingOf(file: string, limits: Limits, onProblem: OnProblem = () => {}): Reading {
  let count = 0;
  return {
    file,
    limits,
    problem(kind, offset, message) {
      onProblem({ file, offset, kind, message });
      if (++count < limits.problems) return;
      const text = `More than ${limits.problems} problems; the rest of the file is left out.`;
      onProblem({ file, offset, kind: 'too-many-problems', message: text });
      throw new TooManyProblems();
    },
  };
}
