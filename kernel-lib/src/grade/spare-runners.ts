/**
 * Runners that are started before they are needed, each for one case and never again. A learner waits for a check, and
 * most of the wait is processes that start and load tfjs.
 */
import { noIsolation } from './isolation/none.js';
import { Runner } from './runner.js';
import type { Case } from './tasks.js';
import { TensorValue } from './values.js';

/** Where a check takes its runners from. */
export interface RunnerSource {
  /** A runner that nobody has used, with these modules loaded. */
  take(preload: readonly string[]): Runner;
}

/** Starts each when it is asked for. */
export const freshRunners: RunnerSource = {
  take: (preload) => new Runner({ isolation: noIsolation(), preload }),
};

/** One with tfjs takes about 80 MB while it waits, one without about 15. */
const MOST_PLAIN = 6;
const MOST_LOADED = 4;

const TFJS = require.resolve('./quiet-tensors.js');
/** What takes longer to load than all the rest of a check. */
const HEAVY: Record<string, readonly string[]> = {
  '@tensorflow/tfjs': [TFJS],
  'kernel-lib': [TFJS, 'kernel-lib'],
};

/** Which modules a cell will want: those that its compiled code asks for, and tfjs where an argument is a tensor. */
export function heavyModules(code: string, cases: readonly Case[]): string[] {
  const wanted = Object.entries(HEAVY).flatMap(([name, files]) =>
    code.includes(`require("${name}")`) ? files : [],
  );
  const hasTensor = cases.some(({ args }) => args.some((arg) => arg instanceof TensorValue));
  return [...new Set([...(hasTensor ? [TFJS] : []), ...wanted])];
}

export class SpareRunners implements RunnerSource {
  private spares: Runner[] = [];
  private preload: readonly string[] = [];
  /** How many were taken since the last `restock`. */
  private taken = 0;

  take(preload: readonly string[]): Runner {
    if (preload.join() !== this.preload.join()) {
      this.drop(this.spares);
      this.preload = preload;
      this.taken = 0;
    }
    this.taken += 1;
    const alive = this.spares.filter((spare) => !spare.hasEnded);
    this.drop(this.spares.filter((spare) => spare.hasEnded));
    this.spares = alive.slice(1);
    return alive[0] ?? freshRunners.take(preload);
  }

  /** Starts as many as the last check took, within limits. */
  restock(): void {
    const wanted = Math.min(this.taken, this.preload.length > 0 ? MOST_LOADED : MOST_PLAIN);
    while (this.spares.length < wanted) this.spares.push(freshRunners.take(this.preload));
    this.taken = 0;
  }

  private drop(spares: readonly Runner[]): void {
    for (const spare of spares) spare.discard();
    this.spares = [];
  }
}
