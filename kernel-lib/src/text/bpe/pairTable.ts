/** A number for each of many pairs of token ids: open addressing in one typed array. */

/** Larger than any rank. */
export const NONE = 0x7fffffff;

/** Left id, right id, value, and one unused, so that an entry never lies on two cache lines. */
const WIDTH = 4;

/** Knuth's multiplicative hashing, with another odd factor for the right side. */
const hash = (left: number, right: number) => Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);

export class PairTable {
  private entries: Int32Array;
  /** How far a hash is shifted to the right, so that its upper bits choose the entry. */
  private shift: number;
  private used = 0;

  /**
   * @param expected - how many pairs there will be about; it grows when there are more.
   * @param spread - so many entries for each pair at least: 4 is fast, 2 is small.
   */
  constructor(
    expected = 16,
    private readonly spread: 2 | 4 = 4,
  ) {
    const bits = Math.max(4, Math.ceil(Math.log2(Math.max(1, expected) * spread)));
    this.shift = 32 - bits;
    this.entries = new Int32Array(WIDTH << bits).fill(-1);
  }

  get size(): number {
    return this.used;
  }

  /** The value of a pair of ids from 0; NONE where it has none. */
  get(left: number, right: number): number {
    const { entries } = this;
    const mask = entries.length - 1;
    let at = (hash(left, right) >>> this.shift) * WIDTH;
    for (;;) {
      const found = entries[at]!;
      if (found === left && entries[at + 1] === right) return entries[at + 2]!;
      if (found === -1) return NONE;
      at = (at + WIDTH) & mask;
    }
  }

  /** Sets the value of a pair; a later one replaces an earlier one. */
  set(left: number, right: number, value: number): void {
    if ((this.used + 1) * WIDTH * this.spread > this.entries.length) this.grow();
    this.put(left, right, value);
  }

  /** Calls `visit` with each pair and its value, in no order. */
  forEach(visit: (left: number, right: number, value: number) => void): void {
    const { entries } = this;
    for (let at = 0; at < entries.length; at += WIDTH) {
      if (entries[at] !== -1) visit(entries[at]!, entries[at + 1]!, entries[at + 2]!);
    }
  }

  private put(left: number, right: number, value: number): void {
    const { entries } = this;
    const mask = entries.length - 1;
    let at = (hash(left, right) >>> this.shift) * WIDTH;
    while (entries[at] !== -1 && !(entries[at] === left && entries[at + 1] === right))
      at = (at + WIDTH) & mask;
    if (entries[at] === -1) this.used++;
    entries[at] = left;
    entries[at + 1] = right;
    entries[at + 2] = value;
  }

  private grow(): void {
    const old = this.entries;
    this.entries = new Int32Array(old.length * 2).fill(-1);
    this.shift--;
    this.used = 0;
    for (let at = 0; at < old.length; at += WIDTH) {
      if (old[at] !== -1) this.put(old[at]!, old[at + 1]!, old[at + 2]!);
    }
  }
}
