/**
 * The process in which mutants run, since one that loops for ever is ended from outside: a JSON request a line on
 * standard input, a JSON answer a line on standard output.
 */
import { Console } from 'node:console';
import { createInterface } from 'node:readline';
import { messageOf } from '../../errors.js';
import { loadTask } from '../hidden/course.js';
import type { TaskPlace } from '../tasks.js';
import { firstDifference, firstFailure } from './trial.js';

export interface TrialRequest {
  root: string;
  place: TaskPlace;
  source: string;
  secret: string;
  /** Compare with the reference on so many inputs instead of running the checks. */
  inputs?: number;
  hiddenOnly?: boolean;
}

export interface TrialAnswer {
  /** The check that it failed, or the input on which it differs; missing where there is none. */
  found?: string;
  /** The task itself is broken. */
  broken?: string;
}

async function answer(request: TrialRequest): Promise<TrialAnswer> {
  const { root, place, source, secret, inputs, hiddenOnly = false } = request;
  const graded = await loadTask(root, place);
  const found =
    inputs === undefined
      ? await firstFailure(graded, source, { secret, hiddenOnly })
      : await firstDifference(graded, source, { inputs, secret });
  return found === undefined ? {} : { found };
}

async function main(): Promise<void> {
  const { stdout } = process;
  // What a mutant prints must not stand between the answers.
  globalThis.console = new Console(process.stderr, process.stderr);
  // A mutant may leave a promise behind that fails later.
  process.on('unhandledRejection', () => undefined);
  for await (const line of createInterface({ input: process.stdin })) {
    const result = await answer(JSON.parse(line) as TrialRequest).catch((thrown: unknown) => ({
      broken: messageOf(thrown),
    }));
    stdout.write(`${JSON.stringify(result)}\n`);
  }
}

void main();
