/** Other programs, run to their end: what they said is kept for the error, and all of them can be interrupted. */
import { spawn } from 'node:child_process';

export interface ProgramOptions {
  signal?: AbortSignal;
  /** Show what it prints on the terminal (pip draws its progress there). */
  show?: boolean;
  /** Milliseconds; a program that hangs longer is ended. */
  limit?: number;
}

export class ProgramError extends Error {}

/** Runs a program. Rejects with a ProgramError that holds its last line where it fails. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<void> {
  const { signal, show = false, limit = 3_600_000 } = options;
  const deadline = AbortSignal.timeout(limit);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', show ? 'inherit' : 'ignore', 'pipe'],
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    let said = '';
    child.stderr!.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-20_000)));
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error); // it never started, so there is no 'close'
    });
    // Only when it is gone, so that nobody removes a folder that it still writes to.
    child.on('close', (code) => {
      if (failure !== undefined) reject(failure);
      else if (code === 0) resolve();
      else reject(new ProgramError(`${command} ended with ${code ?? 'a signal'}: ${lastLine(said)}`));
    });
  });
}

const lastLine = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => /error/i.test(line))
    .at(-1)
    ?.trim() ??
  text.trim().split('\n').at(-1) ??
  '';

/** Whether the program is there and ends well. */
export async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return runProgram(command, args, { limit: 60_000 }).then(
    () => true,
    () => false,
  );
}
