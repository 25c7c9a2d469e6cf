/** Verification: the real Jaccard similarity of candidates, from their texts. */
import { readOptions, rule } from '../../options.js';
import { jaccardOfHashed } from './minHasher.js';
import type { MinHasher } from './minHasher.js';
import type { Verify } from './index.js';

export interface Candidate {
  text: string;
  language: string;
}

/** Shingles that are kept for the next comparisons (32 MB): candidates come in runs of the same documents. */
const MOST_KEPT = 8_000_000;

/**
 * Says yes to pairs whose 5-grams have a Jaccard similarity of at least `threshold`. Shingles are compared as hashes of
 * 32 bits: two documents of a thousand shingles each agree wrongly in one with a probability of 2·10^-4, which moves the
 * similarity by 0.0005.
 * @param textOf - reads a document again, by its position.
 */
export function realJaccard(
  hasher: MinHasher,
  textOf: (position: number) => Candidate,
  threshold: number,
): Verify {
  readOptions('verification of near copies', {}, { threshold: rule.share }, { threshold });
  const sets = new Map<number, Uint32Array>();
  let kept = 0;
  const setOf = (position: number) => {
    let set = sets.get(position);
    if (set === undefined) {
      const { text, language } = textOf(position);
      set = hasher.hashedShingles(text, language);
      kept += set.length;
    } else sets.delete(position);
    sets.set(position, set); // the last one that was used stands last
    for (const [oldest, { length }] of sets) {
      if (kept <= MOST_KEPT || oldest === position) break;
      sets.delete(oldest);
      kept -= length;
    }
    return set;
  };
  return (a, b) => jaccardOfHashed(setOf(a), setOf(b)) >= threshold;
}
