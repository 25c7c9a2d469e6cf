/**
 * The driver's process: requests and results over Node's channel between a process and its child.
 * A process of its own, so that a kernel or a terminal is never blocked, and never in the learner's one. It stays for
 * the next request, with spare runners started meanwhile, until the channel closes.
 */
import './keep-compiled.js'; // First: what is loaded after it is found compiled.
import { Console } from 'node:console';
import { messageOf } from '../errors.js';
import { checkTask } from './run-task.js';
import type { CheckResult } from './result.js';
import { SpareRunners } from './spare-runners.js';

export interface DriverRequest {
  root: string;
  submissions: { task: string; source?: string }[];
  /** Leave the other cases of a task out after the first that fails. */
  bail?: boolean;
}

/** `id` tells to which question an answer belongs. */
export type DriverQuestion = { id: number; request: DriverRequest };
export type DriverAnswer = { id: number } & ({ results: CheckResult[] } | { problem: string });

const runners = new SpareRunners();

async function answer({ id, request }: DriverQuestion): Promise<DriverAnswer> {
  const { root, submissions, bail = false } = request;
  const results: CheckResult[] = [];
  try {
    for (const { task, source } of submissions) {
      results.push(await checkTask(root, task, source, { bail, runners }));
    }
    return { id, results };
  } catch (thrown) {
    console.error(thrown);
    return { id, problem: messageOf(thrown) };
  }
}

function main(): void {
  // What a check prints must not stand in a terminal between the results.
  globalThis.console = new Console(process.stderr, process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  process.on('disconnect', () => process.exit(0));
  let before = Promise.resolve();
  process.on('message', (question: DriverQuestion) => {
    before = before.then(async () => {
      process.send!(await answer(question));
      // The next check is probably of the same task.
      runners.restock();
    });
  });
}

main();
