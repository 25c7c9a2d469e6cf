/**
 * Learns merges: the pair of neighbours with the highest count becomes a token, again and again (Sennrich et al., 2016,
 * arXiv:1508.07909). Words are kept once with their count; each pair knows the words that it is in, so that a merge looks at
 * those alone; a heap with lazy updates knows the highest count. Among equal counts the pair with the smaller left id
 * wins, then that with the smaller right id: Hugging Face's rule, so the merges are the same.
 */
import { grown } from './grown.js';
import { Neighbours } from './neighbours.js';
import { PairHeap } from './pairHeap.js';
import { NONE, PairTable } from './pairTable.js';

/**
 * Words as ids, one after the other: a word's length, its count, and its symbols, −1 where a character has no token. A word
 * is known by the place of its length. So a visit to a word is one to memory: most of a merge's time is spent waiting for it.
 */
export interface Words {
  ids: Int32Array;
  /** Counts that need more than 31 bits; −1 − their place stands in `ids`. */
  large: number[];
}
/** So much stands before the symbols of a word. */
export const WORD_HEAD = 2;

/** One pair of ids that is merged next, and how often it stands in the texts. */
export interface Candidate {
  left: number;
  right: number;
  count: number;
  /** For `merge`. */
  slot: number;
}

/** While there are no more pairs than this, they are found in a table of all of them: 16 MB. */
const DENSE = 1 << 22;

const ints = (length: number) => new Int32Array(length);
const floats = (length: number) => new Float64Array(length);

export class MergeLearner {
  private readonly slots: PairTable;
  private lefts: Int32Array;
  private rights: Int32Array;
  private counts: Float64Array;
  /** The words of each pair lie in `places` from here, to there. */
  private listFrom: Int32Array;
  private listTo: Int32Array;
  private places: Int32Array;
  private placed = 0;
  private readonly heap = new PairHeap((a, b) => this.isBefore(a, b));
  private readonly before: Neighbours;
  private readonly after: Neighbours;

  /**
   * @param symbols - the ids of symbols in the words are below this.
   * @param most - the ids of all tokens that will be made are below this.
   */
  constructor(
    private readonly words: Words,
    symbols: number,
    most: number,
  ) {
    this.before = new Neighbours(most);
    this.after = new Neighbours(most);
    const expected = Math.max(1024, words.ids.length >> 3);
    this.slots = new PairTable(expected);
    [this.lefts, this.rights] = [ints(expected), ints(expected)];
    [this.listFrom, this.listTo] = [ints(expected), ints(expected)];
    this.counts = floats(expected);
    const slotAt = this.countPairs(symbols);
    this.places = ints(slotAt.length);
    this.placePairs(slotAt);
    for (let slot = 0; slot < this.slots.size; slot++) this.heap.push(slot, this.counts[slot]!);
  }

  /** Counts all pairs; for each place of `ids`, the pair that begins there, or −1. */
  private countPairs(symbols: number): Int32Array {
    const { ids } = this.words;
    const slotAt = ints(ids.length).fill(-1);
    const dense = symbols * symbols <= DENSE ? ints(symbols * symbols).fill(NONE) : undefined;
    for (let word = 0; word < ids.length; word += WORD_HEAD + ids[word]!) {
      const end = word + WORD_HEAD + ids[word]!;
      const count = this.countOf(word);
      for (let at = word + WORD_HEAD + 1; at < end; at++) {
        const [left, right] = [ids[at - 1]!, ids[at]!];
        if (left < 0 || right < 0) continue;
        let slot = dense === undefined ? this.slots.get(left, right) : dense[left * symbols + right]!;
        if (slot === NONE) {
          slot = this.newSlot(left, right);
          if (dense !== undefined) dense[left * symbols + right] = slot;
        }
        slotAt[at - 1] = slot;
        this.counts[slot]! += count;
        this.listTo[slot]!++;
      }
    }
    return slotAt;
  }

  /** How often a word stands in the texts. */
  private countOf(word: number): number {
    const count = this.words.ids[word + 1]!;
    return count >= 0 ? count : this.words.large[-1 - count]!;
  }

  /** Writes each pair's words one after the other, each once where that is known. */
  private placePairs(slotAt: Int32Array): void {
    const { ids } = this.words;
    for (let slot = 0; slot < this.slots.size; slot++) {
      this.listFrom[slot] = this.placed;
      this.placed += this.listTo[slot]!;
      this.listTo[slot] = this.listFrom[slot]!;
    }
    for (let word = 0; word < ids.length; word += WORD_HEAD + ids[word]!) {
      const end = word + WORD_HEAD + ids[word]!;
      for (let at = word + WORD_HEAD; at < end; at++) {
        const slot = slotAt[at]!;
        if (slot === -1) continue;
        const to = this.listTo[slot]!;
        if (to > this.listFrom[slot]! && this.places[to - 1] === word) continue;
        this.places[to] = word;
        this.listTo[slot] = to + 1;
      }
    }
  }

  private isBefore(a: number, b: number): boolean {
    if (this.lefts[a] !== this.lefts[b]) return this.lefts[a]! < this.lefts[b]!;
    return this.rights[a]! < this.rights[b]!;
  }

  /** The pair with the highest count, at least `least`; it leaves the queue. Undefined where there is none. */
  next(least: number): Candidate | undefined {
    const { heap } = this;
    while (heap.size > 0) {
      const [slot, believed] = [heap.topItem, heap.topKey];
      const count = this.counts[slot]!;
      if (count !== believed) {
        if (count > 0) heap.replaceTop(slot, count);
        else heap.pop();
        continue;
      }
      if (count < least || count <= 0) return undefined;
      heap.pop();
      return { left: this.lefts[slot]!, right: this.rights[slot]!, count, slot };
    }
    return undefined;
  }

  /** Merges a pair in all words into the token `id`. */
  merge({ left, right, slot }: Candidate, id: number): void {
    const to = this.listTo[slot]!;
    for (let at = this.listFrom[slot]!; at < to; at++) this.mergeIn(this.places[at]!, left, right, id);
    this.listTo[slot] = this.listFrom[slot]!;
    const { before, after } = this;
    const touched = [
      ...before.seen.map((token) => this.gain(token, id, before, token)),
      ...after.seen.map((token) => this.gain(id, token, after, token)),
    ];
    before.writeWords(this.places);
    after.writeWords(this.places);
    for (const token of before.seen) this.lose(token, left, before.sumOf(token));
    for (const token of after.seen) this.lose(right, token, after.sumOf(token));
    before.clear();
    after.clear();
    this.counts[slot] = 0;
    for (const each of touched) if (this.counts[each]! > 0) this.heap.push(each, this.counts[each]!);
  }

  /** Merges from the left; what stands beside goes from one pair to another. */
  private mergeIn(word: number, left: number, right: number, id: number): void {
    const { ids } = this.words;
    const count = this.countOf(word);
    const from = word + WORD_HEAD;
    const end = from + ids[word]!;
    let to = from;
    for (let at = from; at < end;) {
      const symbol = ids[at]!;
      if (symbol !== left || at + 1 >= end || ids[at + 1] !== right) {
        ids[to++] = symbol;
        at++;
        continue;
      }
      if (to > from) this.before.add(ids[to - 1]!, count, word);
      if (at + 2 < end) this.after.add(ids[at + 2]!, count, word);
      ids[to++] = id;
      at += 2;
    }
    ids[word] = to - from;
  }

  /** A pair that the merge made: its count, and room for its words. Returns its slot. */
  private gain(left: number, right: number, side: Neighbours, token: number): number {
    let slot = this.slots.get(left, right);
    if (slot === NONE) slot = this.newSlot(left, right);
    this.counts[slot]! += side.sumOf(token);
    const old = this.places.subarray(this.listFrom[slot]!, this.listTo[slot]!);
    const end = this.placed + old.length + side.wordsOf(token);
    if (end > this.places.length) this.places = grown(this.places, end, ints);
    this.places.set(old, this.placed);
    side.startAt(token, this.placed + old.length);
    this.listFrom[slot] = this.placed;
    this.listTo[slot] = end;
    this.placed = end;
    return slot;
  }

  private lose(left: number, right: number, count: number): void {
    const slot = this.slots.get(left, right);
    if (slot !== NONE) this.counts[slot]! -= count;
  }

  private newSlot(left: number, right: number): number {
    const slot = this.slots.size;
    this.slots.set(left, right, slot);
    if (slot >= this.lefts.length) {
      this.lefts = grown(this.lefts, slot + 1, ints);
      this.rights = grown(this.rights, slot + 1, ints);
      this.listFrom = grown(this.listFrom, slot + 1, ints);
      this.listTo = grown(this.listTo, slot + 1, ints);
      this.counts = grown(this.counts, slot + 1, floats);
    }
    this.lefts[slot] = left;
    this.rights[slot] = right;
    return slot;
  }
}
