/**
 * Work that an interrupt in a notebook must not cut in half: a training step, in which the weights change.
 * The kernel puts its guard here; without a kernel there is nothing that could interrupt synchronous code.
 */

export type Guard = <T>(work: () => T) => T;

// A symbol of the whole process: the kernel and the cells may have loaded this file twice.
const GUARD = Symbol.for('blossom.guard');

/** Runs synchronous work; an interrupt that comes meanwhile takes effect right behind it. */
export function uninterrupted<T>(work: () => T): T {
  const guard = (globalThis as Record<symbol, unknown>)[GUARD] as Guard | undefined;
  return guard === undefined ? work() : guard(work);
}

export function setGuard(guard: Guard): void {
  (globalThis as Record<symbol, unknown>)[GUARD] = guard;
}
