/** Tries the programs on this machine, one after the other, and says of each what came of it. */
import { createHash } from 'node:crypto';
import type { Outcome, Submission } from '../grading.js';
import { gradeSubmission } from '../hidden/grade-submission.js';
import type { Isolation } from '../isolation/isolation.js';
import { PRELUDE, type Abuse } from './abuse.js';
import { denial } from './programs/denial.js';
import { forging } from './programs/forging.js';
import { outside } from './programs/outside.js';
import { reading } from './programs/reading.js';
import { LESSON, makeStage, type Stage } from './stage.js';

/** In the order of docs/grading/abuse.md. */
export const ABUSES: readonly Abuse[] = [...reading, ...forging, ...denial, ...outside].sort(
  (a, b) => a.number - b.number,
);

export interface Finding {
  number: number;
  title: string;
  restsOn: Abuse['restsOn'];
  expected: Outcome;
  came: Outcome;
  /** It earned points that no answer of its own deserved, or did harm. */
  gained: boolean;
  /** In a sentence: the harm, or what else differs. */
  note?: string;
  /** Exactly as docs/grading/abuse.md says. */
  asExpected: boolean;
}

export async function examine(abuse: Abuse, stage: Stage, isolation: Isolation): Promise<Finding> {
  const { number, title, restsOn, expected, right = false, task = 'quick' } = abuse;
  await stage.restore();
  const source = `${PRELUDE}${abuse.source(stage)}`;
  const submission: Submission = {
    student: 'mallory',
    lesson: LESSON,
    hash: createHash('sha256').update(source).digest('hex'),
    answers: [{ task, source, matchedBy: 'task id' }],
    warnings: [],
  };
  const { root, secret } = stage;
  const result = await gradeSubmission(submission, { root, secret, isolation, retry: false });
  const grade = result.tasks.find((one) => one.task === task)!;
  const came = grade.outcome;
  const visible = grade.checks.filter(({ hidden, outcome }) => !hidden && outcome === 'infrastructure error');
  const harm = abuse.harm?.(stage, grade);
  const unearned = !right && grade.points > 0;
  const note = harm ?? visible[0]?.detail ?? (unearned ? 'it got what it wanted' : undefined);
  return {
    number,
    title,
    restsOn,
    expected,
    came,
    gained: harm !== undefined || unearned,
    ...(note === undefined ? {} : { note }),
    asExpected: came === expected && harm === undefined && !unearned,
  };
}

/** All programs; yields each finding as it comes. */
export async function* examineAll(isolation: Isolation, abuses = ABUSES): AsyncGenerator<Finding> {
  const stage = await makeStage();
  try {
    for (const abuse of abuses) yield await examine(abuse, stage, isolation);
  } finally {
    await stage.close();
  }
}
