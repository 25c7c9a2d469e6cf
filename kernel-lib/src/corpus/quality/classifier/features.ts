/**
 * A text as hashed n-grams: words and pairs of words, in Chinese one to three characters. Each that occurs counts once,
 * at its bucket; the values are all 1/√n, so that long and short texts weigh the same.
 */
import { characterClasses, DIGIT, HAN, LETTER } from '../characters.js';

/** Marks that say something by themselves: of shouting and of prices. */
const SPEAKING = '!！$¥￥€£%％★☆►☎';

export interface Features {
  /** Buckets in rising order, each once. */
  buckets: Int32Array;
  /** What each counts: 1/√(number of buckets); 0 for a text without features. */
  value: number;
}

/** The hashed features of a text. @param count - how many buckets there are, a power of two. */
export function featuresOf(text: string, count: number): Features {
  const found = new Set<number>();
  for (const gram of gramsOf(text)) found.add(bucketOf(gram, count));
  const buckets = Int32Array.from(found).sort();
  return { buckets, value: buckets.length === 0 ? 0 : 1 / Math.sqrt(buckets.length) };
}

/** The n-grams of a text as a person can read them, repetitions included. */
export function* gramsOf(text: string): Generator<string> {
  let [before, earlier] = ['', ''];
  for (const piece of piecesOf(text)) {
    yield piece;
    const han = isHan(piece);
    if (before !== '') {
      const together = han && isHan(before);
      yield together ? before + piece : `${before} ${piece}`;
      if (together && earlier !== '' && isHan(earlier)) yield earlier + before + piece;
    }
    [earlier, before] = [before, piece];
    if (piece === '\n') [earlier, before] = ['', ''];
  }
}

const isHan = (piece: string) => (characterClasses[piece.charCodeAt(0)]! & HAN) !== 0;

/** Words in lower case, numbers as `0`, Han characters, and marks that say something. */
function* piecesOf(text: string): Generator<string> {
  const lower = text.toLowerCase();
  for (let i = 0; i < lower.length;) {
    const kind = kindAt(lower, i);
    let end = i + 1;
    if (kind === LETTER || kind === DIGIT) {
      while (end < lower.length && kindAt(lower, end) === kind) end++;
      yield kind === DIGIT ? '0' : lower.slice(i, end);
    } else if (kind === HAN || SPEAKING.includes(lower[i]!)) yield lower[i]!;
    i = end;
  }
}

function kindAt(text: string, i: number): number {
  const classes = characterClasses[text.charCodeAt(i)]!;
  return classes & HAN || classes & LETTER || classes & DIGIT;
}

/** FNV-1a over code units with a final mixing (murmur3's), so that the low bits depend on all. */
export function bucketOf(gram: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < gram.length; i++) hash = Math.imul(hash ^ gram.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & (count - 1);
}
