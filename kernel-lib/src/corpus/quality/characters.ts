/** What each UTF-16 code unit is, in one table, so that texts can be measured without regular expressions. */
import type { CodeUnits } from '../code-units.js';

/** White space, as Python's `str.split()` has it. */
export const SPACE = 1;
/** Ends a line, as Python's `str.splitlines()` has it. */
export const LINE = 2;
/** A mark that is no word by itself. */
export const MARK = 4;
/** A letter of any script (`\p{L}`). */
export const LETTER = 8;
/** A Han character, also the half of one above U+FFFF. */
export const HAN = 16;
/** May end a sentence. */
export const ENDING = 32;
/** The second half of a surrogate pair: counts no character of its own. */
export const LOW = 64;
/** A digit of any script (`\p{Nd}`). */
export const DIGIT = 128;
/** `#`, `{`, `.`, `…` and first halves of pairs: whoever counts characters looks at these more closely. */
export const SPECIAL = 256;

/**
 * Marks that datatrove 0.9 does not count as words (`datatrove/utils/text.py`, from the Moses scripts), so that both
 * agree on every document; control characters are added below.
 */
const MARKS = '!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„\';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_."}►»';

const SPACES: readonly (readonly [number, number])[] = [
  [0x09, 0x0d],
  [0x1c, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
const LINES = '\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029';
const ENDINGS = '.!?。！？…｡．‼⁇⁈⁉';
const CONTROLS: readonly (readonly [number, number])[] = [
  [0, 8],
  [11, 12],
  [14, 31],
  [127, 159],
];

/** The classes of each code unit, as a sum of the constants above. */
export const characterClasses: Uint16Array = tableOf();

function tableOf(): Uint16Array {
  const table = new Uint16Array(65536);
  const mark = (ranges: readonly (readonly [number, number])[], flag: number) => {
    for (const [from, to] of ranges) for (let unit = from; unit <= to; unit++) table[unit]! |= flag;
  };
  mark(SPACES, SPACE);
  mark(CONTROLS, MARK);
  for (const character of LINES) table[character.charCodeAt(0)]! |= LINE;
  for (const character of MARKS) table[character.charCodeAt(0)]! |= MARK;
  for (const character of ENDINGS) table[character.charCodeAt(0)]! |= ENDING;
  for (let unit = 0; unit < 0xd800; unit++) classify(table, unit);
  for (let unit = 0xe000; unit < 0x10000; unit++) classify(table, unit);
  for (const character of '#{.…') table[character.charCodeAt(0)]! |= SPECIAL;
  mark([[0xd800, 0xdbff]], SPECIAL);
  mark([[0xdc00, 0xdfff]], LOW);
  // Planes 2 and 3 hold Han characters and nothing else: their first halves are D840 to D8BF.
  mark([[0xd840, 0xd8bf]], HAN | LETTER);
  return table;
}

function classify(table: Uint16Array, unit: number): void {
  const character = String.fromCharCode(unit);
  if (/\p{L}/u.test(character)) table[unit]! |= LETTER;
  if (/\p{Script=Han}/u.test(character) && /\p{L}/u.test(character)) table[unit]! |= HAN;
  if (/\p{Nd}/u.test(character)) table[unit]! |= DIGIT;
}

/** Whether the surrogate pair at `i` is a letter (Python's `isalpha`). */
export function isAstralLetter(text: CodeUnits, i: number): boolean {
  const high = text[i]!;
  const low = text[i + 1] ?? 0;
  if ((high & 0xfc00) !== 0xd800 || (low & 0xfc00) !== 0xdc00) return false;
  return /\p{L}/u.test(String.fromCharCode(high, low));
}

/** Whether a text is measured in characters (Chinese, Japanese) or in words; an unknown one by its Han characters. */
export function countsCharacters(text: CodeUnits, language: string): boolean {
  if (language === 'zh' || language === 'ja') return true;
  if (language !== 'und') return false;
  let [letters, han] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const classes = characterClasses[text[i]!]!;
    if (classes & LETTER) letters++;
    if (classes & HAN) han++;
  }
  return han > 0.3 * letters;
}
