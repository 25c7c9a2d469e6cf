/** Merges inside of pieces: always the pair that was learnt first, of equal ones the leftmost. */
import type { Base } from './alphabet.js';
import { grown } from './grown.js';
import { mergeLong } from './longMerge.js';
import { NONE } from './pairTable.js';
import { RankTable } from './rankTable.js';
import { endOfPiece, Units, windowEnd } from './split.js';
import { SymbolReader } from './symbols.js';

/** The ids of a merge's left and right token, and of what it makes. */
export interface Merge {
  left: number;
  right: number;
  id: number;
}

/** A place in a short piece has so many bits. */
const PLACE_BITS = 6;
/** Above this many symbols a heap is faster than to look at all pairs for each merge. */
const LONG = 1 << PLACE_BITS;

// Of the piece that is being merged: for each symbol the pair that begins there, and the symbols beside it, as merged ones
// leave gaps. V8 reaches constants of a module faster than what an object holds.
const pairs = new Int32Array(LONG);
const next = new Int32Array(LONG);
const previous = new Int32Array(LONG);

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
  private readonly ranks: RankTable;
  private readonly made: Int32Array;
  private readonly units = new Units();

  constructor(base: Base, tokens: readonly string[], merges: readonly Merge[]) {
    this.reader = new SymbolReader(base, tokens);
    this.ranks = new RankTable(merges, tokens.length);
    this.made = Int32Array.from(merges, ({ id }) => id);
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
    if (count > LONG) return mergeLong(ids.subarray(from, from + count), this.ranks, this.made);
    const { ranks, made } = this;
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i > 0) pairs[i - 1] = ordered(ranks.get(ids[from + i - 1]!, ids[from + i]!), i - 1);
    }
    for (let best = firstPair(count); best !== NONE; best = firstPair(count)) {
      const at = best & (LONG - 1);
      const swallowed = next[at]!;
      const [before, after] = [previous[at]!, next[swallowed]!];
      const id = made[best >>> PLACE_BITS]!;
      ids[from + at] = id;
      next[at] = after;
      pairs[swallowed] = NONE;
      pairs[at] = NONE;
      if (after < count) {
        previous[after] = at;
        pairs[at] = ordered(ranks.get(id, ids[from + after]!), at);
      }
      if (before >= 0) pairs[before] = ordered(ranks.get(ids[from + before]!, id), before);
    }
    let left = 0;
    for (let i = 0; i < count; i = next[i]!) ids[from + left++] = ids[from + i]!;
    return left;
  }
}

/** Rank and place in one number: the smallest is the pair of the lowest rank, of equal ones the leftmost. */
function ordered(rank: number, place: number): number {
  return rank === NONE ? NONE : (rank << PLACE_BITS) | place;
}

/** The pair that is merged next, as `ordered` has it; NONE where there is none. */
function firstPair(count: number): number {
  let best = NONE;
  for (let i = 0; i < count - 1; i++) {
    const pair = pairs[i]!;
    if (pair < best) best = pair;
  }
  return best;
}
