/** Which cells have to run again when the process with their variables has ended. */
import type { Output } from './outputs.js';

export class LostCells {
  /** Counts of the cells whose variables the present process holds. */
  private readonly held: number[] = [];
  private lost: number[] = [];

  /** A cell ran to its end. */
  ran(executionCount: number): void {
    this.held.push(executionCount);
  }

  /** The process has ended by itself. */
  lose(): void {
    this.lost.push(...this.held.splice(0));
  }

  /** A person wanted a new process: nobody needs to be told. */
  forget(): void {
    this.held.length = 0;
    this.lost = [];
  }

  /** What the next cell shows first; once. */
  takeNote(): Output | undefined {
    if (this.lost.length === 0) return undefined;
    const text =
      'The process that ran the cells before has ended: their variables are gone.\n' +
      `Run again what this cell needs of ${ranges(this.lost)}.`;
    this.lost = [];
    return { output_type: 'display_data', data: { 'text/plain': text }, metadata: {} };
  }
}

/** `[1]–[4], [6]`: the counts as front ends show them beside cells. */
function ranges(counts: readonly number[]): string {
  const sorted = [...new Set(counts)].sort((a, b) => a - b);
  const groups: [first: number, last: number][] = [];
  for (const count of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && group[1] === count - 1) group[1] = count;
    else groups.push([count, count]);
  }
  return groups.map(([first, last]) => (first === last ? `[${first}]` : `[${first}]–[${last}]`)).join(', ');
}
