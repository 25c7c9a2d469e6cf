/**
 * Gives out blocks of the shared memory. Sizes are rounded up to classes (eight in each doubling, so at most an eighth
 * is lost), and a freed block waits in its class's list. Before the memory grows, free neighbours are joined.
 */
import { PAGE } from './layout.js';
import type { Memory } from '../../webassembly.js';

/** Blocks begin at multiples of this: a cache line. */
const ALIGNMENT = 64;

interface Region {
  start: number;
  end: number;
}

/** The bytes that a block for `bytes` really takes. */
export function sizeClass(bytes: number): number {
  if (bytes <= 8 * ALIGNMENT) return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 3);
  return Math.ceil(bytes / Math.max(step, ALIGNMENT)) * Math.max(step, ALIGNMENT);
}

export class Allocator {
  private top: number;
  /** Free blocks by size class. */
  private readonly free = new Map<number, number[]>();
  /** Free stretches that were joined, by address. */
  private regions: Region[] = [];
  private freeBytes = 0;
  private readonly limit: number;

  /**
   * @param start - the first byte to give out.
   * @param maximumPages - what `memory` was made with.
   * @param onGrow - called after the memory has grown: views over all of it must be made anew.
   */
  constructor(
    private readonly memory: Memory,
    start: number,
    maximumPages: number,
    private readonly onGrow: () => void,
  ) {
    this.top = start;
    this.limit = maximumPages * PAGE;
  }

  /** Bytes in use, rounding included. */
  get used(): number {
    return this.top - this.freeBytes;
  }

  /**
   * The address of a new block.
   * @throws RangeError where the limit is reached.
   */
  allocate(bytes: number): number {
    // A shape with a hole in it would make every later address NaN.
    if (!(bytes >= 0)) throw new RangeError(`threads: a tensor cannot have ${bytes} bytes.`);
    const size = sizeClass(bytes);
    const list = this.free.get(size);
    if (list !== undefined && list.length > 0) {
      this.freeBytes -= size;
      return list.pop()!;
    }
    if (this.regions.length > 0) {
      const found = this.fromRegions(size);
      if (found !== undefined) return found;
    }
    if (this.top + size > this.memory.buffer.byteLength) {
      if (this.freeBytes >= size) {
        this.join();
        const found = this.fromRegions(size);
        if (found !== undefined) return found;
      }
      if (this.top + size > this.memory.buffer.byteLength) this.grow(size, bytes);
    }
    const address = this.top;
    this.top += size;
    return address;
  }

  /** Gives a block back; `bytes` as when it was allocated. */
  release(address: number, bytes: number): void {
    const size = sizeClass(bytes);
    this.freeBytes += size;
    const list = this.free.get(size);
    if (list === undefined) this.free.set(size, [address]);
    else list.push(address);
  }

  private fromRegions(size: number): number | undefined {
    const index = this.regions.findIndex(({ start, end }) => end - start >= size);
    if (index < 0) return undefined;
    const region = this.regions[index]!;
    const address = region.start;
    region.start += size;
    if (region.start === region.end) this.regions.splice(index, 1);
    this.freeBytes -= size;
    return address;
  }

  /** All free blocks become as few stretches as possible; one at the end goes back to the untouched rest. */
  private join(): void {
    const blocks: Region[] = [...this.regions];
    for (const [size, list] of this.free) {
      for (const start of list) blocks.push({ start, end: start + size });
      list.length = 0;
    }
    blocks.sort((a, b) => a.start - b.start);
    this.regions = [];
    for (const block of blocks) {
      const last = this.regions.at(-1);
      if (last !== undefined && last.end === block.start) last.end = block.end;
      else this.regions.push(block);
    }
    const last = this.regions.at(-1);
    if (last !== undefined && last.end === this.top) {
      this.regions.pop();
      this.freeBytes -= last.end - last.start;
      this.top = last.start;
    }
  }

  private grow(size: number, bytes: number): void {
    const held = this.memory.buffer.byteLength;
    const needed = this.top + size;
    if (needed <= this.limit) {
      // A quarter more than before, so that many small tensors do not ask page by page.
      const wanted = Math.min(this.limit, Math.max(needed, held + held / 4));
      for (const target of [wanted, needed]) {
        try {
          this.memory.grow(Math.ceil((target - held) / PAGE));
          return this.onGrow();
        } catch (error) {
          // The system has less than we would like: ask for no more than we need, then say so.
          if (!(error instanceof RangeError)) throw error;
        }
      }
    }
    throw new RangeError(this.complaint(bytes));
  }

  private complaint(bytes: number): string {
    const megabytes = (value: number) => `${(value / 2 ** 20).toFixed(1)} MB`;
    return (
      `threads: no memory for a tensor of ${megabytes(bytes)}: ${megabytes(this.used)} of ` +
      `${megabytes(this.limit)} are in use. Dispose of tensors (tf.tidy, tensor.dispose()), or make the batch smaller.`
    );
  }
}
