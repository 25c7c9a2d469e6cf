/** Lines of a stream of bytes, each with its offset; a line above the limit is left out in constant memory. */
import type { ByteWindow } from './window.js';

export interface Line {
  /** From 1, within the stream. */
  row: number;
  /** Offset of its first byte in the stream. */
  offset: number;
  /** Without its line end; undefined where it is longer than the limit. */
  bytes: Buffer | undefined;
  /** With its line end; empty where it is longer than the limit. */
  whole: Buffer;
  /** Bytes with the line end. */
  length: number;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const EMPTY = Buffer.alloc(0);

/** @param most - bytes that a line may have. */
export async function* linesOf(window: ByteWindow, most: number): AsyncGenerator<Line> {
  for (let row = 1; window.available > 0 || (await window.fill(1)); row++) {
    const offset = window.offset;
    let looked = 0;
    let end: number;
    while ((end = window.peek().indexOf(NEWLINE, looked)) === -1) {
      looked = window.available;
      if (looked > most || !(await window.fill(Math.min(2 * looked + 1, most + 1)))) break;
    }
    if (end === -1 && window.available > most) end = most + 1;
    if (end === -1) end = window.available;
    if (end > most) yield { row, offset, bytes: undefined, whole: EMPTY, length: await skipLine(window) };
    else {
      const whole = window.take(Math.min(end + 1, window.available));
      yield { row, offset, bytes: withoutEnd(whole), whole, length: whole.length };
    }
  }
}

function withoutEnd(line: Buffer): Buffer {
  let end = line.length;
  if (line[end - 1] === NEWLINE) end--;
  if (line[end - 1] === CARRIAGE_RETURN) end--;
  return line.subarray(0, end);
}

async function skipLine(window: ByteWindow): Promise<number> {
  for (let length = 0; ;) {
    const end = window.peek().indexOf(NEWLINE);
    length += window.take(end === -1 ? window.available : end + 1).length;
    if (end !== -1 || !(await window.fill(1))) return length;
  }
}
