/** How this process uses memory, and what happens where the machine has none left. */
import { writeFileSync } from 'node:fs';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Each type check makes garbage, which V8 lets grow to a multiple of what lives before it collects. Growing by 60 %
 * instead keeps the process near 350 MB where it took 570 over thousands of cells; cells and training run as fast.
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--heap-growing-percent=60');
}

/** V8's collector, of a context of its own: cells do not see it. Made at the start, when there is memory for it. */
const collect = collector();

function collector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  v8.setFlagsFromString('--no-expose-gc');
  return gc;
}

/**
 * Frees what a cell gave up when it found no memory: the next one needs some before V8 would collect by itself. Twice,
 * because the buffers that the first collection finds are freed in the background, and the second waits for that.
 */
export function freeMemory(): void {
  collect();
  collect();
}

/**
 * Where the machine is out of memory, Linux ends the process with the highest number: this one, whose death is reported
 * in the cell, and not the front end or the parent, which are small and would take the notebook along.
 */
export function goFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // A container that does not let it: Linux chooses by size alone, which mostly finds this process too.
  }
}
