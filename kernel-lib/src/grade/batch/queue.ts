/** The instructor's side of the queue: puts submissions in, takes results out, each once. */
import { Queue, QueueEvents, type Job } from 'bullmq';
import { messageOf } from '../../errors.js';
import type { GradeResult } from '../grading.js';
import { Stopped, type GradeOne, type LessonKey } from './grade-all.js';
import { jobIdOf, QUEUE, reachRedis, type QueuedSubmission } from './queue-shape.js';

/** After this we look whether the work is still there: a Redis that was restarted may have forgotten it. */
const LOOK_MS = 20_000;
const PAGE = 200;

export interface QueueOptions {
  lessonKey(lesson: string): Promise<LessonKey>;
  /** Stops waiting. What is queued stays there: workers go on, and the next run takes the results. */
  signal?: AbortSignal;
  /** What Redis complains about while we wait for it to come back. */
  onTrouble?(sentence: string): void;
}

export interface GradingQueue {
  gradeOne: GradeOne;
  /** How many workers listen, for the person who waits. */
  workers(): Promise<number>;
  close(): Promise<void>;
}

type GradeJob = Job<QueuedSubmission, GradeResult>;

/** Throws a UserError where Redis does not answer. */
export async function openQueue(url: string, options: QueueOptions): Promise<GradingQueue> {
  const connection = await reachRedis(url);
  const queue = new Queue<QueuedSubmission, GradeResult>(QUEUE, { connection });
  const events = new QueueEvents(QUEUE, { connection });
  const trouble = (error: Error) => options.onTrouble?.(`The queue: ${messageOf(error)}.`);
  queue.on('error', trouble);
  events.on('error', trouble);
  // One for each submission that is out.
  queue.setMaxListeners(0);
  events.setMaxListeners(0);
  await events.waitUntilReady();
  await removeOutdated(queue, options.lessonKey);
  const stopped = whenAborted(options.signal);
  return {
    async gradeOne(submission) {
      const key = await options.lessonKey(submission.lesson);
      return Promise.race([through(queue, events, { submission, key }, options.signal), stopped]);
    },
    workers: () => queue.getWorkersCount(),
    async close() {
      await Promise.all([events.close(), queue.close()]);
    },
  };
}

async function through(
  queue: Queue<QueuedSubmission, GradeResult>,
  events: QueueEvents,
  work: QueuedSubmission,
  signal: AbortSignal | undefined,
): Promise<GradeResult> {
  const jobId = jobIdOf(work);
  for (;;) {
    if (signal?.aborted === true) throw new Stopped();
    // Where it is queued, in work or done already, this changes nothing.
    const job: GradeJob = await queue.add('grade', work, {
      jobId,
      attempts: 2,
      removeOnComplete: { age: 7 * 24 * 3600 },
    });
    let result: GradeResult;
    try {
      result = await job.waitUntilFinished(events, LOOK_MS);
    } catch (thrown) {
      if (!(await job.isFailed())) continue; // Not done yet.
      await job.remove();
      throw thrown;
    }
    await job.remove();
    return checked(result, work);
  }
}

/** Anybody who reaches Redis can write there: at least it must be a result for what was asked. */
function checked(result: GradeResult, { submission, key }: QueuedSubmission): GradeResult {
  const wanted = [
    submission.student,
    submission.lesson,
    submission.hash,
    key.checks,
    key.seed,
    key.isolation,
  ];
  const got = [
    result.student,
    result.lesson,
    result.submission,
    result.checks,
    result.seed,
    result.isolation,
  ];
  if (JSON.stringify(got) === JSON.stringify(wanted)) return result;
  throw new Error(`The queue gave a result for something else: ${JSON.stringify(got)}.`);
}

/** Work of an earlier batch whose checks have changed since: no worker of today would take it. */
async function removeOutdated(
  queue: Queue<QueuedSubmission, GradeResult>,
  lessonKey: (lesson: string) => Promise<LessonKey>,
): Promise<void> {
  for (let from = 0; ;) {
    const jobs = await queue.getWaiting(from, from + PAGE - 1);
    if (jobs.length === 0) return;
    for (const job of jobs) {
      const { submission, key } = job.data;
      const current = await lessonKey(submission.lesson).catch(() => undefined); // a lesson that is gone
      if (JSON.stringify(current) === JSON.stringify(key)) from += 1;
      else await job.remove();
    }
  }
}

function whenAborted(signal: AbortSignal | undefined): Promise<never> {
  const stopped = new Promise<never>((_resolve, reject) => {
    if (signal?.aborted === true) reject(new Stopped());
    signal?.addEventListener('abort', () => reject(new Stopped()), { once: true });
  });
  stopped.catch(() => undefined); // where nobody waits
  return stopped;
}
