/** A worker in a process of its own, for tests that kill it. Arguments: address, options in JSON. */
import { KEY } from './fakeClass.js';
import { openGrader } from './fakeGrader.js';
import type { LessonKey } from 'kernel-lib/dist/grade/batch/grade-all.js';
import { workQueue } from 'kernel-lib/dist/grade/batch/queue-worker.js';

export interface QueueWorkerArguments {
  key?: Partial<LessonKey>;
  log?: string;
  milliseconds?: number;
}

async function main(url: string, { key, ...grader }: QueueWorkerArguments): Promise<void> {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  await workQueue(url, {
    gradeOne: await openGrader(grader),
    lessonKey: () => Promise.resolve({ ...KEY, ...key }),
    workers: 2,
    signal: stop.signal,
    patience: { lockDuration: 1000, stalledInterval: 500 },
  });
}

main(process.argv[2]!, JSON.parse(process.argv[3]!) as QueueWorkerArguments).catch((error: Error) => {
  console.log(error.message);
  process.exitCode = 1;
});
