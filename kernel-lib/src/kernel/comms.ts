/** Comms: lines between programs in a front end (widgets) and handlers that cells have registered. */
import type { CommEvent } from '../display/host.js';
import { objectField, textField } from './fields.js';
import type { Publish } from './executions.js';
import type { Header, Message } from './wire.js';

/** What we need of the session. */
interface Receiver {
  /** Settles when the handlers in the cells have been called. */
  tell(event: CommEvent): Promise<void>;
  hasCommTarget(name: string): boolean;
}

interface OpenComm {
  target: string;
  /** Settles when the cell's handler has taken the comm; what comes for it waits until then. */
  ready: Promise<void>;
}

const kinds: Record<string, CommEvent['kind']> = { comm_open: 'open', comm_msg: 'msg', comm_close: 'close' };

export class Comms {
  private readonly open = new Map<string, OpenComm>();

  constructor(
    private readonly receiver: Receiver,
    private readonly publish: Publish,
    /** Settles when the cells that were given so far have run. */
    private readonly cellsDone: () => Promise<void>,
  ) {}

  /** Answers a `comm_info_request`: all comms, or those of one target. */
  info(target: string | undefined): object {
    const found = [...this.open].filter(([, comm]) => target === undefined || comm.target === target);
    return { comms: Object.fromEntries(found.map(([id, comm]) => [id, { target_name: comm.target }])) };
  }

  isCommMessage(type: string): boolean {
    return Object.hasOwn(kinds, type);
  }

  /** Takes a message of a front end. Settles when the handlers in the cells have been called. */
  async received(message: Message): Promise<void> {
    const event = readEvent(message);
    if (event.kind === 'open') return this.opened(message.header, event);
    const comm = this.open.get(event.id);
    if (comm === undefined) return;
    if (event.kind === 'close') this.open.delete(event.id);
    await comm.ready;
    await this.receiver.tell(event);
  }

  /** Passes on what a cell says. */
  said(event: CommEvent, parent: Header): void {
    const { kind, id, target, data, metadata, buffers } = event;
    if (kind === 'open') this.open.set(id, { target: target!, ready: Promise.resolve() });
    if (kind === 'close') this.open.delete(id);
    const name = kind === 'open' ? { target_name: target } : {};
    const binary = (buffers ?? []).map((text) => Buffer.from(text, 'base64'));
    this.publish(parent, `comm_${kind}`, { comm_id: id, data, ...name }, { metadata, buffers: binary });
  }

  /** The process with the handlers is gone: no front end is to wait for them. */
  lose(): void {
    for (const id of this.open.keys()) this.close(undefined, id);
    this.open.clear();
  }

  private async opened(header: Header, event: CommEvent & { target?: string }): Promise<void> {
    const { id, target = '' } = event;
    if (this.open.has(id)) return;
    const taken = this.take(target, event);
    this.open.set(id, { target, ready: taken.then(() => undefined) });
    if (await taken) return;
    this.open.delete(id);
    this.close(header, id);
  }

  /** False where no cell has registered the target. */
  private async take(target: string, event: CommEvent): Promise<boolean> {
    // A cell that was sent before may be about to register it.
    if (!this.receiver.hasCommTarget(target)) await this.cellsDone();
    if (!this.receiver.hasCommTarget(target)) return false;
    await this.receiver.tell(event);
    return true;
  }

  private close(parent: Header | undefined, id: string): void {
    this.publish(parent, 'comm_close', { comm_id: id, data: {} });
  }
}

function readEvent({ header, content, metadata, buffers }: Message): CommEvent {
  const kind = kinds[header.msg_type]!;
  return {
    kind,
    id: textField(content, 'comm_id'),
    ...(kind === 'open' ? { target: textField(content, 'target_name') } : {}),
    data: objectField(content, 'data'),
    metadata,
    ...(buffers.length > 0 ? { buffers: buffers.map((buffer) => buffer.toString('base64')) } : {}),
  };
}
