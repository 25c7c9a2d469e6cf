/**
 * What a learner may read of a grade, as plain text: the one gate between results and everything that reaches a learner
 * (feedback pages, Gradescope, PrairieLearn). Of a hidden check only its author's sentence passes: never its name, its
 * `detail`, or a word of the run.
 */
import type { CheckGrade, Outcome } from '../grading.js';
import type { Lateness } from './deadlines.js';
import { isUnreadable, type FinalGrade, type FinalTask } from './scores.js';
import { OUTCOMES, type Mark } from './words.js';

export interface LearnerTask {
  task: string;
  /** `null`: not known yet. */
  points: number | null;
  maxPoints: number;
  mark: Mark;
  label: string;
  meaning: string;
  next: string;
  /** "4 of 6 checks passed." Missing where none ran or all passed. */
  count?: string;
  /** What the failed checks say, each sentence once. */
  tells: string[];
  /** What a person wrote who gave the points; '' where nothing was written. */
  comment?: string;
}

export function learnerTask({ task, points, maxPoints, outcome, grade, override }: FinalTask): LearnerTask {
  const words = OUTCOMES[outcome];
  const checks = UNWRITTEN.includes(outcome) ? [] : (grade?.checks ?? []);
  const judged = checks.filter(({ outcome }) => outcome !== 'author error');
  const passed = judged.filter(({ outcome }) => outcome === 'passed').length;
  return {
    task,
    points,
    maxPoints,
    ...(override === undefined ? words : { ...words, ...byHand(points ?? 0, maxPoints) }),
    ...(passed === judged.length ? {} : { count: `${passed} of ${plural(judged.length, 'check')} passed.` }),
    tells: tellsOf(checks),
    ...(override === undefined ? {} : { comment: override.comment }),
  };
}

/** Nothing ran, so every check says the same, and says nothing more than the outcome. */
const UNWRITTEN: readonly Outcome[] = ['not written', 'missing'];
/** A first mistake often fails them all; who mends these finds out about the rest. */
const MOST_TELLS = 6;

function tellsOf(checks: readonly CheckGrade[]): string[] {
  const unreadable = checks.find(({ outcome }) => outcome === 'syntax error');
  if (unreadable !== undefined) return unreadable.message === '' ? [] : [unreadable.message];
  const tells = [...new Set(checks.filter(isToTell).map(tellOf))];
  const left = tells.length - MOST_TELLS;
  return left > 1 ? [...tells.slice(0, MOST_TELLS), `… and ${left} more.`] : tells;
}

function byHand(points: number, maxPoints: number) {
  return {
    mark: 'hand' as const,
    label: 'marked by a person',
    meaning: 'A person read your answer and gave these points.',
    next: points === maxPoints ? OUTCOMES.passed.next : 'Ask whoever marked it where something is not clear.',
  };
}

const isToTell = ({ outcome, message }: CheckGrade) =>
  outcome !== 'passed' && outcome !== 'author error' && message !== '';
/** The name of a visible case is in the learner's own copy; that of a hidden check is for the instructor. */
const tellOf = ({ hidden, name, message }: CheckGrade) => (hidden ? message : `${name}: ${message}`);

/** Why there is no score, or why it is not the last word; nothing where all is graded. */
export function stateSentence(grade: FinalGrade): string | undefined {
  switch (grade.state) {
    case 'graded':
      return undefined;
    case 'review':
      return 'A person still looks at a part of it, so the score may change.';
    case 'missing':
      return 'Nothing was handed in.';
    case 'ungraded':
      return isUnreadable(grade)
        ? 'Your file could not be read as a notebook, so there is no score. These are not zero points: hand in a fresh copy.'
        : 'The grading machine failed, so there is no score yet. That is not your fault, and these are not zero points.';
    default:
      return grade.state satisfies never;
  }
}

/** What the late rule did, with its numbers. */
export function lateSentence({ lateness, penalty }: FinalGrade): string | undefined {
  if (lateness === undefined) return undefined;
  const due = `${lateness.extended ? 'Your own deadline was' : 'It was due'} ${spokenTime(lateness.due)}`;
  if (lateness.days === null) return `${due}; when it was handed in is not known, so nothing is taken off.`;
  if (lateness.days === 0) return `${due}. It was handed in in time.`;
  const days = `${due}. It was handed in ${plural(lateness.days, 'day')} late (a day that has begun counts)`;
  return `${days}${consequence(lateness, penalty)}`;
}

function consequence({ rule, tooLate, percent }: Lateness, penalty: number): string {
  if (rule === undefined) return ', which costs nothing.';
  if (tooLate) return `: after ${plural(rule.maxDays, 'day')} nothing is counted any more.`;
  return `: ${rule.percentPerDay} % a day are ${percent} % of the points earned, that is ${plural(penalty, 'point')} less.`;
}

/** "2026-11-01 23:59 UTC": the same for everybody, wherever a page is read. */
export const spokenTime = (iso: string) => {
  const time = new Date(iso).toISOString();
  const seconds = time.slice(17, 19) === '00' ? '' : `:${time.slice(17, 19)}`;
  return `${time.slice(0, 10)} ${time.slice(11, 16)}${seconds} UTC`;
};

/** "1 point", "0.6 points". */
export const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
