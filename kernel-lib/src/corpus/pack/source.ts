/**
 * Batches from shards: shuffled by a seed, mixed by weights, packed with boundaries. A pure function of the shards and
 * the options, so that it can go on at any batch.
 *
 * B rows, T places in a row
 */
import { UserError } from '../../errors.js';
import { differenceOf, oneOf, readOptions, rule, type Rule } from '../../options.js';
import { seededRandom, shuffle, type Random } from '../../random.js';
import { MIX_BY, Mixture, type MixBy, type MixtureState } from './mixture.js';
import { PACKINGS, piecesOf, rowsOf, type Packing, type Piece, type Row } from './packing.js';
import { mix as mixSeed } from './permutation.js';
import type { Shards, TokenMark } from './shards.js';

export interface ShardSourceOptions {
  /** From `openShards`. */
  shards: Shards;
  /** B. Default 16; the last batch may have fewer rows. */
  batch?: number;
  /** T. Default 256; documents that are longer go on in further rows. */
  length?: number;
  /** Default 1. */
  seed?: number;
  /** Default `best-fit` (see packing.ts). With `sorted` a batch is as long as its longest piece, T at most. */
  packing?: Packing;
  /** How often each document comes; with `mix` how many times the tokens of all groups. Default 1; may be Infinity. */
  epochs?: number;
  /** Shares of the tokens by group, for example `{ web: 1, books: 3 }`; without it each document comes equally often. */
  mix?: Readonly<Record<string, number>>;
  /** What `mix` names: a `source` (default), a `language`, or a `mark`. */
  mixBy?: MixBy;
  /** How many documents are packed together. Default 2048: more pack better, and take longer to begin again. */
  window?: number;
  /** Whether batches tell the marks on their tokens. Default false. */
  marks?: boolean;
  /** A token to put before each document, so that its first token has something to be predicted from. Default: none. */
  begin?: number;
}

/** A batch, as the networks take it; [B·T] unless it says otherwise. */
export interface TokenBatch {
  /** B. */
  rows: number;
  /** T. */
  length: number;
  /** 0 at padding. */
  tokens: Int32Array;
  /** The token after each one in its document; −1 at padding. */
  targets: Int32Array;
  /** The number of the document in its row, from 1; 0 is padding. */
  segments: Int32Array;
  /** [B]: all 1. A loss that masks sets others. */
  causal: Uint8Array;
  /** With `marks`: the number of the mark in its row, from 1, on each of its tokens; 0 elsewhere. */
  marks?: Int32Array;
  /** With `marks`: for each row the label of its marks; mark k stands at k − 1. */
  labels?: readonly (readonly string[])[];
}

/** Where a source stands (JSON). */
export interface ShardSourceState {
  /** What the state belongs to: shards and options. */
  of: Record<string, unknown>;
  /** Where the mixture stood before the window of the next row. */
  mixture: MixtureState;
  /** How many windows were opened before that one. */
  window: number;
  /** The next row in it. */
  row: number;
  given: Given;
}

interface Given {
  rows: number;
  places: number;
  tokens: number;
}

export interface ShardSourceStats extends Given {
  /** Share of places that are padding, of all batches so far. */
  padding: number;
  /** How often the documents of each group came, counting those that wait in the window. */
  epochs: Record<string, number>;
}

const DEFAULTS = {
  ...{ batch: 16, length: 256, seed: 1, packing: 'best-fit' as Packing, epochs: 1, mixBy: 'source' as MixBy },
  ...{ window: 2048, marks: false },
};

const RULES: Record<string, Rule> = {
  shards: rule.object,
  batch: rule.countFromOne,
  length: rule.countFromOne,
  seed: rule.count,
  packing: oneOf(...PACKINGS),
  epochs: rule.positive,
  mix: rule.object,
  mixBy: oneOf(...MIX_BY),
  window: rule.countFromOne,
  marks: rule.boolean,
  begin: rule.count,
};

/** See `shardSource`. */
export class ShardSource implements IterableIterator<TokenBatch> {
  private readonly options;
  private readonly mixture: Mixture;
  private readonly of: Record<string, unknown>;
  private rows: readonly Row[] = [];
  private row = 0;
  private window = -1;
  private before: MixtureState;
  private given: Given = { rows: 0, places: 0, tokens: 0 };
  private scratch = new Int32Array(0);

  constructor(options: ShardSourceOptions) {
    this.options = readOptions('shardSource', DEFAULTS, RULES, options);
    const { shards, seed, epochs, mix, mixBy } = this.options;
    checkBegin(this.options);
    const weights = mix === undefined ? {} : { weights: mix };
    this.mixture = new Mixture(shards, { seed, epochs, by: mixBy, ...weights });
    const identity = { ...this.options, shards: shards.fingerprint() };
    this.of = JSON.parse(JSON.stringify(identity)) as Record<string, unknown>;
    this.before = this.mixture.state();
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<TokenBatch, undefined> {
    const { batch, packing } = this.options;
    const rows: Row[] = [];
    while (rows.length < batch && (this.row < this.rows.length || this.open())) {
      rows.push(this.rows[this.row++]!);
      // Rows of like length are of one window: a batch over two would be as long as the longest of the next.
      if (packing === 'sorted' && this.row === this.rows.length) break;
    }
    return rows.length === 0 ? { done: true, value: undefined } : { done: false, value: this.fill(rows) };
  }

  /** Where it stands: `restore` goes on with the batch that `next()` would give now. */
  state(): ShardSourceState {
    const { of, before: mixture, window, row, given } = this;
    return { of, mixture, window: Math.max(0, window), row, given: { ...given } };
  }

  /** @throws UserError where the state belongs to other shards or options. */
  restore({ of, mixture, window, row, given }: ShardSourceState): void {
    const differs = differenceOf(this.of, of);
    if (differs !== undefined) {
      const { name, ours, theirs } = differs;
      throw new UserError(
        `shardSource: the saved state has ${name} ${theirs}, this source ${ours}; use the same ${name}, or begin anew.`,
      );
    }
    this.mixture.restore(mixture);
    this.window = window - 1;
    this.open();
    this.row = row;
    this.given = { ...given };
  }

  stats(): ShardSourceStats {
    const { rows, places, tokens } = this.given;
    const padding = places === 0 ? 0 : 1 - tokens / places;
    return { rows, places, tokens, padding, epochs: this.mixture.epochs() };
  }

  /** Packs the next documents. @returns false at the end. */
  private open(): boolean {
    const { packing, seed, batch, length } = this.options;
    this.before = this.mixture.state();
    const pieces = this.draw();
    const rows = rowsOf(pieces, length, packing);
    this.window++;
    this.row = 0;
    const random = seededRandom(mixSeed(seed, this.window, 7));
    this.rows = packing === 'sorted' ? shuffledInBatches(rows, batch, random) : shuffle(random, rows);
    return rows.length > 0;
  }

  /** Pieces of a window of documents; of more where the window has none with a target. */
  private draw(): Piece[] {
    const { shards, length, window, begin } = this.options;
    const first = begin === undefined ? 0 : -1;
    const pieces: Piece[] = [];
    for (let i = 0; i < window || pieces.length === 0; i++) {
      const document = this.mixture.next();
      if (document === undefined) break;
      if (i > window + shards.documents) {
        const least = first === 0 ? 'two tokens' : 'a token';
        throw new UserError(`shardSource: no document has ${least}, so there is nothing to predict.`);
      }
      for (const piece of piecesOf(document, shards.lengthOf(document), length, first)) pieces.push(piece);
    }
    return pieces;
  }

  private fill(rows: readonly Row[]): TokenBatch {
    const { length: longest, packing, marks } = this.options;
    const used = (row: Row) => row.reduce((sum, piece) => sum + piece.length, 0);
    const length = packing === 'sorted' ? Math.max(...rows.map(used)) : longest;
    const places = rows.length * length;
    const batch: TokenBatch = {
      rows: rows.length,
      length,
      tokens: new Int32Array(places),
      targets: new Int32Array(places).fill(-1),
      segments: new Int32Array(places),
      causal: new Uint8Array(rows.length).fill(1),
    };
    rows.forEach((row, i) => this.fillRow(batch, row, i * length));
    if (marks) Object.assign(batch, marksOf(this.options.shards, rows, length));
    this.given.rows += rows.length;
    this.given.places += places;
    this.given.tokens += rows.reduce((sum, row) => sum + used(row), 0);
    return batch;
  }

  private fillRow({ tokens, targets, segments }: TokenBatch, row: Row, begin: number): void {
    let at = begin;
    row.forEach(({ document, start, length }, i) => {
      if (this.scratch.length <= length) this.scratch = new Int32Array(length + 1);
      // One token more than there are places: the target of the last one.
      if (start >= 0) this.options.shards.copy(document, start, length + 1, this.scratch, 0);
      else {
        this.scratch[0] = this.options.begin!;
        this.options.shards.copy(document, 0, length, this.scratch, 1);
      }
      tokens.set(this.scratch.subarray(0, length), at);
      targets.set(this.scratch.subarray(1, length + 1), at);
      segments.fill(i + 1, at, at + length);
      at += length;
    });
  }
}

function checkBegin({ begin, shards }: { begin?: number; shards: Shards }): void {
  if (begin === undefined || begin < shards.vocabulary) return;
  throw new UserError(
    `shardSource: begin is the token ${begin}, and the vocabulary of the shards has ${shards.vocabulary}.`,
  );
}

/** Rows of like length stay in one batch; which batch comes first is random. */
function shuffledInBatches(rows: readonly Row[], batch: number, random: Random): Row[] {
  const batches: Row[][] = [];
  for (let i = 0; i < rows.length; i += batch) batches.push(rows.slice(i, i + batch));
  // The last one may be short: it stays last, so that the others do not shift against their batches.
  const short = rows.length % batch === 0 ? [] : batches.splice(-1);
  return [...shuffle(random, batches), ...short].flat();
}

function marksOf(
  shards: Shards,
  rows: readonly Row[],
  length: number,
): { marks: Int32Array; labels: string[][] } {
  const marks = new Int32Array(rows.length * length);
  const labels = rows.map((row, i) => {
    const names: string[] = [];
    let at = i * length;
    for (const piece of row) {
      for (const mark of shards.marksOf(piece.document)) {
        const [from, to] = inPiece(mark, piece);
        if (from < to) marks.fill(names.push(mark.label), at + from, at + to);
      }
      at += piece.length;
    }
    return names;
  });
  return { marks, labels };
}

/** The places of a piece on which a mark lies. */
function inPiece({ start, count }: TokenMark, piece: Piece): [number, number] {
  const from = Math.max(0, start - piece.start);
  return [from, Math.min(piece.length, start + count - piece.start)];
}

/**
 * Batches of packed documents, and where they stand: `for (const batch of shardSource({ shards }))`.
 * @throws UserError where an option is wrong, or `mix` names a group that is not there.
 */
export function shardSource(options: ShardSourceOptions): ShardSource {
  return new ShardSource(options);
}
