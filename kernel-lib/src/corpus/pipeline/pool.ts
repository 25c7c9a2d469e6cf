/** Worker threads that do tasks, one at a time each. Which thread does a task never shows in its result. */
import { join } from 'node:path';
import { Worker, type TransferListItem } from 'node:worker_threads';
import { UserError } from '../../errors.js';

export interface TaskMessage {
  kind: string;
  input: unknown;
}

/** An error crosses to this thread as its parts: a UserError has to stay one. */
export type TaskAnswer =
  | { result: unknown }
  | { progress: number }
  | { error: { message: string; stack: string; exitCode?: number } };

export interface TaskOptions {
  transfer?: readonly TransferListItem[];
  /** Is told how far a long task is. */
  onProgress?: (done: number) => void;
}

interface Waiting {
  message: TaskMessage;
  options: TaskOptions;
  resolve(result: unknown): void;
  reject(thrown: unknown): void;
}

/** A thread ended in the middle of a task: it ran out of memory, or its task ended the thread. */
export class ThreadDied extends Error {}

export class Pool {
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Waiting>();
  private readonly queue: Waiting[] = [];
  private closed: Error | undefined;

  constructor(
    readonly threads: number,
    private readonly workerData: unknown,
  ) {}

  /** @throws what the task threw; ThreadDied where its thread ended; what the pool was closed with. */
  run<Result>(kind: string, input: unknown, options: TaskOptions = {}): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.closed !== undefined) throw this.closed;
      this.queue.push({ message: { kind, input }, options, resolve, reject });
      this.dispatch();
    }) as Promise<Result>;
  }

  /** Ends all threads at once; tasks that wait or run fail with the reason. */
  async close(reason = new Error('The pool is closed.')): Promise<void> {
    if (this.closed !== undefined) return;
    this.closed = reason;
    for (const { reject } of [...this.queue.splice(0), ...this.busy.values()]) reject(reason);
    await Promise.all([...this.idle, ...this.busy.keys()].map((worker) => worker.terminate()));
  }

  /** Ends the threads that are idle; the next tasks get new ones, without what the old ones had loaded. */
  async renew(): Promise<void> {
    const idle = this.idle.splice(0);
    await Promise.all(idle.map((worker) => worker.terminate()));
  }

  private dispatch(): void {
    while (this.closed === undefined && this.queue.length > 0) {
      const worker = this.idle.pop() ?? (this.busy.size < this.threads ? this.start() : undefined);
      if (worker === undefined) return;
      const waiting = this.queue.shift()!;
      this.busy.set(worker, waiting);
      worker.postMessage(waiting.message, waiting.options.transfer ?? []);
    }
  }

  private start(): Worker {
    const worker = new Worker(join(__dirname, 'worker.js'), { workerData: this.workerData });
    let died: unknown;
    worker.on('message', (answer: TaskAnswer) => {
      const waiting = this.busy.get(worker);
      if (waiting === undefined) return;
      if ('progress' in answer) return waiting.options.onProgress?.(answer.progress);
      this.busy.delete(worker);
      this.idle.push(worker);
      if ('result' in answer) waiting.resolve(answer.result);
      else waiting.reject(revived(answer.error));
      this.dispatch();
    });
    worker.on('error', (thrown) => (died = thrown));
    worker.on('exit', () => {
      const waiting = this.busy.get(worker);
      this.busy.delete(worker);
      if (this.closed !== undefined) return;
      if (this.idle.includes(worker)) this.idle.splice(this.idle.indexOf(worker), 1);
      waiting?.reject(new ThreadDied(died instanceof Error ? died.message : 'the thread ended'));
      this.dispatch();
    });
    return worker;
  }
}

function revived({ message, stack, exitCode }: { message: string; stack: string; exitCode?: number }): Error {
  if (exitCode !== undefined) return new UserError(message, exitCode);
  return Object.assign(new Error(message), { stack });
}

/**
 * Starts work on each item, at most `limit` at a time, and yields results as they come, in any order.
 * The first error ends it; what is running then is left to itself.
 */
export async function* inParallel<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running = new Map<number, Promise<{ key: number; result: Result }>>();
  let count = 0;
  const finished = async () => {
    const { key, result } = await Promise.race(running.values());
    running.delete(key);
    return result;
  };
  for await (const item of items) {
    const key = count++;
    const started = work(item).then((result) => ({ key, result }));
    started.catch(() => {}); // It is thrown where the race sees it; another may be thrown first.
    running.set(key, started);
    if (running.size >= limit) yield await finished();
  }
  while (running.size > 0) yield await finished();
}
