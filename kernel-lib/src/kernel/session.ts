/** A child process that runs cells, one after another; a dead one is replaced and its cell says why it died. */
import { messageOf } from '../errors.js';
import { CellListeners } from './cellListeners.js';
import { Child } from './childProcess.js';
import { GIVEN_UP, Interruption } from './interruption.js';
import { LostCells } from './lostCells.js';
import type { CommEvent } from '../display/host.js';
import type { Command, Frame } from './messages.js';
import { OutputLimit } from './outputLimit.js';
import type {
  CellError,
  Completeness,
  Completion,
  ExecuteReply,
  ExpressionAnswer,
  Inspection,
  Output,
} from './outputs.js';
import { CodeQuestions } from './questions.js';
import { answerRequest, askForInput } from './requestsOfCells.js';
import { pinnedNode } from './runtime.js';
import type { ExecuteOptions, SessionOptions } from './sessionOptions.js';
import { SourcesOfTasks } from './tasks.js';

export type { CellError, Completeness, Completion, ExecuteReply, Inspection, Output } from './outputs.js';
export type * from './sessionOptions.js';

interface CellEnd {
  cell: number;
  error?: CellError;
  expressions?: Record<string, ExpressionAnswer>;
}

interface Job {
  cell: number;
  code: string;
  options: ExecuteOptions;
  executionCount: number;
  onOutput: (output: Output) => void;
  limit: OutputLimit;
  resolve: (reply: ExecuteReply) => void;
  /** Aborted when the cell is over. */
  over: AbortController;
  interruption?: Interruption;
}

export class Session {
  /** Called when the process with all variables has gone. */
  onLost: () => void = () => undefined;
  private child: Child | undefined;
  private starting: Promise<Child> | undefined;
  private readonly queue: Job[] = [];
  private running: Job | undefined;
  private readonly listeners = new CellListeners();
  private readonly questions = new CodeQuestions(
    async (id, question, ask) =>
      (await this.ensureChild()).send({ type: 'question', id, question, ask } as Command),
    () => this.isRunning,
  );
  /** Comm messages that the child has not answered yet. */
  private readonly told = new Map<number, () => void>();
  private readonly commTargets = new Set<string>();
  private readonly tasks = new SourcesOfTasks();
  private readonly lostCells = new LostCells();
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
      const over = new AbortController();
      const job = { cell: ++this.numbers, code, options, executionCount: 0, limit, resolve, over };
      this.queue.push({ ...job, onOutput: (output) => limit.add(output) });
      void this.next();
    });
  }

  /**
   * Ends the running cell with an error; does nothing where none runs. Variables stay.
   * Where the first interrupt had no effect for two seconds, the next one ends the process.
   */
  async interrupt(): Promise<void> {
    const job = this.running;
    if (job === undefined && this.told.size === 0) return;
    const child = await this.ensureChild();
    if (job?.interruption?.isStuck === true) return void (await child.kill(GIVEN_UP));
    child.interrupt();
    if (job === undefined || job !== this.running) return;
    job.interruption ??= new Interruption(child, job.over.signal, (output) => this.show(job.cell, output));
  }

  /**
   * Empty where the running cell leaves no time for an answer, as are the next two.
   * @param cursor - as a UTF-16 position.
   */
  complete(code: string, cursor: number): Promise<Completion> {
    const empty = { matches: [], cursorStart: cursor, cursorEnd: cursor };
    return this.questions.ask(++this.numbers, 'complete', { code, cursor }, empty);
  }

  /** @param cursor - as a UTF-16 position. */
  inspect(code: string, cursor: number): Promise<Inspection> {
    return this.questions.ask(++this.numbers, 'inspect', { code, cursor }, { found: false, data: {} });
  }

  isComplete(code: string): Promise<Completeness> {
    return this.questions.ask(++this.numbers, 'isComplete', { code }, { status: 'unknown' });
  }

  /** Passes on what a front end says to a handler in a cell. Settles when the handler has been called. */
  async tell(event: CommEvent): Promise<void> {
    const child = await this.ensureChild();
    const id = ++this.numbers;
    return new Promise((resolve) => {
      this.told.set(id, resolve);
      child.send({ type: 'comm', id, event });
    });
  }

  hasCommTarget(name: string): boolean {
    return this.commTargets.has(name);
  }

  private addTarget({ cell, name }: Extract<Frame, { type: 'commTarget' }>): void {
    this.commTargets.add(name);
    this.listeners.keep(cell);
  }

  private heard(id: number): void {
    const resolve = this.told.get(id);
    this.told.delete(id);
    resolve?.();
  }

  /** A new child without variables; cells that run or wait end as after a death. */
  async restart(): Promise<void> {
    await this.end('The kernel was restarted.');
    this.lostCells.forget();
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
    const note = silent ? undefined : this.lostCells.takeNote();
    if (note !== undefined) job.onOutput(note);
    if (!silent && options.storeHistory !== false) this.executions += 1;
    job.executionCount = this.executions;
    this.tasks.remember(code);
    this.listen(job);
    const { expressions = {} } = options;
    child.send({ type: 'execute', cell, code, executionCount: job.executionCount, silent, expressions });
  }

  private receive(child: Child, frame: Frame): void {
    if (child !== this.child) return;
    switch (frame.type) {
      case 'output':
        return this.show(frame.cell, frame.output);
      case 'done':
        return void child.nativeEndOf(frame.cell).then(() => this.finish(frame));
      case 'answer':
        if (this.told.has(frame.id)) return this.heard(frame.id);
        return this.questions.answered(frame.id, frame.value, frame.error);
      case 'request':
        return void this.serve(child, frame.id, () => answerRequest(frame, this.options, this.tasks));
      case 'input':
        return void this.serve(child, frame.id, () => askForInput(frame, this.running));
      case 'comm':
        return this.listeners.say(frame.cell, frame.event);
      case 'commTarget':
        return this.addTarget(frame);
      case 'ready':
      case 'mark':
      case 'groups':
      case 'exit':
        return;
      default:
        return frame satisfies never;
    }
  }

  private show(cell: number, output: Output): void {
    this.listeners.show(cell, output);
  }

  private listen({ cell, onOutput, options: { onComm } }: Job): void {
    this.listeners.add(cell, { onOutput, onComm });
  }

  private finish({ cell, error, expressions }: CellEnd): void {
    const job = this.running;
    if (job?.cell !== cell) return;
    this.running = undefined;
    job.over.abort();
    const { executionCount, options } = job;
    job.limit.finish();
    const isCounted = options.silent !== true && options.storeHistory !== false;
    if (error === undefined && isCounted) this.lostCells.ran(executionCount);
    const answers = expressions === undefined ? {} : { expressions };
    job.resolve(
      error === undefined
        ? { status: 'ok', executionCount, ...answers }
        : { status: 'error', executionCount, error },
    );
    void this.next();
  }

  private childEnded(child: Child, reason: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    this.starting = undefined;
    const { isReady } = child;
    this.lostCells.lose();
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
      this.listen(running);
      this.show(running.cell, { output_type: 'error', ...error });
      this.finish({ cell: running.cell, error });
    }
    for (const { resolve } of waiting) resolve({ status: 'aborted', executionCount: this.executions });
    this.questions.lose(reason);
    for (const id of this.told.keys()) this.heard(id);
    this.commTargets.clear();
    this.listeners.lose();
    this.onLost();
  }

  /** Answers something that a cell asked this process. */
  private async serve(child: Child, id: number, answer: () => Promise<unknown>): Promise<void> {
    try {
      child.send({ type: 'response', id, value: await answer() });
    } catch (thrown) {
      child.send({ type: 'response', id, error: messageOf(thrown) });
    }
  }
}
