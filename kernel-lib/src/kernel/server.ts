/** The parent process: Jupyter's protocol over ZeroMQ. It never runs a learner's code, so it always answers. */
import { Comms } from './comms.js';
import { readConnectionFile } from './connectionFile.js';
import { Executions, type Publish } from './executions.js';
import { countField, flagField, optionalText, refusal, textField, type Content } from './fields.js';
import { History } from './history.js';
import { Input } from './input.js';
import { kernelInfo } from './kernelInfo.js';
import { toCodePoints, toUtf16 } from './positions.js';
import { Session, type RequestHandler } from './session.js';
import { bindSockets, type Channel, type Sockets } from './sockets.js';
import { BadMessage, Wire, type Header, type Message } from './wire.js';

export interface KernelOptions {
  /** What cells may ask this process to do, by name. */
  requests?: Record<string, RequestHandler>;
}

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
  private readonly input: Input;
  private readonly comms: Comms;
  private shutDown!: () => void;

  constructor(
    private readonly sockets: Sockets,
    private readonly wire: Wire,
    private readonly session: Session,
  ) {
    const publish: Publish = (...given) => this.publish(...given);
    this.input = new Input(sockets.stdin, wire);
    this.comms = new Comms(session, publish, () => this.executions.idle());
    this.executions = new Executions(session, publish, this.history, this.input, (event, parent) =>
      this.comms.said(event, parent),
    );
    session.onLost = () => this.comms.lose();
  }

  async serve(): Promise<void> {
    const stopped = new Promise<void>((resolve) => (this.shutDown = resolve));
    const interrupt = () => void this.session.interrupt();
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', this.shutDown);
    process.on('SIGHUP', this.shutDown);
    const parentWatch = watchParent(this.shutDown);
    this.publish(undefined, 'status', { execution_state: 'starting' });
    void this.welcome();
    for (const channel of [this.sockets.shell, this.sockets.control])
      void this.listen(channel, (message) => void this.handle(message, channel));
    void this.listen(this.sockets.stdin, (message) => {
      if (!this.input.received(message)) log('A message on the stdin channel answers no question.');
    });
    await stopped;
    clearInterval(parentWatch);
    process.off('SIGINT', interrupt);
    await this.session.dispose();
    await Promise.all(
      [this.sockets.iopub, this.sockets.shell.queue, this.sockets.control.queue].map((q) => q.flushed()),
    );
    this.sockets.close();
  }

  private async listen(channel: Channel, take: (message: Message) => void): Promise<void> {
    for await (const frames of channel.messages) {
      try {
        take(this.wire.decode(frames));
      } catch (thrown) {
        if (!(thrown instanceof BadMessage)) throw thrown;
        log(`A message was dropped. ${thrown.message}`);
      }
    }
  }

  /** Each subscription is answered, so that a front end knows from when on it misses nothing (JEP 65). */
  private async welcome(): Promise<void> {
    for await (const subscription of this.sockets.subscriptions) {
      const envelope = { identities: [subscription], parent: {} };
      this.sockets.iopub.send(this.wire.encode('iopub_welcome', { subscription }, envelope));
    }
  }

  /** Every message is handled between a busy and an idle, whatever becomes of it. */
  private async handle(message: Message, channel: Channel): Promise<void> {
    const { header, identities } = message;
    this.publish(header, 'status', { execution_state: 'busy' });
    const done = () => this.publish(header, 'status', { execution_state: 'idle' });
    const type = header.msg_type.replace(/_request$/, '');
    const reply = (answer: object) =>
      channel.queue.send(this.wire.encode(`${type}_reply`, answer, { identities, parent: header }));
    if (header.msg_type === 'execute_request') return this.executions.add({ message, reply, done });
    if (header.msg_type.endsWith('_request')) reply(await this.answer(message));
    else await this.take(message);
    done();
    if (header.msg_type === 'shutdown_request') this.shutDown();
  }

  private async answer({ header, content }: Message): Promise<object> {
    const { msg_type: type } = header;
    try {
      if (!Object.hasOwn(this.handlers, type)) throw new Error(`This kernel does not answer ${type}.`);
      return { status: 'ok', ...(await this.handlers[type]!(content)) };
    } catch (thrown) {
      return { status: 'error', ...refusal(thrown) };
    }
  }

  /** A message that wants no reply. */
  private async take(message: Message): Promise<void> {
    const { msg_type: type } = message.header;
    if (!this.comms.isCommMessage(type)) return log(`A message was not understood: ${type}.`);
    try {
      await this.comms.received(message);
    } catch (thrown) {
      log(`A ${type} was dropped. ${refusal(thrown).evalue}`);
    }
  }

  private readonly handlers: Record<string, Handler> = {
    kernel_info_request: () => kernelInfo(),
    comm_info_request: (content) => this.comms.info(optionalText(content, 'target_name')),
    history_request: (content) => ({ history: this.history.answer(content) }),
    is_complete_request: (content) => this.session.isComplete(textField(content, 'code')),
    complete_request: (content) => this.complete(content),
    inspect_request: (content) => this.inspect(content),
    interrupt_request: () => this.interrupt(),
    shutdown_request: (content) => this.prepareShutdown(flagField(content, 'restart', false)),
    debug_request: () => {
      throw new Error('This kernel has no debugger.');
    },
  };

  private async complete(content: Content): Promise<object> {
    const code = textField(content, 'code');
    const found = await this.session.complete(code, cursorOf(content, code));
    return {
      matches: found.matches,
      cursor_start: toCodePoints(code, found.cursorStart),
      cursor_end: toCodePoints(code, found.cursorEnd),
      metadata: {},
    };
  }

  private async inspect(content: Content): Promise<object> {
    const code = textField(content, 'code');
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

  private publish(...[parent = {} as Header, type, content, extra = {}]: Parameters<Publish>): void {
    const { metadata = {}, buffers = [] } = extra;
    const envelope = { identities: [type], parent, metadata, buffers };
    this.sockets.iopub.send(this.wire.encode(type, content, envelope));
  }
}

/** The cursor as a UTF-16 position; the end of the code where none is given. */
function cursorOf(content: Content, code: string): number {
  return toUtf16(code, countField(content, 'cursor_pos', Number.POSITIVE_INFINITY));
}

/** Jupyter names its process where the kernel is to end with it. */
function watchParent(end: () => void): NodeJS.Timeout | undefined {
  if (process.env['JPY_PARENT_PID'] === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) end();
  }, 1000);
}
