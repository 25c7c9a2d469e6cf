/** One of the processes of `workers.ts`: takes submissions over its channel, and ends with the one that started it. */
import { hideBanner } from '../../backend/hide-banner.js';
import { messageOf } from '../../errors.js';
import type { GradeResult, Submission } from '../grading.js';
import type { GradeOne } from './grade-all.js';

/** As the process's one argument, in JSON. */
export interface WorkerTask {
  /** Absolute path of a module of ours that exports `openGrader(options): Promise<GradeOne>`. */
  module: string;
  options: unknown;
}

export interface ToWorker {
  submission: Submission;
}

export type FromWorker = { result: GradeResult } | { error: string };

function main(): void {
  hideBanner();
  const { module: path, options } = JSON.parse(process.argv[2]!) as WorkerTask;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which one is only known now.
  const { openGrader } = require(path) as { openGrader(options: unknown): Promise<GradeOne> };
  const opened = openGrader(options);
  opened.catch(() => undefined); // told with each answer
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => {
    const { submission } = message as ToWorker;
    void opened
      .then((gradeOne) => gradeOne(submission))
      .then(
        (result): FromWorker => ({ result }),
        (thrown: unknown): FromWorker => ({ error: messageOf(thrown) }),
      )
      .then((answer) => process.send!(answer));
  });
}

main();
