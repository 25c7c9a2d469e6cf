/**
 * Processes that grade, each one submission at a time: a check that never ends, runs out of memory or takes its process
 * with it costs one process, not the batch.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { GradeResult, Submission } from '../grading.js';
import type { FromWorker, ToWorker, WorkerTask } from './worker-main.js';

export interface WorkerOptions {
  /** Wall time for one submission in seconds; beyond it its process is ended. */
  secondsEach?: number;
  /** Submissions after which a process is replaced, so that what an author's check leaks stays small. */
  uses?: number;
}

/** Lessons that train take minutes; nothing honest takes so long. */
const SECONDS_EACH = 1800;
const USES = 500;

interface GradingProcess {
  child: ChildProcess;
  uses: number;
  /** Rejects with the reason when the process ends. */
  ended: Promise<never>;
}

export class Workers {
  private readonly idle: GradingProcess[] = [];
  private readonly all = new Set<GradingProcess>();
  private closed = false;

  /** @param task - what each process does with a submission. */
  constructor(
    private readonly task: WorkerTask,
    private readonly options: WorkerOptions = {},
  ) {}

  /** Rejects where the process ended or took too long; the next call has another one. */
  async grade(submission: Submission): Promise<GradeResult> {
    if (this.closed) throw new Error('The grading processes have been ended.');
    const { secondsEach = SECONDS_EACH, uses = USES } = this.options;
    const worker = this.idle.pop() ?? this.start();
    worker.uses += 1;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Grading took more than ${secondsEach} s and was ended.`)),
        1000 * secondsEach,
      );
    });
    try {
      const answer = await Promise.race([ask(worker.child, submission), worker.ended, late]);
      if (worker.uses >= uses || this.closed) this.end(worker);
      else this.idle.push(worker);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    } catch (thrown) {
      if (!this.idle.includes(worker)) this.end(worker);
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends all processes; what is in work rejects. */
  async close(): Promise<void> {
    this.closed = true;
    const gone = [...this.all].map(({ ended }) => ended.catch(() => undefined));
    for (const worker of this.all) this.end(worker);
    await Promise.all(gone);
  }

  private end(worker: GradingProcess): void {
    worker.child.kill('SIGKILL');
  }

  private start(): GradingProcess {
    const child = fork(join(__dirname, 'worker-main.js'), [JSON.stringify(this.task)], {
      execArgv: ['--no-warnings'],
      // A process group of its own: Ctrl+C in a terminal reaches us alone, and we let work in hand be finished.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`The grading process ended by ${signal ?? `exit code ${code}`}.`)),
      );
    });
    ended.catch(() => undefined); // an idle process may end with nobody waiting
    const worker = { child, uses: 0, ended };
    this.all.add(worker);
    child.once('exit', () => {
      this.all.delete(worker);
      const at = this.idle.indexOf(worker);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return worker;
  }
}

/** One question is open at a time, so the next message is its answer. */
function ask(child: ChildProcess, submission: Submission): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as FromWorker));
    child.send({ submission } satisfies ToWorker, (error) => {
      if (error !== null) reject(error);
    });
  });
}
