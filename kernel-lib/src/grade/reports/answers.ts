/** The class's answers for the comparison: from where they were kept beside the results, or from the hand-ins again. */
import { join } from 'node:path';
import { fileExists } from '../../files.js';
import { openResults } from '../batch/results.js';
import type { Submission } from '../grading.js';
import { readSubmissions } from '../submissions/read.js';
import { listLessons } from '../tasks.js';
import type { SimilarPart } from './similar-page.js';
import { taskSources } from './similar/course.js';
import { similarAnswers, type Answer } from './similar/similar.js';

/** `submissions.jsonl` in the folder of results; undefined where there is none. */
export async function keptSubmissions(folder: string): Promise<Submission[] | undefined> {
  if (!(await fileExists(join(folder, 'submissions.jsonl')))) return undefined;
  const results = await openResults(folder);
  try {
    return await all(results.submissions());
  } finally {
    await results.close();
  }
}

export const handedIn = (paths: readonly string[], root: string): Promise<Submission[]> =>
  all(readSubmissions(paths, { root }));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The closest answers of one lesson; undefined where this course has no such lesson to compare with. */
export async function compareLesson(
  root: string,
  lesson: string,
  submissions: readonly Submission[],
): Promise<SimilarPart | undefined> {
  if (!(await listLessons(root)).includes(lesson)) return undefined;
  const tasks = await taskSources(root, lesson);
  const answers = submissions
    .filter((submission) => submission.lesson === lesson)
    .flatMap(({ student, answers }): Answer[] =>
      answers.flatMap(({ task, source }) => (source === undefined ? [] : [{ student, task, source }])),
    );
  return { ...similarAnswers(tasks, answers), answers, tasks };
}
