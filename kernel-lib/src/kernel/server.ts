/** The parent process: Jupyter's protocol over ZeroMQ. It never runs a learner's code, so it always answers. */
import { messageOf } from '../errors.js';
import { readConnectionFile } from './connectionFile.js';
import { Executions } from './executions.js';
import { History } from './history.js';
import { kernelInfo } from './kernelInfo.js';
import { toCodePoints, toUtf16 } from './positions.js';
import { Session, type RequestHandler } from './session.js';
import { bindSockets, type Channel, type Sockets } from './sockets.js';
import { BadMessage, Wire, type Header, type Message } from './wire.js';

export interface KernelOptions {
  /** What cells may ask this process to do, by name. */
  requests?: Record<string, RequestHandler>;
}

type Content = Record<string, unknown>;
type Handler = (content: Content) => Promise<object> | object;

/**
 * Serves one kernel until it is shut down.
 * @param connectionFile - the path that Jupyter gives.
 */
export async function runKernel(
  connectionFile: string,
  { requests = {} }: KernelOptions = {},
): Promise<void> {
  const connection = await readConnectionFile(connectionFile);
  const sockets = await bindSockets(connection, log);
  const session = await Session.start({ cwd: process.cwd(), node: process.execPath, requests });
  await new Kernel(sockets, new Wire(connection), session).serve();
}

/** The front end's log: nothing else is ever printed here. */
function log(line: string): void {
  process.stderr.write(`[blossom kernel] ${line}\n`);
}

class Kernel {
  private readonly history = new History();
  private readonly executions: Executions;
  private shutDown!: () => void;

  constructor(
    private readonly sockets: Sockets,
    private readonly wire: Wire,
    private readonly session: Session,
  ) {
    const publish = (parent: Header, type: string, content: object) => this.publish(parent, type, content);
    this.executions = new Executions(session, publish, this.history);
  }

  async serve(): Promise<void> {
    const stopped = new Promise<void>((resolve) => (this.shutDown = resolve));
    const interrupt = () => void this.session.interrupt();
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', this.shutDown);
    process.on('SIGHUP', this.shutDown);
    const parentWatch = watchParent(this.shutDown);
    this.publish({} as Header, 'status', { execution_state: 'starting' });
    for (const channel of [this.sockets.shell, this.sockets.control]) void this.listen(channel);
    void this.drain(this.sockets.stdin);
    await stopped;
    clearInterval(parentWatch);
    process.off('SIGINT', interrupt);
    await this.session.dispose();
    await Promise.all(
      [this.sockets.iopub, this.sockets.shell.queue, this.sockets.control.queue].map((q) => q.flushed()),
    );
    this.sockets.close();
  }

  private async listen(channel: Channel): Promise<void> {
    for await (const frames of channel.messages) {
      try {
        void this.handle(this.wire.decode(frames), channel);
      } catch (thrown) {
        if (!(thrown instanceof BadMessage)) throw thrown;
        log(`A message was dropped. ${thrown.message}`);
      }
    }
  }

  /** Nothing asks for input yet; what comes is read so that it does not pile up. */
  private async drain(channel: Channel): Promise<void> {
    for await (const frames of channel.messages) void frames;
  }

  /** Every request is answered between a busy and an idle. */
  private async handle(message: Message, channel: Channel): Promise<void> {
    const { header, content, identities } = message;
    this.publish(header, 'status', { execution_state: 'busy' });
    const done = () => this.publish(header, 'status', { execution_state: 'idle' });
    const type = header.msg_type.replace(/_request$/, '');
    const reply = (answer: object) =>
      channel.queue.send(this.wire.encode(`${type}_reply`, answer, { identities, parent: header }));
    if (header.msg_type === 'execute_request') return this.executions.add({ message, reply, done });
    const handler = Object.hasOwn(this.handlers, header.msg_type)
      ? this.handlers[header.msg_type]
      : undefined;
    if (handler !== undefined) reply(await answerWith(handler, content));
    else if (header.msg_type === 'comm_open') this.refuseComm(header, content);
    else log(`A message was not understood: ${header.msg_type}.`);
    done();
    if (type === 'shutdown') this.shutDown();
  }

  private readonly handlers: Record<string, Handler> = {
    kernel_info_request: () => kernelInfo(),
    comm_info_request: () => ({ comms: {} }),
    history_request: (content) => ({ history: this.history.answer(content) }),
    is_complete_request: (content) => this.session.isComplete(text(content['code'])),
    complete_request: (content) => this.complete(content),
    inspect_request: (content) => this.inspect(content),
    interrupt_request: () => this.interrupt(),
    shutdown_request: (content) => this.prepareShutdown(content['restart'] === true),
    debug_request: () => {
      throw new Error('This kernel has no debugger.');
    },
  };

  private async complete(content: Content): Promise<object> {
    const code = text(content['code']);
    const found = await this.session.complete(code, cursorOf(content, code));
    return {
      matches: found.matches,
      cursor_start: toCodePoints(code, found.cursorStart),
      cursor_end: toCodePoints(code, found.cursorEnd),
      metadata: {},
    };
  }

  private async inspect(content: Content): Promise<object> {
    const code = text(content['code']);
    const { found, data } = await this.session.inspect(code, cursorOf(content, code));
    return { found, data, metadata: {} };
  }

  private async interrupt(): Promise<object> {
    await this.session.interrupt();
    return {};
  }

  private async prepareShutdown(restart: boolean): Promise<object> {
    this.executions.abortWaiting();
    await this.session.dispose();
    return { restart };
  }

  /** No widget of ours lives in the kernel: whoever opens a comm is told that it is closed. */
  private refuseComm(header: Header, content: Content): void {
    this.publish(header, 'comm_close', { comm_id: content['comm_id'], data: {} });
  }

  private publish(parent: Header, type: string, content: object): void {
    this.sockets.iopub.send(this.wire.encode(type, content, { identities: [type], parent }));
  }
}

async function answerWith(handler: Handler, content: Content): Promise<object> {
  try {
    return { status: 'ok', ...(await handler(content)) };
  } catch (thrown) {
    const evalue = messageOf(thrown);
    return { status: 'error', ename: 'KernelError', evalue, traceback: [evalue] };
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The cursor as a UTF-16 position; the end of the code where none is given. */
function cursorOf(content: Content, code: string): number {
  const cursor = content['cursor_pos'];
  return typeof cursor === 'number' ? toUtf16(code, cursor) : code.length;
}

/** Jupyter names its process where the kernel is to end with it. */
function watchParent(end: () => void): NodeJS.Timeout | undefined {
  if (process.env['JPY_PARENT_PID'] === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) end();
  }, 1000);
}
