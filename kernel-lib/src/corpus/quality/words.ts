import type { CodeUnits } from '../code-units.js';

/** Numbers for the words of one text: equal words, equal numbers, from 0 in order of their first appearance. */
export class WordNumbers {
  private slots = new Int32Array(256);
  private hashes = new Int32Array(128);
  /** Where each word first stood. */
  starts = new Int32Array(128);
  ends = new Int32Array(128);
  known = 0;

  clear(): void {
    // A table that grew for one long text is not cleared in full for each short one after it.
    if (this.slots.length > 4096 && this.known < this.slots.length / 16) {
      this.slots = new Int32Array(4096);
      for (const name of ['hashes', 'starts', 'ends'] as const) this[name] = new Int32Array(2048);
    } else this.slots.fill(0);
    this.known = 0;
  }

  /** @param hash - of the code units from `start` to `end`; equal words must have equal ones. */
  numberOf(text: CodeUnits, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    let slot = spread(hash) & mask;
    for (;;) {
      const word = this.slots[slot]! - 1;
      if (word < 0) return this.add(slot, start, end, hash);
      if (this.hashes[word] === hash && this.equals(text, word, start, end)) return word;
      slot = (slot + 1) & mask;
    }
  }

  private equals(text: CodeUnits, word: number, start: number, end: number): boolean {
    let at = this.starts[word]!;
    if (this.ends[word]! - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) {
      if (text[i]! !== text[at]!) return false;
    }
    return true;
  }

  private add(slot: number, start: number, end: number, hash: number): number {
    const word = this.known++;
    this.slots[slot] = word + 1;
    this.hashes[word] = hash;
    this.starts[word] = start;
    this.ends[word] = end;
    if (this.known === this.hashes.length) this.enlarge();
    return word;
  }

  private enlarge(): void {
    for (const name of ['hashes', 'starts', 'ends'] as const) this[name] = doubled(this[name]);
    this.slots = new Int32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let word = 0; word < this.known; word++) {
      let slot = spread(this.hashes[word]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = word + 1;
    }
  }
}

/** The array in one of twice the length. */
export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function spread(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return h ^ (h >>> 15);
}
