/** Why a child process ended, in words for the person whose cell it ran. */

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The code given to `process.exit`, where the cell called it. */
  exitCode: number | undefined;
  /** Something other than the kernel wrote to its pipe. */
  isOutOfStep: boolean;
  /** The last words on the native error stream. */
  lastWords: string;
}

export function reasonOf({ code, signal, exitCode, isOutOfStep, lastWords }: Ending): string {
  if (exitCode !== undefined) return `process.exit(${exitCode}) was called.`;
  if (/heap out of memory|Array buffer allocation failed|Zone.*Allocation failed/.test(lastWords)) {
    return "The kernel's process ran out of memory: keep less data in variables, or work in smaller pieces.";
  }
  if (isOutOfStep) return 'A cell wrote to file descriptor 3, which belongs to the kernel.';
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

/** Where V8's report of a fatal error begins; the reason in words stands for it. */
export const fatalReport = /\n?(<--- Last few GCs --->|FATAL ERROR: |#\s*\n# Fatal )/;
