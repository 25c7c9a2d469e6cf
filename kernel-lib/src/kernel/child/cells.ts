/** Which cell the running code belongs to: also in a timer that the cell started, long after it ended. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Cell {
  readonly number: number;
  readonly executionCount: number;
  /** Its timers no longer fire and its output ends it. */
  interrupted: boolean;
}

/** Thrown inside code of an interrupted cell that still tries to show something. */
export class KeyboardInterrupt extends Error {
  override readonly name = 'KeyboardInterrupt';

  constructor() {
    super('The cell was interrupted.');
  }
}

/**
 * Node 24 carries the cell along every promise and callback. Older Nodes do so with hooks around each promise,
 * which an interrupt inside a promise breaks; there the cell is that of the timer or of the start that came last.
 */
const storage = Number.parseInt(process.versions.node, 10) >= 24 ? new AsyncLocalStorage<Cell>() : undefined;
let latest: Cell | undefined;
let entered: Cell | undefined;

/** Starts a cell: runs its code as part of it. */
export function runIn<T>(cell: Cell, work: () => T): T {
  latest = cell;
  entered = cell;
  return storage === undefined ? work() : storage.run(cell, work);
}

/** Runs a handler of a cell as part of that cell, which may be an old one. */
export function runAs<T>(cell: Cell | undefined, work: () => T): T {
  if (cell === undefined) return work();
  const before = entered;
  entered = cell;
  try {
    return storage === undefined ? work() : storage.run(cell, work);
  } finally {
    entered = before;
  }
}

/** A timer of the cell fires; what runs until the next one belongs to the cell too. */
export function reenter(cell: Cell | undefined): void {
  entered = cell;
}

/** The cell whose code runs; else the one that was started last. */
export function currentCell(): Cell | undefined {
  return (storage === undefined ? entered : storage.getStore()) ?? latest;
}

/** The cell whose code runs, for something that it shows. Ends the code of an interrupted cell. */
export function showingCell(): number {
  const cell = currentCell();
  if (cell?.interrupted === true) throw new KeyboardInterrupt();
  return cell?.number ?? 0;
}
