/**
 * The one seam between library code in a cell and whoever runs that cell.
 * The kernel's child (or the headless runner) puts a `Host` on `globalThis`; without one, displays print text.
 * A global symbol, so that two copies of this library in one process reach the same host.
 */

/** MIME type → content: text as a string, JSON types as values, binary images as base64. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** Names the output, so that a later call with `update` replaces it. */
  id?: string;
  /** Replace the output of that `id` in place instead of adding one. */
  update?: boolean;
  metadata?: Record<string, unknown>;
}

export interface Host {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Clears the cell's output; `wait` keeps it until something new comes. */
  clear(wait?: boolean): void;
  /** Asks the process outside the learner's own (for example `check`); answers with plain JSON. */
  request(name: string, payload: unknown): Promise<unknown>;
  /** Asks the person at the notebook for a line of text. */
  input?(prompt: string, options: { password: boolean }): Promise<string>;
  /** Answers comms that the front end opens for this target; a handler of the same name is replaced. */
  registerCommTarget?(name: string, onOpen: CommOpener): void;
  openComm?(target: string, data: CommData, options?: CommOptions): Comm;
}

export type CommData = Record<string, unknown>;

export interface CommOptions {
  metadata?: Record<string, unknown>;
  /** Binary content beside the data. */
  buffers?: Uint8Array[];
}

/** What one side of a comm says to the other. */
export interface CommEvent {
  kind: 'open' | 'msg' | 'close';
  id: string;
  /** Whom it is for; only where it opens. */
  target?: string;
  data: CommData;
  metadata?: Record<string, unknown>;
  /** As base64. */
  buffers?: string[];
}

export interface CommMessage {
  data: CommData;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export type CommOpener = (comm: Comm, message: CommMessage) => unknown;

/** A line to a program in the front end, such as a widget. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  readonly isOpen: boolean;
  send(data: CommData, options?: CommOptions): void;
  close(data?: CommData): void;
  /** An error in the handler is shown under the cell that gave it. */
  onMessage(handler: (message: CommMessage) => unknown): void;
  onClose(handler: (message: CommMessage) => unknown): void;
}

const HOST = Symbol.for('blossom.host');
/** A value that has this method is shown by the bundle that the method returns. */
export const BUNDLE = Symbol.for('blossom.bundle');

export interface Displayable {
  [BUNDLE](): MimeBundle;
}

export function host(): Host | undefined {
  return (globalThis as Record<symbol, unknown>)[HOST] as Host | undefined;
}

export function setHost(value: Host | undefined): void {
  (globalThis as Record<symbol, unknown>)[HOST] = value;
}

export function isDisplayable(value: unknown): value is Displayable {
  return typeof value === 'object' && value !== null && typeof (value as Displayable)[BUNDLE] === 'function';
}
