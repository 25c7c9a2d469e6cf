/** One submission to one result. A pure function of submission, checks, secret and isolation, durations apart. */
import type { GradeResult, Submission, SubmittedAnswer, TaskGrade } from '../grading.js';
import type { Isolation } from '../isolation/isolation.js';
import type { TaskPlace } from '../tasks.js';
import { checkVersion, tasksOf } from './course.js';
import { gradeTask } from './grade-task.js';
import { nameOfSecret } from './seeds.js';

export interface GradeSubmissionOptions {
  /** The folder that holds `solutions/`. */
  root: string;
  /** The instructor's own; `release` makes it. */
  secret: string;
  isolation: Isolation;
  /** Whether a task that the machine failed is graded once more; true by default. */
  retry?: boolean;
}

/** Throws a UserError for a lesson that the course has not. All else, whatever was handed in, stands in the result. */
export async function gradeSubmission(
  submission: Submission,
  options: GradeSubmissionOptions,
): Promise<GradeResult> {
  const { root, secret, isolation } = options;
  const began = performance.now();
  const places = await tasksOf(root, submission.lesson);
  const tasks: TaskGrade[] = [];
  const seconds: Record<string, number> = {};
  for (const place of submission.unreadable === undefined ? places : []) {
    const start = performance.now();
    tasks.push(await gradeWithRetry(place, answerOf(submission, place), submission.hash, options));
    seconds[place.task] = round((performance.now() - start) / 1000, 3);
  }
  const isGraded =
    submission.unreadable === undefined && !tasks.some((task) => task.outcome === 'infrastructure error');
  const score = tasks.reduce((sum, { points }) => sum + points, 0);
  return {
    schema: 'blossom/grade/v1',
    student: submission.student,
    lesson: submission.lesson,
    submission: submission.hash,
    checks: await versionOf(root, submission.lesson),
    seed: nameOfSecret(secret),
    isolation: isolation.name,
    state: isGraded ? 'graded' : 'ungraded',
    score: isGraded ? round(score, 2) : null,
    maxScore: round(
      places.reduce((sum, { points = 0 }) => sum + points, 0),
      2,
    ),
    tasks,
    warnings: [...submission.warnings],
    review: reviewOf(submission, tasks),
    ...(submission.submittedAt === undefined ? {} : { submittedAt: submission.submittedAt }),
    durations: { total: round((performance.now() - began) / 1000, 3), tasks: seconds },
  };
}

const versions = new Map<string, Promise<string>>();

/** Read once in a process, as the checks themselves are: a result names those that it was made with. */
function versionOf(root: string, lesson: string): Promise<string> {
  const key = `${root}\0${lesson}`;
  const found = versions.get(key) ?? checkVersion(root, lesson);
  versions.set(key, found);
  return found;
}

const answerOf = ({ answers }: Submission, { task }: TaskPlace): SubmittedAnswer =>
  answers.find((answer) => answer.task === task) ?? { task };

async function gradeWithRetry(
  place: TaskPlace,
  answer: SubmittedAnswer,
  hash: string,
  options: GradeSubmissionOptions,
): Promise<TaskGrade> {
  const grade = await gradeTask(place, answer, { ...options, hash });
  const again = grade.outcome === 'infrastructure error' && options.retry !== false;
  return again ? gradeTask(place, answer, { ...options, hash }) : grade;
}

function reviewOf({ unreadable }: Submission, tasks: readonly TaskGrade[]): string[] {
  const reasons = unreadable === undefined ? [] : [`Nothing could be read: ${unreadable}`];
  for (const { task, outcome, checks } of tasks) {
    if (outcome === 'review') reasons.push(`${task}: several cells claim the task; choose one.`);
    for (const check of checks) {
      if (check.outcome !== 'author error' && check.outcome !== 'infrastructure error') continue;
      reasons.push(`${task}, ${check.name}: ${check.outcome}: ${check.detail ?? 'no detail'}`);
    }
  }
  return reasons;
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;
