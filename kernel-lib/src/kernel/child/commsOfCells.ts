/** The child's end of comms: the handlers that cells registered, each run as part of its cell. */
import { randomUUID } from 'node:crypto';
import type { Comm, CommData, CommEvent, CommMessage, CommOpener, CommOptions } from '../../display/host.js';
import { currentCell, runAs, showingCell, type Cell } from './cells.js';
import { send } from './channel.js';

/** A handler, and the cell that gave it. */
interface Handler {
  cell: Cell | undefined;
  call(message: CommMessage): unknown;
}

const targets = new Map<string, { cell: Cell | undefined; onOpen: CommOpener }>();
const comms = new Map<string, CellComm>();

class CellComm implements Comm {
  isOpen = true;
  private readonly messageHandlers: Handler[] = [];
  private readonly closeHandlers: Handler[] = [];

  constructor(
    readonly id: string,
    readonly target: string,
  ) {
    comms.set(id, this);
  }

  send(data: CommData, options: CommOptions = {}): void {
    if (!this.isOpen) throw new Error(`The comm to ${this.target} is closed: open another to send.`);
    say({ kind: 'msg', id: this.id, data }, options);
  }

  close(data: CommData = {}): void {
    if (!this.isOpen) return;
    this.end();
    say({ kind: 'close', id: this.id, data });
  }

  onMessage(handler: (message: CommMessage) => unknown): void {
    this.messageHandlers.push({ cell: currentCell(), call: handler });
  }

  onClose(handler: (message: CommMessage) => unknown): void {
    this.closeHandlers.push({ cell: currentCell(), call: handler });
  }

  /** Calls the handlers for what the front end said. */
  hear(kind: 'msg' | 'close', message: CommMessage, report: Report): void {
    if (kind === 'close') this.end();
    const handlers = kind === 'close' ? this.closeHandlers : this.messageHandlers;
    for (const handler of handlers) call(handler, message, report);
  }

  private end(): void {
    this.isOpen = false;
    comms.delete(this.id);
  }
}

/** Shows an error under a cell. */
export type Report = (thrown: unknown, cell: Cell | undefined) => void;

export function registerCommTarget(name: string, onOpen: CommOpener): void {
  targets.set(name, { cell: currentCell(), onOpen });
  send({ type: 'commTarget', cell: showingCell(), name });
}

export function openComm(target: string, data: CommData, options: CommOptions = {}): Comm {
  const comm = new CellComm(randomUUID(), target);
  say({ kind: 'open', id: comm.id, target, data }, options);
  return comm;
}

/** Takes what a front end said. */
export function hearComm(event: CommEvent, report: Report): void {
  const { kind, id, target = '', data, metadata = {}, buffers = [] } = event;
  const message = { data, metadata, buffers: buffers.map((text) => Buffer.from(text, 'base64')) };
  if (kind !== 'open') return comms.get(id)?.hear(kind, message, report);
  const found = targets.get(target);
  if (found === undefined) return;
  const comm = new CellComm(id, target);
  const refuse: Report = (thrown, cell) => {
    report(thrown, cell);
    runAs(cell, () => comm.close());
  };
  call({ cell: found.cell, call: (given) => found.onOpen(comm, given) }, message, refuse);
}

function call({ cell, call: handle }: Handler, message: CommMessage, report: Report): void {
  // An interrupted cell shows nothing any more; its handlers live on.
  const owner = cell === undefined ? undefined : { ...cell, interrupted: false };
  const done = runAs(owner, async () => handle(message));
  done.catch((thrown: unknown) => report(thrown, owner));
}

function say(event: CommEvent, { metadata, buffers = [] }: CommOptions = {}): void {
  const binary = buffers.map((bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  );
  const extra = {
    ...(metadata === undefined ? {} : { metadata }),
    ...(binary.length > 0 ? { buffers: binary } : {}),
  };
  send({ type: 'comm', cell: showingCell(), event: { ...event, ...extra } });
}
