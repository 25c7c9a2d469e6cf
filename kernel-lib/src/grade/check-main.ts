/**
 * The driver's process: JSON on standard input (`DriverRequest`), JSON on standard output (a list of results).
 * A process of its own, so that a kernel or a terminal is never blocked, and never in the learner's one.
 */
import { Console } from 'node:console';
import { text } from 'node:stream/consumers';
import { checkTask } from './run-task.js';
import type { CheckResult } from './result.js';

export interface DriverRequest {
  root: string;
  submissions: { task: string; source?: string }[];
}

async function main(): Promise<void> {
  // What a check prints must not stand between the results.
  globalThis.console = new Console(process.stderr, process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  const { root, submissions } = JSON.parse(await text(process.stdin)) as DriverRequest;
  const results: CheckResult[] = [];
  for (const { task, source } of submissions) results.push(await checkTask(root, task, source));
  process.stdout.write(JSON.stringify(results));
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
