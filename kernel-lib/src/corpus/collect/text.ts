/** Plain text: a file as one document, a long one in parts at paragraph ends, and fortune files. */
import type { Found } from './found.js';
import { linesOf, type Line } from './lines.js';
import type { Reading } from './problems.js';
import { readWhole } from './whole.js';
import type { ByteWindow } from './window.js';

/**
 * @param partBytes - a book is split at the first paragraph end (an empty line) behind so many bytes.
 * A line above the limit is a `too-long` problem and left out. Text in UTF-16 is never split.
 */
export async function* readText(
  window: ByteWindow,
  reading: Reading,
  mediaType: string,
  partBytes: number,
): AsyncGenerator<Found> {
  await window.fill(SNIFFED);
  const start = window.peek(SNIFFED);
  if (isUtf16(start)) {
    yield* readWhole(window, reading, mediaType);
    return;
  }
  if (start.includes(0)) {
    reading.problem('binary', 0, 'The file has zero bytes in it, so it is no text.');
    return;
  }
  const mostInPart = reading.limits.documentBytes;
  const part = new Part(mediaType);
  for await (const line of linesOf(window, mostInPart)) {
    if (line.bytes === undefined) tooLong(reading, line);
    // Without a paragraph end the part ends at the last line end that fits.
    else if (part.length > 0 && part.length + line.length > mostInPart) yield part.next(line);
    else part.add(line);
    if (part.length >= partBytes && line.bytes?.length === 0) yield part.next();
  }
  if (part.length > 0) yield part.next();
}

/** Fortune files: texts with a line `%` between them (fortune(6)). */
export async function* readFortunes(window: ByteWindow, reading: Reading): AsyncGenerator<Found> {
  const part = new Part('text/plain');
  for await (const line of linesOf(window, reading.limits.documentBytes)) {
    const separator = line.bytes?.length === 1 && line.bytes[0] === 0x25;
    if (line.bytes === undefined) tooLong(reading, line);
    if (separator || line.bytes === undefined || part.length + line.length > reading.limits.documentBytes) {
      if (part.length > 0) yield part.next();
    }
    if (!separator && line.bytes !== undefined) part.add(line);
  }
  if (part.length > 0) yield part.next();
}

function tooLong(reading: Reading, { offset, length }: Line): void {
  const limit = reading.limits.documentBytes;
  reading.problem('too-long', offset, `The line has ${length} bytes, the limit is ${limit}.`);
}

/** Bytes at the start of a file that tell text from something else. */
export const SNIFFED = 8192;

/** UTF-16 has zero bytes, as binary files have, but a mark at its start. */
export const isUtf16 = (start: Buffer) =>
  start.length >= 2 && (start.readUInt16LE(0) === 0xfeff || start.readUInt16LE(0) === 0xfffe);

/** Lines on their way to be a document. */
class Part {
  length = 0;
  private offset = 0;
  private lines: Buffer[] = [];

  constructor(private readonly mediaType: string) {}

  add({ whole, offset, length }: Line): void {
    if (this.length === 0) this.offset = offset;
    this.lines.push(whole);
    this.length += length;
  }

  /** The lines so far as a document; a next one begins, with this line if there is one. */
  next(line?: Line): Found {
    const body = Buffer.concat(this.lines);
    const found = { origin: { offset: this.offset }, mediaType: this.mediaType, body };
    this.lines = [];
    this.length = 0;
    if (line !== undefined) this.add(line);
    return found;
  }
}
