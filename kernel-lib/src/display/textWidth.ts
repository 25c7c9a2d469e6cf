/** How wide text is: in columns of a terminal, and roughly in pixels of a drawing. */
import { printable } from './escape.js';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ASCII = /^[\x20-\x7e]*$/;

/** What a reader sees as one character each. Live charts measure much text, so plain text takes the short way. */
function graphemesOf(text: string): readonly string[] {
  return ASCII.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Blocks that terminals draw two columns wide (Unicode's East Asian Width "W" and "F", by block). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const isWide = (point: number) => WIDE.some(([first, last]) => point >= first && point <= last);
const isZero = (character: string) => /^[\p{M}\p{Cf}\p{Cc}]/u.test(character);

function graphemeColumns(grapheme: string): number {
  // An emoji that is joined or has a variation selector is one picture.
  if (grapheme.includes('\uFE0F') && /\p{Extended_Pictographic}/u.test(grapheme)) return 2;
  if (ASCII.test(grapheme)) return 1;
  const [first = ''] = grapheme;
  if (isZero(first)) return 0;
  return isWide(first.codePointAt(0) ?? 0) ? 2 : 1;
}

/** Columns in a terminal: 2 for a Chinese character, 0 for a combining mark. */
export function columns(text: string): number {
  if (ASCII.test(text)) return text.length;
  let sum = 0;
  for (const grapheme of graphemesOf(text)) sum += graphemeColumns(grapheme);
  return sum;
}

/** The text on `width` columns: filled with blanks on the side that `align` leaves free. Longer text stays whole. */
export function pad(text: string, width: number, align: 'left' | 'right' | 'centre' = 'left'): string {
  const free = Math.max(0, width - columns(text));
  const before = align === 'right' ? free : align === 'centre' ? Math.floor(free / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(free - before);
}

function cutBy(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let kept = '';
  let used = measure('…');
  for (const grapheme of graphemesOf(text)) {
    used += measure(grapheme);
    if (used > width) break;
    kept += grapheme;
  }
  return kept.trimEnd() + '…';
}

/** At most `width` columns, with `…` where something was left out. */
export function cut(text: string, width: number): string {
  return cutBy(text, width, columns);
}

const NARROW = /[iljtfr.,:;'|!()[\]{} ]/;
const BROAD = /[mwMW@%—…]/;

/** Width of one character in units of the font's size. */
function ems(grapheme: string): number {
  const wide = graphemeColumns(grapheme);
  if (wide !== 1) return wide / 2;
  if (NARROW.test(grapheme)) return 0.34;
  if (BROAD.test(grapheme)) return 0.92;
  return /[A-Z★☆]/.test(grapheme) ? 0.69 : 0.57;
}

/** Rough width in pixels of sans-serif text; a little generous, so that nothing is cut in other fonts. */
export function pixels(text: string, fontSize: number): number {
  let sum = 0;
  for (const grapheme of graphemesOf(text)) sum += ems(grapheme);
  return sum * fontSize;
}

/** At most `width` pixels at that size, with `…` where something was left out. */
export function cutPixels(text: string, width: number, fontSize: number): string {
  return cutBy(text, width, (part) => pixels(part, fontSize));
}

const words = new Intl.Segmenter('zh', { granularity: 'word' });
const OPENING = /^[([{<（「『“‘《【]/;

/** The text in pieces between which a line may break: words (Chinese ones too) with the marks that cling to them. */
function breakable(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let hasWord = false;
  for (const { segment, isWordLike } of words.segment(text)) {
    const afterBlank = piece.endsWith(' ') && segment.trim() !== '';
    if (afterBlank || (hasWord && (isWordLike === true || OPENING.test(segment)))) {
      pieces.push(piece);
      piece = '';
      hasWord = false;
    }
    piece += segment;
    hasWord ||= isWordLike === true;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** Lines of at most `width` pixels, broken between words or Chinese characters; at most `most` lines, then `…`. */
export function wrapPixels(text: string, width: number, fontSize: number, most = 3): string[] {
  const clean = printable(text).replace(/\s+/g, ' ').trim();
  const lines: string[] = [];
  let line = '';
  for (const piece of breakable(clean)) {
    if (line !== '' && pixels((line + piece).trimEnd(), fontSize) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = `${kept[most - 1] ?? ''} …`;
  return kept.map((each) => cutPixels(each, width, fontSize));
}
