/** `blossom grade-worker`: takes work from the queue of a batch, on this machine or another. */
import { Command } from 'commander';
import { places } from '../config.js';
import { lessonKeys, readSecret, workerTask } from '../grade/batch/course-grader.js';
import { Workers } from '../grade/batch/workers.js';
import { addIsolationOptions, gradingIsolation, workersOf, type IsolationOptions } from './grading.js';
import { stopOnSignal } from './signals.js';

interface Options extends IsolationOptions {
  queue: string;
  workers?: number;
}

const EXAMPLES = `
Examples:
  $ npx blossom grade-worker --queue redis://192.168.1.10:6379
It needs the same version of the course and the same grading/secret as the machine that runs grade --queue, and works
until Ctrl+C. Keep Redis private: it holds answers and results.`;

export function gradeWorkerCommand(): Command {
  const command = new Command('grade-worker')
    .description('grade submissions from the queue that grade --queue fills')
    .requiredOption('--queue <address>', 'the queue, such as redis://127.0.0.1:6379');
  return addIsolationOptions(command).addHelpText('after', EXAMPLES).action(work);
}

async function work(options: Options): Promise<void> {
  const isolation = await gradingIsolation(options);
  const course = { root: places.root, isolation: isolation.name };
  const lessonKey = lessonKeys(course, await readSecret(places.root));
  const workers = workersOf(options);
  const processes = new Workers(workerTask(course));
  const say = (sentence: string) => console.error(sentence);
  const { workQueue } = await import('../grade/batch/queue-worker.js');
  let done = 0;
  say(`Waiting for submissions, ${workers} at once, isolated by ${isolation.name}. Ctrl+C ends it.`);
  try {
    await workQueue(options.queue, {
      gradeOne: (submission) => processes.grade(submission),
      lessonKey,
      workers,
      signal: stopOnSignal(say),
      onResult: ({ student, lesson, state }) => say(`${++done}: ${student}, ${lesson}: ${state}`),
      onTrouble: say,
    });
  } finally {
    await processes.close();
  }
}
