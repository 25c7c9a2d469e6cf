/** Authored cells → notebook cells, and back. */
import { UserError } from '../errors.js';
import { blossomOf, newNotebook, without, type Cell, type Metadata, type Notebook } from './format.js';
import { uniqueIds } from './ids.js';
import { nbgraderMetadata } from './nbgrader.js';
import type { Script, ScriptCell } from './percent.js';
import { hasAnswer, stripAnswer } from './stub.js';

export type Language = 'en' | 'zh';

export interface ConvertOptions {
  /** Which cells: `en` takes those without a language or with `en`; `zh` those with `zh` and code without one. */
  lang?: Language;
  /** Replace each answer by a stub, as learners get it. */
  stubs?: boolean;
  /** Names the script in the message of a UserError. */
  path?: string;
}

/** Options of ours go under `metadata.blossom`; any other (`tags=["x"]`) goes to the cell's metadata as it is. */
const OWN = ['lang', 'task', 'points'];
const TASK_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A notebook without outputs. Throws a UserError for a task cell that is not as DESIGN says. */
export function scriptToNotebook(script: Script, options: ConvertOptions = {}): Notebook {
  const { lang = 'en', stubs = false, path = 'script' } = options;
  const tasks = new Set<string>();
  const cells = script.cells
    .map((cell, index) => ({ cell, where: `${path}: cell ${index + 1}` }))
    .filter(({ cell, where }) => inLanguage(cell, lang, where))
    .map(({ cell, where }) => {
      const task = checkTask(cell, where);
      if (task === undefined) return withoutId(cell);
      if (tasks.has(task))
        throw new UserError(`${where}: the task "${task}" is there twice; give it another id.`);
      tasks.add(task);
      return withoutId(taskCell(cell, task, stubs, where));
    });
  const ids = uniqueIds(cells);
  const own: Metadata = {
    ...(script.header === '' ? {} : { header: script.header }),
    ...(lang === 'en' ? {} : { lang }),
  };
  return newNotebook(
    cells.map((cell, index) => ({ ...cell, id: ids[index]! })),
    Object.keys(own).length > 0 ? { blossom: own } : {},
  );
}

/** Whether a script has cells for a notebook of its own in that language. */
export const hasLanguage = (script: Script, lang: Language) =>
  script.cells.some((cell) => cell.options['lang'] === lang);

function inLanguage(cell: ScriptCell, lang: Language, where: string): boolean {
  const own = cell.options['lang'];
  if (own === undefined) return lang === 'en' || cell.type === 'code';
  if (own !== 'en' && own !== 'zh')
    throw new UserError(`${where}: lang is ${JSON.stringify(own)}; write "en" or "zh".`);
  return own === lang;
}

function checkTask(cell: ScriptCell, where: string): string | undefined {
  const { task, points } = cell.options;
  if (task === undefined) {
    if (cell.type === 'code' && hasAnswer(cell.source)) {
      throw new UserError(`${where} has an answer but no task; write // %% task="its-id" points=3.`);
    }
    if (points !== undefined)
      throw new UserError(`${where} has points but no task; write task="its-id" before them.`);
    return undefined;
  }
  if (cell.type !== 'code') throw new UserError(`${where}: a task is a code cell, not a ${cell.type} one.`);
  if (typeof task !== 'string' || !TASK_ID.test(task)) {
    throw new UserError(
      `${where}: the task id is ${JSON.stringify(task)}; write words of a-z and 0-9 joined by "-".`,
    );
  }
  if (points !== undefined && !(typeof points === 'number' && points >= 0)) {
    throw new UserError(`${where}: points is ${JSON.stringify(points)}; write a number from 0 up.`);
  }
  return task;
}

/** The first line names the task: by it the kernel knows the source that `check` looks at. */
function taskCell(cell: ScriptCell, task: string, stubs: boolean, where: string): ScriptCell {
  const named = /^\/\/ task: *(.*?)\s*(?:\n|$)/.exec(cell.source)?.[1];
  if (named !== undefined && named !== task) {
    throw new UserError(
      `${where} begins with "// task: ${named}", its marker says task="${task}"; make them equal.`,
    );
  }
  const source = named === undefined ? `// task: ${task}\n${cell.source}` : cell.source;
  return { ...cell, source: stubs ? stripAnswer(source, task, where) : source };
}

/** Without the conditional type of `Omit`, a union would lose its members. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

function withoutId(cell: ScriptCell): WithoutId<Cell> {
  const { task, points } = cell.options;
  const own = Object.fromEntries(Object.entries(cell.options).filter(([key]) => OWN.includes(key)));
  const others = without(cell.options, OWN);
  const metadata: Metadata = {
    ...others,
    ...(cell.title === undefined ? {} : { title: cell.title }),
    ...(cell.depth === undefined ? {} : { cell_depth: cell.depth }),
    ...(Object.keys(own).length > 0 ? { blossom: own } : {}),
    ...(typeof task === 'string'
      ? { nbgrader: nbgraderMetadata(cell.source, task, points as number | undefined) }
      : {}),
  };
  if (cell.type !== 'code') return { cell_type: cell.type, metadata, source: cell.source };
  return { cell_type: 'code', execution_count: null, metadata, outputs: [], source: cell.source };
}

/** The script of a notebook: its cells without outputs, ids and nbgrader's metadata (`scriptToNotebook` makes them). */
export function notebookToScript(notebook: Notebook): Script {
  const own = notebook.metadata['blossom'] as Metadata | undefined;
  const cells = notebook.cells.map((cell): ScriptCell => {
    const { title, cell_depth: depth, ...others } = without(cell.metadata, ['blossom', 'nbgrader']);
    return {
      type: cell.cell_type,
      ...(typeof title === 'string' ? { title } : {}),
      ...(typeof depth === 'number' ? { depth } : {}),
      options: { ...blossomOf(cell), ...others },
      source: cell.source,
    };
  });
  return { header: typeof own?.['header'] === 'string' ? own['header'] : '', cells };
}
