/**
 * A window that moves over a stream of bytes: readers ask for as many bytes as they need and get views, not copies.
 * Memory is what the reader asks for plus one chunk.
 */
import type { FileHandle } from 'node:fs/promises';

/** The next bytes, or undefined at the end. The window keeps views on them: they must not be overwritten. */
export type Pull = () => Promise<Buffer | undefined>;

const EMPTY = Buffer.alloc(0);
const CHUNK = 1024 * 1024;

export class ByteWindow {
  private bytes: Buffer = EMPTY;
  private at = 0;
  private ended = false;

  /** @param start - the offset of the first byte that `pull` gives. */
  constructor(
    private readonly pull: Pull,
    private start = 0,
  ) {}

  /** The offset of the next byte. */
  get offset(): number {
    return this.start + this.at;
  }

  /** How many bytes lie ready. */
  get available(): number {
    return this.bytes.length - this.at;
  }

  /** The bytes that lie ready, at most `most` of them, from `skip` on; they stay in the window. */
  peek(most = Infinity, skip = 0): Buffer {
    return this.bytes.subarray(this.at + skip, Math.min(this.bytes.length, this.at + skip + most));
  }

  /** Makes at least `count` bytes ready; false where the stream ends before. */
  async fill(count: number): Promise<boolean> {
    if (this.available >= count) return true;
    const parts = [this.peek()];
    let length = this.available;
    while (length < count && !this.ended) {
      const chunk = await this.pull();
      if (chunk === undefined) this.ended = true;
      else {
        parts.push(chunk);
        length += chunk.length;
      }
    }
    this.start += this.at;
    this.at = 0;
    const filled = parts.filter((part) => part.length > 0);
    this.bytes = filled.length === 1 ? filled[0]! : Buffer.concat(filled, length);
    return length >= count;
  }

  /** The next `count` bytes, which must lie ready. */
  take(count: number): Buffer {
    const taken = this.bytes.subarray(this.at, this.at + count);
    this.at += taken.length;
    return taken;
  }

  /** Leaves out `count` bytes without keeping them; returns how many there were. */
  async skip(count: number): Promise<number> {
    let left = count;
    for (;;) {
      left -= this.take(Math.min(left, this.available)).length;
      if (left === 0 || !(await this.fill(1))) return count - left;
    }
  }

  /**
   * Where `needle` begins, counted from the next byte, looking at no more than `most` bytes; −1 where it is not there.
   * @param from - where to begin, counted from the next byte.
   */
  async find(needle: Buffer, most: number, from = 0): Promise<number> {
    for (let looked = from; ;) {
      const found = this.peek(most).indexOf(needle, looked);
      if (found !== -1) return found;
      looked = Math.max(from, this.available - needle.length + 1);
      if (this.available >= most) return -1;
      const before = this.available;
      await this.fill(Math.min(most, 2 * before + 1));
      if (this.available === before) return -1;
    }
  }

  /** Moves to where `needle` begins, at any distance and in constant memory; false where it never comes. */
  async seek(needle: Buffer): Promise<boolean> {
    for (;;) {
      const found = this.peek().indexOf(needle);
      if (found !== -1) {
        this.at += found;
        return true;
      }
      this.at += Math.max(0, this.available - needle.length + 1);
      if (!(await this.fill(this.available + 1))) return false;
    }
  }
}

/** Reads a file from `offset` on, in chunks. */
export function pullFile(file: FileHandle, offset = 0, end = Infinity): Pull {
  let position = offset;
  return async () => {
    const length = Math.min(CHUNK, end - position);
    if (length <= 0) return undefined;
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    position += bytesRead;
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
  };
}

/** Bytes that are all there already. */
export function pullBytes(...chunks: Buffer[]): Pull {
  let next = 0;
  return () => Promise.resolve(chunks[next++]);
}

/** The chunks of an async iterable. */
export function pullFrom(chunks: AsyncIterable<Buffer>): Pull {
  const iterator = chunks[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await iterator.next();
    return done ? undefined : value;
  };
}
