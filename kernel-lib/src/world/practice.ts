/** Sentences that practise the language: measure words, agreement, order. About things, and about nobody. */
import { pick } from '../random.js';
import type { Language } from './document.js';
import { randomFor } from './seeds.js';
import type { WorldTables } from './tables/types.js';
import { fill, type Words } from './wording.js';

/**
 * Every sentence of practice.tsv once, with things drawn for its gaps.
 * @param round - another round draws others.
 */
export function practiceRound(
  { practice, things }: WorldTables,
  seed: number,
  language: Language,
  round: number,
): string[] {
  const random = randomFor(seed, 'practice', language, round);
  return practice
    .filter(({ made }) => made.language === language)
    .map(({ made }) => {
      const words: Record<string, string> = {};
      for (const { name } of made.gaps)
        words[name] ??= pick(random, [...things.get(name)!.values()])[language];
      return fill(made, words satisfies Words);
    });
}
