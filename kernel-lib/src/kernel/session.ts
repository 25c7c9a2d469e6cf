/** A child process that runs cells, one after another; a dead one is replaced and its cell says why it died. */
import { messageOf } from '../errors.js';
import { Child } from './childProcess.js';
import type { Frame, Question, Questions } from './messages.js';
import type { CellError, Completeness, Completion, ExecuteReply, Inspection, Output } from './outputs.js';
import { OutputLimit } from './outputLimit.js';
import { pinnedNode } from './runtime.js';
import { SourcesOfTasks } from './tasks.js';

export type { CellError, Completeness, Completion, ExecuteReply, Inspection, Output } from './outputs.js';

export type RequestHandler = (
  payload: unknown,
  context: { taskSource(task: string): string | undefined; cwd: string },
) => Promise<unknown>;

export interface SessionOptions {
  /** Where cells resolve files and packages. */
  cwd: string;
  /** Path of the Node that runs cells; the pinned one if not given. */
  node?: string;
  /** What cells may ask this process to do, by name. */
  requests?: Record<string, RequestHandler>;
}

export interface ExecuteOptions {
  /** Show no result and count no execution. */
  silent?: boolean;
  /** False: count no execution. */
  storeHistory?: boolean;
}

interface Job {
  cell: number;
  code: string;
  options: ExecuteOptions;
  executionCount: number;
  onOutput: (output: Output) => void;
  limit: OutputLimit;
  resolve: (reply: ExecuteReply) => void;
}

interface Asked {
  resolve(value: never): void;
  reject(reason: Error): void;
}

/** How many cells back late output (of a timer) still finds its cell. */
const REMEMBERED_CELLS = 500;

export class Session {
  private child: Child | undefined;
  private starting: Promise<Child> | undefined;
  private readonly queue: Job[] = [];
  private running: Job | undefined;
  private readonly outputs = new Map<number, (output: Output) => void>();
  private readonly asked = new Map<number, Asked>();
  private readonly tasks = new SourcesOfTasks();
  private numbers = 0;
  private executions = 0;
  private isDisposed = false;

  private constructor(private readonly options: SessionOptions) {}

  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await session.ensureChild();
    return session;
  }

  /** The child's process id, while there is one. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Runs the cell after those that were given before. `onOutput` may be called later too, by a timer of the cell. */
  execute(
    code: string,
    onOutput: (output: Output) => void,
    options: ExecuteOptions = {},
  ): Promise<ExecuteReply> {
    return new Promise((resolve) => {
      const limit = new OutputLimit(onOutput);
      const job = { cell: ++this.numbers, code, options, executionCount: 0, limit, resolve };
      this.queue.push({ ...job, onOutput: (output) => limit.add(output) });
      void this.next();
    });
  }

  /** Ends the running cell with an error; does nothing where none runs. Variables stay. */
  async interrupt(): Promise<void> {
    if (this.running !== undefined) (await this.ensureChild()).interrupt();
  }

  /** @param cursor - as a UTF-16 position. */
  complete(code: string, cursor: number): Promise<Completion> {
    return this.ask('complete', { code, cursor });
  }

  /** @param cursor - as a UTF-16 position. */
  inspect(code: string, cursor: number): Promise<Inspection> {
    return this.ask('inspect', { code, cursor });
  }

  isComplete(code: string): Promise<Completeness> {
    return this.ask('isComplete', { code });
  }

  /** A new child without variables; cells that run or wait end as after a death. */
  async restart(): Promise<void> {
    await this.end('The kernel was restarted.');
    this.executions = 0;
    await this.ensureChild();
  }

  /** Ends the child. The session cannot be used any more. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.end('The kernel was shut down.');
  }

  private async end(reason: string): Promise<void> {
    const child = await this.starting?.catch(() => undefined);
    this.child = undefined;
    this.starting = undefined;
    this.lose(reason);
    await child?.kill();
  }

  private ensureChild(): Promise<Child> {
    if (this.isDisposed) return Promise.reject(new Error('The session was disposed.'));
    this.starting ??= this.startChild();
    return this.starting;
  }

  private async startChild(): Promise<Child> {
    const { cwd, node = pinnedNode().path } = this.options;
    const child: Child = await Child.start(
      { cwd, node },
      {
        frame: (frame) => this.receive(child, frame),
        native: (name, text) =>
          this.show(this.running?.cell ?? this.numbers, { output_type: 'stream', name, text }),
        end: (reason) => this.childEnded(child, reason),
      },
    );
    this.child = child;
    return child;
  }

  private async next(): Promise<void> {
    if (this.running !== undefined) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    this.running = job;
    try {
      this.begin(job, await this.ensureChild());
    } catch (thrown) {
      this.starting = undefined;
      this.lose(messageOf(thrown));
    }
  }

  private begin(job: Job, child: Child): void {
    const { cell, code, options } = job;
    // A restart while the child was starting has already answered for this cell.
    if (this.running !== job) return;
    const silent = options.silent ?? false;
    if (!silent && options.storeHistory !== false) this.executions += 1;
    job.executionCount = this.executions;
    this.tasks.remember(code);
    this.outputs.set(cell, job.onOutput);
    this.outputs.delete(cell - REMEMBERED_CELLS);
    child.send({ type: 'execute', cell, code, executionCount: job.executionCount, silent });
  }

  private receive(child: Child, frame: Frame): void {
    if (child !== this.child) return;
    switch (frame.type) {
      case 'output':
        return this.show(frame.cell, frame.output);
      case 'done':
        return void child.nativeEndOf(frame.cell).then(() => this.finish(frame.cell, frame.error));
      case 'answer':
        return this.answered(frame);
      case 'request':
        return void this.serve(child, frame);
      case 'ready':
      case 'mark':
      case 'exit':
        return;
      default:
        return frame satisfies never;
    }
  }

  private show(cell: number, output: Output): void {
    this.outputs.get(cell)?.(output);
  }

  private finish(cell: number, error?: CellError): void {
    const job = this.running;
    if (job?.cell !== cell) return;
    this.running = undefined;
    const { executionCount } = job;
    job.limit.finish();
    job.resolve(
      error === undefined ? { status: 'ok', executionCount } : { status: 'error', executionCount, error },
    );
    void this.next();
  }

  private childEnded(child: Child, reason: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    this.starting = undefined;
    const { isReady } = child;
    this.lose(`${reason}${isReady ? ' All variables are gone: run the cells above again.' : ''}`);
    // A new one warms up for the next cell; what fails to start is tried again only when it is needed.
    if (isReady && !this.isDisposed) this.ensureChild().catch(() => (this.starting = undefined));
  }

  /** The child is gone: the running cell ends with an error, those that wait are aborted, questions have no answer. */
  private lose(reason: string): void {
    const waiting = this.queue.splice(0);
    const { running } = this;
    if (running !== undefined) {
      const error = { ename: 'KernelDied', evalue: reason, traceback: [`KernelDied: ${reason}`] };
      this.outputs.set(running.cell, running.onOutput);
      this.show(running.cell, { output_type: 'error', ...error });
      this.finish(running.cell, error);
    }
    for (const { resolve } of waiting) resolve({ status: 'aborted', executionCount: this.executions });
    for (const { reject } of this.asked.values()) reject(new Error(reason));
    this.asked.clear();
  }

  private async ask<Q extends Question>(
    question: Q,
    ask: Questions[Q]['ask'],
  ): Promise<Questions[Q]['answer']> {
    const child = await this.ensureChild();
    const id = ++this.numbers;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      child.send({ type: 'question', id, question, ask } as Parameters<Child['send']>[0]);
    });
  }

  private answered({ id, value, error }: Extract<Frame, { type: 'answer' }>): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (error !== undefined) asked?.reject(new Error(error));
    else asked?.resolve(value as never);
  }

  private async serve(
    child: Child,
    { id, name, payload }: Extract<Frame, { type: 'request' }>,
  ): Promise<void> {
    const { cwd, requests = {} } = this.options;
    const handler = Object.hasOwn(requests, name) ? requests[name] : undefined;
    const context = { cwd, taskSource: (task: string) => this.tasks.get(task) };
    try {
      if (handler === undefined) throw new Error(`This kernel does not answer "${name}".`);
      child.send({ type: 'response', id, value: await handler(payload, context) });
    } catch (thrown) {
      child.send({ type: 'response', id, error: messageOf(thrown) });
    }
  }
}
