/** Where things lie in the shared memory. Places of words are in units of four bytes. */

/** Each on a cache line of its own: threads that wait for one must not be disturbed by writes to another. */
export const word = {
  /** Rises with every job: what sleeping workers wait for. */
  signal: 32,
  /** How many parts of the job are done. */
  done: 48,
  /** 1 while the main thread sleeps until the last part is done. */
  waiting: 64,
  /** 1 where a part of the job threw. */
  failed: 80,
  /** 1 when the workers shall end. */
  closed: 96,
  sleepers: 112,
  kernel: 128,
  units: 129,
  grain: 130,
  parts: 131,
} as const;

/**
 * For each thread, the parts of the job that are meant for it and that nobody has taken yet, counted down; 0 or less:
 * nothing to do. The one of a thread is at TICKETS + thread · TICKET, in words.
 */
export const TICKETS = 15_360;
export const TICKET = 16;

/** The first part that is meant for a thread. */
export const firstPart = (thread: number, threads: number, parts: number): number =>
  Math.floor((thread * parts) / threads);

/** The arguments of the job, in bytes. */
export const ARGUMENTS = 1024;
export const MAX_ARGUMENTS = 128;
/** Always zero: what a table of offsets is where there is one matrix. */
export const ZEROS = 2048;
/**
 * From here on memory is given out. Between 4096 (scripts/setup/assembly.js tells the compiler) and here lie the
 * constants of the kernels, of which every thread writes the same ones, and at the end the tickets.
 */
export const HEAP = 65_536;
/** What each thread has for itself, in bytes. */
export const SCRATCH = 262_144;
export const PAGE = 65_536;
