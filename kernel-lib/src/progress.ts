/** How long work below `display/` tells how far it is: it yields these records, and `display/` or `cli/` draws them. */

/** A plain record (JSON), so that it can also cross a process border. */
export interface ProgressRecord {
  /** What is being done, for example `train`. */
  label: string;
  /** How many units are done. */
  done: number;
  /** How many there are in all; absent where nobody knows. */
  total?: number;
  /** What is counted, for example `steps`. */
  unit?: string;
  /** The newest result in a few words, for example `loss 2.31`. */
  note?: string;
}
