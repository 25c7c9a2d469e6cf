/**
 * The true similarity of two texts, as near copies are labelled with it: Jaccard of 5-gram shingles.
 * English shingles are five lower-cased words (runs of letters and digits), Chinese ones five characters
 * without spaces and punctuation. A text of fewer than five units is one shingle.
 */

export const SHINGLE = 5;

const HAN = /\p{Script=Han}/gu;
const LETTER = /\p{L}/gu;

/** Whether shingles are of characters: by the language, where it is unknown by the share of Han letters (> 30 %). */
export function inCharacters(text: string, language: string): boolean {
  if (language !== 'und') return language === 'zh';
  const letters = text.match(LETTER)?.length ?? 0;
  return letters > 0 && (text.match(HAN)?.length ?? 0) > 0.3 * letters;
}

/** What shingles are made of: words, or characters. */
export function units(text: string, language: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return inCharacters(text, language) ? words.flatMap((word) => [...word]) : words;
}

export function shinglesOf(list: readonly string[]): Set<string> {
  if (list.length < SHINGLE) return new Set([list.join(' ')]);
  const set = new Set<string>();
  for (let i = 0; i + SHINGLE <= list.length; i++) {
    set.add(`${list[i]} ${list[i + 1]} ${list[i + 2]} ${list[i + 3]} ${list[i + 4]}`);
  }
  return set;
}

/** |A ∩ B| / |A ∪ B|; 1 for two empty sets. */
export function jaccardOf<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  if (a.size === 0 && b.size === 0) return 1;
  let both = 0;
  for (const shingle of a) if (b.has(shingle)) both++;
  return both / (a.size + b.size - both);
}

/** The Jaccard similarity of two texts' shingles. */
export function textSimilarity(a: string, b: string, language: string): number {
  return jaccardOf(shinglesOf(units(a, language)), shinglesOf(units(b, language)));
}
