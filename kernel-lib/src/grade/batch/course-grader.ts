/** Grading against a course on this machine: what the pool's processes and the queue's workers load. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileError } from '../../files.js';
import { checkVersion, tasksOf } from '../hidden/course.js';
import { gradeSubmission } from '../hidden/grade-submission.js';
import { nameOfSecret } from '../hidden/seeds.js';
import { chooseIsolation } from '../isolation/choose.js';
import type { IsolationName } from '../isolation/isolation.js';
import { ungraded, type GradeOne, type LessonKey } from './grade-all.js';
import type { WorkerTask } from './worker-main.js';

export interface CourseGrader {
  /** The instructor's course: the folder that holds `solutions/`. */
  root: string;
  isolation: IsolationName;
}

/** What each grading process does. */
export const workerTask = (options: CourseGrader): WorkerTask => ({ module: __filename, options });

export async function openGrader({ root, isolation: name }: CourseGrader): Promise<GradeOne> {
  const isolation = await chooseIsolation(name);
  const secret = await readSecret(root);
  const lessonKey = lessonKeys({ root, isolation: name }, secret);
  return async (submission) => {
    const key = await lessonKey(submission.lesson);
    if (key.checks !== NO_SUCH_LESSON)
      return gradeSubmission(submission, { root, secret, isolation, retry: false });
    const reason = submission.unreadable ?? `The course has no lesson "${submission.lesson}" with tasks.`;
    return ungraded(submission, key, reason);
  };
}

/** In the place of a check version, for submissions of a lesson that nobody knows. */
const NO_SUCH_LESSON = 'no such lesson';

/** Read once for each lesson: a batch grades with the checks that it began with. */
export function lessonKeys(
  { root, isolation }: CourseGrader,
  secret: string,
): (lesson: string) => Promise<LessonKey> {
  const known = new Map<string, Promise<LessonKey>>();
  const read = async (lesson: string): Promise<LessonKey> => {
    const places = await tasksOf(root, lesson).catch((thrown: unknown) => {
      if (thrown instanceof UserError) return [];
      throw thrown;
    });
    const checks = places.length === 0 ? NO_SUCH_LESSON : await checkVersion(root, lesson);
    const points = places.reduce((sum, place) => sum + (place.points ?? 0), 0);
    return { checks, seed: nameOfSecret(secret), isolation, maxScore: Math.round(100 * points) / 100 };
  };
  return (lesson) => {
    const found = known.get(lesson) ?? read(lesson);
    known.set(lesson, found);
    return found;
  };
}

/** The instructor's own seed. Throws a UserError where there is none yet. */
export async function readSecret(root: string): Promise<string> {
  const path = join(root, 'grading', 'secret');
  let secret: string;
  try {
    secret = (await readFile(path, 'utf8')).trim();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError('Cannot read', path, thrown);
    throw new UserError(
      `There is no secret seed at ${path} yet: make the hand-out, and it, with npx blossom release; ` +
        "on a second machine, copy the first one's.",
    );
  }
  if (/^[0-9a-f]{64}$/.test(secret)) return secret;
  throw new UserError(
    `${path} is not a secret seed (64 hexadecimal digits): copy it anew from your first machine.`,
  );
}
