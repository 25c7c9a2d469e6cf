/** What `grade`, `regrade` and `grade-worker` share: isolation, workers, signals, and the line that tells how far it is. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { places } from '../config.js';
import { UserError } from '../errors.js';
import { lessonKeys, readSecret, workerTask } from '../grade/batch/course-grader.js';
import type { GradeOne } from '../grade/batch/grade-all.js';
import type { GradeClassOptions } from '../grade/batch/grade-class.js';
import type { QueueOptions } from '../grade/batch/queue.js';
import { openResultsToWrite } from '../grade/batch/results.js';
import { Workers } from '../grade/batch/workers.js';
import { chooseIsolation, ISOLATION_NAMES } from '../grade/isolation/choose.js';
import type { Isolation, IsolationName } from '../grade/isolation/isolation.js';
import { progressLine, type ProgressLine } from './grade-progress.js';
import { stopOnSignal } from './signals.js';

export interface IsolationOptions {
  isolation?: IsolationName;
  allowWeakIsolation?: boolean;
}

export interface GradingOptions extends IsolationOptions {
  out: string;
  workers?: number;
  queue?: string;
  json?: boolean;
}

export function addIsolationOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--isolation <name>', 'what stands between a submission and this machine').choices(
        ISOLATION_NAMES,
      ),
    )
    .option('--allow-weak-isolation', 'grade although the isolation cannot stop a malicious submission')
    .option('--workers <n>', 'submissions at once (otherwise as many as there are cores)', parseWorkers);
}

export function addGradingOptions(command: Command): Command {
  return addIsolationOptions(command.option('--out <folder>', 'where the results lie', 'graded'))
    .option('--queue <address>', 'share the work over Redis, such as redis://127.0.0.1:6379')
    .option('--json', 'print one JSON document instead of a summary');
}

function parseWorkers(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('Workers are a whole number above 0.');
  return count;
}

/** Throws a UserError for an isolation that cannot hold a malicious program, unless the person allows it. */
export async function gradingIsolation({
  isolation,
  allowWeakIsolation,
}: IsolationOptions): Promise<Isolation> {
  const chosen = await chooseIsolation(isolation);
  if (chosen.strong || allowWeakIsolation === true) return chosen;
  throw new UserError(
    `The isolation "${chosen.name}" is weak (${chosen.reason.replace(/\.$/, '')}): a malicious submission could ` +
      'read your files or forge its grade. Use bubblewrap, sandbox-exec, docker or podman (npx blossom doctor ' +
      'tells what works here), or accept that with --allow-weak-isolation.',
  );
}

/** As many as this process may use. */
export const workersOf = ({ workers }: { workers?: number }) => workers ?? availableParallelism();

/** How many submissions lie in the queue at once: enough for many workers, little enough for Redis and for us. */
const QUEUED_AT_ONCE = 200;

/** Opens all that a batch needs, runs it, and closes all again, whatever happens. */
export async function withGrading<T>(
  options: GradingOptions,
  run: (options: GradeClassOptions) => Promise<T>,
): Promise<T> {
  const isolation = await gradingIsolation(options);
  const course = { root: places.root, isolation: isolation.name };
  const lessonKey = lessonKeys(course, await readSecret(places.root));
  const store = await openResultsToWrite(options.out);
  const line = progressLine(process.stderr);
  const signal = stopOnSignal(line.say);
  try {
    for (const warning of store.warnings) line.say(warning);
    const { queue: url } = options;
    const grader =
      url === undefined
        ? pool(course, workersOf(options))
        : await queued(url, line, { lessonKey, signal, onTrouble: line.say });
    try {
      const { gradeOne, workers } = grader;
      return await run({ store, lessonKey, gradeOne, workers, signal, onProgress: line.show });
    } finally {
      await grader.close();
    }
  } finally {
    line.end();
    await store.close();
  }
}

interface Grader {
  gradeOne: GradeOne;
  workers: number;
  close(): Promise<void>;
}

function pool(course: Parameters<typeof workerTask>[0], workers: number): Grader {
  const processes = new Workers(workerTask(course));
  return {
    gradeOne: (submission) => processes.grade(submission),
    workers,
    close: () => processes.close(),
  };
}

async function queued(url: string, line: ProgressLine, options: QueueOptions): Promise<Grader> {
  // Loaded here alone: a client of Redis is of no use to any other word.
  const { openQueue } = await import('../grade/batch/queue.js');
  const queue = await openQueue(url, options);
  const timer = setInterval(() => {
    // While Redis is away there is no number; onTrouble says so.
    queue.workers().then(line.workers, () => undefined);
  }, 2000);
  return {
    gradeOne: queue.gradeOne,
    workers: QUEUED_AT_ONCE,
    async close() {
      clearInterval(timer);
      await queue.close();
    },
  };
}
