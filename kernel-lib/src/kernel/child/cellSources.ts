/** What is kept of each cell that ran, to show its lines in errors. */
import { IMPORT, SCOPE } from './cellScript.js';
import type { Locate } from './sourceMap.js';

export interface CellSource {
  code: string;
  executionCount: number;
  locate: Locate;
}

/** How many cells back an error still shows its line; each takes some kilobytes. */
const REMEMBERED_CELLS = 1000;

export class CellSources {
  private readonly sources = new Map<string, CellSource>();
  /** The last number, and how many cells had it: those that are not counted share that of the one before. */
  private last = { number: -1, uses: 0 };

  /** The name under which V8 runs the cell: `cell [3]`, as a stack shows it. */
  register(source: CellSource): string {
    const { executionCount } = source;
    const use = executionCount === this.last.number ? this.last.uses + 1 : 1;
    this.last = { number: executionCount, uses: use };
    const file = `cell [${executionCount}]${use === 1 ? '' : `#${use}`}`;
    this.sources.set(file, source);
    const [oldest] = this.sources.keys();
    if (this.sources.size > REMEMBERED_CELLS) this.sources.delete(oldest!);
    return file;
  }

  get(file: string): CellSource | undefined {
    return this.sources.get(file);
  }
}

/** Without the names that compiling put in: `(0 , __cell.f) is not a function`. */
export function readable(text: string): string {
  return text
    .replace(new RegExp(`\\(0 ?, ?${SCOPE}\\.([\\w$]+)\\)`, 'g'), '$1')
    .replaceAll(`${SCOPE}.`, '')
    .replace(new RegExp(`\\b${IMPORT}\\b`, 'g'), 'import');
}
