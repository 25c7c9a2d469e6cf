/** How often each piece of the texts occurs: all that training keeps of them. Code units lie in one growing array. */

import { grown } from './grown.js';

/** Longer pieces are cut here: it bounds the work of one merge, and such pieces are seldom language. */
export const LONGEST_WORD = 1024;

export class WordCounts {
  /** The code units of all words, one after the other. */
  units = new Uint16Array(1 << 16);
  /** Where each word begins; that of the next word comes last. */
  starts = new Int32Array(1 << 12);
  counts = new Float64Array(1 << 12);
  /** Distinct words. */
  size = 0;
  /** Distinct words that were forgotten as there were more than `limit`. */
  forgotten = 0;
  private slots = new Int32Array(1 << 14).fill(-1);

  /** @param limit - the most distinct words; when there are more, the rarest half is forgotten. */
  constructor(private readonly limit: number) {}

  /** Counts a piece. */
  add(units: Uint16Array, from: number, end: number): void {
    for (let at = from; at < end;) {
      let to = Math.min(end, at + LONGEST_WORD);
      if (to < end && (units[to]! & 0xfc00) === 0xdc00) to--; // not inside of a pair
      this.addWord(units, at, to, 1);
      at = to;
    }
  }

  private addWord(units: Uint16Array, from: number, end: number, count: number): void {
    let hash = 0x811c9dc5;
    for (let i = from; i < end; i++) hash = Math.imul(hash ^ units[i]!, 0x01000193); // FNV-1a
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const word = this.slots[slot]!;
      if (word === -1) break;
      if (this.equals(word, units, from, end)) {
        this.counts[word]! += count;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = this.size;
    this.append(units, from, end, count);
    if (this.size > this.limit) this.forget();
    else if (this.size * 2 > this.slots.length) this.rehash(this.slots.length * 2);
  }

  private equals(word: number, units: Uint16Array, from: number, end: number): boolean {
    const start = this.starts[word]!;
    const length = end - from;
    if (this.starts[word + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.units[start + i] !== units[from + i]) return false;
    return true;
  }

  private append(units: Uint16Array, from: number, end: number, count: number): void {
    const start = this.starts[this.size]!;
    const to = start + end - from;
    if (to > this.units.length) this.units = grown(this.units, to, (length) => new Uint16Array(length));
    if (this.size + 2 > this.starts.length) {
      this.starts = grown(this.starts, this.size + 2, (length) => new Int32Array(length));
      this.counts = grown(this.counts, this.size + 2, (length) => new Float64Array(length));
    }
    for (let i = from, at = start; i < end;) this.units[at++] = units[i++]!;
    this.counts[this.size] = count;
    this.size++;
    this.starts[this.size] = to;
  }

  private rehash(length: number): void {
    this.slots = new Int32Array(length).fill(-1);
    const { size, units, starts, counts } = this;
    this.size = 0;
    for (let word = 0; word < size; word++) {
      this.addWord(units, starts[word]!, starts[word + 1]!, counts[word]!);
    }
  }

  /** Keeps the words above the smallest count that leaves at most half of the limit. */
  private forget(): void {
    const { size, units, starts, counts } = this;
    const sorted = counts.slice(0, size).sort();
    const least = sorted[size - Math.max(1, this.limit >> 1)]!;
    this.slots.fill(-1);
    this.size = 0;
    let kept = 0;
    for (let word = 0; word < size; word++) {
      if (counts[word]! <= least) continue;
      this.addWord(units, starts[word]!, starts[word + 1]!, counts[word]!);
      kept++;
    }
    this.forgotten += size - kept;
  }
}
