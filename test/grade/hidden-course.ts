/** The small course of course.ts with hidden checks for "double-all". */
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { gradeSubmission } from 'kernel-lib/dist/grade/hidden/grade-submission.js';
import type { GradeResult, TaskGrade } from 'kernel-lib/dist/grade/grading.js';
import { noIsolation } from 'kernel-lib/dist/grade/isolation/none.js';
import { makeCourse } from './course.js';

/** One for all, since each brings a compiler of its own. */
export const ISOLATION = noIsolation();
export const SECRET = '00'.repeat(32);

/** Two groups with weights 1, 2 and 1. */
export const HIDDEN = `module.exports = ({ describe, it, learner, learnerWithArguments, reference, random, close, same }) => {
  const row = () => Array.from({ length: 4 }, () => random() * 10);
  describe('fresh numbers', { seconds: 2, megabytes: 64 }, () => {
    it('doubles', { tell: 'Some lists come out wrong.' }, async () => {
      const numbers = row();
      close(await learner('doubleAll', numbers), reference('doubleAll', numbers));
    });
    it('doubles negative ones', { tell: 'Think of numbers below zero.', weight: 2 }, async () => {
      const numbers = row().map((n) => -n);
      close(await learner('doubleAll', numbers), reference('doubleAll', numbers));
    });
  });
  describe('the input', () => {
    it('stays', { tell: 'Work on a copy.' }, async () => {
      const numbers = row();
      const { args } = await learnerWithArguments('doubleAll', numbers);
      same(args, [numbers]);
    });
  });
};
`;

/** @param hidden - the `hidden.js` of "double-all"; `files` come on top, as paths below the root. */
export const hiddenCourse = (hidden = HIDDEN, files: Record<string, string> = {}): string =>
  makeCourse({ 'solutions/00-demo/double-all/hidden.js': hidden, ...files });

/** A submission of one answer, to "double-all". */
export const submissionOf = (source: string, hash = 'a1'): Submission => ({
  student: 'ada',
  lesson: '00-demo',
  hash,
  answers: [{ task: 'double-all', source, matchedBy: 'task id' }],
  warnings: [],
});

export const grade = (root: string, source: string): Promise<GradeResult> =>
  gradeSubmission(submissionOf(source), { root, secret: SECRET, isolation: ISOLATION });

export async function gradeDoubleAll(root: string, source: string): Promise<TaskGrade> {
  const { tasks } = await grade(root, source);
  return tasks.find(({ task }) => task === 'double-all')!;
}

/** `passed, failed, …`: the outcomes of the hidden checks, in order. */
export const hiddenOutcomes = ({ checks }: TaskGrade): string =>
  checks
    .filter(({ hidden }) => hidden)
    .map(({ outcome }) => outcome)
    .join(', ');
