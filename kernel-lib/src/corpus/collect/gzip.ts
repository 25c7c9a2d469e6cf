/**
 * Gzip files member by member (RFC 1952), each with its offset. A member of ordinary size is inflated at once by
 * zlib, which also says where its input ends; a long one comes as a stream. Behind damage the reading goes on at the
 * next bytes that are truly a member.
 */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw, crc32, inflateRawSync, type InflateRaw } from 'node:zlib';
import type { Reading } from './problems.js';
import { ByteWindow, pullBytes, pullFile, type Pull } from './window.js';

/** The inflated bytes of one member. Read `bytes` to its end before asking for the next member. */
export interface Member {
  /** Offset of the member in the file. */
  offset: number;
  /** Offset of what follows; known once `bytes` is read. */
  pull: Pull;
}

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const TRAILER = 8;
/** Compressed bytes up to which a member is inflated at once. */
const AT_ONCE = 4 * 1024 * 1024;
/** A header's optional name and comment may be this long. */
const LONGEST_HEADER = 64 * 1024;
/** What must inflate before bytes behind damage are taken for a member. */
const PROBE = 16 * 1024;

const [FHCRC, FEXTRA, FNAME, FCOMMENT] = [2, 4, 8, 16] as const;

/** Length of the header at the start of `bytes`, 0 where this is none, −1 where it is not all there. */
export function headerLength(bytes: Buffer): number {
  if (bytes.length < 10) return MAGIC.indexOf(bytes.subarray(0, 3)) === 0 ? -1 : 0;
  const flags = bytes[3]!;
  if (!bytes.subarray(0, 3).equals(MAGIC) || flags > 31) return 0;
  let at = 10;
  if (flags & FEXTRA) {
    if (bytes.length < at + 2) return -1;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const flag of [FNAME, FCOMMENT]) {
    if (!(flags & flag)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero === -1) return bytes.length > LONGEST_HEADER ? 0 : -1;
    at = zero + 1;
  }
  if (flags & FHCRC) at += 2;
  return at <= bytes.length ? at : -1;
}

interface Inflated {
  buffer: Buffer;
  engine: InflateRaw;
}

/** The members from `offset` on; `end` is where the last may begin. */
export async function* gzipMembers(handle: FileHandle, reading: Reading, offset = 0): AsyncGenerator<Member> {
  let window = new ByteWindow(pullFile(handle, offset), offset);
  while (await window.fill(1)) {
    const at = window.offset;
    const header = await wholeHeader(window);
    if (header <= 0) {
      if (await onlyZeros(window)) return; // padding of tapes, which gzip ignores too
      if (header === -1)
        reading.problem('truncated-member', at, 'The file ends in the header of a gzip member.');
      else reading.problem('bad-member', at, `Not a gzip member: ${shownBytes(window.peek(4))}.`);
      if (!(await nextMember(window))) return;
      continue;
    }
    const inflated = await inflateAtOnce(window, header, reading);
    if (inflated === 'damaged') {
      yield { offset: at, pull: pullBytes(NEWLINE) };
      if (!(await nextMember(window))) return;
    } else if (inflated === 'long') {
      const stream = new LongMember(handle, at, header, reading);
      try {
        yield { offset: at, pull: () => stream.pull() };
      } finally {
        stream.close();
      }
      window = new ByteWindow(pullFile(handle, stream.end), stream.end);
      if (stream.damaged && !(await nextMember(window))) return;
    } else yield { offset: at, pull: pullBytes(inflated) };
  }
}

/** Ends a line that damage cut off, so that what follows is not glued to it. */
const NEWLINE = Buffer.from('\n');

async function wholeHeader(window: ByteWindow): Promise<number> {
  for (let need = 512; ; need *= 2) {
    const whole = await window.fill(need);
    const length = headerLength(window.peek());
    if (length !== -1 || !whole) return length;
  }
}

async function onlyZeros(window: ByteWindow): Promise<boolean> {
  const copy = window.peek();
  return copy.every((byte) => byte === 0) && !(await window.fill(copy.length + 1));
}

/** The member's bytes; leaves the window behind it. Where it is damaged, the window moves one byte only. */
async function inflateAtOnce(
  window: ByteWindow,
  header: number,
  reading: Reading,
): Promise<Buffer | 'long' | 'damaged'> {
  const at = window.offset;
  const damaged = (kind: string, message: string) => {
    window.take(1);
    reading.problem(kind, at, message);
    return 'damaged' as const;
  };
  for (let need = window.available; ; need *= 2) {
    const whole = await window.fill(need);
    const outcome = inflate(window.peek(Infinity, header), reading.limits.documentBytes);
    if (outcome === 'too-long') return 'long';
    if (outcome === 'cut') {
      if (!whole) return damaged('truncated-member', 'The gzip member ends before its data does.');
      if (need >= AT_ONCE) return 'long';
      continue;
    }
    if (typeof outcome === 'string') return damaged('bad-member', `The gzip member is damaged: ${outcome}.`);
    const { buffer, engine } = outcome;
    const length = header + engine.bytesWritten;
    if (!(await window.fill(length + TRAILER)))
      return damaged('truncated-member', 'The gzip member ends before its check sum.');
    const trailer = window.peek(TRAILER, length);
    if (trailer.readUInt32LE(0) !== crc32(buffer) || trailer.readUInt32LE(4) !== buffer.length >>> 0)
      return damaged('bad-checksum', 'The gzip member does not have the check sum that it states.');
    window.take(length + TRAILER);
    return buffer;
  }
}

function inflate(bytes: Buffer, most: number): Inflated | 'too-long' | 'cut' | (string & {}) {
  try {
    const options = { info: true, maxOutputLength: most, chunkSize: 64 * 1024 };
    return inflateRawSync(bytes, options) as unknown as Inflated;
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'too-long';
    if (code === 'Z_BUF_ERROR') return 'cut';
    return message;
  }
}

/** Moves on to the next bytes that begin like a gzip member and inflate like one. */
async function nextMember(window: ByteWindow): Promise<boolean> {
  while (await window.seek(MAGIC)) {
    await window.fill(PROBE);
    const header = headerLength(window.peek());
    if (header > 0) {
      const probe = inflate(window.peek(PROBE, header), PROBE);
      if (typeof probe !== 'string' || probe === 'cut' || probe === 'too-long') return true;
    }
    window.take(1);
  }
  return false;
}

const shownBytes = (bytes: Buffer) => `it begins with the bytes ${bytes.toString('hex')}`;

/** A member too long to hold: a stream that ends early, with a problem, at damage or at a bomb. */
class LongMember {
  /** Offset of what follows, once `pull` has given undefined. */
  end: number;
  damaged = false;
  private readonly inflater = createInflateRaw({ chunkSize: 256 * 1024 });
  private readonly chunks: AsyncIterator<Buffer>;
  private given = 0;
  private sum = 0;
  private done = false;

  constructor(
    private readonly handle: FileHandle,
    private readonly offset: number,
    private readonly header: number,
    private readonly reading: Reading,
  ) {
    this.end = offset + 1;
    const pull = pullFile(handle, offset + header);
    const source = Readable.from(chunksOf(pull), { objectMode: false });
    source.on('error', (thrown) => this.inflater.destroy(thrown));
    this.inflater.on('error', () => source.destroy()); // `pull` tells of it
    this.chunks = source.pipe(this.inflater)[Symbol.asyncIterator]();
  }

  /** Frees what zlib holds, also where nobody reads on. */
  close(): void {
    this.inflater.destroy();
  }

  async pull(): Promise<Buffer | undefined> {
    if (this.done) return undefined;
    try {
      const { done, value } = await this.chunks.next();
      if (done) return await this.finish();
      this.given += value.length;
      this.sum = crc32(value, this.sum);
      const { inflatedBytes, inflationRatio } = this.reading.limits;
      const ratio = this.given / Math.max(1, this.inflater.bytesWritten);
      if (this.given > inflatedBytes && ratio > inflationRatio) {
        const message = `${this.given} bytes out of ${this.inflater.bytesWritten}: more than ${inflationRatio} times as many.`;
        return await this.stop('zip-bomb', message);
      }
      return value;
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      if (code === 'Z_BUF_ERROR')
        return this.stop('truncated-member', 'The gzip member ends before its data does.');
      if (code?.startsWith('Z_')) return this.stop('bad-member', `The gzip member is damaged: ${message}.`);
      throw thrown;
    }
  }

  private async finish(): Promise<undefined> {
    this.done = true;
    const trailerAt = this.offset + this.header + this.inflater.bytesWritten;
    const { bytesRead, buffer } = await this.handle.read(Buffer.alloc(TRAILER), 0, TRAILER, trailerAt);
    if (bytesRead < TRAILER)
      await this.stop('truncated-member', 'The gzip member ends before its check sum.');
    else if (buffer.readUInt32LE(0) !== this.sum)
      await this.stop('bad-checksum', 'The gzip member does not have the check sum that it states.');
    else this.end = trailerAt + TRAILER;
  }

  /** Ends with a line end: what was cut off must not be glued to what follows. */
  private async stop(kind: string, message: string): Promise<Buffer> {
    this.done = true;
    this.damaged = true;
    this.end = this.offset + this.header + this.inflater.bytesWritten;
    this.inflater.destroy();
    await Promise.resolve();
    this.reading.problem(kind, this.offset, message);
    return NEWLINE;
  }
}

async function* chunksOf(pull: Pull): AsyncGenerator<Buffer> {
  for (let chunk = await pull(); chunk !== undefined; chunk = await pull()) yield chunk;
}
