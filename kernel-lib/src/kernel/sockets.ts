/** The five sockets of a kernel. What goes out keeps its order: one send after the other on each socket. */
import { Reply, Router, XPublisher, type Socket, type Writable } from 'zeromq';
import { address } from './connectionFile.js';
import type { Connection } from './wire.js';

type Frames = (Buffer | string)[];

/** Sends are awaited one by one: zeromq refuses many at once and would drop what it refuses. */
export class SendQueue {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly socket: Writable<Frames>,
    private readonly log: (line: string) => void,
  ) {}

  send(frames: Frames): void {
    this.last = this.last
      .then(() => this.socket.send(frames))
      .catch((thrown: unknown) => this.log(`A message could not be sent: ${String(thrown)}`));
  }

  /** Sends after what was given so far; rejects where that fails. */
  deliver(frames: Frames): Promise<void> {
    const sent = this.last.then(() => this.socket.send(frames));
    this.last = sent.catch(() => undefined);
    return sent;
  }

  /** Settles when all that was given so far has gone out. */
  async flushed(): Promise<void> {
    await this.last;
  }
}

export interface Channel {
  queue: SendQueue;
  /** Messages as they come, until the socket is closed. */
  messages: AsyncIterable<Buffer[]>;
}

export interface Sockets {
  shell: Channel;
  control: Channel;
  stdin: Channel;
  iopub: SendQueue;
  /** What a front end subscribes to, as often as one does. */
  subscriptions: AsyncIterable<string>;
  close(): void;
}

export async function bindSockets(connection: Connection, log: (line: string) => void): Promise<Sockets> {
  const routers = { shell: router(), control: router(), stdin: router() };
  // A question to a front end that does not listen is to fail, where a reply is only dropped.
  routers.stdin.mandatory = true;
  const iopub = new XPublisher({ sendHighWaterMark: 0, linger: 1000, verbosity: 'allSubs' });
  const heartbeat = new Reply({ linger: 0 });
  const all: [Socket & { bind(where: string): Promise<void> }, number][] = [
    [routers.shell, connection.shell_port],
    [routers.control, connection.control_port],
    [routers.stdin, connection.stdin_port],
    [iopub, connection.iopub_port],
    [heartbeat, connection.hb_port],
  ];
  await Promise.all(all.map(([socket, port]) => socket.bind(address(connection, port))));
  void echo(heartbeat, log);
  const channel = (socket: Router): Channel => ({
    queue: new SendQueue(socket as Writable<Frames>, log),
    messages: socket,
  });
  return {
    shell: channel(routers.shell),
    control: channel(routers.control),
    stdin: channel(routers.stdin),
    iopub: new SendQueue(iopub as Writable<Frames>, log),
    subscriptions: subscriptionsOf(iopub),
    close: () => all.forEach(([socket]) => socket.close()),
  };
}

/** Without a mandatory peer: a reply to a client that has gone is dropped. */
function router(): Router {
  return new Router({ sendHighWaterMark: 0, handover: true, linger: 1000 });
}

async function echo(heartbeat: Reply, log: (line: string) => void): Promise<void> {
  try {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  } catch (thrown) {
    if (!heartbeat.closed) log(`The heartbeat stopped: ${String(thrown)}`);
  }
}

/** An XPUB socket reads a byte 1 for a subscription (0 for its end), then the topic. */
async function* subscriptionsOf(iopub: XPublisher): AsyncGenerator<string> {
  for await (const [frame] of iopub) {
    if (frame?.[0] === 1) yield frame.toString('utf8', 1);
  }
}
