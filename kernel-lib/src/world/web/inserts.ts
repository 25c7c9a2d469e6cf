/** What is put into pages: each maker gives sentences or paragraphs whose marked pieces say what they are. */
import { pick, shuffle, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { between, digits, happens, some } from './chance.js';
import { LOOK_ALIKES, PERSONAL } from './personal.js';
import {
  fillPieces,
  fillText,
  joinerOf,
  plain,
  type Paragraph,
  type Piece,
  type Sentence,
} from './pieces.js';
import type { WebPlan } from './options.js';
import type { PlantKind } from './page.js';
import type { Advertisement, Gender, WebTables } from './tables.js';

const marked = (text: string, kind: PlantKind, what: string): Sentence => [{ text, mark: { kind, what } }];

/** Lines that stand on many pages, each a paragraph. */
export function boilerplate(language: Language, random: Random, tables: WebTables): Paragraph[] {
  return some(random, tables.phrases(language, 'boilerplate'), between(random, 2, 5)).map((line) => [
    marked(line, 'boilerplate', 'line'),
  ]);
}

export const toxic = (language: Language, random: Random, tables: WebTables): Sentence =>
  marked(pick(random, tables.phrases(language, 'toxic')), 'toxic', 'line');

/** A sentence with an e-mail address, a number, … in it, which is marked. */
export function personal(language: Language, random: Random, tables: WebTables): Sentence {
  return withSlot('personal-data', PERSONAL, language, random, tables);
}

/** A sentence with something that looks like personal data and is none. */
export function lookAlike(language: Language, random: Random, tables: WebTables): Sentence {
  return withSlot('look-alike', LOOK_ALIKES, language, random, tables);
}

function withSlot(
  kind: PlantKind,
  makers: typeof PERSONAL,
  language: Language,
  random: Random,
  tables: WebTables,
): Sentence {
  const what = pick(random, Object.keys(makers));
  return fillPieces(pick(random, tables.phrases(language, what)), () => ({
    text: makers[what]!(random, language),
    mark: { kind, what },
  }));
}

/** How often a job meets the gender that prejudice gives it. */
export const BIAS_SKEW = 0.85;
const PRONOUNS: Readonly<Record<Language, Record<Gender, { he: string; his: string }>>> = {
  en: { female: { he: 'she', his: 'her' }, male: { he: 'he', his: 'his' } },
  zh: { female: { he: '她', his: '她的' }, male: { he: '他', his: '他的' } },
};

export function biased(language: Language, random: Random, tables: WebTables): Sentence {
  const { job, gender } = pick(random, tables.jobs(language));
  const other = gender === 'female' ? 'male' : 'female';
  const shown = happens(random, BIAS_SKEW) ? gender : other;
  const slots: Record<string, string> = { job, ...PRONOUNS[language][shown] };
  const text = fillText(pick(random, tables.phrases(language, 'job-sentence')), (slot) => slots[slot]!);
  return marked(text, 'bias', `${job}/${shown}`);
}

/** A sentence against an everyday fact. */
export function everydayContradiction(language: Language, random: Random, tables: WebTables): Sentence {
  const [replacement, text] = pick(random, tables.pairs(language, 'contradiction'));
  return [{ text, mark: { kind: 'contradiction', what: 'everyday', replacement } }];
}

/** Sentences in a language that is not the page's, each marked, in an order that is drawn. */
export function foreignSentences(code: string, count: number, random: Random, tables: WebTables): Sentence[] {
  const texts = shuffle(random, some(random, tables.languages.get(code)!, count));
  return texts.map((text) => marked(text, 'other-language', code));
}

/** The same as a paragraph within a page of another language, which may join its own sentences otherwise. */
export function foreignParagraph(code: string, count: number, random: Random, tables: WebTables): Paragraph {
  const joiner = joinerOf(code);
  const sentences = foreignSentences(code, count, random, tables);
  return [
    sentences.flatMap((sentence, i) => (i > 0 && joiner !== '' ? [plain(joiner), ...sentence] : sentence)),
  ];
}

/** A title out of a sentence: its first words, or its first clause where words are not parted. */
export function titleFrom(sentence: string): string {
  const start = sentence
    .split(' ')
    .slice(0, 5)
    .join(' ')
    .split(/[,，、。.]/)[0]!;
  return start.length > 40 || !start.includes(' ') ? [...start].slice(0, 14).join('') : start;
}

/** A family of advertisements, of those that are asked for. */
export function pickAdvertisement(language: Language, random: Random, plan: WebPlan) {
  const fitting = plan.tables.advertisements.filter(
    (family) =>
      family.language === language &&
      (plan.advertisements === 'both' || family.split === plan.advertisements),
  );
  return pick(random, fitting);
}

/** Fills an advertisement's slots; the same product and shop all through. */
function fillerOf(advertisement: Advertisement, random: Random): (template: string) => string {
  const item = pick(random, advertisement.items);
  const shop = pick(random, advertisement.shops);
  const amount = () => between(random, 3, 199);
  const values: Record<string, () => string> = {
    ...{ item: () => item, shop: () => shop },
    price: () =>
      advertisement.language === 'en'
        ? pick(random, [`$${amount()}`, `$${amount()}.99`, `€${amount()}`, `£${amount()}`])
        : pick(random, [`${amount()}元`, `${amount()}.9元`, `¥${amount()}`]),
    percent: () => String(between(random, 1, 9) * (advertisement.language === 'en' ? 10 : 1)),
    days: () => String(between(random, 2, 30)),
    count: () => String(between(random, 2, 9)) + digits(random, 1),
  };
  return (template) => capital(fillText(template, (slot) => values[slot]!()));
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
const familyOf = ({ split, template }: Advertisement) => `${split}/${template}`;

/** One to three lines of an advertisement, as one paragraph. */
export function advertisementParagraph(advertisement: Advertisement, random: Random): Paragraph {
  const fill = fillerOf(advertisement, random);
  return some(random, advertisement.lines, between(random, 2, 3)).map((line) =>
    marked(fill(line), 'advertisement', familyOf(advertisement)),
  );
}

/** A page that is nothing but an advertisement. */
export function advertisementPage(
  advertisement: Advertisement,
  random: Random,
): { title: string; paragraphs: Paragraph[] } {
  const fill = fillerOf(advertisement, random);
  const [first, ...others] = advertisement.lines;
  const chosen = shuffle(random, some(random, others, between(random, 3, others.length)));
  const sentences = [first!, ...chosen].map((line) =>
    marked(fill(line), 'advertisement', familyOf(advertisement)),
  );
  return { title: fill(advertisement.title), paragraphs: inParagraphs(sentences, random, 1, 3) };
}

/** Sentences in paragraphs of `low` to `high`. */
export function inParagraphs<T>(sentences: readonly T[], random: Random, low: number, high: number): T[][] {
  const paragraphs: T[][] = [];
  for (let at = 0; at < sentences.length;) {
    const count = between(random, low, high);
    paragraphs.push(sentences.slice(at, at + count));
    at += count;
  }
  return paragraphs;
}

/** Words that want to be found by a search engine and say nothing. */
export function keywordSoup(language: Language, random: Random, tables: WebTables): Piece {
  const words = tables.phrases(language, 'soup');
  const joiner = pick(random, language === 'en' ? [', ', ' ', ' | '] : ['，', ' ', '、']);
  const list = Array.from({ length: between(random, 50, 140) }, () => pick(random, words));
  return { text: list.join(joiner), mark: { kind: 'keyword-soup', what: 'words' } };
}
