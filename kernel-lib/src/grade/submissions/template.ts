/** What the class was given: the instructor's own cells, against which a hand-in is read. */
import { blossomOf, type Cell } from '../../notebook/format.js';
import { lessonNotebook, listLessons, taskCells } from '../tasks.js';
import { UserError } from '../../errors.js';

export interface TemplateTask {
  task: string;
  cellId: string;
  /** The cell as it was handed out. */
  stub: string;
  nbgrader: Record<string, unknown>;
}

export interface Template {
  lesson: string;
  tasks: TemplateTask[];
  /** Cells that are not the learner's, in each language that there is. */
  others: { en: Cell[]; zh: Cell[] };
}

/**
 * One for each lesson of the course that has exercises, in order.
 * @param lesson - must be one of them.
 */
export async function readTemplates(root: string, lesson?: string): Promise<Template[]> {
  const lessons = await listLessons(root);
  if (lesson !== undefined && !lessons.includes(lesson)) {
    const known = lessons.join(', ') || 'none yet';
    throw new UserError(`There is no lesson "${lesson}" with exercises; there are: ${known}.`);
  }
  if (lessons.length === 0) throw new UserError(`${root} has no exercises: there is nothing to hand in.`);
  return Promise.all(lessons.map((name) => readTemplate(root, name)));
}

async function readTemplate(root: string, lesson: string): Promise<Template> {
  const notebook = await lessonNotebook(root, lesson, { stubs: true });
  // In a hand-out without the Chinese notebook, its cells are simply not known.
  const chinese = await lessonNotebook(root, lesson, { lang: 'zh', stubs: true }).catch((thrown: unknown) => {
    if (thrown instanceof UserError) return undefined;
    throw thrown;
  });
  const stubs = new Map(taskCells(notebook).map(({ task, source }) => [task, source]));
  const isTask = (cell: Cell) => cell.cell_type === 'code' && stubs.has(String(blossomOf(cell).task));
  const tasks = notebook.cells.filter(isTask).map((cell): TemplateTask => ({
    task: blossomOf(cell).task!,
    cellId: cell.id,
    stub: cell.source,
    nbgrader: (cell.metadata['nbgrader'] ?? {}) as Record<string, unknown>,
  }));
  const rest = (cells: Cell[]) => cells.filter((cell) => !isTask(cell));
  return { lesson, tasks, others: { en: rest(notebook.cells), zh: rest(chinese?.cells ?? []) } };
}
