/** The tasks of the course and their visible cases: `solutions/NN-name.ts` and `solutions/NN-name/<task>/`. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { fileExists, readText } from '../files.js';
import { scriptToNotebook, type Language } from '../notebook/convert.js';
import { blossomOf, type Notebook } from '../notebook/format.js';
import { readNotebook } from '../notebook/ipynb.js';
import { parsePercent } from '../notebook/percent.js';

/** One call of the learner's function and what must come. */
export interface Case {
  name: string;
  /** One of the task's `exports`. */
  call: string;
  args: unknown[];
  expected: unknown;
  /** See `compare`. */
  tolerance?: number;
  /** Shown when this case is the first that fails. */
  hint?: string;
  /** The arguments must be as before after the call. */
  unchangedArguments?: true;
  /** Wall time for the call; 5 by default. */
  seconds?: number;
}

/** What a `cases.js` exports. */
export interface TaskCases {
  task: string;
  /** The top-level functions of the cell that cases call. */
  exports: string[];
  /** Names that the answer may neither import nor call on another object, because they are the task: `softmax`. */
  ownWork?: string[];
  /** `tensors`: runners have tfjs loaded before the learner's code. */
  needs?: 'tensors'[];
  visible: Case[];
}

/** Where a task stands in the course. */
export interface TaskPlace {
  task: string;
  /** `00-journey`. */
  lesson: string;
  /** Absolute path of the folder that holds cases and hints. */
  folder: string;
  points?: number;
  /** The task after it in the same lesson. */
  following?: string;
}

/** A mistake in a check, not in an answer. */
export class AuthorError extends Error {}

/**
 * The folder that holds `solutions/` and this library (beside it, or installed in it), found upwards from the library's
 * own place: never from the working folder, where a learner could put other checks.
 */
export function courseRoot(from = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const library = [join(folder, 'kernel-lib'), join(folder, 'node_modules', 'kernel-lib')].some(existsSync);
    if (library && existsSync(join(folder, 'solutions'))) return folder;
    if (dirname(folder) === folder) {
      throw new UserError(
        `There is no solutions folder above ${from}: run the checks from a clone of the course.`,
      );
    }
  }
}

/** All tasks, in the order of the lessons and of the cells in them. */
export async function listTasks(root: string): Promise<TaskPlace[]> {
  const lessons = await listLessons(root);
  return (await Promise.all(lessons.map((lesson) => tasksOfLesson(root, lesson)))).flat();
}

/**
 * The names of the lessons that have exercises, in order: those of `solutions/NN-name.ts`, and in a course that was
 * handed out, which has no solutions, those of `exercises/NN-name.ipynb`.
 */
export async function listLessons(root: string): Promise<string[]> {
  const named = async (folder: string, pattern: RegExp) => {
    const path = join(root, folder);
    const names = (await fileExists(path)) ? await readdir(path) : [];
    return names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
  };
  const authored = await named('solutions', /^(\d\d.*)\.ts$/);
  const handedOut = await named('exercises', /^(\d\d[^.]*)\.ipynb$/);
  return [...new Set([...authored, ...handedOut])].sort();
}

/** A lesson's exercises as authored, with answers unless told. Throws a UserError where there is no solution. */
export async function authoredNotebook(
  root: string,
  lesson: string,
  options: { lang?: Language; stubs?: boolean } = {},
): Promise<Notebook> {
  const path = scriptOf(root, lesson);
  return scriptToNotebook(parsePercent(await readText(path), path), { ...options, path });
}

const scriptOf = (root: string, lesson: string) => join(root, 'solutions', `${lesson}.ts`);

/** A lesson's exercises: as authored where the solution is there, else as they were handed out. */
export async function lessonNotebook(
  root: string,
  lesson: string,
  options: { lang?: Language; stubs?: boolean } = {},
): Promise<Notebook> {
  if (await fileExists(scriptOf(root, lesson))) return authoredNotebook(root, lesson, options);
  const ending = options.lang === 'zh' ? '.zh.ipynb' : '.ipynb';
  return readNotebook(join(root, 'exercises', `${lesson}${ending}`));
}

async function tasksOfLesson(root: string, lesson: string): Promise<TaskPlace[]> {
  const cells = taskCells(await lessonNotebook(root, lesson));
  return cells.map(({ task, points }, index) => {
    const following = cells[index + 1]?.task;
    return {
      task,
      lesson,
      folder: join(root, 'solutions', lesson, task),
      ...(points === undefined ? {} : { points }),
      ...(following === undefined ? {} : { following }),
    };
  });
}

export interface TaskCell {
  task: string;
  source: string;
  points?: number;
}

/** The code cells of tasks: by our metadata, by nbgrader's, or by the first line `// task: id`. */
export function taskCells(notebook: Notebook): TaskCell[] {
  return notebook.cells.flatMap((cell) => {
    if (cell.cell_type !== 'code') return [];
    const { task: own, points } = blossomOf(cell);
    const nbgrader = cell.metadata['nbgrader'] as { grade_id?: unknown; solution?: unknown } | undefined;
    const graded = nbgrader?.solution === true ? nbgrader.grade_id : undefined;
    const task = [own, graded, /^\/\/ task: *(\S+)/.exec(cell.source)?.[1]].find(
      (id) => typeof id === 'string',
    );
    if (typeof task !== 'string') return [];
    return [{ task, source: cell.source, ...(typeof points === 'number' ? { points } : {}) }];
  });
}

/** The known task that the learner may have meant, if one is near. */
export function suggestTask(task: string, known: readonly string[]): string | undefined {
  const near = known.map((name) => ({ name, distance: editDistance(task.toLowerCase(), name) }));
  const best = near.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The task's cases. Throws an AuthorError that names the file and the rule where they are not as they should be. */
export function loadCases({ task, folder }: TaskPlace): TaskCases {
  const path = join(folder, 'cases.js');
  let loaded: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file of the course, found while running.
    loaded = require(path);
  } catch (thrown) {
    throw new AuthorError(`${path} cannot be loaded: ${messageOf(thrown).split('\n')[0]}`, { cause: thrown });
  }
  const problem = problemOfCases(loaded, task);
  if (problem !== undefined) throw new AuthorError(`${path}: ${problem}`);
  return loaded as TaskCases;
}

const CASE_KEYS = ['name', 'call', 'args', 'expected', 'tolerance', 'hint', 'unchangedArguments', 'seconds'];

function problemOfCases(loaded: unknown, task: string): string | undefined {
  const { task: named, exports, ownWork, visible } = (loaded ?? {}) as Partial<TaskCases>;
  if (named !== task) return `task is ${JSON.stringify(named)}, its folder says "${task}".`;
  if (
    !Array.isArray(exports) ||
    exports.length === 0 ||
    !exports.every((name) => /^[A-Za-z_]\w*$/.test(name))
  ) {
    return 'exports must be a list of function names.';
  }
  if (!(ownWork ?? []).every((name) => typeof name === 'string')) return 'ownWork must be a list of names.';
  if (!Array.isArray(visible) || visible.length === 0) return 'visible must be a list of cases.';
  for (const [index, one] of visible.entries()) {
    const unknown = Object.keys(one).filter((key) => !CASE_KEYS.includes(key));
    const where = `visible[${index}]`;
    if (unknown.length > 0) return `${where} has unknown keys: ${unknown.join(', ')}.`;
    if (typeof one.name !== 'string' || one.name === '') return `${where} has no name.`;
    if (!exports.includes(one.call))
      return `${where} calls ${JSON.stringify(one.call)}, which is not in exports.`;
    if (!Array.isArray(one.args) || !('expected' in one)) return `${where} needs args (a list) and expected.`;
  }
  return undefined;
}

/** The hints of `hints.md`, in order: the text below each `## Hint 1`. None where the file is missing. */
export async function loadHints(folder: string): Promise<string[]> {
  const path = join(folder, 'hints.md');
  if (!(await fileExists(path))) return [];
  const parts = (await readText(path)).split(/^## Hint \d+[^\n]*$/m).slice(1);
  return parts.map((part) => part.trim());
}
