/** Merges inside of pieces: always the pair that was learnt first, of equal ones the leftmost. */
import type { Base } from './alphabet.js';
import { grown } from './grown.js';
import { mergeLong } from './longMerge.js';
import { NONE, PairTable } from './pairTable.js';
import { endOfPiece, Units, windowEnd } from './split.js';
import { SymbolReader } from './symbols.js';

/** The ids of a merge's left and right token, and of what it makes. */
export interface Merge {
  left: number;
  right: number;
  id: number;
}

/** Above this many symbols a heap is faster than to look at all pairs for each merge. */
const LONG = 64;

/** Where encoded ids go: an array that grows. */
export interface Sink {
  ids: Int32Array;
  length: number;
}

function makeRoom(sink: Sink, count: number): void {
  const needed = sink.length + count;
  if (needed > sink.ids.length) sink.ids = grown(sink.ids, needed, (length) => new Int32Array(length));
}

export class Encoder {
  private readonly reader: SymbolReader;
  private readonly ranks: PairTable;
  private readonly made: Int32Array;
  private readonly units = new Units();
  /** The rank of the pair that begins at each symbol of the present piece. */
  private readonly pairRanks = new Int32Array(LONG);

  constructor(base: Base, tokens: readonly string[], merges: readonly Merge[]) {
    this.reader = new SymbolReader(base, tokens);
    this.ranks = new PairTable(merges.length);
    this.made = Int32Array.from(merges, ({ id }) => id);
    merges.forEach(({ left, right }, rank) => this.ranks.set(left, right, rank));
  }

  /** Appends the ids of a text from `from` to `to`. */
  encode(text: string, from: number, to: number, sink: Sink): void {
    const part = from === 0 && to === text.length ? text : text.slice(from, to);
    for (let at = 0; at < part.length;) {
      const end = windowEnd(part, at);
      this.units.read(part, at, end);
      this.encodeUnits(end - at, sink);
      at = end;
    }
  }

  /** Appends one id. */
  push(id: number, sink: Sink): void {
    makeRoom(sink, 1);
    sink.ids[sink.length++] = id;
  }

  private encodeUnits(length: number, sink: Sink): void {
    const units = this.units.array;
    for (let at = 0; at < length;) {
      const end = endOfPiece(units, at, length);
      makeRoom(sink, 3 * (end - at));
      const count = this.reader.read(units, at, end, sink.ids, sink.length);
      sink.length += this.merge(sink.ids, sink.length, count);
      at = end;
    }
  }

  /** Merges the `count` symbols from `from` in place and returns how many are left. */
  private merge(ids: Int32Array, from: number, count: number): number {
    if (count < 2) return count;
    const { pairRanks: ranks, ranks: table, made } = this;
    if (count > LONG) return mergeLong(ids.subarray(from, from + count), table, made);
    let pairs = count - 1;
    for (let i = 0; i < pairs; i++) ranks[i] = table.get(ids[from + i]!, ids[from + i + 1]!);
    for (;;) {
      let best = NONE;
      let at = -1;
      for (let i = 0; i < pairs; i++) {
        if (ranks[i]! < best) {
          best = ranks[i]!;
          at = i;
        }
      }
      if (at === -1) return pairs + 1;
      ids[from + at] = made[best]!;
      pairs--;
      for (let i = at + 1; i <= pairs; i++) ids[from + i] = ids[from + i + 1]!;
      for (let i = at; i < pairs; i++) ranks[i] = ranks[i + 1]!;
      if (at > 0) ranks[at - 1] = table.get(ids[from + at - 1]!, ids[from + at]!);
      if (at < pairs) ranks[at] = table.get(ids[from + at]!, ids[from + at + 1]!);
    }
  }
}
