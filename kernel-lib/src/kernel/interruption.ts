/** What follows an interrupt that does not end its cell: native code does not return at V8's wish. */
import type { Child } from './childProcess.js';
import type { Output } from './outputs.js';

/** When the processes that a cell waits for are interrupted too, in milliseconds. */
const OTHERS = 500;
/** When a person is told, in milliseconds. */
const PATIENCE = 2000;

export const GIVEN_UP =
  'The cell did not stop when it was interrupted, so the process that ran it was ended.';

export class Interruption {
  /** Whether the interrupt had no effect: the next one may end the process. */
  isStuck = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /** @param signal - aborted when the cell is over. */
  constructor(child: Child, signal: AbortSignal, show: (output: Output) => void) {
    signal.addEventListener('abort', () => this.timers.forEach(clearTimeout));
    this.after(OTHERS, () => child.interruptOthers());
    const tell = () => {
      // A child that still reads TypeScript is not stuck.
      if (!child.isReady) return this.after(PATIENCE, tell);
      this.isStuck = true;
      show({
        output_type: 'stream',
        name: 'stderr',
        text:
          'The interrupt has had no effect: the cell is in native code, which cannot be stopped from outside.\n' +
          'Wait for it, or interrupt once more: its process is then ended, and all variables are lost.\n',
      });
    };
    this.after(PATIENCE, tell);
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.push(setTimeout(act, milliseconds));
  }
}
