/**
 * A tagger that is trained: an averaged perceptron (Collins 2002, https://aclanthology.org/W02-1001) that labels piece
 * after piece with B-class, I-class or O, by the piece, its neighbours and the label before it. While it learns, the
 * piece itself is often hidden, so that it also learns from the neighbours and marks words that no lexicon has.
 */
import type { Span } from '../document.js';
import { bucketOf } from '../quality/classifier/features.js';
import { modelBytes, readModel } from '../model-bytes.js';
import { type Piece, piecesOf } from './units.js';

/** All of a trained tagger, as plain data. */
export interface TaggerState {
  /** Buckets × labels. */
  weights: Float32Array;
  /** `O`, then `B-` and `I-` of each class. */
  labels: readonly string[];
}

/** Which neighbours a feature names, and whether it also names the label before. */
const TEMPLATES: readonly (readonly [offsets: readonly number[], withLabel: boolean])[] = [
  [[], true],
  [[0], false],
  [[-1], false],
  [[1], false],
  [[-2, -1], false],
  [[1, 2], false],
  [[-1, 1], false],
  [[-3, -2, -1], false],
  [[1, 2, 3], false],
  [[0], true],
  [[-1], true],
  [[1], true],
  [[-1, 0], false],
  [[0, 1], false],
  [[0, 1, 2], false],
  // Behind a word of two or three characters that was never seen, what follows it still tells.
  [[2, 3], true],
  [[3, 4], true],
  [[2], true],
  [[1, 2], true],
  [[-2], true],
  [[-3, -2], true],
];
/** One for each template, one for the shape and one for the ending. */
const MOST_FEATURES = TEMPLATES.length + 2;
const OUTSIDE = 0x51ed270b;
const WHOLE = 2 ** 30;

/** The pieces of a text as numbers, so that no text is joined for a feature. */
export class Neighbourhood {
  private readonly words: Int32Array;
  private readonly endings: Int32Array;
  private readonly shapes: Int32Array;
  /** The features that were asked for last: their buckets. */
  readonly buckets: Int32Array = new Int32Array(MOST_FEATURES);

  constructor(
    pieces: readonly Piece[],
    private readonly bucketCount: number,
  ) {
    const lower = pieces.map(({ text }) => text.toLowerCase());
    this.words = Int32Array.from(lower, (text) => bucketOf(text, WHOLE));
    this.endings = Int32Array.from(lower, (text) => bucketOf(text.slice(-3), WHOLE));
    this.shapes = Int32Array.from(pieces, ({ text }) => bucketOf(shapeOf(text), WHOLE));
  }

  /**
   * Puts the buckets of piece i's features into `buckets` and returns how many there are. Features that name a hidden
   * piece are left out: a word that was never seen has none of them either.
   * @param label - number of the label before.
   */
  featuresAt(i: number, label: number, hidden?: readonly boolean[]): number {
    const { buckets, words, bucketCount } = this;
    let count = 0;
    buckets[count++] = finished(mixed(mixed(1, label + 1), this.shapes[i]!), bucketCount);
    if (hidden?.[i] !== true) buckets[count++] = finished(mixed(2, this.endings[i]!), bucketCount);
    next: for (let template = 0; template < TEMPLATES.length; template++) {
      const [offsets, withLabel] = TEMPLATES[template]!;
      let hash = mixed(template + 3, withLabel ? label + 1 : 0);
      for (const offset of offsets) {
        if (hidden !== undefined && hidden[i + offset] === true) continue next;
        hash = mixed(hash, words[i + offset] ?? OUTSIDE);
      }
      buckets[count++] = finished(hash, bucketCount);
    }
    return count;
  }
}

function mixed(hash: number, value: number): number {
  const h = Math.imul(hash ^ value, 0x9e3779b1);
  return h ^ (h >>> 15);
}

function finished(hash: number, count: number): number {
  const h = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & (count - 1);
}

function shapeOf(text: string): string {
  if (/^\p{Script=Han}/u.test(text)) return 'han';
  if (/^\p{Lu}/u.test(text)) return 'Aa';
  if (/^\p{L}/u.test(text)) return 'a';
  return /^\p{Nd}/u.test(text) ? '0' : text;
}

export class PerceptronTagger {
  private readonly buckets: number;
  private readonly choice: LabelChoice;

  constructor(readonly state: TaggerState) {
    this.buckets = state.weights.length / state.labels.length;
    this.choice = new LabelChoice(state.labels);
  }

  /** Marks in order, without overlap. */
  tag(text: string): Span[] {
    const pieces = piecesOf(text);
    const around = new Neighbourhood(pieces, this.buckets);
    const labels: string[] = [];
    let before = 0;
    for (let i = 0; i < pieces.length; i++) {
      const count = around.featuresAt(i, before);
      before = this.choice.best(this.state.weights, around.buckets, count, before);
      labels.push(this.state.labels[before]!);
    }
    return spansOf(pieces, labels);
  }

  /** For a file: a header of one JSON line, then the weights. */
  toBytes(): Uint8Array {
    const { weights, labels } = this.state;
    return modelBytes('tagger', { labels }, weights);
  }

  /** @param where - the name of the file, for the UserError where the bytes are not a tagger's. */
  static fromBytes(bytes: Uint8Array, where = 'these bytes'): PerceptronTagger {
    const { header, values } = readModel<{ labels: string[] }>(bytes, 'tagger', where);
    return new PerceptronTagger({ labels: header.labels, weights: values });
  }
}

/** Chooses the label with the highest sum of weights among those that may follow the one before. */
export class LabelChoice {
  private readonly sums: Float64Array;
  /** For each label that goes on with a class: the label that begins it; −1 for the others. */
  private readonly begins: Int32Array;

  constructor(labels: readonly string[]) {
    this.sums = new Float64Array(labels.length);
    this.begins = Int32Array.from(labels, (label) =>
      label[0] === 'I' ? labels.indexOf(`B${label.slice(1)}`) : -1,
    );
  }

  best(weights: ArrayLike<number>, buckets: Int32Array, count: number, before: number): number {
    const { sums, begins } = this;
    const size = sums.length;
    sums.fill(0);
    for (let f = 0; f < count; f++) {
      const place = buckets[f]! * size;
      for (let label = 0; label < size; label++) sums[label]! += weights[place + label]!;
    }
    let best = 0;
    for (let label = 1; label < size; label++) {
      // A class goes on only where it began.
      const begin = begins[label]!;
      if (begin >= 0 && before !== label && before !== begin) continue;
      if (sums[label]! > sums[best]!) best = label;
    }
    return best;
  }
}

function spansOf(pieces: readonly Piece[], labels: readonly string[]): Span[] {
  const spans: Span[] = [];
  labels.forEach((label, i) => {
    const { start, end } = pieces[i]!;
    if (label[0] === 'B') spans.push({ start, end, label: label.slice(2) });
    else if (label[0] === 'I') spans.at(-1)!.end = end;
  });
  return spans;
}

/** The labels that marks give to the pieces of their text. */
export function labelsOf(pieces: readonly Piece[], spans: readonly Span[]): string[] {
  const labels = pieces.map(() => 'O');
  let piece = 0;
  for (const { start, end, label } of spans) {
    while (piece < pieces.length && pieces[piece]!.end <= start) piece++;
    for (let first = true; piece < pieces.length && pieces[piece]!.start < end; piece++, first = false) {
      labels[piece] = `${first ? 'B' : 'I'}-${label}`;
    }
  }
  return labels;
}
