/**
 * Near copies: a text edited as people edit what they take over (a sentence exchanged or left out, a word put in,
 * a line added), until its true similarity to the source is the wanted one.
 */
import { pick, randomInt, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { joinerOf } from './pieces.js';
import { jaccardOf, shinglesOf, units } from './similarity.js';
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
  const original = shinglesOf(units(draftText(source, language), language));
  const measured = (draft: Draft) => {
    const text = draftText(draft, language);
    return { draft, text, similarity: jaccardOf(original, shinglesOf(units(text, language))) };
  };
  let best = measured(source);
  for (let round = 0; round < ROUNDS && best.similarity > target + TOLERANCE; round++) {
    const tries = Array.from({ length: TRIES }, () => measured(edited(best.draft, options)));
    const fitting = tries.filter(
      ({ similarity }) => similarity >= target - TOLERANCE && similarity < best.similarity,
    );
    if (fitting.length > 0) best = pick(random, fitting);
  }
  return best.similarity <= target + TOLERANCE ? best : undefined;
}

type Edit = (sentence: string, options: NearCopyOptions) => readonly string[];

const exchanged: Edit = (sentence, { foreign, random }) => [
  foreign.length > 0 ? pick(random, foreign) : sentence,
];
const leftOut: Edit = () => [];
const followed: Edit = (sentence, { language, random, tables }) => [
  sentence,
  pick(random, tables.phrases(language, 'ending')),
];

/** Words that an adverb may stand before. */
const VERBS = {
  en: /(?<= )(?=(?:is|are|was|were|has|have|had|can|lives|comes|goes|runs|knows|likes|waits|chose|live|go|see|at|in|on|to|with|from) )/g,
  zh: /(?<=[^也还常就又便都正是在住去有来喜会])(?=[是在住去有来喜会])/g,
};

/** A small word put in: before a verb or a preposition where there is one, else before a word in small letters. */
const filled: Edit = (sentence, { language, random, tables }) => {
  const filler = pick(random, tables.phrases(language, 'filler'));
  const before = [VERBS[language], language === 'en' ? /(?<= )(?=[a-z])/g : /(?<=[，、])/g]
    .map((places) => [...sentence.matchAll(places)].map(({ index }) => index))
    .find((places) => places.length > 0);
  if (before === undefined) return [sentence];
  const at = pick(random, before);
  const put = language === 'en' ? `${filler} ` : filler;
  return sentence.slice(at - put.length, at) === put
    ? [sentence]
    : [sentence.slice(0, at) + put + sentence.slice(at)];
};

const EDITS: readonly Edit[] = [exchanged, leftOut, followed, filled, filled, filled];

function edited(draft: Draft, options: NearCopyOptions): Draft {
  const { random } = options;
  const p = randomInt(random, draft.length);
  const s = randomInt(random, draft[p]!.length);
  const edit = pick(random, EDITS);
  return draft
    .map((paragraph, i) =>
      i === p
        ? paragraph.flatMap((sentence, k) => (k === s ? edit(sentence, options) : [sentence]))
        : paragraph,
    )
    .filter((paragraph) => paragraph.length > 0);
}
