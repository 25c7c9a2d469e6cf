/** Submissions and results of a class that nobody has to grade. */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LessonKey } from 'kernel-lib/dist/grade/batch/grade-all.js';
import type { GradeResult, Submission } from 'kernel-lib/dist/grade/grading.js';

export const LESSON = '00-demo';
export const KEY: LessonKey = {
  checks: 'c'.repeat(64),
  seed: 's'.repeat(16),
  isolation: 'none',
  maxScore: 2,
};

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'blossom batch 课 '));

export function submission(student: string, source = 'return 1;', lesson = LESSON): Submission {
  return {
    student,
    lesson,
    hash: createHash('sha256').update(source).digest('hex'),
    answers: [{ task: 'one', source, matchedBy: 'task id' }],
    warnings: [],
  };
}

export async function* classOf(count: number): AsyncGenerator<Submission> {
  for (let n = 0; n < count; n++) yield submission(nameOf(n));
}

export const nameOf = (n: number) => `student-${String(n).padStart(5, '0')}`;

export function resultOf(one: Submission, changes: Partial<GradeResult> = {}): GradeResult {
  const { checks, seed, isolation, maxScore } = KEY;
  return {
    schema: 'blossom/grade/v1',
    student: one.student,
    lesson: one.lesson,
    submission: one.hash,
    checks,
    seed,
    isolation,
    state: 'graded',
    score: maxScore,
    maxScore,
    tasks: [{ task: 'one', outcome: 'passed', points: maxScore, maxPoints: maxScore, checks: [] }],
    warnings: [],
    review: [],
    durations: { total: 0.01, tasks: { one: 0.01 } },
    ...changes,
  };
}

export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}
