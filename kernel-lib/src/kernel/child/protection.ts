/**
 * Stretches that an interrupt must not cut: half a frame, half a type check.
 * The main thread and the thread that interrupts it share five numbers.
 */

/** How many protected stretches the main thread is in. */
export const DEPTH = 0;
/** 1 while the other thread is about to stop the main thread's JavaScript. */
export const STOPPING = 1;
/** The last interrupt that the main thread has taken note of. */
export const NOTED = 2;
/** Who decides at the moment: an end that is on its way must not meet what comes after the interrupt. */
export const LOCK = 3;
/** The last command that the main thread has taken. */
export const TAKEN = 4;

export const FREE = 0;
export const TERMINATING = 1;
const NOTING = 2;

export const shared = new Int32Array(new SharedArrayBuffer(20));

/** Runs `work` with no interrupt inside. */
export function protect<T>(work: () => T): T {
  // Entered before the other thread is asked: one of the two always sees the other.
  while (Atomics.add(shared, DEPTH, 1) === 0 && Atomics.load(shared, STOPPING) === 1) {
    Atomics.sub(shared, DEPTH, 1);
    // The interrupt that is on its way hits this loop instead of the work.
    while (Atomics.load(shared, STOPPING) === 1) continue;
  }
  try {
    return work();
  } finally {
    Atomics.sub(shared, DEPTH, 1);
  }
}

/**
 * The main thread has seen an interrupt: whatever it did is over.
 * False where JavaScript is still about to be ended; the other thread will say the number again.
 */
export function noteInterrupt(number: number): boolean {
  if (Atomics.compareExchange(shared, LOCK, FREE, NOTING) !== FREE) return false;
  Atomics.store(shared, DEPTH, 0);
  Atomics.store(shared, STOPPING, 0);
  Atomics.store(shared, NOTED, number);
  Atomics.store(shared, LOCK, FREE);
  return true;
}
