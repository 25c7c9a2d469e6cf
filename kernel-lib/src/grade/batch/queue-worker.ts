/** A worker's side of the queue: takes submissions, grades them as the local pool does, and gives results back. */
import { hostname } from 'node:os';
import { Worker, WaitingError, type Job } from 'bullmq';
import { messageOf, UserError } from '../../errors.js';
import type { GradeResult } from '../grading.js';
import { gradeWithRetry, type GradeOne, type LessonKey } from './grade-all.js';
import {
  PATIENCE,
  QUEUE,
  reachRedis,
  withoutPassword,
  type Patience,
  type QueuedSubmission,
} from './queue-shape.js';

/** A submission may take a worker with it so often before it counts as ungraded. */
const MAX_STALLED = 3;

export interface QueueWorkerOptions {
  gradeOne: GradeOne;
  /** This machine's own: its checks, its seed, its isolation. */
  lessonKey(lesson: string): Promise<LessonKey>;
  workers: number;
  /** Finishes what is in work, then settles. */
  signal: AbortSignal;
  onResult?(result: GradeResult): void;
  onTrouble?(sentence: string): void;
  patience?: Patience;
}

/**
 * Works until it is asked to stop. Throws a UserError where work comes that this machine would grade differently: with
 * other checks, another secret or another isolation. That work goes back to the queue.
 */
export async function workQueue(url: string, options: QueueWorkerOptions): Promise<void> {
  const connection = await reachRedis(url);
  const { signal, workers, patience = PATIENCE } = options;
  const refused = new AbortController();
  const grade = async (job: Job<QueuedSubmission, GradeResult>, token?: string): Promise<GradeResult> => {
    const { submission, key } = job.data;
    const reason = await whyNot(submission.lesson, key, options.lessonKey);
    if (reason !== undefined) {
      refused.abort(new UserError(reason));
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const result = await gradeWithRetry(submission, key, options.gradeOne);
    options.onResult?.(result);
    return result;
  };
  const worker = new Worker<QueuedSubmission, GradeResult>(QUEUE, grade, {
    connection,
    concurrency: workers,
    name: `${hostname()} ${process.pid}`,
    maxStalledCount: MAX_STALLED,
    ...patience,
  });
  worker.on('error', (error) =>
    options.onTrouble?.(`The queue at ${withoutPassword(url)}: ${messageOf(error)}.`),
  );
  await aborted(AbortSignal.any([signal, refused.signal]));
  await worker.close(); // waits for what is in work
  if (refused.signal.aborted) throw refused.signal.reason;
}

async function whyNot(
  lesson: string,
  wanted: LessonKey,
  lessonKey: (lesson: string) => Promise<LessonKey>,
): Promise<string | undefined> {
  let own: LessonKey;
  try {
    own = await lessonKey(lesson);
  } catch (thrown) {
    return `This machine cannot grade ${lesson}: ${messageOf(thrown)}`;
  }
  if (own.checks !== wanted.checks) {
    return (
      `This machine has other checks of ${lesson} (${own.checks.slice(0, 12)}) than the batch ` +
      `(${wanted.checks.slice(0, 12)}): bring the course to the same version, and start the worker again.`
    );
  }
  if (own.seed !== wanted.seed) {
    return (
      `This machine has another secret (fingerprint ${own.seed}) than the batch (${wanted.seed}): ` +
      `copy the file grading/secret from the instructor's machine, and start the worker again.`
    );
  }
  if (own.isolation !== wanted.isolation) {
    return (
      `This machine isolates with ${own.isolation}, the batch with ${wanted.isolation}: ` +
      `start the worker with --isolation "${wanted.isolation}", or grade with what both machines have.`
    );
  }
  return undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
