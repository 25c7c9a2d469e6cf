/** The queue of `execute_request`s: one cell at a time; after an error those that already wait are aborted. */
import type { CommEvent } from '../display/host.js';
import { flagField, refusal, textField, textsField, type Content } from './fields.js';
import type { History } from './history.js';
import type { Input } from './input.js';
import { OutputBatch } from './outputBatch.js';
import type { CellError, ExecuteReply, Output, Session } from './session.js';
import type { Header, Message } from './wire.js';

export interface Publish {
  /** To every front end, as part of what a request did. */
  (parent: Header | undefined, type: string, content: object, extra?: Extra): void;
}

type Extra = { metadata?: object | undefined; buffers?: readonly Buffer[] };

export interface Execution {
  message: Message;
  /** Answers the one that asked. */
  reply(content: object): void;
  /** Called when the request is over. */
  done(): void;
}

/** What an `execute_request` asks for, in the types that the protocol gives it. */
interface Request {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  expressions: Record<string, string>;
  stopOnError: boolean;
  allowStdin: boolean;
}

export class Executions {
  private readonly waiting: Execution[] = [];
  private running: Promise<void> | undefined;
  private count = 0;

  constructor(
    private readonly session: Session,
    private readonly publish: Publish,
    private readonly history: History,
    private readonly input: Input,
    private readonly onComm: (event: CommEvent, parent: Header) => void,
  ) {}

  add(execution: Execution): void {
    this.waiting.push(execution);
    this.running ??= this.run();
  }

  /** Settles when all that was given so far is over. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** Those that wait will never run. */
  abortWaiting(): void {
    for (const execution of this.waiting.splice(0)) {
      execution.reply(this.content({ status: 'aborted' }));
      execution.done();
    }
  }

  private async run(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      try {
        await this.execute(next);
      } catch (thrown) {
        next.reply(this.content({ status: 'error', ...refusal(thrown) }));
      }
      next.done();
    }
    this.running = undefined;
  }

  private async execute(execution: Execution): Promise<void> {
    const { header, content, identities } = execution.message;
    const request = readRequest(content);
    const { code, silent, storeHistory } = request;
    if (storeHistory) this.count += 1;
    const executionCount = this.count;
    if (!silent) this.publish(header, 'execute_input', { code, execution_count: executionCount });
    if (storeHistory) this.history.add(executionCount, code);
    const show = silent ? silence : this.outputs(header, executionCount);
    const answer = await this.session.execute(code, show.output, {
      silent,
      storeHistory,
      expressions: request.expressions,
      input: request.allowStdin ? (ask) => this.input.ask(ask, header, identities) : 'refused',
      onComm: (event) => {
        show.flush();
        this.onComm(event, header);
      },
    });
    show.flush();
    execution.reply(this.content(answer));
    // Abort before the idle status: a front end may send the next cell as soon as it sees that.
    if (answer.status !== 'ok' && request.stopOnError) this.abortWaiting();
  }

  private content(answer: Partial<ExecuteReply> & { status: string } & Partial<CellError>): object {
    const { status, error, expressions = {}, ename, evalue, traceback } = answer;
    const failure = error ?? (ename === undefined ? {} : { ename, evalue, traceback });
    return {
      status,
      execution_count: this.count,
      user_expressions: expressions,
      payload: [],
      ...failure,
    };
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

const silence = { output: () => undefined, flush: () => undefined };

function readRequest(content: Content): Request {
  const silent = flagField(content, 'silent', false);
  return {
    code: textField(content, 'code'),
    silent,
    storeHistory: !silent && flagField(content, 'store_history', true),
    expressions: textsField(content, 'user_expressions'),
    stopOnError: flagField(content, 'stop_on_error', true),
    allowStdin: flagField(content, 'allow_stdin', false),
  };
}
