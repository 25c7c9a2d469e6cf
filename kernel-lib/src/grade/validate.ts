/** Whether each task of the course is sound: its stub, its solution, its wrong solutions and its alternatives. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileExists, readText } from '../files.js';
import { scriptToNotebook } from '../notebook/convert.js';
import { parsePercent } from '../notebook/percent.js';
import type { CheckStatus } from './result.js';
import { checkTask } from './run-task.js';
import { listTasks, loadHints, taskCells, type TaskPlace } from './tasks.js';

/** One demand on a task. */
export interface Validation {
  task: string;
  /** `stub`, `solution`, `hints`, or a file such as `wrong/off-by-one.ts`. */
  what: string;
  wanted: string;
  got: string;
  ok: boolean;
}

const HINTS = 3;

/** @param root - the folder that holds `solutions/`. Runs every case against every file: seconds a task. */
export async function validateTasks(root: string): Promise<Validation[]> {
  const found: Validation[] = [];
  for (const place of await listTasks(root)) found.push(...(await validateTask(root, place)));
  return found;
}

async function validateTask(root: string, place: TaskPlace): Promise<Validation[]> {
  const { task, folder } = place;
  const demand = async (what: string, source: string, wanted: CheckStatus): Promise<Validation> => {
    const result = await checkTask(root, task, source, { bail: true });
    const reason = result.message ?? result.cases.find((one) => !one.passed)?.message;
    const got =
      result.status === wanted || reason === undefined ? result.status : `${result.status}: ${reason}`;
    return { task, what, wanted, got, ok: result.status === wanted };
  };
  const hints = (await loadHints(folder)).filter((hint) => hint !== '').length;
  const found: Validation[] = [
    await demand('stub', await cellOf(root, place, true), 'not yet'),
    await demand('solution', await cellOf(root, place, false), 'passed'),
    { task, what: 'hints', wanted: `${HINTS}`, got: `${hints}`, ok: hints === HINTS },
  ];
  for (const [kind, wanted] of [
    ['wrong', 'failed'],
    ['alternatives', 'passed'],
  ] as const) {
    const files = await scriptsIn(join(folder, kind));
    if (files.length === 0)
      found.push({ task, what: kind, wanted: 'at least one file', got: 'none', ok: false });
    for (const file of files) {
      found.push(await demand(`${kind}/${basename(file)}`, await readText(file), wanted));
    }
  }
  return found;
}

async function scriptsIn(folder: string): Promise<string[]> {
  if (!(await fileExists(folder))) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => join(folder, name));
}

/** The task's cell as it is authored, or as a learner gets it. */
async function cellOf(root: string, { lesson, task }: TaskPlace, stubs: boolean): Promise<string> {
  const path = join(root, 'solutions', `${lesson}.ts`);
  const notebook = scriptToNotebook(parsePercent(await readText(path), path), { path, stubs });
  return taskCells(notebook).find((cell) => cell.task === task)!.source;
}
