/**
 * Learns merges: the pair of neighbours with the highest count becomes a token, again and again (Sennrich et al., 2016,
 * arXiv:1508.07909). Words are kept once with their count; each pair knows the words that it is in, so that a merge looks at
 * those alone; a heap with lazy updates knows the highest count. Among equal counts the pair with the smaller left id
 * wins, then that with the smaller right id: Hugging Face's rule, so the merges are the same.
 */
import { NONE, PairTable } from './pairTable.js';
import { PairHeap } from './pairHeap.js';
import { grown } from './wordCounts.js';

/** Words as ids: word w is `ids[starts[w]]` to `ids[starts[w + 1]]`, −1 where a character has no token. */
export interface Words {
  ids: Int32Array;
  starts: Int32Array;
  counts: Float64Array;
  size: number;
}

/** One pair of ids that is merged next, and how often it stands in the texts. */
export interface Candidate {
  left: number;
  right: number;
  count: number;
  /** For `merge`. */
  slot: number;
}

const ints = (length: number) => new Int32Array(length);
const floats = (length: number) => new Float64Array(length);

export class MergeLearner {
  private readonly slots: PairTable;
  private lefts = ints(1024);
  private rights = ints(1024);
  private counts = floats(1024);
  /** The first node of each pair's list of words; −1 where it is empty. */
  private heads = ints(1024);
  private wordOfNode = ints(1 << 14);
  private nextNode = ints(1 << 14);
  private nodes = 0;
  private free = -1;
  private readonly heap = new PairHeap((a, b) => this.isBefore(a, b));
  /** Pairs whose count rose during this merge; each once. */
  private touched: number[] = [];
  private readonly isTouched: boolean[] = [];
  private readonly lengths: Int32Array;

  constructor(private readonly words: Words) {
    const { size, starts, ids } = words;
    this.slots = new PairTable(1024);
    this.lengths = ints(size);
    for (let word = 0; word < size; word++) {
      const [from, end] = [starts[word]!, starts[word + 1]!];
      this.lengths[word] = end - from;
      for (let at = from + 1; at < end; at++) this.add(ids[at - 1]!, ids[at]!, words.counts[word]!, word);
    }
    this.pushTouched();
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
    let node = this.heads[slot]!;
    this.heads[slot] = -1;
    while (node !== -1) {
      this.mergeIn(this.wordOfNode[node]!, left, right, id);
      const next = this.nextNode[node]!;
      this.nextNode[node] = this.free;
      this.free = node;
      node = next;
    }
    this.counts[slot] = 0;
    this.pushTouched();
  }

  /** Merges from the left; neighbours' pairs lose and gain what the word counts. */
  private mergeIn(word: number, left: number, right: number, id: number): void {
    const { ids } = this.words;
    const count = this.words.counts[word]!;
    const from = this.words.starts[word]!;
    const end = from + this.lengths[word]!;
    let to = from;
    for (let at = from; at < end;) {
      if (ids[at] !== left || at + 1 >= end || ids[at + 1] !== right) {
        ids[to++] = ids[at++]!;
        continue;
      }
      if (to > from) {
        this.subtract(ids[to - 1]!, left, count);
        this.add(ids[to - 1]!, id, count, word);
      }
      if (at + 2 < end) {
        this.subtract(right, ids[at + 2]!, count);
        this.add(id, ids[at + 2]!, count, word);
      }
      ids[to++] = id;
      at += 2;
    }
    this.lengths[word] = to - from;
  }

  private subtract(left: number, right: number, count: number): void {
    if (left < 0 || right < 0) return;
    const slot = this.slots.get(left, right);
    if (slot !== NONE) this.counts[slot]! -= count;
  }

  private add(left: number, right: number, count: number, word: number): void {
    if (left < 0 || right < 0) return;
    let slot = this.slots.get(left, right);
    if (slot === NONE) slot = this.newSlot(left, right);
    this.counts[slot]! += count;
    if (!this.isTouched[slot]) {
      this.isTouched[slot] = true;
      this.touched.push(slot);
    }
    const head = this.heads[slot]!;
    if (head === -1 || this.wordOfNode[head] !== word) this.heads[slot] = this.newNode(word, head);
  }

  private newSlot(left: number, right: number): number {
    const slot = this.slots.size;
    this.slots.set(left, right, slot);
    if (slot >= this.lefts.length) {
      this.lefts = grown(this.lefts, slot + 1, ints);
      this.rights = grown(this.rights, slot + 1, ints);
      this.heads = grown(this.heads, slot + 1, ints);
      this.counts = grown(this.counts, slot + 1, floats);
    }
    this.lefts[slot] = left;
    this.rights[slot] = right;
    this.heads[slot] = -1;
    this.isTouched[slot] = false;
    return slot;
  }

  private newNode(word: number, next: number): number {
    let node = this.free;
    if (node !== -1) this.free = this.nextNode[node]!;
    else {
      node = this.nodes++;
      if (node >= this.wordOfNode.length) {
        this.wordOfNode = grown(this.wordOfNode, node + 1, ints);
        this.nextNode = grown(this.nextNode, node + 1, ints);
      }
    }
    this.wordOfNode[node] = word;
    this.nextNode[node] = next;
    return node;
  }

  private pushTouched(): void {
    for (const slot of this.touched) {
      this.isTouched[slot] = false;
      if (this.counts[slot]! > 0) this.heap.push(slot, this.counts[slot]!);
    }
    this.touched = [];
  }
}
