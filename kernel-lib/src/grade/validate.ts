/**
 * Whether each task of the course is sound: its stub, its solution, its wrong solutions, its alternatives and its hints.
 * How sound the checks are against mistakes that nobody wrote down is told by mutants/hunt.ts.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.js';
import { fileExists, readText } from '../files.js';
import { compilerFor } from './compiler/compiler.js';
import { loadTask } from './hidden/course.js';
import { gradeTask } from './hidden/grade-task.js';
import { dropWaitingRunners } from './hidden/waiting-runners.js';
import { chooseIsolation } from './isolation/choose.js';
import type { CheckGrade, TaskGrade } from './grading.js';
import type { Isolation } from './isolation/isolation.js';
import { hunt, type Hunt, type HuntOptions } from './mutants/hunt.js';
import { NOT_LOADED } from './mutants/trial.js';
import { Trials } from './mutants/trials.js';
import { shortcutIn, shortcutSentence } from './shortcuts.js';
import { authoredNotebook, listTasks, loadHints, suggestTask, taskCells, type TaskPlace } from './tasks.js';

/** One demand on a task. */
export interface Validation {
  task: string;
  /** `stub`, `solution`, `hints`, or a file such as `wrong/off-by-one.ts`. */
  what: string;
  wanted: string;
  got: string;
  ok: boolean;
}

export interface ValidateOptions {
  /** All of the course by default. */
  tasks?: readonly string[];
  /** Wrong solutions and alternatives in one process a task instead of one for each group of checks. */
  quick?: boolean;
}

/** How many of each a task has at least. */
const LEAST = { hints: 3, wrong: 5, alternatives: 2 };
const TRIAL_SECONDS = 60;

/** @param root - the folder that holds `solutions/`. */
export async function validateTasks(
  root: string,
  { tasks, quick = false }: ValidateOptions = {},
): Promise<Validation[]> {
  const found: Validation[] = [];
  const places = await placesOf(root, tasks);
  // One for all of them: each isolation has a compiler's process of its own.
  const isolation = await chooseIsolation('none');
  try {
    for (const place of places) {
      const trials = new Trials();
      try {
        const graded = byGrade(root, place, isolation);
        const judge = quick ? byTrial(root, place, trials) : graded;
        found.push(...(await validateTask(root, place, graded, judge)));
      } finally {
        trials.close();
      }
    }
    return found;
  } finally {
    dropWaitingRunners();
    await compilerFor(isolation).close();
  }
}

/** Mutants of the solution, and the right answers over and over. Minutes for a task that trains. */
export async function huntMutants(
  root: string,
  task: string,
  options: Pick<HuntOptions, 'inputs' | 'runs' | 'secret'> = {},
): Promise<Hunt> {
  const [place] = await placesOf(root, [task]);
  const source = await cellOf(root, place!, false);
  const right: Record<string, string> = { solution: source };
  for (const file of await scriptsIn(join(place!.folder, 'alternatives')))
    right[`alternatives/${basename(file)}`] = await readText(file);
  return hunt({ root, place: place!, source, right, ...options });
}

/** Throws a UserError for a task that the course has not. */
export async function placesOf(root: string, wanted?: readonly string[]): Promise<TaskPlace[]> {
  const all = await listTasks(root);
  const names = all.map(({ task }) => task);
  const unknown = wanted?.find((task) => !names.includes(task));
  if (unknown !== undefined) {
    const meant = suggestTask(unknown, names);
    const help = meant === undefined ? `there are: ${names.join(', ')}.` : `did you mean ${meant}?`;
    throw new UserError(`There is no task "${unknown}"; ${help}`);
  }
  return wanted === undefined ? all : all.filter(({ task }) => wanted.includes(task));
}

/** What came of one source, in a word and a reason. */
type Verdict = { status: 'passed' | 'not yet' | 'rejected' | 'broken'; reason?: string };
/** `wrong`: the hidden checks alone must reject it. */
type Judge = (source: string, kind: 'wrong' | 'alternatives') => Promise<Verdict>;

/** @param judge - of wrong solutions and alternatives; the stub and the solution are graded. */
async function validateTask(
  root: string,
  place: TaskPlace,
  graded: Judge,
  judge: Judge,
): Promise<Validation[]> {
  const { task, folder } = place;
  const demand = (what: string, wanted: Verdict['status'], { status, reason }: Verdict): Validation => {
    const got = status === wanted || reason === undefined ? status : `${status}: ${reason}`;
    return { task, what, wanted, got, ok: status === wanted };
  };
  const least = (what: keyof typeof LEAST, count: number): Validation => ({
    ...{ task, what, wanted: `at least ${LEAST[what]}`, got: String(count) },
    ok: count >= LEAST[what],
  });
  const hints = (await loadHints(folder)).filter((hint) => hint !== '').length;
  const found = [
    demand('stub', 'not yet', await graded(await cellOf(root, place, true), 'alternatives')),
    demand('solution', 'passed', await graded(await cellOf(root, place, false), 'alternatives')),
    least('hints', hints),
  ];
  // Those that are right come first: in a shared process a wrong one may leave something behind.
  for (const [kind, wanted] of [
    ['alternatives', 'passed'],
    ['wrong', 'rejected'],
  ] as const) {
    const files = await scriptsIn(join(folder, kind));
    found.push(least(kind, files.length));
    for (const file of files) {
      found.push(demand(`${kind}/${basename(file)}`, wanted, await judge(await readText(file), kind)));
    }
  }
  return found;
}

/** As a class is graded, but without isolation: all of it is the author's own code. */
function byGrade(root: string, place: TaskPlace, isolation: Isolation): Judge {
  return async (source, kind) => {
    const options = { root, secret: 'validate', isolation, hash: '' };
    return verdictOf(await gradeTask(place, { source }, options), kind);
  };
}

function verdictOf({ outcome, checks }: TaskGrade, kind: 'wrong' | 'alternatives'): Verdict {
  const counted = checks.filter(({ hidden }) => hidden || kind === 'alternatives');
  const broken = counted.find((one) => BROKEN.includes(one.outcome));
  if (broken !== undefined) return { status: 'broken', reason: reasonOf(broken) };
  if (checks.length === 0) return { status: 'broken', reason: outcome };
  const failing = counted.find((one) => one.outcome !== 'passed');
  if (failing === undefined) return { status: 'passed' };
  return { status: outcome === 'not written' ? 'not yet' : 'rejected', reason: reasonOf(failing) };
}

const BROKEN: CheckGrade['outcome'][] = ['author error', 'infrastructure error'];
const reasonOf = ({ name, outcome, message, detail }: CheckGrade) =>
  `${name} (${outcome}): ${detail ?? message}`;

/** Quicker, by the same checks. */
function byTrial(root: string, place: TaskPlace, trials: Trials): Judge {
  return async (source, kind) => {
    const request = { root, place, source, secret: 'validate', hiddenOnly: kind === 'wrong' };
    const tried = await trials.ask(request, TRIAL_SECONDS);
    if ('broken' in tried) return { status: 'broken', reason: tried.broken! };
    if (tried.found === undefined) {
      const { cases } = await loadTask(root, place);
      const shortcut = shortcutIn(source, cases.ownWork);
      if (shortcut === undefined) return { status: 'passed' };
      return { status: 'rejected', reason: shortcutSentence(shortcut) };
    }
    const isRead = tried.found !== NOT_LOADED;
    return { status: isRead ? 'rejected' : 'broken', reason: tried.found };
  };
}

async function scriptsIn(folder: string): Promise<string[]> {
  if (!(await fileExists(folder))) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return names.sort().map((name) => join(folder, name));
}

/** The task's cell as it is authored, or as a learner gets it. */
async function cellOf(root: string, { lesson, task }: TaskPlace, stubs: boolean): Promise<string> {
  const notebook = await authoredNotebook(root, lesson, { stubs });
  return taskCells(notebook).find((cell) => cell.task === task)!.source;
}
