/**
 * Stretches that an interrupt must not cut: half a frame, half a type check.
 * The main thread and the thread that interrupts it share three numbers.
 */

/** How many protected stretches the main thread is in. */
export const DEPTH = 0;
/** 1 while the other thread is about to stop the main thread's JavaScript. */
export const STOPPING = 1;
/** The last interrupt that the main thread has taken note of. */
export const NOTED = 2;

export const shared = new Int32Array(new SharedArrayBuffer(12));

/** Runs `work` with no interrupt inside. */
export function protect<T>(work: () => T): T {
  // The interrupt that is on its way hits this loop instead of the work.
  while (shared[DEPTH] === 0 && Atomics.load(shared, STOPPING) === 1) continue;
  Atomics.add(shared, DEPTH, 1);
  try {
    return work();
  } finally {
    Atomics.sub(shared, DEPTH, 1);
  }
}

/** The main thread has seen an interrupt: whatever it did is over. */
export function noteInterrupt(number: number): void {
  Atomics.store(shared, DEPTH, 0);
  Atomics.store(shared, STOPPING, 0);
  Atomics.store(shared, NOTED, number);
}
