/** A small Jupyter client for the tests: starts a kernel, speaks to it over ZeroMQ, keeps what comes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Request, Subscriber } from 'zeromq';
import { pinnedNode } from 'kernel-lib/dist/kernel/runtime.js';
import { Wire, type Connection, type Envelope, type Message } from 'kernel-lib/dist/kernel/wire.js';
import { root } from '../support/paths.js';

type Content = Record<string, unknown>;
type ChannelName = 'shell' | 'control' | 'stdin';

export interface Answer {
  reply: Content;
  /** Everything published for the request, from busy to idle. */
  published: readonly Message[];
}

export const kernelMain = join(root, 'kernel-lib', 'dist', 'kernel', 'main.js');
/** Without the command line. */
const kernelAlone = [pinnedNode().path, kernelMain, '{connection_file}'];

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export class Client {
  readonly published: Message[] = [];
  /** Questions for input, as they came. */
  readonly questions: Message[] = [];
  /** What the kernel's process wrote to its own error stream. */
  errors = '';
  private readonly wire: Wire;
  private readonly sockets: {
    shell: Dealer;
    control: Dealer;
    stdin: Dealer;
    iopub: Subscriber;
    heartbeat: Request;
  };
  private readonly replies = new Map<string, Message[]>();
  private readonly byParent = new Map<string, Message[]>();
  private readonly arrivals = new Set<() => void>();

  private constructor(
    readonly process: ChildProcess,
    private readonly folder: string,
    readonly connection: Connection,
  ) {
    this.wire = new Wire(connection);
    // The kernel knows by the identity whose stdin channel belongs to which shell channel.
    const routingId = `client-${randomUUID()}`;
    this.sockets = {
      shell: new Dealer({ routingId }),
      control: new Dealer(),
      stdin: new Dealer({ routingId }),
      iopub: new Subscriber(),
      heartbeat: new Request(),
    };
    const at = (port: number) => `tcp://127.0.0.1:${port}`;
    this.sockets.shell.connect(at(connection.shell_port));
    this.sockets.control.connect(at(connection.control_port));
    this.sockets.stdin.connect(at(connection.stdin_port));
    this.sockets.iopub.connect(at(connection.iopub_port));
    this.sockets.heartbeat.connect(at(connection.hb_port));
    this.sockets.iopub.receiveHighWaterMark = 0;
    this.sockets.iopub.subscribe();
    process.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    void this.receive(this.sockets.shell);
    void this.receive(this.sockets.control);
    void this.hearQuestions();
    void this.subscribe();
  }

  /** A kernel in `cwd`, ready to run cells; `argv` as in a kernelspec. */
  static async start(cwd = root, env = process.env, argv = kernelAlone): Promise<Client> {
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = (await freePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const folder = mkdtempSync(join(tmpdir(), 'kernel-client-'));
    const file = join(folder, 'connection.json');
    const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
    const how = {
      ip: '127.0.0.1',
      transport: 'tcp',
      key: 'a-key-that-no-cell-sees',
      signature_scheme: 'hmac-sha256',
    };
    writeFileSync(file, JSON.stringify({ ...ports, ...how }));
    const [program, ...args] = argv.map((word) => word.replace('{connection_file}', file));
    const started = spawn(program!, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const client = new Client(started, folder, { ...ports, ...how });
    await client.ready();
    return client;
  }

  /** A subscription takes a moment to reach the kernel: asks until an answer is also published. */
  private async ready(): Promise<void> {
    for (;;) {
      const id = this.send('kernel_info_request', {});
      await this.until(() => this.replies.has(id));
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (this.isIdle(id)) return;
    }
  }

  /** @returns the id of the message. */
  send(
    type: string,
    content: Content,
    channel: ChannelName = 'shell',
    extra: Partial<Envelope> = {},
  ): string {
    const frames = this.wire.encode(type, content, { identities: [], parent: {}, ...extra });
    void this.sockets[channel].send(frames);
    return (JSON.parse(String(frames[2])) as { msg_id: string }).msg_id;
  }

  /** Waits for the next question, and answers it. */
  async answerQuestion(value: unknown): Promise<Message> {
    await this.until(() => this.questions.length > 0);
    const question = this.questions.shift()!;
    this.send('input_reply', { value }, 'stdin', { parent: question.header });
    return question;
  }

  sendRaw(frames: (string | Buffer)[]): void {
    void this.sockets.shell.send(frames);
  }

  encode(type: string, content: Content): (string | Buffer)[] {
    return this.wire.encode(type, content, { identities: [], parent: {} });
  }

  /** The frames of a message with these four parts, rightly signed. */
  signed(parts: string[]): string[] {
    const { key } = this.connection;
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return ['<IDS|MSG>', hmac.digest('hex'), ...parts];
  }

  /** What a second front end that subscribes to a topic gets first. */
  async subscribeAgain(topic: string): Promise<Message> {
    const iopub = new Subscriber({ receiveTimeout: 20_000 });
    iopub.subscribe(topic);
    iopub.connect(`tcp://127.0.0.1:${this.connection.iopub_port}`);
    const message = this.wire.decode(await iopub.receive());
    iopub.close();
    return message;
  }

  /** A cell of a front end that has a shell channel alone. */
  async withoutStdin(content: Content): Promise<Answer> {
    const shell = new Dealer();
    shell.connect(`tcp://127.0.0.1:${this.connection.shell_port}`);
    void this.receive(shell);
    const frames = this.encode('execute_request', content);
    await shell.send(frames);
    const answer = await this.answerTo((JSON.parse(String(frames[2])) as { msg_id: string }).msg_id);
    shell.close();
    return answer;
  }

  async request(type: string, content: Content, channel: ChannelName = 'shell'): Promise<Answer> {
    return this.answerTo(this.send(type, content, channel));
  }

  async answerTo(id: string): Promise<Answer> {
    await this.until(() => this.replies.has(id) && this.isIdle(id));
    return { reply: this.replies.get(id)![0]!.content, published: this.of(id) };
  }

  execute(code: string, options: Content = {}): Promise<Answer> {
    return this.request('execute_request', { code, silent: false, store_history: true, ...options });
  }

  /** What was published for one request. */
  of(id: string): readonly Message[] {
    return this.byParent.get(id) ?? [];
  }

  /** Every reply to one request: there ought to be one. */
  repliesTo(id: string): readonly Message[] {
    return this.replies.get(id) ?? [];
  }

  /** For tests that run long: nothing of these messages is needed any more. */
  forget(ids: readonly string[]): void {
    this.published.length = 0;
    for (const id of ids) {
      this.replies.delete(id);
      this.byParent.delete(id);
    }
  }

  /** Settles when the condition holds; looked at whenever a message comes. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.arrivals.delete(look);
        resolve();
      };
      this.arrivals.add(look);
    });
  }

  async beat(text: string): Promise<string> {
    await this.sockets.heartbeat.send(text);
    const [echo] = await this.sockets.heartbeat.receive();
    return String(echo);
  }

  async close(): Promise<void> {
    const ended = this.process.exitCode === null && this.process.signalCode === null;
    if (ended) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    for (const socket of Object.values(this.sockets)) socket.close();
    rmSync(this.folder, { recursive: true });
  }

  private isIdle(id: string): boolean {
    return this.of(id).some(({ content }) => content['execution_state'] === 'idle');
  }

  private async receive(socket: Dealer): Promise<void> {
    for await (const frames of socket) {
      const message = this.wire.decode(frames);
      add(this.replies, message);
      this.arrived();
    }
  }

  private async hearQuestions(): Promise<void> {
    for await (const frames of this.sockets.stdin) {
      this.questions.push(this.wire.decode(frames));
      this.arrived();
    }
  }

  private async subscribe(): Promise<void> {
    for await (const frames of this.sockets.iopub) {
      const message = this.wire.decode(frames);
      this.published.push(message);
      add(this.byParent, message);
      this.arrived();
    }
  }

  private arrived(): void {
    for (const look of [...this.arrivals]) look();
  }
}

function add(messages: Map<string, Message[]>, message: Message): void {
  const parent = message.parent.msg_id ?? '';
  const those = messages.get(parent);
  if (those === undefined) messages.set(parent, [message]);
  else those.push(message);
}

/** The text of one stream, joined. */
export function streamText(published: readonly Message[], name = 'stdout'): string {
  return published
    .filter(({ header, content }) => header.msg_type === 'stream' && content['name'] === name)
    .map(({ content }) => String(content['text']))
    .join('');
}

/** The kinds of what was published, without the stream messages, whose number is nobody's business. */
export function kinds(published: readonly Message[]): string[] {
  return published
    .filter(({ header }) => header.msg_type !== 'stream')
    .map(({ header, content }) =>
      header.msg_type === 'status' ? String(content['execution_state']) : header.msg_type,
    );
}
