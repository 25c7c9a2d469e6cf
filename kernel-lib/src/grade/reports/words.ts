/** What each outcome is called for a learner, what it means and what to do next. One place, for pages and exports. */
import type { Outcome } from '../grading.js';

/** How an outcome is marked besides its colour. `open`: there is nothing to judge yet; `machine`: not the learner's; `hand`: a person's points. */
export type Mark = 'good' | 'bad' | 'open' | 'machine' | 'hand';

export interface OutcomeWords {
  mark: Mark;
  label: string;
  /** Why, for the learner. */
  meaning: string;
  next: string;
}

export const OUTCOMES: Readonly<Record<Outcome, OutcomeWords>> = {
  passed: {
    mark: 'good',
    label: 'right',
    meaning: 'Every check passed.',
    next: 'Nothing is left to do here.',
  },
  failed: {
    mark: 'bad',
    label: 'not right yet',
    meaning: 'Your function ran, and some of its results were wrong.',
    next: 'Read what the checks say, try such a case in your notebook, and unfold the hints of the task.',
  },
  'not written': {
    mark: 'open',
    label: 'not written',
    meaning: 'The cell still has the line that throws “not written yet”.',
    next: 'Put your answer in place of that line. The first hint of the task says where to begin.',
  },
  missing: {
    mark: 'open',
    label: 'not found',
    meaning: 'No cell of this task was in your notebook.',
    next: 'Take a fresh copy of the exercise, put your answer into its cell, and leave its first line as it is.',
  },
  'syntax error': {
    mark: 'bad',
    label: 'could not be read',
    meaning: 'The cell is no valid TypeScript, so it could not run.',
    next: 'Run the cell in your notebook: it shows the line of the mistake. Often a bracket is missing.',
  },
  'student error': {
    mark: 'bad',
    label: 'stopped with an error',
    meaning: 'Your function threw an error where it should have returned a result.',
    next: 'Try unusual inputs in your notebook (an empty list, one item, large numbers) and see where it throws.',
  },
  'time limit': {
    mark: 'bad',
    label: 'took too long',
    meaning: 'Your function did not come back within its time.',
    next: 'Look for a loop that never ends, and for work that is done again and again.',
  },
  'memory limit': {
    mark: 'bad',
    label: 'used too much memory',
    meaning: 'Your function needed more memory than it may have.',
    next: 'Look for a list that grows without end, and for arrays that are much larger than the result.',
  },
  'output limit': {
    mark: 'bad',
    label: 'printed too much',
    meaning: 'Your code printed, or returned, far more than it may.',
    next: 'Take console.log out of loops, and look at the size of what you return.',
  },
  'protocol violation': {
    mark: 'bad',
    label: 'ended the run',
    meaning: 'Your code ended or disturbed the program that calls it.',
    next: 'Take out process.exit and everything that reaches outside of your function. It should only return its result.',
  },
  review: {
    mark: 'machine',
    label: 'a person will look',
    meaning: 'Two cells claim this task and differ, so a person chooses. It has no points yet.',
    next: 'You need not do anything. To be quick, hand in again with one cell for this task.',
  },
  'author error': {
    mark: 'machine',
    label: 'counted for you',
    meaning: 'The check itself made a mistake. That costs you nothing.',
    next: 'You need not do anything.',
  },
  'infrastructure error': {
    mark: 'machine',
    label: 'not graded yet',
    meaning: 'The grading machine failed. That is not your fault, and these are not zero points.',
    next: 'You need not do anything: it will be graded again.',
  },
};

/** Beside each colour stands a sign. */
export const SIGNS: Readonly<Record<Mark, string>> = {
  good: '✓',
  bad: '✗',
  open: '○',
  machine: '…',
  hand: '✎',
};
