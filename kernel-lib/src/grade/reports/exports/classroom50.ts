/**
 * `--to classroom50`: a `result.json` for each student, `classroom50/result/v1` (its repository, schemas/, as of
 * August 2026). Two things of that format shape it. Scores are whole numbers, ours have hundredths: so all points are
 * counted in hundredths, and 2.5 of 3 is 250 of 300. And `assignment_type` and `owner` are required, while no other
 * key may come along (an earlier form had `usernames`).
 *
 * In Classroom 50's own runner the links come from its environment. Elsewhere there is no commit to link to, and the
 * submission's hash stands in.
 */
import { fileNames } from '../file-name.js';
import { learnerTask } from '../learner.js';
import type { FinalGrade } from '../scores.js';
import { json, note, type Exporter } from './exported.js';

/** What Classroom 50's runner tells an autograder; each may be missing. */
export interface RunnerContext {
  CLASSROOM?: string;
  ASSIGNMENT?: string;
  SUBMISSION_TAG?: string;
  COMMIT_URL?: string;
  RELEASE_URL?: string;
  REVIEW_URL?: string;
}

export const exportClassroom50 =
  (context: RunnerContext = process.env): Exporter =>
  ({ grades }) => {
    const names = fileNames([...new Set(grades.map(({ person }) => person.student_id))]);
    const graded = grades.filter(({ score }) => score !== null);
    // Its runner writes the time of the commit itself, over whatever stands there.
    const own = graded.length === 1 && context.SUBMISSION_TAG !== undefined ? context : undefined;
    const written = graded.filter(({ result }) => own !== undefined || result?.submittedAt !== undefined);
    const without = (some: readonly FinalGrade[]) =>
      some.filter((grade) => !written.includes(grade)).map(({ person }) => person.student_id);
    return {
      files: written.map((grade) => ({
        path: `${grade.lesson}/${names.get(grade.person.student_id)}/result.json`,
        text: json(classroom50Result(grade, own)),
      })),
      notes: [
        ...note(
          'No result.json, because there is no score',
          without(grades.filter(({ score }) => score === null)),
        ),
        ...note('No result.json, because the time of the submission is not known', without(graded)),
        'Points are counted in hundredths, because Classroom 50 has whole numbers alone: 2.5 of 3 is 250 of 300.',
      ],
    };
  };

const cents = (points: number) => Math.round(points * 100);

export function classroom50Result(grade: FinalGrade, context: RunnerContext = {}) {
  const { person, lesson, score, maxScore, result, tasks } = grade;
  const hash = result?.submission ?? '';
  const at = new Date(result?.submittedAt ?? Date.now()).toISOString();
  const commit = context.COMMIT_URL ?? `urn:blossom:submission:${hash}`;
  return {
    schema: 'classroom50/result/v1',
    classroom: context.CLASSROOM ?? 'blossom',
    assignment: context.ASSIGNMENT ?? lesson,
    assignment_type: 'individual',
    owner: person.student_id,
    submission:
      context.SUBMISSION_TAG ?? `submit/${at.slice(0, 19).replaceAll(':', '-')}Z-${hash.slice(0, 7)}`,
    commit,
    release: context.RELEASE_URL ?? commit,
    review: context.REVIEW_URL ?? commit,
    datetime: `${at.slice(0, 19)}Z`,
    score: cents(score ?? 0),
    'max-score': cents(maxScore),
    tests: tasks.map(learnerTask).map(({ task, points, maxPoints }) => ({
      'test-name': task,
      passed: points === maxPoints,
      score: cents(points ?? 0),
      'max-score': cents(maxPoints),
    })),
  };
}
