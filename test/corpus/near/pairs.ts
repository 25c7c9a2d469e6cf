/** Texts with an exactly known Jaccard similarity of their 5-grams, and random texts of all kinds. */
import { pick, randomInt } from 'kernel-lib/dist/random.js';
import type { Random } from 'kernel-lib/dist/random.js';

/** Words that occur once: `a1b`, `a2b`, … so that every 5-gram is different. */
const freshWords = (random: Random, many: number) =>
  Array.from({ length: many }, (_, i) => `w${randomInt(random, 1e9).toString(36)}x${i}`);

/**
 * Two texts of `shared + own` different 5-grams each. The first `shared + 4` words are the same; all words after them
 * differ, so exactly `shared` 5-grams are common: s = shared ÷ (shared + 2·own).
 */
export function pairOf(random: Random, shared: number, own: number): [string, string] {
  const common = freshWords(random, shared + 4);
  const one = () => [...common, ...freshWords(random, own)].join(' ');
  return [one(), one()];
}

const ALPHABETS = [
  [...'abcdefghij ABCDEFG ,.-!?  \n\t'],
  [...'水在零度结冰春天櫻花開了。，！？　ＡＢ１２'],
  [...'ΑΣσςΟΔ İıßẞŉǰ ὈΔΎΣΣΕΎΣ '],
  [...'ПриветМир עברית مرحبا ๑๒๓ ไทย हिन्दी 한국어 かな'],
  ['😀', '👩‍🚀', '𐐀', '𐐨', '𠀀', '𠮷', '🏳️‍🌈', ' '],
  ['\ud800', '\udc00', '\udfff', '\udbff', 'a', ' ', '水'],
  ['\u0000', '\u0301', '\u200d', '\ufeff', '\u00a0', '\u2028', 'é', '٣', 'Ⅷ', '½', '_', '℃'],
];

/** A text of up to `most` pieces from up to three alphabets. */
export function randomText(random: Random, most: number): string {
  const alphabets = Array.from({ length: 1 + randomInt(random, 3) }, () => pick(random, ALPHABETS));
  return Array.from({ length: randomInt(random, most) }, () => pick(random, pick(random, alphabets))).join(
    '',
  );
}
