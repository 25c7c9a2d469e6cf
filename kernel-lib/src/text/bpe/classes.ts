/** Which of nine classes a character belongs to; they decide where a text is cut before anything is merged. */
import { LETTERS } from './letters.js';

type Range = readonly [from: number, to: number];

/** Anything that no other class holds: punctuation, symbols, emoji, control characters. */
export const OTHER = 0;
/** Letters, marks and numerals of all scripts but Chinese (letters.ts). */
export const LETTER = 1;
/** Chinese characters, with 々, 〇 and the numerals 〡 to 〻. */
export const HAN = 2;
/** 0 to 9, also full-width. */
export const DIGIT = 3;
/** U+0020 alone: the space that may begin a word. */
export const SPACE = 4;
/** White space that is neither U+0020 nor the end of a line. */
export const BLANK = 5;
/** Line feed and carriage return. */
export const NEWLINE = 6;
/** ' and ’: inside of a word they are part of it (don't), elsewhere they are as OTHER. */
export const APOSTROPHE = 7;
/** The first half of a surrogate pair; what the pair is, `classOfCodePoint` says. */
export const HIGH_SURROGATE = 8;

const HAN_RANGES: readonly Range[] = [
  [0x3005, 0x3005],
  [0x3007, 0x3007],
  [0x3021, 0x3029],
  [0x3038, 0x303b],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x3ffff],
];
const DIGIT_RANGES: readonly Range[] = [
  [0x30, 0x39],
  [0xff10, 0xff19],
];
const SPACE_RANGES: readonly Range[] = [[0x20, 0x20]];
const BLANK_RANGES: readonly Range[] = [
  [0x09, 0x09],
  [0x0b, 0x0c],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
const NEWLINE_RANGES: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
];

/** Planes 0 and 1 lie in a table; of what comes after, only Chinese characters have a class of their own. */
const TABLE_SIZE = 0x20000;
const table = new Uint8Array(TABLE_SIZE);
for (const [ranges, name] of [
  [LETTERS, LETTER],
  [HAN_RANGES, HAN],
  [DIGIT_RANGES, DIGIT],
  [SPACE_RANGES, SPACE],
  [BLANK_RANGES, BLANK],
  [NEWLINE_RANGES, NEWLINE],
  [[[0x27, 0x27], [0x2019, 0x2019]], APOSTROPHE], // prettier-ignore
  [[[0xd800, 0xdbff]], HIGH_SURROGATE], // prettier-ignore
] as const) {
  for (const [from, to] of ranges as readonly Range[]) table.fill(name, from, to + 1);
}

/** The class of each UTF-16 code unit. */
export const CLASS_OF_UNIT: Uint8Array = table.subarray(0, 0x10000);

/** The class of a code point; that of a lone surrogate is OTHER. */
export function classOfCodePoint(codePoint: number): number {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return OTHER;
  if (codePoint < TABLE_SIZE) return table[codePoint]!;
  return codePoint < 0x40000 ? HAN : OTHER;
}

/** Ranges as they stand inside of `[…]`, each end written by `write`. */
const written = (ranges: readonly Range[], write: (codePoint: number) => string) =>
  ranges.map(([from, to]) => (from === to ? write(from) : `${write(from)}-${write(to)}`)).join('');

/**
 * The cut as one regular expression, the slow twin of split.ts: a word with the space before it, a run of Chinese
 * characters, up to three digits, a run of anything else, white space up to the end of its last line, white space.
 * @param write - how the dialect writes a code point: JavaScript `\u{41}`, Oniguruma `\x{41}`.
 */
export function splitPattern(write: (codePoint: number) => string): string {
  const [letter, han, digit] = [LETTERS, HAN_RANGES, DIGIT_RANGES].map((ranges) => written(ranges, write));
  const [newline, white] = [
    written(NEWLINE_RANGES, write),
    written([...SPACE_RANGES, ...BLANK_RANGES, ...NEWLINE_RANGES], write),
  ];
  const apostrophe = write(0x27) + write(0x2019);
  return [
    ` ?[${letter}]+(?:[${apostrophe}][${letter}]+)*`,
    `[${han}]+`,
    `[${digit}]{1,3}`,
    ` ?[^${white}${letter}${han}${digit}]+`,
    `[${white}]*[${newline}]+`,
    `[${white}]+(?![^${white}])`,
    `[${white}]+`,
  ].join('|');
}

const hexadecimal = (codePoint: number) => codePoint.toString(16).toUpperCase();

/** As `tokenizer.json` holds it: Oniguruma's dialect, which Hugging Face's `tokenizers` reads. */
export const ONIGURUMA_PATTERN: string = splitPattern((codePoint) => `\\x{${hexadecimal(codePoint)}}`);

/** The same for JavaScript; only the slow twin and tests use it. */
export const javaScriptPattern = (): RegExp =>
  new RegExp(
    splitPattern((codePoint) => `\\u{${hexadecimal(codePoint)}}`),
    'gu',
  );
