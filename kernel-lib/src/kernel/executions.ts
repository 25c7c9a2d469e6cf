/** The queue of `execute_request`s: one cell at a time; after an error those that already wait are aborted. */
import type { History } from './history.js';
import { OutputBatch } from './outputBatch.js';
import type { Output, Session } from './session.js';
import type { Header, Message } from './wire.js';

export interface Publish {
  /** To every front end, as part of what a request did. */
  (parent: Header, type: string, content: object): void;
}

export interface Execution {
  message: Message;
  /** Answers the one that asked. */
  reply(content: object): void;
  /** Called when the request is over. */
  done(): void;
}

export class Executions {
  private readonly waiting: Execution[] = [];
  private isBusy = false;
  private count = 0;

  constructor(
    private readonly session: Session,
    private readonly publish: Publish,
    private readonly history: History,
  ) {}

  add(execution: Execution): void {
    this.waiting.push(execution);
    void this.run();
  }

  /** Those that wait will never run. */
  abortWaiting(): void {
    for (const execution of this.waiting.splice(0)) {
      execution.reply({ status: 'aborted', execution_count: this.count, user_expressions: {}, payload: [] });
      execution.done();
    }
  }

  private async run(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.execute(next);
    }
    this.isBusy = false;
  }

  private async execute({ message, reply, done }: Execution): Promise<void> {
    const { content, header } = message;
    const code = String(content['code'] ?? '');
    const silent = content['silent'] === true;
    const storeHistory = !silent && content['store_history'] !== false;
    if (storeHistory) this.count += 1;
    const executionCount = this.count;
    if (!silent) this.publish(header, 'execute_input', { code, execution_count: executionCount });
    if (storeHistory) this.history.add(executionCount, code);
    const show = silent
      ? { output: () => undefined, flush: () => undefined }
      : this.outputs(header, executionCount);
    const answer = await this.session.execute(code, show.output, { silent, storeHistory });
    show.flush();
    const isError = answer.status !== 'ok';
    reply({
      status: answer.status,
      execution_count: executionCount,
      ...(isError ? answer.error : { user_expressions: unanswered(content['user_expressions']) }),
      payload: [],
    });
    // Abort before the idle status: a front end may send the next cell as soon as it sees that.
    if (isError && content['stop_on_error'] !== false) this.abortWaiting();
    done();
  }

  private outputs(parent: Header, executionCount: number) {
    const batch = new OutputBatch((type, content) => this.publish(parent, type, content));
    const output = (one: Output) => {
      const { output_type: type, ...content } = one;
      if (one.output_type === 'stream') return batch.text(one.name, one.text);
      if (one.output_type === 'clear_output') return batch.clear(one.wait);
      const id = one.output_type === 'update_display_data' ? one.transient?.display_id : undefined;
      if (id !== undefined) return batch.update(id, content);
      if (type === 'execute_result') {
        Object.assign(content, { execution_count: executionCount });
        this.history.addOutput(
          executionCount,
          String((content as { data: object }).data['text/plain' as never] ?? ''),
        );
      }
      batch.other(type, content);
    };
    return { output, flush: () => batch.flush() };
  }
}

/** Expressions beside a cell are for front ends of other languages; each gets a proper answer. */
function unanswered(expressions: unknown): Record<string, object> {
  const names = typeof expressions === 'object' && expressions !== null ? Object.keys(expressions) : [];
  const error = {
    status: 'error',
    ename: 'NotSupported',
    evalue: 'This kernel evaluates no user expressions.',
  };
  return Object.fromEntries(names.map((name) => [name, { ...error, traceback: [] }]));
}
