/** Who hears of what a cell shows and says, also long after it ended. */
import type { CommEvent } from '../display/host.js';
import type { Output } from './outputs.js';

export interface CellListener {
  onOutput: (output: Output) => void;
  onComm?: ((event: CommEvent) => void) | undefined;
}

/** How many cells back late output (of a timer) still finds its cell. */
const REMEMBERED_CELLS = 500;

export class CellListeners {
  private readonly listeners = new Map<number, CellListener>();
  /** Cells that widgets in the front end speak with: they are remembered as long as the process lives. */
  private readonly kept = new Set<number>();

  add(cell: number, listener: CellListener): void {
    this.listeners.set(cell, listener);
    if (this.listeners.size - this.kept.size <= REMEMBERED_CELLS) return;
    for (const old of this.listeners.keys()) {
      if (!this.kept.has(old)) return void this.listeners.delete(old);
    }
  }

  show(cell: number, output: Output): void {
    this.listeners.get(cell)?.onOutput(output);
  }

  /** Passes on what the cell says to its widget; where the cell is forgotten, as part of the latest one. */
  say(cell: number, event: CommEvent): void {
    this.keep(cell);
    (this.listeners.get(cell) ?? [...this.listeners.values()].at(-1))?.onComm?.(event);
  }

  keep(cell: number): void {
    if (this.listeners.has(cell)) this.kept.add(cell);
  }

  /** The process is gone, and its widgets with it. */
  lose(): void {
    this.kept.clear();
  }
}
