/** `process.stdout` and `process.stderr` of the cells: each write is a frame, sent before `write` returns. */
import { Console } from 'node:console';
import { StringDecoder } from 'node:string_decoder';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { runAs, showingCell, type Cell } from './cells.js';
import { sendOutput } from './marks.js';

type Callback = (error?: Error | null) => void;

/**
 * Overrides `write` itself: an interrupt inside the machinery of `Writable` would leave it waiting for ever.
 */
class CellStream extends Writable {
  /** A page of text, not a terminal: nothing moves a cursor here. Sizes are for what asks without looking. */
  readonly isTTY = false;
  readonly columns = 80;
  readonly rows = 24;
  /** A character whose bytes come in two writes. */
  private readonly decoder = new StringDecoder('utf8');

  constructor(
    private readonly streamName: 'stdout' | 'stderr',
    readonly fd: number,
  ) {
    // Nobody may wait for a close that never comes.
    super({ autoDestroy: false, emitClose: false });
  }

  override write(chunk: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const then = typeof encoding === 'function' ? encoding : callback;
    const isText = typeof chunk === 'string';
    const plain = !isText || typeof encoding !== 'string' || encoding === 'utf8' || encoding === 'utf-8';
    const text = isText && plain ? chunk : this.decoder.write(toBytes(chunk, encoding));
    for (const piece of piecesOf(text)) {
      sendOutput(showingCell(), { output_type: 'stream', name: this.streamName, text: piece });
    }
    if (then !== undefined) process.nextTick(then, null);
    return true;
  }

  /** What is given is written, and whoever waits hears that it is; the process's streams themselves never end. */
  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const then = [chunk, encoding, callback].find((given) => typeof given === 'function') as
      Callback | undefined;
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      this.write(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
    }
    process.nextTick(() => {
      this.emit('finish');
      then?.();
    });
    return this;
  }

  override destroy(): this {
    return this;
  }

  getColorDepth(env?: object): number {
    return process.env['FORCE_COLOR'] === undefined ? 1 : WriteStream.prototype.getColorDepth(env);
  }

  hasColors(count: unknown = 16): boolean {
    return typeof count === 'number' && count <= 2 ** this.getColorDepth();
  }

  getWindowSize(): [number, number] {
    return [this.columns, this.rows];
  }
}

/** Characters of one frame: the parent never holds more of a text that comes in one write. */
const PIECE = 64 * 1024;

function* piecesOf(text: string): Iterable<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + PIECE);
    // Never half of a character that takes two places.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

function toBytes(chunk: unknown, encoding: BufferEncoding | Callback | undefined): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding as BufferEncoding);
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError(`write: expected a string or bytes, got ${chunk === null ? 'null' : typeof chunk}.`);
}

export function installStreams(): void {
  const streams = { stdout: new CellStream('stdout', 1), stderr: new CellStream('stderr', 2) };
  for (const [name, stream] of Object.entries(streams)) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}

/** Its output goes nowhere. */
const NOBODY: Cell = { number: 0, executionCount: 0, interrupted: false };

/** Sends lines that no front end sees, on a console that no cell sees: the first lines of a cell find all code ready. */
export function printUnseen(lines: number): void {
  const unseen = new Console(new CellStream('stdout', 1));
  runAs(NOBODY, () => {
    for (let line = 0; line < lines; line++) unseen.log(`line ${line}`);
  });
}
