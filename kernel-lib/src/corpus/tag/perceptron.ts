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

const NONE = '\u0000';

/** Which neighbours a feature names, and which label before. */
const TEMPLATES: readonly (readonly [name: string, offsets: readonly number[], label: boolean])[] = [
  ['l', [], true],
  ['0', [0], false],
  ['-1', [-1], false],
  ['+1', [1], false],
  ['-2', [-2, -1], false],
  ['+2', [1, 2], false],
  ['-1+1', [-1, 1], false],
  ['-3', [-3, -2, -1], false],
  ['+3', [1, 2, 3], false],
  ['l0', [0], true],
  ['l-1', [-1], true],
  ['l+1', [1], true],
  ['-10', [-1, 0], false],
  ['0+1', [0, 1], false],
  ['0+2', [0, 1, 2], false],
  // Behind a word of two or three characters that was never seen, what follows it still tells.
  ['+2s', [2, 3], true],
  ['+3s', [3, 4], true],
  ['+2a', [2], true],
  ['l+1+2', [1, 2], true],
  ['l-2', [-2], true],
  ['l-3', [-3, -2], true],
];

/**
 * The features of piece i as texts. Those that name a hidden piece are left out: a word that was never seen has none
 * of them either.
 */
export function featureTexts(
  pieces: readonly Piece[],
  i: number,
  label: string,
  hidden?: readonly boolean[],
): string[] {
  const features = [`s ${label} ${shapeOf(pieces[i]!.text)}`];
  if (hidden?.[i] !== true) features.push(`e ${pieces[i]!.text.slice(-3).toLowerCase()}`);
  for (const [name, offsets, withLabel] of TEMPLATES) {
    if (hidden !== undefined && offsets.some((offset) => hidden[i + offset] === true)) continue;
    let feature = withLabel ? `${name} ${label}` : name;
    for (const offset of offsets) feature += ` ${pieces[i + offset]?.text.toLowerCase() ?? NONE}`;
    features.push(feature);
  }
  return features;
}

function shapeOf(text: string): string {
  if (/^\p{Script=Han}/u.test(text)) return 'han';
  if (/^\p{Lu}/u.test(text)) return 'Aa';
  if (/^\p{L}/u.test(text)) return 'a';
  return /^\p{Nd}/u.test(text) ? '0' : text;
}

export class PerceptronTagger {
  private readonly buckets: number;

  constructor(readonly state: TaggerState) {
    this.buckets = state.weights.length / state.labels.length;
  }

  /** Marks in order, without overlap. */
  tag(text: string): Span[] {
    const pieces = piecesOf(text);
    const labels: string[] = [];
    let before = 'O';
    for (let i = 0; i < pieces.length; i++) {
      const features = featureTexts(pieces, i, before).map((one) => bucketOf(one, this.buckets));
      before = this.state.labels[bestLabel(this.state, features, before)]!;
      labels.push(before);
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

/** The label with the highest sum of weights among those that may follow the one before. */
export function bestLabel(
  { weights, labels }: Pick<TaggerState, 'labels'> & { weights: ArrayLike<number> },
  features: readonly number[],
  before: string,
): number {
  let best = 0;
  let most = -Infinity;
  for (let label = 0; label < labels.length; label++) {
    const name = labels[label]!;
    // A class goes on only where it began.
    if (name[0] === 'I' && before.slice(1) !== name.slice(1)) continue;
    let sum = 0;
    for (const bucket of features) sum += weights[bucket * labels.length + label]!;
    if (sum > most) {
      most = sum;
      best = label;
    }
  }
  return best;
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
