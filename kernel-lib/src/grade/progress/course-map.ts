/** How far a learner is in the course: every lesson, every task, and where to go on. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { placesIn } from '../../config.js';
import { fileExists } from '../../files.js';
import type { Notebook } from '../../notebook/format.js';
import { readNotebook } from '../../notebook/ipynb.js';
import { listTasks, taskCells, type TaskPlace } from '../tasks.js';
import { hashOfCell, readRecords, type TaskRecord } from './records.js';

/**
 * `done`: the last check passed, and the cell is still the same. `changed`: it passed, and the cell is another now.
 * `open`: begun, or checked and not passed.
 */
export type TaskState = 'done' | 'changed' | 'open' | 'not begun';

export interface TaskProgress {
  task: string;
  state: TaskState;
  /** What the task is worth; earned where it is done. */
  points: number;
  /** Cases that passed at the last check, of how many; missing where there was none of this cell. */
  cases?: [passed: number, total: number];
  /** When it passed, as ISO 8601. */
  passedAt?: string;
}

export interface LessonProgress {
  lesson: string;
  title: string;
  tasks: TaskProgress[];
}

export interface CourseMap {
  lessons: LessonProgress[];
  done: number;
  tasks: number;
  points: number;
  maxPoints: number;
  /** The first task that is not done, and its notebook from the course folder; missing where all are. */
  next?: { task: string; file: string };
}

/** @param root - the course folder. */
export async function courseMap(root: string): Promise<CourseMap> {
  const places = await listTasks(root);
  const records = await readRecords(root);
  const names = new Set([...(await lessonNames(root)), ...places.map(({ lesson }) => lesson)]);
  const lessons: LessonProgress[] = [];
  for (const lesson of [...names].sort()) {
    const own = places.filter((place) => place.lesson === lesson);
    lessons.push(await progressOf(root, lesson, own, records));
  }
  const tasks = lessons.flatMap((lesson) => lesson.tasks);
  const done = tasks.filter(({ state }) => state === 'done');
  const open = tasks.find(({ state }) => state !== 'done')?.task;
  const lesson = places.find(({ task }) => task === open)?.lesson;
  return {
    lessons,
    ...{ done: done.length, tasks: tasks.length, points: sumOf(done), maxPoints: sumOf(tasks) },
    ...(open === undefined || lesson === undefined
      ? {}
      : { next: { task: open, file: relative(root, workingCopy(root, lesson)).replaceAll('\\', '/') } }),
  };
}

const sumOf = (tasks: readonly TaskProgress[]) => tasks.reduce((sum, { points }) => sum + points, 0);

const workingCopy = (root: string, lesson: string) =>
  join(placesIn(root).work, 'exercises', `${lesson}.ipynb`);

async function lessonNames(root: string): Promise<string[]> {
  const { notebooks } = placesIn(root);
  if (!(await fileExists(notebooks))) return [];
  const names = (await readdir(notebooks)).filter((name) => /^\d\d.*\.ipynb$/.test(name));
  return names.map((name) => name.replace(/\.ipynb$/, ''));
}

async function progressOf(
  root: string,
  lesson: string,
  tasks: readonly TaskPlace[],
  records: ReadonlyMap<string, TaskRecord>,
): Promise<LessonProgress> {
  const { notebooks, exercises } = placesIn(root);
  const original = await readFileOf(join(exercises, `${lesson}.ipynb`));
  const copy = await readFileOf(workingCopy(root, lesson));
  const found: TaskProgress[] = [];
  for (const { task, points = 0 } of tasks) {
    const record = records.get(task);
    const own = record?.file === undefined ? undefined : await readFileOf(record.file);
    const file = own?.cells.has(task) === true ? own : copy;
    found.push({ task, points, ...stateOf(record, task, file, original?.cells.get(task)) });
  }
  const own = (await readFileOf(join(notebooks, `${lesson}.ipynb`)))?.notebook;
  // The exercises of a chapter in several parts have no lesson of their name.
  const title = titleOf(own) ?? titleOf(original?.notebook) ?? lesson;
  return { lesson, title, tasks: found };
}

interface ReadFile {
  notebook: Notebook;
  /** The hash of each task's cell. */
  cells: Map<string, string>;
  savedAt: Date;
}

/** Undefined where it is missing, or cannot be read just now: the map then rests on the checks alone. */
async function readFileOf(path: string): Promise<ReadFile | undefined> {
  if (!path.endsWith('.ipynb') || !(await fileExists(path))) return undefined;
  const notebook = await readNotebook(path).catch(() => undefined);
  if (notebook === undefined) return undefined;
  const cells = new Map(taskCells(notebook).map(({ task, source }) => [task, hashOfCell(source)]));
  return { notebook, cells, savedAt: (await stat(path)).mtime };
}

function stateOf(
  record: TaskRecord | undefined,
  task: string,
  file: ReadFile | undefined,
  stub: string | undefined,
): Pick<TaskProgress, 'state' | 'cases' | 'passedAt'> {
  const saved = file?.cells.get(task);
  if (record === undefined) return { state: saved === undefined || saved === stub ? 'not begun' : 'open' };
  // A notebook's check sees the cell as it was run; a file that was saved before says nothing against it.
  const cell = file === undefined || file.savedAt < new Date(record.at) ? record.cell : saved;
  const { passed, total, status, passedAt } = record;
  const checked = cell === record.cell ? { cases: [passed, total] as [number, number] } : {};
  if (record.passedCell !== undefined) {
    const past = passedAt === undefined ? {} : { passedAt };
    if (cell === record.passedCell) return { state: 'done', ...checked, ...past };
    if (cell !== record.cell) return { state: 'changed', ...past };
    return { state: 'open', ...checked, ...past };
  }
  const isStub = cell === stub || (status === 'not yet' && cell === record.cell);
  return isStub ? { state: 'not begun' } : { state: 'open', ...checked };
}

/** The first heading, without marks. */
function titleOf(notebook: Notebook | undefined): string | undefined {
  const heading = notebook?.cells.map(({ source }) => /^# +(.+)$/m.exec(source)?.[1]).find(Boolean);
  return heading?.replace(/[*_`]/g, '');
}
