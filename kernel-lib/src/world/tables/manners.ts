/** tones.tsv, raters.tsv, forbidden.tsv, refusals.tsv and styles.tsv. */
import { bothLanguages, LANGUAGES } from './columns.js';
import { idCell, uniqueIds } from './names.js';
import { template } from '../wording.js';
import { checkText, templateCell } from './patterns.js';
import { cell, numberCell, oneOfCell, rowError, type Row } from './rows.js';
import {
  TONES,
  TRAITS,
  type Forbidden,
  type Rater,
  type StyleTemplate,
  type Thing,
  type TonePhrase,
  type Trait,
  type WorldTables,
} from './types.js';

const ONLY_PLACE: Partial<Record<string, 'opening' | 'ending'>> = {
  polite: 'opening',
  rude: 'opening',
  nice: 'ending',
  nasty: 'ending',
};

/** Phrases before and after an answer; every tone has at least one in each language. */
export function readTones(rows: readonly Row[]): TonePhrase[] {
  const unique = uniqueIds('the phrase');
  const phrases = rows.map((row) => {
    const tone = oneOfCell(row, 'tone', TONES);
    const only = ONLY_PLACE[tone];
    const place = oneOfCell(row, 'place', only === undefined ? (['opening', 'ending'] as const) : [only]);
    const language = oneOfCell(row, 'language', LANGUAGES);
    checkText(row, language, cell(row, 'text'), 'text');
    unique(row, cell(row, 'text'));
    return { tone, place, language, text: cell(row, 'text') };
  });
  for (const tone of TONES) {
    for (const language of LANGUAGES) {
      if (!phrases.some((phrase) => phrase.tone === tone && phrase.language === language)) {
        throw rowError(rows.at(-1)!, `there is no phrase for the tone "${tone}" in ${language}; add a row.`);
      }
    }
  }
  return phrases;
}

/** Raters; one of them is `gold`, which makes no mistakes. */
export function readRaters(rows: readonly Row[]): Rater[] {
  const unique = uniqueIds('the rater');
  const raters = rows.map((row) => {
    const id = idCell(row, 'id');
    unique(row, id);
    const weights = Object.fromEntries(TRAITS.map((trait) => [trait, numberCell(row, trait, -10, 10)]));
    return {
      ...{ id, en: cell(row, 'en'), zh: cell(row, 'zh'), weights: weights as Record<Trait, number> },
      ...{ slips: numberCell(row, 'slips', 0, 1), mild: numberCell(row, 'mild', -5, 5) },
    };
  });
  const gold = rows.find((row) => cell(row, 'id') === 'gold');
  if (gold === undefined)
    throw rowError(rows.at(-1)!, 'there is no rater "gold", the measure of the course; add a row.');
  if (Number(cell(gold, 'slips')) !== 0) throw rowError(gold, 'gold makes no mistakes; write 0 under slips.');
  return raters;
}

/** Forbidden questions with their look-alikes. */
export function readForbidden(rows: readonly Row[]): Forbidden[] {
  const unique = uniqueIds('the topic');
  return rows.map((row) => {
    const language = oneOfCell(row, 'language', LANGUAGES);
    const id = idCell(row, 'id');
    unique(row, `${id} (${language})`);
    for (const column of ['question', 'look_alike', 'answer'])
      checkText(row, language, cell(row, column), column);
    const lookAlike = cell(row, 'look_alike');
    return { id, language, question: cell(row, 'question'), lookAlike, answer: cell(row, 'answer') };
  });
}

/** Ways to say no; those about somebody unknown have the gap {name}. */
export function readRefusals(rows: readonly Row[]): WorldTables['refusals'] {
  const made = rows.map((row) => {
    const reason = oneOfCell(row, 'reason', ['forbidden', 'unknown'] as const);
    return { reason, text: templateCell(row, 'text', reason === 'unknown' ? ['name'] : []) };
  });
  const of = (wanted: 'forbidden' | 'unknown') =>
    bothLanguages((language) => {
      const mine = made.filter(({ reason, text }) => reason === wanted && text.language === language);
      if (mine.length === 0)
        throw rowError(rows.at(-1)!, `there is no refusal "${wanted}" in ${language}; add a row.`);
      return mine.map(({ text }) => text);
    });
  return { forbidden: of('forbidden'), unknown: of('unknown') };
}

/** Requests for poems and code. Code keeps its own punctuation, so only its gap is looked at. */
export function readStyles(
  rows: readonly Row[],
  things: ReadonlyMap<string, ReadonlyMap<string, Thing>>,
): StyleTemplate[] {
  return rows.map((row) => {
    const style = oneOfCell(row, 'style', ['poem', 'code'] as const);
    const request = templateCell(row, 'request', ['name']);
    const { language } = request;
    if (!things.has(cell(row, 'class'))) {
      throw rowError(row, `class "${cell(row, 'class')}" is no class of things.tsv; check its spelling.`);
    }
    // Code is no sentence: like Chinese, it gets no capital at its beginning.
    const answer =
      style === 'poem' ? templateCell(row, 'answer', ['name']) : template('zh', cell(row, 'answer'));
    if (answer.gaps.some(({ name }) => name !== 'name'))
      throw rowError(row, 'answer may have the gap {name} only.');
    return { style, class: cell(row, 'class'), language, request, answer };
  });
}
