/** Grades submissions, several at once, into a store: what is current there is skipped, so that a batch can go on. */
import { messageOf } from '../../errors.js';
import type { GradeResult, Submission } from '../grading.js';
import type { ResultKey, WritableResults } from './results.js';

/** What the result of each submission of a lesson depends on, beside the submission. */
export interface LessonKey extends Omit<ResultKey, 'submission'> {
  /** Of all tasks of the lesson, for a submission that could not be graded. */
  maxScore: number;
}

/** Thrown by a grader that was asked to stop before there was a result: the submission stays as it was. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Grades one submission somewhere: in this process, in a process beside it, or on another machine. */
export type GradeOne = (submission: Submission) => Promise<GradeResult>;

export interface BatchProgress {
  /** All that are done with, the skipped ones, too. */
  done: number;
  /** Were current already. */
  skipped: number;
  graded: number;
  ungraded: number;
}

export interface BatchOptions {
  gradeOne: GradeOne;
  lessonKey(lesson: string): Promise<LessonKey>;
  /** How many at once. */
  workers: number;
  store: WritableResults;
  onProgress?(progress: Readonly<BatchProgress>): void;
  /** A new result, and the one that counted before it. */
  onResult?(result: GradeResult, before: GradeResult | undefined): void;
  /** Stops taking submissions; those in work are still finished and stored. */
  signal?: AbortSignal;
}

/**
 * Settles when each submission has a result in the store, or when it was asked to stop and all in work are stored.
 * One bad submission never stops a batch: where grading itself fails twice, its result says so. What stops it is a
 * store that cannot be written; the first such error is thrown.
 */
export async function gradeAll(
  submissions: AsyncIterable<Submission>,
  options: BatchOptions,
): Promise<BatchProgress> {
  const progress: BatchProgress = { done: 0, skipped: 0, graded: 0, ungraded: 0 };
  const stopped = AbortSignal.any([options.store.lost, ...(options.signal ? [options.signal] : [])]);
  const iterator = submissions[Symbol.asyncIterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (!stopped.aborted && failures.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return;
      const how = await settle(next.value, options).catch((thrown: unknown) => {
        if (thrown instanceof Stopped) return undefined;
        throw thrown;
      });
      if (how === undefined) return;
      progress[how] += 1;
      progress.done += 1;
      options.onProgress?.(progress);
    }
  };
  await Promise.all(
    Array.from({ length: options.workers }, () => lane().catch((thrown: unknown) => failures.push(thrown))),
  );
  await iterator.return?.();
  if (failures.length > 0) throw failures[0];
  if (options.store.lost.aborted) throw options.store.lost.reason;
  return progress;
}

async function settle(
  submission: Submission,
  { gradeOne, lessonKey, store, onResult }: BatchOptions,
): Promise<'skipped' | 'graded' | 'ungraded'> {
  const { student, lesson, hash } = submission;
  const key = await lessonKey(lesson);
  const current = store.current(student, lesson, { submission: hash, ...key });
  // What the machine failed at may succeed today; what cannot be read stays so.
  if (current === 'graded' || (current === 'ungraded' && submission.unreadable !== undefined))
    return 'skipped';
  await store.keep(submission);
  const result = await gradeWithRetry(submission, key, gradeOne);
  const before = onResult === undefined ? undefined : await store.result(student, lesson);
  await store.append(result);
  onResult?.(result, before);
  return result.state;
}

/** Once more where the machine failed; then a result that says why, and is no zero. */
export async function gradeWithRetry(
  submission: Submission,
  key: LessonKey,
  gradeOne: GradeOne,
): Promise<GradeResult> {
  const attempt = () =>
    gradeOne(submission).catch((thrown: unknown) => {
      if (thrown instanceof Stopped) throw thrown;
      return ungraded(submission, key, messageOf(thrown));
    });
  const first = await attempt();
  if (first.state === 'graded' || submission.unreadable !== undefined) return first;
  return attempt();
}

/** A result without marks, for what could not be graded through no fault of the student. */
export function ungraded(submission: Submission, key: LessonKey, reason: string): GradeResult {
  const { checks, seed, isolation, maxScore } = key;
  const { student, lesson, hash, warnings, submittedAt } = submission;
  return {
    schema: 'blossom/grade/v1',
    student,
    lesson,
    submission: hash,
    checks,
    seed,
    isolation,
    state: 'ungraded',
    score: null,
    maxScore,
    tasks: [],
    warnings,
    review: [`Not graded, through no fault of the student: ${reason}`],
    ...(submittedAt === undefined ? {} : { submittedAt }),
    durations: { total: 0, tasks: {} },
  };
}
