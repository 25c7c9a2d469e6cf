/**
 * Pieces of documents into rows.
 *
 * `best-fit`: longest piece first, each into the fullest row that still has room (best-fit decreasing; for language
 * models: Ding et al., "Fewer Truncations Improve Language Modeling", 2024). Nothing is cut that would fit whole.
 * `sorted`: one piece a row, rows of like length together, so that a batch is as long as its longest piece.
 * `single`: one piece a row, in order; what the other two are measured against.
 */

export const PACKINGS = ['best-fit', 'sorted', 'single'] as const;
export type Packing = (typeof PACKINGS)[number];

/**
 * A part of a document: `length` places from the token at `start`, each with the token after it as its target. A start
 * of −1 is a token put before the document, whose target is the first one.
 */
export interface Piece {
  document: number;
  start: number;
  length: number;
}

export type Row = readonly Piece[];

/**
 * The places of a document in pieces of at most `length`; a document of n tokens has n − 1 places.
 * @param first - where the first piece starts: −1 with a token before the document.
 */
export function piecesOf(document: number, tokens: number, length: number, first: 0 | -1 = 0): Piece[] {
  const pieces: Piece[] = [];
  for (let start: number = first; start < tokens - 1; start += length) {
    pieces.push({ document, start, length: Math.min(length, tokens - 1 - start) });
  }
  return pieces;
}

/** Rows of at most `length` places. Equal pieces give equal rows. */
export function rowsOf(pieces: readonly Piece[], length: number, packing: Packing): Row[] {
  switch (packing) {
    case 'best-fit':
      return bestFit(pieces, length);
    case 'sorted':
      return longestFirst(pieces).map((piece) => [piece]);
    case 'single':
      return pieces.map((piece) => [piece]);
    default:
      return packing satisfies never;
  }
}

/** Among equals the earlier one first: JavaScript's sort is stable. */
const longestFirst = (pieces: readonly Piece[]) => [...pieces].sort((a, b) => b.length - a.length);

function bestFit(pieces: readonly Piece[], length: number): Row[] {
  const rows: Piece[][] = [];
  const open = new OpenRows(length);
  for (const piece of longestFirst(pieces)) {
    const room = open.smallestFrom(piece.length);
    const row = room === undefined ? rows.push([]) - 1 : open.take(room);
    rows[row]!.push(piece);
    open.put(row, (room ?? length) - piece.length);
  }
  return rows;
}

/** Rows by the room that they have; the smallest room that suffices is found by a scan over bits, 32 at a time. */
class OpenRows {
  private readonly rows: number[][];
  private readonly used: Uint32Array;

  constructor(length: number) {
    this.rows = Array.from({ length: length + 1 }, () => []);
    this.used = new Uint32Array((length >> 5) + 1);
  }

  put(row: number, room: number): void {
    if (room === 0) return;
    this.rows[room]!.push(row);
    this.used[room >> 5]! |= 1 << (room & 31);
  }

  take(room: number): number {
    const rows = this.rows[room]!;
    const row = rows.pop()!;
    if (rows.length === 0) this.used[room >> 5]! &= ~(1 << (room & 31));
    return row;
  }

  smallestFrom(room: number): number | undefined {
    let word = room >> 5;
    let bits = this.used[word]! & (-1 << (room & 31));
    while (bits === 0) {
      word++;
      if (word >= this.used.length) return undefined;
      bits = this.used[word]!;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }
}
