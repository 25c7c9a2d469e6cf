/** What a grading process loads in tests: the student's name says what becomes of it. */
import { appendFileSync } from 'node:fs';
import type { GradeOne } from 'kernel-lib/dist/grade/batch/grade-all.js';
import { resultOf } from './fakeClass.js';

interface Options {
  /** Each call adds the student's name here. */
  log?: string;
  milliseconds?: number;
}

export function openGrader({ log, milliseconds = 0 }: Options): Promise<GradeOne> {
  return Promise.resolve(async (submission) => {
    if (log !== undefined) appendFileSync(log, `${submission.student}\n`);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (submission.student.startsWith('dies')) process.kill(process.pid, 'SIGKILL');
    if (submission.student.startsWith('leaves')) process.exit(3);
    if (submission.student.startsWith('throws')) throw new Error('No reference.');
    while (submission.student.startsWith('hangs'));
    return resultOf(submission, { review: [`process ${process.pid}`] });
  });
}
