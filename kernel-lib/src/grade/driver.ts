/** Starts the driver's process for a kernel or the command line, and reads the tasks of a learner's file. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UserError } from '../errors.js';
import { readText } from '../files.js';
import { scriptToNotebook } from '../notebook/convert.js';
import { readNotebook } from '../notebook/ipynb.js';
import { parsePercent } from '../notebook/percent.js';
import type { DriverRequest } from './check-main.js';
import { errorResult, type CheckResult } from './result.js';
import { courseRoot, taskCells } from './tasks.js';

/** Beyond what a task may take by its own limits: then the driver itself is stuck. */
const MILLISECONDS_A_TASK = 120_000;

/** What a kernel's session knows when a cell calls `check`. */
export interface CheckContext {
  /** The source of the last run cell of that task. */
  taskSource(task: string): string | undefined;
}

/**
 * The kernel's side of `check(task)`, for `Session.start({ requests: { check: checkRequestHandler() } })`.
 * @param root - the folder that holds `solutions/`.
 */
export function checkRequestHandler(root = courseRoot()) {
  return async (payload: unknown, context: CheckContext): Promise<CheckResult> => {
    const task = (payload as { task?: unknown } | null)?.task;
    if (typeof task !== 'string') {
      return errorResult(
        String(task),
        'unknown task',
        'check takes the id of a task.',
        "Write check('mask-sentence').",
      );
    }
    const source = context.taskSource(task);
    const submission = { task, ...(source === undefined ? {} : { source }) };
    const [result] = await runDriver({ root, submissions: [submission] });
    return result!;
  };
}

/**
 * Checks the task cells of an `.ipynb` or of a percent script, as the file stands on the disk.
 * Throws a UserError for a file that cannot be read, has no task, or has not the one that is asked for.
 */
export async function checkFile(
  path: string,
  { task, root = courseRoot() }: { task?: string; root?: string } = {},
): Promise<CheckResult[]> {
  const notebook = path.endsWith('.ipynb')
    ? await readNotebook(path)
    : scriptToNotebook(parsePercent(await readText(path), path), { path });
  const cells = new Map(taskCells(notebook).map((cell) => [cell.task, cell.source]));
  const names = [...cells.keys()];
  if (names.length === 0) {
    throw new UserError(
      `${path} has no task: name a notebook of exercises, such as exercises/00-journey.ipynb.`,
    );
  }
  if (task !== undefined && !cells.has(task)) {
    throw new UserError(`${path} has no cell of the task "${task}"; it has: ${names.join(', ')}.`);
  }
  const wanted = task === undefined ? names : [task];
  return runDriver({ root, submissions: wanted.map((name) => ({ task: name, source: cells.get(name)! })) });
}

/** A driver that dies or hangs gives results that say so: the learner's notebook never breaks by a check. */
async function runDriver(request: DriverRequest): Promise<CheckResult[]> {
  const child = spawn(process.execPath, ['--no-warnings', join(__dirname, 'check-main.js')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: MILLISECONDS_A_TASK * request.submissions.length,
    windowsHide: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? '' : `it ended by ${signal ?? `exit code ${code}`}`),
    );
  });
  child.stdin.on('error', () => undefined); // It died before it read: `close` tells.
  child.stdin.end(JSON.stringify(request));
  const [output, complaint, problem] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (problem === '') return JSON.parse(output) as CheckResult[];
  const detail = complaint.trim().split('\n')[0] ?? '';
  const message = `The check could not be run: ${problem}${detail === '' ? '' : `: ${detail}`}.`;
  const next = 'This is not your mistake: try once more, and restart the kernel if it stays.';
  return request.submissions.map(({ task }) => errorResult(task, 'machine', message, next));
}
