/** What was changed in a hand-in that was not the learner's to change. It has no effect on the grade; it is said. */
import type { Cell } from '../../notebook/format.js';
import type { LooseCell } from './cells.js';
import type { Template, TemplateTask } from './template.js';

const isSame = (a: string, b: string) => a.trim() === b.trim();

/** Whether a cell is one of the instructor's own, edited or not. */
export function isOther(cell: LooseCell, { others }: Template): boolean {
  const known = [...others.en, ...others.zh];
  return known.some((one) => one.id === cell.id || isSame(one.source, cell.source));
}

const FLAGS = ['grade', 'solution', 'locked', 'task', 'points'];

export function flagWarnings(cell: LooseCell, { task, nbgrader }: TemplateTask): string[] {
  const warnings: string[] = [];
  if (cell.type !== 'code') {
    warnings.push(`The cell of ${task} was made a ${JSON.stringify(cell.type)} cell; it was taken as code.`);
  }
  const own = Object.keys(cell.nbgrader).length === 0 ? [] : FLAGS;
  const flipped = own.filter((flag) => cell.nbgrader[flag] !== nbgrader[flag]);
  const points = cell.blossom['points'];
  if (points !== undefined && points !== nbgrader['points'] && !flipped.includes('points'))
    flipped.push('points');
  if (flipped.length > 0) {
    warnings.push(
      `The cell of ${task} has other marks than it was given (${flipped.join(', ')}); those given count.`,
    );
  }
  if (/^<{7}|^>{7}/m.test(cell.source)) warnings.push(`The cell of ${task} has merge markers (<<<<<<<).`);
  return warnings;
}

/** One sentence each for the instructor's cells that were edited and those that are gone. */
export function differences(cells: LooseCell[], others: Cell[]): string[] {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const sources = new Set(cells.map(({ source }) => source.trim()));
  const edited: string[] = [];
  const gone: string[] = [];
  for (const other of others) {
    if (sources.has(other.source.trim())) continue;
    (byId.has(other.id) ? edited : gone).push(titleOf(other));
  }
  return [...listed('edited', edited), ...listed('not there', gone)];
}

function listed(what: string, titles: string[]): string[] {
  if (titles.length === 0) return [];
  const first = titles.slice(0, 3).join(', ');
  const more = titles.length > 3 ? ` and ${titles.length - 3} more` : '';
  return [`Cells of the hand-out that were ${what}: ${first}${more}; the instructor's own count.`];
}

/** The first line, as a name. */
function titleOf({ source }: Cell): string {
  const line = source.split('\n').find((text) => text.trim() !== '') ?? '';
  return `"${line.replace(/^#+ /, '').slice(0, 50)}"`;
}
