/** What code in a cell may ask of the parent: the named requests of its host, and a line from a person. */
import type { Frame } from './messages.js';
import type { ExecuteOptions, SessionOptions } from './sessionOptions.js';
import type { SourcesOfTasks } from './tasks.js';

const NOBODY =
  'Nobody can answer here: whoever runs this cell takes no input. ' +
  'Run it in JupyterLab or VS Code, or give the value in the cell.';

/** The cell that runs, as far as input is concerned. */
interface RunningCell {
  cell: number;
  options: ExecuteOptions;
  over: AbortController;
}

export async function answerRequest(
  { name, payload }: Extract<Frame, { type: 'request' }>,
  { cwd, requests = {} }: SessionOptions,
  tasks: SourcesOfTasks,
): Promise<unknown> {
  const handler = Object.hasOwn(requests, name) ? requests[name] : undefined;
  if (handler === undefined) throw new Error(`This kernel does not answer "${name}".`);
  return handler(payload, { cwd, taskSource: (task: string) => tasks.get(task) });
}

export async function askForInput(
  { cell, prompt, password }: Extract<Frame, { type: 'input' }>,
  running: RunningCell | undefined,
): Promise<string> {
  if (running?.cell !== cell) {
    throw new Error('A cell can ask for input only while it runs: await the answer.');
  }
  const { input = 'refused' } = running.options;
  if (input === 'refused') throw new Error(NOBODY);
  return input({ prompt, password, signal: running.over.signal });
}
