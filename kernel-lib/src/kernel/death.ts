/** Why a child process ended, in words for the person whose cell it ran. */
import { readFileSync } from 'node:fs';

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The code given to `process.exit`, where the cell called it. */
  exitCode: number | undefined;
  /** Something other than the kernel wrote to its pipe. */
  isOutOfStep: boolean;
  /** The system has ended a process for want of memory meanwhile. */
  isMemoryKill: boolean;
  /** The last words on the native error stream. */
  lastWords: string;
}

const OUT_OF_MEMORY =
  "The kernel's process ran out of memory: keep less data in variables, or work in smaller pieces.";

/** In the last words: V8's heap, what V8 needs beside it, and what C++ could not have (`bad_alloc`). */
const noMemory = /Last few GCs|out of memory|[Aa]llocation failed|bad_alloc/;

export function reasonOf(ending: Ending): string {
  const { code, signal, exitCode, isOutOfStep, isMemoryKill, lastWords } = ending;
  if (exitCode !== undefined) return `process.exit(${exitCode}) was called.`;
  if (noMemory.test(lastWords)) return OUT_OF_MEMORY;
  if (isOutOfStep) return 'A cell wrote to file descriptor 3, which belongs to the kernel.';
  if (signal === 'SIGKILL' && isMemoryKill) return OUT_OF_MEMORY;
  if (signal === 'SIGKILL') {
    return "The kernel's process was killed (SIGKILL): by a person, or by the system when memory ran short.";
  }
  if (
    signal === 'SIGSEGV' ||
    signal === 'SIGBUS' ||
    signal === 'SIGILL' ||
    signal === 'SIGABRT' ||
    signal === 'SIGFPE'
  ) {
    return `The kernel's process crashed in native code (${signal}).`;
  }
  if (signal !== null) return `The kernel's process was ended (${signal}).`;
  return `The kernel's process ended with exit code ${code}.`;
}

/** Where the report of a fatal error begins, of V8 or of C++; the reason in words stands for it. */
export const fatalReport =
  /\n?(<--- Last few GCs --->|FATAL ERROR: |#\s*\n# Fatal |terminate called after throwing )/;

/** How many processes Linux has ended here for want of memory; 0 where it does not say. */
export function memoryKills(): number {
  if (process.platform !== 'linux') return 0;
  try {
    const group = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
    const events = readFileSync(`/sys/fs/cgroup${group}/memory.events`, 'utf8');
    return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
  } catch {
    // An older kind of control groups, or none: the signal alone is reported.
    return 0;
  }
}
