/** What is kept of each cell that ran, to show its lines in errors. */
import { IMPORT, SCOPE } from './cellScript.js';
import type { Locate } from './sourceMap.js';

export interface CellSource {
  code: string;
  executionCount: number;
  locate: Locate;
}

export class CellSources {
  private readonly sources = new Map<string, CellSource>();
  /** How many cells had the same number: those that are not counted share that of another. */
  private readonly uses = new Map<number, number>();

  /** The name under which V8 runs the cell: `cell [3]`, as a stack shows it. */
  register(source: CellSource): string {
    const { executionCount } = source;
    const use = (this.uses.get(executionCount) ?? 0) + 1;
    this.uses.set(executionCount, use);
    const file = `cell [${executionCount}]${use === 1 ? '' : `#${use}`}`;
    this.sources.set(file, source);
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
