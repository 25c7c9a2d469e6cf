/** Cell ids that stay the same when other cells come, go or move. */
import { createHash } from 'node:crypto';
import { blossomOf, type Cell } from './format.js';

/**
 * One id a cell: `task-` and the task's id, else a hash of type, language and source.
 * Equal cells are told apart by a counter in their order.
 */
export function uniqueIds(
  cells: Pick<Cell, 'cell_type' | 'source' | 'metadata'>[],
  alreadyTaken: Iterable<string> = [],
): string[] {
  const taken = new Set(alreadyTaken);
  return cells.map((cell) => {
    const base = baseId(cell);
    let id = base;
    for (let copy = 2; taken.has(id); copy++) id = `${base}-${copy}`;
    taken.add(id);
    return id;
  });
}

function baseId(cell: Pick<Cell, 'cell_type' | 'source' | 'metadata'>): string {
  const { task, lang = '' } = blossomOf(cell);
  if (typeof task === 'string' && cell.cell_type === 'code')
    return `task-${task}`.replace(/[^\w-]/g, '-').slice(0, 58);
  return createHash('sha256').update(`${cell.cell_type}\n${lang}\n${cell.source}`).digest('hex').slice(0, 12);
}
