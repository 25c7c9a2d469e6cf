/** Slips of the pen and of the scanner. Marked pieces stay as they are, so that every label remains true. */
import { pick, randomInt, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { happens } from './chance.js';
import type { Paragraph, Piece } from './pieces.js';
import type { WebTables } from './tables.js';

/** The wrong form of a word (English) or a character (Chinese), or nothing where none is known. */
type Slip = (random: Random, unit: string) => { wrong: string; what: string } | undefined;

/** Share of the words (English) or characters (Chinese) that go wrong. */
const DENSITY = { typo: { en: 0.09, zh: 0.12 }, ocr: { en: 0.2, zh: 0.3 } } as const;

/** Paragraphs with slips in them, at least one where any unit has a wrong form. */
export function withNoise(
  paragraphs: readonly Paragraph[],
  kind: 'typo' | 'ocr',
  language: Language,
  random: Random,
  tables: WebTables,
): Paragraph[] {
  const slip = slipOf(kind, language, tables);
  for (const density of [DENSITY[kind][language], 2 * DENSITY[kind][language], 1]) {
    const noisy = paragraphs.map((paragraph) =>
      paragraph.map((sentence) =>
        sentence.flatMap((piece) => slipped(piece, UNIT[language], density, slip, kind, random)),
      ),
    );
    if (noisy.some((paragraph) => paragraph.flat().some(({ mark }) => mark?.kind === kind))) return noisy;
  }
  return [...paragraphs];
}

/** What goes wrong as a whole: a word of three letters or more, a Chinese character or full stop. */
const UNIT: Readonly<Record<Language, RegExp>> = { en: /[A-Za-z]{3,}/g, zh: /[\p{Script=Han}。]/gu };

/** A piece with slips as marked pieces of their own. */
function slipped(
  piece: Piece,
  unit: RegExp,
  density: number,
  slip: Slip,
  kind: 'typo' | 'ocr',
  random: Random,
): Piece[] {
  if (piece.mark !== undefined) return [piece];
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: right, index } of piece.text.matchAll(unit)) {
    const wrong = happens(random, density) ? slip(random, right) : undefined;
    if (wrong === undefined) continue;
    if (index > done) pieces.push({ text: piece.text.slice(done, index) });
    pieces.push({ text: wrong.wrong, mark: { kind, what: wrong.what, replacement: right } });
    done = index + right.length;
  }
  if (done < piece.text.length) pieces.push({ text: piece.text.slice(done) });
  return pieces;
}

function slipOf(kind: 'typo' | 'ocr', language: Language, tables: WebTables): Slip {
  const pairs = tables.pairs(language, kind);
  if (language === 'zh') {
    const wrongs = new Map(pairs);
    return (_, unit) => {
      const wrong = wrongs.get(unit);
      return wrong === undefined ? undefined : { wrong, what: 'character' };
    };
  }
  if (kind === 'ocr') return (random, word) => misread(random, word, pairs);
  const known = new Map(pairs);
  return (random, word) => {
    const wrong = known.get(word.toLowerCase());
    if (wrong !== undefined)
      return { wrong: word === word.toLowerCase() ? wrong : capital(wrong), what: 'word' };
    return mistyped(random, word);
  };
}

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);

/** Two letters swapped, one dropped, or one twice; never the first one. */
function mistyped(random: Random, word: string): ReturnType<Slip> {
  const at = 1 + randomInt(random, word.length - 2);
  const [before, here, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)];
  const wrong = pick(random, [
    `${before}${after[0]!}${here}${after.slice(1)}`,
    `${before}${after}`,
    `${before}${here}${here}${after}`,
  ]);
  return wrong === word ? undefined : { wrong, what: 'letters' };
}

/** One letter (or two) read as another that looks like it. */
function misread(
  random: Random,
  word: string,
  pairs: readonly (readonly [string, string])[],
): ReturnType<Slip> {
  const fitting = pairs.filter(([right]) => word.includes(right));
  if (fitting.length === 0) return undefined;
  const [right, wrong] = pick(random, fitting);
  return { wrong: word.replace(right, wrong), what: 'letters' };
}
