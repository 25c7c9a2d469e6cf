/** Texts for the tests of the tokenizer: the journey's world, and strings that nobody would write. */
import { pick, randomInt, seededRandom, type Random } from 'kernel-lib/dist/random.js';
import { textOf } from 'kernel-lib/dist/world/document.js';
import { journey } from 'kernel-lib/dist/world/journey.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

export const world: readonly string[] = journey(1, Infinity).sentences.map(({ text }) => text);

/** A whole corpus: documents of the closed world in both languages. */
export const corpus = (): string[] => Array.from(createWorld().documents({ count: 5000 }), textOf);

const between = (random: Random, from: number, to: number) => from + randomInt(random, to - from + 1);

/** Makers of one character each, from the whole of Unicode and from the places where tokenizers go wrong. */
const CHARACTERS: ((random: Random) => number)[] = [
  (random) => between(random, 0x20, 0x7e),
  (random) => between(random, 0x20, 0x7e),
  (random) => between(random, 0, 0x1f), // control characters, NUL among them
  (random) => between(random, 0x4e00, 0x9fff),
  (random) => between(random, 0x300, 0x36f), // combining marks
  (random) => between(random, 0x1f300, 0x1faff), // emoji
  (random) => pick(random, [0x200d, 0xfe0f, 0xfeff, 0xfffd, 0x2028, 0x3000, 0xa0, 0x85, 0x2019, 0xffff]),
  (random) => between(random, 0, 0xffff), // lone surrogates among them
  (random) => between(random, 0x10000, 0x10ffff),
];

/** A string of up to 40 characters of all planes; lone surrogates may stand in it. */
export function wildText(random: Random): string {
  const length = randomInt(random, 41);
  return Array.from({ length }, () => String.fromCodePoint(pick(random, CHARACTERS)(random))).join('');
}

const EDGES = [
  ...[' ', '  ', '\n', '\r\n', '\t', '\u3000', '\0', '.', ',', "'", '’', '12', '3', '汉', '字', '𠀀', '々'],
  ...[
    'a',
    's',
    "don't",
    'é',
    'e\u0301',
    '😀',
    '👩‍👩‍👧',
    '<|end|>',
    '<0x41>',
    '\ud800',
    '春季',
    ' the',
    'ᄀ',
    '①',
    '०',
  ],
];

/** A string made of what meets at the edges of pieces. */
export function edgyText(random: Random): string {
  return Array.from({ length: randomInt(random, 16) }, () => pick(random, EDGES)).join('');
}

/** Many strings of both kinds, always the same. */
export function strangeTexts(count: number, seed = 7): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => (i % 4 === 0 ? edgyText(random) : wildText(random)));
}
