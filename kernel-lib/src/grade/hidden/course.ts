/** What grading needs of a lesson: its tasks with cases, hidden checks and reference, and the version of all that. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../errors.js';
import { fileExists } from '../../files.js';
import {
  AuthorError,
  authoredNotebook,
  listTasks,
  loadCases,
  taskCells,
  type TaskCases,
  type TaskPlace,
} from '../tasks.js';
import type { HiddenChecks } from './kit.js';
import { loadReference, type Reference } from './reference.js';

/** To be raised when the same checks may give another grade. */
const GRADER = 'blossom/grader/1';

export interface GradedTask {
  place: TaskPlace;
  cases: TaskCases;
  hidden: HiddenChecks;
  reference: Reference;
}

const loaded = new Map<string, Promise<GradedTask>>();

/** Loaded once in a process. Rejects with an AuthorError where the task's own files are broken. */
export function loadTask(root: string, place: TaskPlace): Promise<GradedTask> {
  const found = loaded.get(place.folder) ?? readTask(root, place);
  loaded.set(place.folder, found);
  return found;
}

async function readTask(root: string, place: TaskPlace): Promise<GradedTask> {
  const cases = loadCases(place);
  const hidden = loadHidden(place);
  const source = await solutionOf(root, place);
  return { place, cases, hidden, reference: await loadReference(source, cases.exports, place.task) };
}

function loadHidden({ folder }: TaskPlace): HiddenChecks {
  const path = join(folder, 'hidden.js');
  let found: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file of the course, found while running.
    found = require(path);
  } catch (thrown) {
    throw new AuthorError(`${path} cannot be loaded: ${messageOf(thrown).split('\n')[0]}`, { cause: thrown });
  }
  if (typeof found !== 'function') throw new AuthorError(`${path} exports no function`);
  return found as HiddenChecks;
}

async function solutionOf(root: string, { lesson, task }: TaskPlace): Promise<string> {
  const cell = (await solutionCells(root, lesson)).find((one) => one.task === task);
  if (cell === undefined) throw new AuthorError(`solutions/${lesson}.ts has no cell of ${task}`);
  return cell.source;
}

async function solutionCells(root: string, lesson: string) {
  return taskCells(await authoredNotebook(root, lesson));
}

/** The tasks of one lesson, in its order. Throws a UserError where there are none. */
export async function tasksOf(root: string, lesson: string): Promise<TaskPlace[]> {
  const all = await listTasks(root);
  const found = all.filter((place) => place.lesson === lesson);
  if (found.length > 0) return found;
  const known = [...new Set(all.map((place) => place.lesson))].join(', ') || 'none';
  throw new UserError(`There is no lesson "${lesson}" with tasks in ${root}; there are: ${known}.`);
}

/**
 * SHA-256 (hex) of everything that a grade of the lesson rests on: points, references, the scripts and data below its
 * folder, and the grader itself. Not the text of the lesson.
 */
export async function checkVersion(root: string, lesson: string): Promise<string> {
  const hash = createHash('sha256');
  const add = (...parts: string[]) => parts.forEach((part) => hash.update(`${part.length}:${part}`));
  add(GRADER, lesson);
  for (const { task, points = 0, source } of await solutionCells(root, lesson))
    add(task, String(points), source);
  const folder = join(root, 'solutions', lesson);
  const files = (await fileExists(folder)) ? await readdir(folder, { recursive: true }) : [];
  const graded = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(c?js|json)$/.test(file));
  for (const file of graded.sort()) add(file, await readFile(join(folder, file), 'utf8'));
  return hash.digest('hex');
}
