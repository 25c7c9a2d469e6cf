/** The driver's process as a kernel or the command line holds it: asks it, and reads the tasks of a learner's file. */
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { readText } from '../files.js';
import { scriptToNotebook } from '../notebook/convert.js';
import { readNotebook } from '../notebook/ipynb.js';
import { parsePercent } from '../notebook/percent.js';
import type { DriverAnswer, DriverQuestion, DriverRequest } from './check-main.js';
import { isLearners, recordResults } from './progress/records.js';
import { errorResult, type CheckResult } from './result.js';
import { courseRoot, taskCells } from './tasks.js';

/** Beyond what a task may take by its own limits: then the driver itself is stuck. */
const MILLISECONDS_A_TASK = 120_000;
/** A driver and its spare runners take about 300 MB: they leave when nobody checks for so long. */
const IDLE_MILLISECONDS = 5 * 60_000;

/** What a kernel's session knows when a cell calls `check`. */
export interface CheckContext {
  /** Where the notebook lies. */
  cwd?: string;
  /** The source of the last run cell of that task. */
  taskSource(task: string): string | undefined;
}

/**
 * The kernel's side of `check(task)`, for `Session.start({ requests: { check: checkRequestHandler() } })`.
 * @param root - the folder that holds `solutions/`.
 * @param options - `record`: note what each check gives, for the map of the course.
 */
export function checkRequestHandler(root = courseRoot(), { record = false }: { record?: boolean } = {}) {
  const driver = new Driver();
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
    const [result] = await driver.check({ root, submissions: [submission] });
    if (record && context.cwd !== undefined && isLearners(root, context.cwd))
      await recordResults(root, [{ result: result!, source }]);
    return result!;
  };
}

/**
 * Checks the task cells of an `.ipynb` or of a percent script, as the file stands on the disk.
 * Throws a UserError for a file that cannot be read, has no task, or has not the one that is asked for.
 */
export async function checkFile(
  path: string,
  { task, root = courseRoot(), record = false }: { task?: string; root?: string; record?: boolean } = {},
): Promise<CheckResult[]> {
  const cells = await readTaskCells(path, task);
  const submissions = [...cells].map(([name, source]) => ({ task: name, source }));
  const driver = new Driver();
  try {
    const results = await driver.check({ root, submissions });
    if (record && isLearners(root, path)) {
      const checked = results.map((result) => ({
        result,
        source: cells.get(result.task),
        file: resolve(path),
      }));
      await recordResults(root, checked);
    }
    return results;
  } finally {
    driver.close();
  }
}

/** The source of each task cell, or of the one that is asked for, in the order of the file. */
export async function readTaskCells(path: string, task?: string): Promise<Map<string, string>> {
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
  if (task === undefined) return cells;
  const source = cells.get(task);
  if (source === undefined) {
    throw new UserError(`${path} has no cell of the task "${task}"; it has: ${names.join(', ')}.`);
  }
  return new Map([[task, source]]);
}

/**
 * The driver's process: started by the first question, kept warm for the next ones. One that dies or hangs gives
 * results that say so (the learner's notebook never breaks by a check), and the next question starts another.
 */
export class Driver {
  private child: ChildProcess | undefined;
  private questions = 0;
  private idle: NodeJS.Timeout | undefined;

  async check(request: DriverRequest): Promise<CheckResult[]> {
    clearTimeout(this.idle);
    const answer = await this.ask(request);
    this.idle = setTimeout(() => this.close(), IDLE_MILLISECONDS).unref();
    if ('results' in answer) return answer.results;
    const message = `The check could not be run: ${answer.problem}.`;
    const next = 'This is not your mistake: try once more, and restart the kernel if it stays.';
    return request.submissions.map(({ task }) => errorResult(task, 'machine', message, next));
  }

  /** Starts the process before the first question. */
  start(): ChildProcess {
    if (this.child?.connected === true) return this.child;
    const child = fork(join(__dirname, 'check-main.js'), {
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Whoever holds this may end while the driver waits for questions; it then ends, too.
    child.unref();
    (child.stderr as NodeJS.ReadableStream & { unref?(): void }).unref?.();
    child.channel?.unref();
    return (this.child = child);
  }

  /** Ends the process; a further question starts another. */
  close(): void {
    clearTimeout(this.idle);
    if (this.child?.connected === true) this.child.disconnect();
    this.child = undefined;
  }

  private ask(request: DriverRequest): Promise<{ results: CheckResult[] } | { problem: string }> {
    const child = this.start();
    const id = ++this.questions;
    child.channel?.ref();
    return new Promise((resolve) => {
      let complaint = '';
      const hear = (text: Buffer) => (complaint = (complaint + text.toString()).slice(0, 2000));
      const settle = (answer: { results: CheckResult[] } | { problem: string }) => {
        clearTimeout(timer);
        child.off('message', receive).off('close', end).off('error', fail).stderr?.off('data', hear);
        child.stderr?.resume();
        child.channel?.unref();
        resolve(answer);
      };
      const receive = (answer: DriverAnswer) => answer.id === id && settle(answer);
      const fail = (error: Error) => settle({ problem: error.message });
      const end = (code: number | null, signal: string | null) => {
        const detail = complaint.trim().split('\n')[0] ?? '';
        settle({
          problem: `it ended by ${signal ?? `exit code ${code}`}${detail === '' ? '' : `: ${detail}`}`,
        });
      };
      const timer = setTimeout(() => child.kill('SIGKILL'), MILLISECONDS_A_TASK * request.submissions.length);
      child.on('message', receive).on('close', end).on('error', fail).stderr?.on('data', hear);
      child.send({ id, request } satisfies DriverQuestion, (error) => error !== null && fail(error));
    });
  }
}
