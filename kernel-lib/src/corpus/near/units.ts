/**
 * What near copies are compared by: sets of 5-grams, of words or of characters, in lower case. A word is a
 * run of letters and digits, a character is one of these. This file is the definition; the compiled module agrees with it.
 */

/** Units in a shingle. */
export const SHINGLE_UNITS = 5;
/** Above this share of letters that are Han, a text of unknown language is taken as Chinese. */
export const HAN_SHARE = 0.3;

/** Languages whose writing puts no spaces between words: their units are characters. */
const WITHOUT_SPACES = new Set(['zh', 'ja', 'yue', 'th', 'lo', 'km', 'my', 'bo']);

export const WORD = /[\p{L}\p{N}]+/gu;
export const LETTER = /\p{L}/gu;
export const HAN = /\p{Script=Han}/u;
export const CHARACTER = /[\p{L}\p{N}]/gu;

/**
 * Lower case, one character for one: `İ` counts as `i`, and Greek `ς` as `σ`, so that a letter does not depend on its
 * neighbours.
 */
export function fold(character: string): string {
  const [lower = ''] = character.toLowerCase();
  return lower === 'ς' ? 'σ' : lower;
}

/** Whether the units of a text are its characters; `und` is decided by the share of Han letters. */
export function unitsAreCharacters(text: string, language = 'und'): boolean {
  if (language !== 'und') return hasNoSpaces(language);
  const letters = text.match(LETTER) ?? [];
  return letters.filter((letter) => HAN.test(letter)).length > HAN_SHARE * letters.length;
}

/** By the first part of the language tag: `zh` of `zh-Hans`. */
export function hasNoSpaces(language: string): boolean {
  const end = language.indexOf('-');
  return WITHOUT_SPACES.has(end < 0 ? language : language.slice(0, end));
}

/** Words or characters of a text, in order. */
export function unitsOf(text: string, language = 'und'): string[] {
  if (unitsAreCharacters(text, language)) return (text.match(CHARACTER) ?? []).map(fold);
  return (text.match(WORD) ?? []).map((word) => [...word].map(fold).join(''));
}

/**
 * The set of 5-grams, units joined by a space. A text of one to four units is one shingle; a text without units has
 * none, and is nobody's near copy.
 */
export function shingles(text: string, language = 'und'): Set<string> {
  const units = unitsOf(text, language);
  if (units.length === 0) return new Set();
  const last = Math.max(0, units.length - SHINGLE_UNITS);
  return new Set(Array.from({ length: last + 1 }, (_, i) => units.slice(i, i + SHINGLE_UNITS).join(' ')));
}

/** |A ∩ B| ÷ |A ∪ B|: 1 for equal sets, 0 where one is empty (also where both are). */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const item of small) if (large.has(item)) common++;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}
