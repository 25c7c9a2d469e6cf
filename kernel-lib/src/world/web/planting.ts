/** What goes wrong within a document's own page. */
import { pick, type Random } from '../../random.js';
import type { Language, WorldDocument } from '../document.js';
import { between, happens, some } from './chance.js';
import * as inserts from './inserts.js';
import type { Maker } from './maker.js';
import { garbled, pickMisreading } from './mojibake.js';
import { withNoise } from './noise.js';
import type { WebPlan } from './options.js';
import type { PlantKind, WebPage } from './page.js';
import { plain, type Paragraph, type Sentence } from './pieces.js';
import { leaked } from './testItems.js';

/** Whether a kind is planted now; `share` of its rate. */
export type Chance = (kind: PlantKind, share?: number) => boolean;

/** How much more often something happens in books and papers than on a web page: scanners misread, nobody advertises. */
export const IN_PRINT: Partial<Record<WebPage['kind'], Partial<Record<PlantKind, number>>>> = {
  book: { ocr: 10, boilerplate: 0, advertisement: 0, mojibake: 0 },
  paper: { ocr: 0, boilerplate: 0, advertisement: 0 },
};
/** One sentence says something else than the world's facts. */
export function contradict(
  document: WorldDocument,
  sentences: Sentence[],
  random: Random,
  { plan, against }: Maker,
): void {
  const found = against.against(document, random);
  if (found !== undefined) sentences[found.at] = found.sentence;
  else sentences.push(inserts.everydayContradiction(document.language, random, plan.tables));
}

/**
 * The paragraphs with sentences and paragraphs put between them. Garbled pages have nothing else wrong, and slips leave
 * alone what was put in, so that every label stays true.
 */
export function planted(
  clean: readonly Paragraph[],
  language: Language,
  random: Random,
  chance: Chance,
  plan: WebPlan,
): Paragraph[] {
  const paragraphs = clean.map((paragraph) => [...paragraph]);
  const marked = clean.some((paragraph) => paragraph.flat().some(({ mark }) => mark !== undefined));
  if (!marked && chance('mojibake')) return mojibake(paragraphs, language, random, plan);
  putSentences(paragraphs, language, random, chance, plan);
  putParagraphs(paragraphs, language, random, chance, plan);
  if (chance('boilerplate')) {
    const lines = inserts.boilerplate(language, random, plan.tables);
    const above = between(random, 0, 1);
    paragraphs.unshift(...lines.slice(0, above));
    paragraphs.push(...lines.slice(above));
  }
  const noise = (['typo', 'ocr'] as const).find((kind) => chance(kind));
  return noise === undefined ? paragraphs : withNoise(paragraphs, noise, language, random, plan.tables);
}

/** Sentences within the page's own paragraphs; a line without a full stop gets a paragraph of its own. */
function putSentences(
  paragraphs: Paragraph[],
  language: Language,
  random: Random,
  chance: Chance,
  { tables }: WebPlan,
): void {
  const own = [...paragraphs];
  const put = (sentence: Sentence) => {
    if (!/[.!?。！？]$/.test(sentence.at(-1)!.text)) return insert(paragraphs, [sentence], random);
    const paragraph = pick(random, own);
    paragraph.splice(between(random, 0, paragraph.length), 0, sentence);
  };
  if (chance('bias')) put(inserts.biased(language, random, tables));
  if (chance('personal-data')) put(inserts.personal(language, random, tables));
  if (chance('look-alike')) put(inserts.lookAlike(language, random, tables));
}

/** Paragraphs between the page's own. */
function putParagraphs(
  paragraphs: Paragraph[],
  language: Language,
  random: Random,
  chance: Chance,
  plan: WebPlan,
): void {
  const { tables } = plan;
  if (chance('toxic')) insert(paragraphs, [inserts.toxic(language, random, tables)], random);
  const items = plan.testItems.filter((item) => item.language === language);
  if (items.length > 0 && chance('test-item')) {
    insert(paragraphs, [leaked(pick(random, items), random, tables)], random);
  }
  if (chance('other-language', 0.5)) {
    const code = pick(random, [...tables.languages.keys()]);
    insert(paragraphs, inserts.foreignParagraph(code, between(random, 2, 4), random, tables), random);
  }
  if (chance('advertisement', 0.5)) {
    const advertisement = inserts.pickAdvertisement(language, random, plan);
    insert(paragraphs, inserts.advertisementParagraph(advertisement, random), random);
  }
}

/** Anywhere but at the beginning. */
function insert(paragraphs: Paragraph[], more: Paragraph, random: Random): void {
  paragraphs.splice(between(random, 1, paragraphs.length), 0, more);
}

/**
 * The whole page garbled, or one paragraph of a Chinese one. English needs characters beyond ASCII first: quotation
 * marks as printers set them, and some sentences with accents.
 */
function mojibake(
  paragraphs: Paragraph[],
  language: Language,
  random: Random,
  { tables }: WebPlan,
): Paragraph[] {
  const way = pickMisreading(random, language);
  if (language === 'en') {
    for (const text of some(random, tables.phrases(language, 'accented'), between(random, 2, 4))) {
      const paragraph = pick(random, paragraphs);
      paragraph.splice(between(random, 0, paragraph.length), 0, [plain(text)]);
    }
  }
  const only =
    happens(random, 0.3) && language === 'zh' ? between(random, 0, paragraphs.length - 1) : undefined;
  const printed = (sentence: Sentence) =>
    sentence.map(({ text }) => (language === 'en' ? text.replaceAll("'", '’') : text)).join('');
  return paragraphs.map((paragraph, i) =>
    only === undefined || only === i
      ? paragraph.map((sentence) => [garbled(printed(sentence), way)])
      : paragraph,
  );
}
