/** What answers are compared with: the course's own solutions, and what everybody was given. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileExists, readText } from '../../../files.js';
import { blossomOf, type Notebook } from '../../../notebook/format.js';
import { lessonNotebook, listTasks, taskCells } from '../../tasks.js';
import type { TaskSources } from './similar.js';

/** The tasks of one lesson, as the instructor's course has them. */
export async function taskSources(root: string, lesson: string): Promise<TaskSources[]> {
  const [given, solved] = await Promise.all([
    lessonNotebook(root, lesson, { stubs: true }),
    lessonNotebook(root, lesson),
  ]);
  const references = new Map(taskCells(solved).map(({ task, source }) => [task, source]));
  const places = (await listTasks(root)).filter((place) => place.lesson === lesson);
  return Promise.all(
    places.map(async ({ task, folder }) => {
      const reference = references.get(task);
      const alternatives = await readAlternatives(join(folder, 'alternatives'));
      return {
        task,
        template: givenFor(given, task),
        shipped: [
          ...(reference === undefined ? [] : [{ name: 'reference', source: reference }]),
          ...alternatives,
        ],
      };
    }),
  );
}

async function readAlternatives(folder: string): Promise<{ name: string; source: string }[]> {
  if (!(await fileExists(folder))) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    names.map(async (name) => ({ name: `alternatives/${name}`, source: await readText(join(folder, name)) })),
  );
}

/** The task's stub, and each piece of code in the texts since the task before. */
function givenFor({ cells }: Notebook, task: string): string[] {
  const end = cells.findIndex((cell) => blossomOf(cell).task === task);
  const before = cells.slice(0, end).findLastIndex((cell) => blossomOf(cell).task !== undefined);
  return cells.slice(before + 1, end + 1).flatMap((cell) => {
    if (cell === cells[end]) return [cell.source];
    return cell.cell_type === 'markdown' ? codeIn(cell.source) : [];
  });
}

/** Fenced blocks and `spans`. */
const codeIn = (text: string) =>
  [...text.matchAll(/^```\w*\n([^]*?)^```|`([^`\n]+)`/gm)].map(([, block, span]) => block ?? span ?? '');
