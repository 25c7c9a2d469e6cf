/** Counts of what came in, what left and why; they add up exactly, or the run ends with an error. */
import type { StageCount } from '../stream.js';

/** Numbers by name; a name that never came is not there. */
export type Tally = Record<string, number>;

export function add(tally: Tally, name: string, count = 1): void {
  tally[name] = (tally[name] ?? 0) + count;
}

export function addAll(tally: Tally, other: Readonly<Tally>): void {
  for (const [name, count] of Object.entries(other)) add(tally, name, count);
}

/** With names in order: the same counts give the same file, whatever came first. */
export const sortedTally = (tally: Readonly<Tally>): Tally =>
  Object.fromEntries(Object.entries(tally).sort(([a], [b]) => (a < b ? -1 : 1)));

export const sum = (tally: Readonly<Tally>): number =>
  Object.values(tally).reduce((total, count) => total + count, 0);

export const newCount = (stage: string): StageCount => ({ stage, cameIn: 0, wentOut: 0, reasons: {} });

/** Adds counts of some documents to those of all; stages keep the order in which they first came. */
export function addCounts(total: StageCount[], some: readonly StageCount[]): void {
  for (const { stage, cameIn, wentOut, reasons } of some) {
    let count = total.find((each) => each.stage === stage);
    if (count === undefined) total.push((count = newCount(stage)));
    count.cameIn += cameIn;
    count.wentOut += wentOut;
    addAll(count.reasons, reasons);
  }
}

/**
 * @param documents - how many came into the first stage.
 * @throws Error where a document was lost or counted twice: that is a mistake of ours.
 */
export function assertAddsUp(counts: readonly StageCount[], documents: number): void {
  let expected = documents;
  for (const { stage, cameIn, wentOut, reasons } of counts) {
    if (cameIn !== expected || cameIn !== wentOut + sum(reasons)) {
      throw new Error(
        `The counts of the stage ${stage} do not add up: ${expected} should have come in, ${cameIn} did; ` +
          `${wentOut} went out and ${sum(reasons)} were dropped.`,
      );
    }
    expected = wentOut;
  }
}
