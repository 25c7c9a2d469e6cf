/**
 * Near copies: a text edited as people edit what they take over (a sentence exchanged or left out, a word put in,
 * a line added), until its true similarity to the source is the wanted one.
 */
import { pick, randomInt, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { happens } from './chance.js';
import { joinerOf } from './pieces.js';
import { jaccardOf, SHINGLE, textSimilarity, units } from './similarity.js';
import type { WebTables } from './tables.js';

/** How far the true similarity may be from the target. */
export const TOLERANCE = 0.02;

/** Sentences by paragraph. */
export type Draft = readonly (readonly string[])[];

export const draftText = (draft: Draft, language: string): string =>
  draft.map((paragraph) => paragraph.join(joinerOf(language))).join('\n\n');

export interface NearCopyOptions {
  language: Language;
  /** Jaccard similarity, above 0 and below 1. */
  target: number;
  random: Random;
  tables: WebTables;
  /** Sentences of other pages. */
  foreign: readonly string[];
}

/** Edits that are tried in one round, and rounds before the source is given up. */
const TRIES = 16;
const ROUNDS = 40;

/** The edited text and its true similarity, or nothing where this source cannot be brought to the target. */
export function nearCopy(
  source: Draft,
  options: NearCopyOptions,
): { draft: Draft; text: string; similarity: number } | undefined {
  const { language, target, random } = options;
  const measure = measureAgainst(source, language);
  let best = { draft: source, similarity: 1 };
  for (let round = 0; round < ROUNDS && best.similarity > target + TOLERANCE; round++) {
    const tries = Array.from({ length: TRIES }, () => edited(best.draft, options, source))
      .filter((draft) => draft !== best.draft)
      .map((draft) => ({ draft, similarity: measure(draft) }));
    const fitting = tries.filter(
      ({ similarity }) => similarity >= target - TOLERANCE && similarity < best.similarity,
    );
    if (fitting.length > 0) best = pick(random, fitting);
  }
  if (best.similarity > target + TOLERANCE) return undefined;
  const text = draftText(best.draft, language);
  // What the label says is measured on the texts themselves.
  return { draft: best.draft, text, similarity: textSimilarity(draftText(source, language), text, language) };
}

/** More different units than one copy and its edits have; five numbers below it are one exact number. */
const MOST_UNITS = 1500;

/** The same measure as `textSimilarity`, on numbered units: sentences are taken apart once, shingles are numbers. */
function measureAgainst(source: Draft, language: Language): (draft: Draft) => number {
  const numbers = new Map<string, number>();
  const numbered = new Map<string, number[]>();
  const numberOf = (unit: string): number => {
    const known = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, known);
    return known;
  };
  const unitsOf = (sentence: string): number[] => {
    const known = numbered.get(sentence) ?? units(sentence, language).map(numberOf);
    numbered.set(sentence, known);
    return known;
  };
  const shingles = (draft: Draft): Set<number> => {
    const list = draft.flatMap((paragraph) => paragraph.flatMap(unitsOf));
    const set = new Set<number>();
    if (list.length < SHINGLE) return set.add(-1 - list.reduce((sum, unit) => sum * MOST_UNITS + unit, 0));
    for (let i = 0; i + SHINGLE <= list.length; i++) {
      let shingle = 0;
      for (let k = 0; k < SHINGLE; k++) shingle = shingle * MOST_UNITS + list[i + k]!;
      set.add(shingle);
    }
    return set;
  };
  const original = shingles(source);
  return (draft) => {
    const similarity = jaccardOf(original, shingles(draft));
    if (numbers.size <= MOST_UNITS) return similarity;
    return textSimilarity(draftText(source, language), draftText(draft, language), language);
  };
}

/** A changed draft; the same one where the edit does not fit. */
type Edit = (draft: Draft, options: NearCopyOptions, source: Draft) => Draft;

/** One sentence replaced by others, or by none. */
function changed(draft: Draft, random: Random, change: (sentence: string) => readonly string[]): Draft {
  const p = randomInt(random, draft.length);
  const s = randomInt(random, draft[p]!.length);
  return draft
    .map((paragraph, i) =>
      i === p ? paragraph.flatMap((sentence, k) => (k === s ? change(sentence) : [sentence])) : paragraph,
    )
    .filter((paragraph) => paragraph.length > 0);
}

const exchanged: Edit = (draft, { foreign, random }, source) => {
  const other = foreign.length > 0 ? pick(random, foreign) : undefined;
  const known = other === undefined || source.flat().includes(other) || draft.flat().includes(other);
  return known ? draft : changed(draft, random, () => [other]);
};
const leftOut: Edit = (draft, { random }) => changed(draft, random, () => []);

/** A line of the copyist above the text, or below it; none twice. */
const introduced: Edit = (draft, { language, random, tables }) => {
  const line = pick(random, tables.phrases(language, 'opening'));
  const before = draft[0]?.[0] ?? '';
  return tables.phrases(language, 'opening').includes(before) ? draft : [[line], ...draft];
};
const followed: Edit = (draft, { language, random, tables }) => {
  const line = pick(random, tables.phrases(language, 'ending'));
  if (draft.flat().includes(line)) return draft;
  return happens(random, 0.5) ? [...draft, [line]] : [...draft.slice(0, -1), [...(draft.at(-1) ?? []), line]];
};

/** Where a small word may be put in: before a verb, else before any word in small letters (or after a comma). */
const PLACES = {
  en: [
    /(?<= )(?=(?:is|are|was|were|has|have|had|can|lives|comes|goes|runs|knows|likes|loves|waits|chose|joined|studies) )/g,
    /(?<=[a-z] )(?=(?:at|in|on|to|with|from) )/g,
  ],
  zh: [/(?<=[^现存所也还常就又便都正是在住去有来喜会])(?=[是在住去有])/g, /(?<=[，、])/g],
};

/** A small word put into a sentence that was not changed yet. */
const filled: Edit = (draft, { language, random, tables }, source) => {
  const original = new Set(source.flat());
  const filler = pick(random, tables.phrases(language, 'filler'));
  const put = language === 'en' ? `${filler} ` : filler;
  return changed(draft, random, (sentence) => {
    const places = PLACES[language]
      .map((place) => [...sentence.matchAll(place)].map(({ index }) => index))
      .find((found) => found.length > 0);
    if (places === undefined || !original.has(sentence)) return [sentence];
    const at = pick(random, places);
    return [sentence.slice(0, at) + put + sentence.slice(at)];
  });
};

const EDITS: readonly Edit[] = [exchanged, leftOut, introduced, followed, followed, filled, filled];

const edited = (draft: Draft, options: NearCopyOptions, source: Draft): Draft =>
  draft.length === 0 ? draft : pick(options.random, EDITS)(draft, options, source);
