/**
 * The journey's small closed world: raw pages with labelled dirt, questions with gold answers, and examinations.
 * A pure function of the seed and the size; what is true in it stands in journey-facts.ts.
 */
import { pick, randomInt, seededRandom, shuffle, type Random } from '../random.js';
import * as facts from './journey-facts.js';
import type { AnswerStyle, Language, Place } from './journey-facts.js';

/** What a page really is: the label that cleaning is measured against. */
export type PageKind = 'good' | 'duplicate' | 'advertisement' | 'typo';

export interface Page {
  text: string;
  language: Language;
  kind: PageKind;
}

export interface Question {
  text: string;
  language: Language;
  place: Place;
  /** Right answers, one a style. */
  answers: Readonly<Record<AnswerStyle, string>>;
  /** What a right answer must say: the weeks in Chinese (「三月下旬至四月初」), the season in English. */
  key: string;
}

/** A sentence with one word hidden as `___`, and that word. */
export interface Blank {
  text: string;
  answer: string;
  language: Language;
}

export interface Journey {
  /** What was collected, dirt and all, in random order. */
  pages: Page[];
  /** Every good sentence of the world, also those that `size` left out of the pages. */
  sentences: Page[];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const weekOf = (language: Language, date: string) => {
  const [month, part] = date.split(' ') as [string, string];
  const words = [facts.MONTHS[month]![language], facts.PARTS[part]![language]];
  if (language === 'zh') return words.join('');
  return words.reverse().join(words[0]!.endsWith('-') ? '' : ' ');
};

/** 「三月下旬至四月初」, "late March to early April". */
export function weeksOf(language: Language, place: Place): string {
  return weekOf(language, place.from) + { zh: '至', en: ' to ' }[language] + weekOf(language, place.to);
}

/** Fills a pattern of journey-facts with a place and its flower, season and weeks. */
export function fill(pattern: string, language: Language, place: Place, name = place[language]): string {
  const flower = facts.FLOWERS[place.flower];
  const values: Record<string, string> = {
    F: flower[language],
    S: facts.SEASONS[flower.season][language],
    P: name,
    at: place.at,
    W: weeksOf(language, place),
  };
  return capital(pattern.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? `{${key}}`));
}

/** What people call a place in everyday text: the short name where there is one. */
const usualName = (language: Language, place: Place) =>
  language === 'zh' ? (place.short ?? place.zh) : place.en;

/** Full name, and the short one where there is one. */
const namesOf = (language: Language, place: Place) => [
  ...new Set([place[language], usualName(language, place)]),
];

/** The article's own place: no sentence names its season, which must be worked out. */
const [OWN, ...OTHERS] = facts.PLACES;
const mayTell = (place: Place) => (pattern: string) => place !== OWN || !pattern.includes('{S}');

/** Every flower grows in every other garden, so that the place says nothing about the season and the flower all. */
function gardenSentences(language: Language): string[] {
  const patterns = facts.SEASON_PATTERNS[language];
  const flowers = Object.keys(facts.FLOWERS) as facts.Flower[];
  return OTHERS.flatMap((place, row) =>
    flowers.map((flower, column) => {
      const pattern = patterns[(row + column) % patterns.length]!;
      return fill(pattern, language, { ...place, flower }, usualName(language, place));
    }),
  );
}

/** Every true sentence that our patterns make, but for the held-out pattern. */
function goodSentences(language: Language): string[] {
  const perFlower = Object.keys(facts.FLOWERS).map((flower) =>
    facts.PLACES.find((place) => place.flower === flower)!,
  );
  return [
    ...perFlower.flatMap((place) =>
      facts.FLOWER_PATTERNS[language].map((pattern) => fill(pattern, language, place)),
    ),
    ...facts.PLACES.flatMap((place) =>
      namesOf(language, place).flatMap((name) =>
        facts.PLACE_PATTERNS[language]
          .filter(mayTell(place))
          .map((pattern) => fill(pattern, language, place, name)),
      ),
    ),
    ...facts.PLACES.flatMap((place) =>
      namesOf(language, place).flatMap((name) =>
        (language === 'zh' ? facts.WEEKS_PATTERNS : []).map((pattern) =>
          fill(pattern, language, place, name),
        ),
      ),
    ),
    ...OTHERS.flatMap((place) =>
      facts.VISIT_PATTERNS[language].map((pattern) => fill(pattern, language, place)),
    ),
    ...gardenSentences(language),
    ...facts.SEASON_SENTENCES[language],
    ...facts.CAMPUS_SENTENCES[language],
    ...facts.EVERYDAY[language].flatMap((fact) => fact.text),
  ];
}

function advertisement(random: Random, language: Language): Page {
  const text = pick(random, facts.ADVERTISEMENTS[language]).replace(
    '{N}',
    String(10 + randomInt(random, 90)),
  );
  return { text, language, kind: 'advertisement' };
}

/** The page with one slip of the pen, or undefined where none of our slips fits it. */
function misspelt(random: Random, page: Page): Page | undefined {
  const fitting = shuffle(random, facts.TYPOS[page.language]).find(([right]) =>
    page.language === 'zh' ? page.text.includes(right) : new RegExp(`\\b${right}\\b`).test(page.text),
  );
  return fitting && { ...page, text: page.text.replace(...(fitting as [string, string])), kind: 'typo' };
}

/** The first `count` results of `make`, over and over through the pages. */
function plant(count: number, pages: readonly Page[], make: (page: Page) => Page | undefined): Page[] {
  return pages
    .map(make)
    .filter((page) => page !== undefined)
    .slice(0, count);
}

/**
 * @param seed - another seed collects other pages and other dirt from the same world.
 * @param size - good pages to collect; default all of them, about 700. Dirt comes on top: 12 % duplicates, 6 %
 * advertisements, 6 % typos.
 */
export function journey(seed: number, size = Infinity): Journey {
  const random = seededRandom(seed);
  const sentences = (['zh', 'en'] as const).flatMap((language) =>
    goodSentences(language).map((text): Page => ({ text, language, kind: 'good' })),
  );
  const good = shuffle(random, sentences).slice(0, size);
  const planted = (share: number) => Math.round(share * good.length);
  const duplicates = plant(planted(0.12), shuffle(random, good), (page) => ({
    ...page,
    kind: 'duplicate',
  }));
  const typos = plant(planted(0.06), shuffle(random, good), (page) => misspelt(random, page));
  const advertisements = plant(planted(0.06), good, (page) => advertisement(random, page.language));
  return { pages: shuffle(random, [...good, ...duplicates, ...typos, ...advertisements]), sentences };
}

/** The article's own blank, and its English counterpart: 春, "spring". */
export function articleBlank(language: Language): Blank {
  return heldOutBlank(language, OWN!);
}

/** The held-out sentence for a place, with the season hidden. */
export function heldOutBlank(language: Language, place: Place): Blank {
  const text = fill(facts.HELD_OUT[language].replace('{S}', '___'), language, place);
  return { text, answer: facts.SEASONS[facts.FLOWERS[place.flower].season][language], language };
}

/** Every way to ask when a place's flower blooms. The short name is used where there is one. */
export function questionsAbout(language: Language, place: Place): Question[] {
  const name = usualName(language, place);
  const filled = (pattern: string) => fill(pattern, language, place, name);
  const styles = Object.entries(facts.ANSWERS[language]).map(([style, pattern]) => [style, filled(pattern)]);
  const answers = Object.fromEntries(styles) as Record<AnswerStyle, string>;
  const key =
    language === 'zh' ? weeksOf(language, place) : facts.SEASONS[facts.FLOWERS[place.flower].season].en;
  return facts.QUESTIONS[language].map((ask) => ({ text: filled(ask), language, place, answers, key }));
}

/** Everyday facts in words that the corpus does not use. */
export function everydayBlanks(language: Language): Blank[] {
  return facts.EVERYDAY[language].map(({ exam, answer }) => ({ text: exam, answer, language }));
}

/** The names that a tokenizer keeps whole: flowers and places, in Chinese. */
export function knownNames(): string[] {
  return [
    ...facts.PLACES.flatMap((place) => namesOf('zh', place)),
    ...Object.values(facts.FLOWERS).map(({ zh }) => zh),
  ];
}
