/**
 * The small web: each document of the world becomes a page, some of them with something wrong in them, and pages that
 * nobody should learn from are put between them. Every plant is labelled. Streams: memory does not grow with the web.
 */
import { pick, type Random } from '../../random.js';
import type { Language, WorldDocument } from '../document.js';
import { between, chanceFor, happens, some } from './chance.js';
import { contradictions, type Contradictions } from './contradictions.js';
import * as inserts from './inserts.js';
import { memory, type Memory, type Source } from './memory.js';
import { garbled, pickMisreading } from './mojibake.js';
import { nearCopy } from './nearCopy.js';
import { withNoise } from './noise.js';
import { webPlan, type WebOptions, type WebPlan } from './options.js';
import type { PlantKind, WebPage } from './page.js';
import { assemble, joinerOf, plain, type Paragraph, type Sentence } from './pieces.js';
import { publisher, type Manuscript } from './publish.js';
import { leaked } from './testItems.js';

/** What makers share while the web streams by. */
interface Maker {
  plan: WebPlan;
  memory: Memory;
  against: Contradictions;
  publish(manuscript: Manuscript): WebPage;
}

/**
 * Pages of the world's documents, with dirt; the same for the same documents and options.
 * Throws a UserError for an unknown option or a wrong value.
 */
export function webPages(documents: Iterable<WorldDocument>, options: WebOptions): Iterable<WebPage> {
  const plan = webPlan(options);
  return { [Symbol.iterator]: () => pagesOf(documents, plan) };
}

function* pagesOf(documents: Iterable<WorldDocument>, plan: WebPlan): Generator<WebPage> {
  const remembered = memory();
  const maker: Maker = {
    plan,
    memory: remembered,
    against: contradictions(),
    publish: publisher(plan, remembered),
  };
  const copies = heavyCopies(maker);
  let position = 0;
  for (const document of documents) {
    if (document.sentences.length === 0) continue;
    const random = chanceFor(plan.seed, `document ${position++}`);
    const { page, draft } = documentPage(document, random, maker);
    yield page;
    if (page.labels.length === 0 && page.kind === 'page') {
      remembered.sources[document.language].offer({ page, draft, copies: new Set() }, random);
      copies.offer(page);
    }
    for (const { text } of document.sentences) remembered.sentences[document.language].offer(text, random);
    maker.against.remember(document, random);
    yield* addedPages(document.language, random, maker);
    yield* copies.some();
  }
  yield* copies.rest();
}

/** A document's page: its sentences in paragraphs, and what the rates put into them. */
function documentPage(document: WorldDocument, random: Random, maker: Maker) {
  const { language } = document;
  const { plan } = maker;
  const kind = kindOf(document, random, plan);
  const chance = (plant: PlantKind, share = 1) =>
    happens(random, plan.rates[plant] * share * (IN_PRINT[kind]?.[plant] ?? 1));
  const sentences: Sentence[] = document.sentences.map(({ text }) => [plain(text)]);
  if (chance('contradiction')) contradict(document, sentences, random, maker);
  const grouped = inserts.inParagraphs(sentences, random, 2, 4);
  const paragraphs = planted(grouped, language, random, chance, maker);
  const { text, labels } = assemble(paragraphs, joinerOf(language));
  const draft = grouped.map((paragraph) =>
    paragraph.map((pieces) => pieces.map((piece) => piece.text).join('')),
  );
  const page = maker.publish({
    ...{ title: document.title, text, labels, siteLanguage: language },
    ...{ document: document.id, kind },
  });
  return { page, draft };
}

/** How much more often something happens in books and papers than on a web page: scanners misread, nobody advertises. */
const IN_PRINT: Partial<Record<WebPage['kind'], Partial<Record<PlantKind, number>>>> = {
  book: { ocr: 10, boilerplate: 0, advertisement: 0, mojibake: 0 },
  paper: { ocr: 0, boilerplate: 0, advertisement: 0 },
};
/** Doctors and lawyers write more papers than others. */
const LEARNED = { share: 5, kinds: ['medical', 'legal'] };

function kindOf({ kind }: WorldDocument, random: Random, { books, papers }: WebPlan): WebPage['kind'] {
  const share = random();
  if (share < books) return 'book';
  return share < books + papers * (LEARNED.kinds.includes(kind) ? LEARNED.share : 1) ? 'paper' : 'page';
}

function contradict(
  document: WorldDocument,
  sentences: Sentence[],
  random: Random,
  { plan, against }: Maker,
): void {
  const found = against.against(document, random);
  if (found !== undefined) sentences[found.at] = found.sentence;
  else sentences.push(inserts.everydayContradiction(document.language, random, plan.tables));
}

/** The paragraphs with sentences and paragraphs put between them; slips and garbling only where nothing else is wrong. */
function planted(
  clean: readonly Paragraph[],
  language: Language,
  random: Random,
  chance: (kind: PlantKind, share?: number) => boolean,
  { plan }: Maker,
): Paragraph[] {
  const { tables } = plan;
  let paragraphs = clean.map((paragraph) => [...paragraph]);
  const marked = clean.some((paragraph) => paragraph.some((pieces) => pieces.some(({ mark }) => mark)));
  if (!marked && chance('mojibake')) return mojibake(paragraphs, language, random, plan);
  const own = [...paragraphs];
  const amidParagraphs = (more: Paragraph) =>
    paragraphs.splice(between(random, 1, paragraphs.length), 0, more);
  const amid = (sentence: Sentence) => {
    if (!/[.!?。！？]$/.test(sentence.at(-1)!.text)) return amidParagraphs([sentence]);
    const paragraph = pick(random, own);
    return paragraph.splice(between(random, 0, paragraph.length), 0, sentence);
  };
  if (chance('bias')) amid(inserts.biased(language, random, tables));
  if (chance('personal-data')) amid(inserts.personal(language, random, tables));
  if (chance('look-alike')) amid(inserts.lookAlike(language, random, tables));
  if (chance('toxic')) amidParagraphs([inserts.toxic(language, random, tables)]);
  if (chance('test-item')) {
    const items = plan.testItems.filter((item) => item.language === language);
    if (items.length > 0) amidParagraphs([leaked(pick(random, items), random, tables)]);
  }
  if (chance('other-language', 0.5)) {
    amidParagraphs(
      inserts.foreignParagraph(
        pick(random, [...tables.languages.keys()]),
        between(random, 2, 4),
        random,
        tables,
      ),
    );
  }
  if (chance('advertisement', 0.5)) {
    amidParagraphs(inserts.advertisementParagraph(pickAdvertisement(language, random, plan), random));
  }
  if (chance('boilerplate')) {
    const lines = inserts.boilerplate(language, random, tables);
    const above = between(random, 0, 1);
    paragraphs = [...lines.slice(0, above), ...paragraphs, ...lines.slice(above)];
  }
  const noise = (['typo', 'ocr'] as const).find((kind) => chance(kind));
  return noise === undefined ? paragraphs : withNoise(paragraphs, noise, language, random, tables);
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

function pickAdvertisement(language: Language, random: Random, plan: WebPlan) {
  const fitting = plan.tables.advertisements.filter(
    (family) =>
      family.language === language &&
      (plan.advertisements === 'both' || family.split === plan.advertisements),
  );
  return pick(random, fitting);
}

/** Pages that are no document's, after a document's page. */
function* addedPages(language: Language, random: Random, maker: Maker): Generator<WebPage> {
  const { plan, memory: remembered, publish } = maker;
  const { tables, rates } = plan;
  const chance = (kind: PlantKind, share = 1) => happens(random, rates[kind] * share);
  const whole = (title: string, paragraphs: Paragraph[], code: string = language) =>
    publish({ title, ...assemble(paragraphs, joinerOf(code)), siteLanguage: language, language: code });
  const sources = remembered.sources[language].items;
  if (chance('exact-copy') && sources.length > 0) yield exactCopy(pick(random, sources).page, maker);
  if (chance('near-copy') && sources.length > 0)
    yield* nearCopyPage(pick(random, sources), language, random, maker);
  if (chance('advertisement', 0.5)) {
    const { title, paragraphs } = inserts.advertisementPage(
      pickAdvertisement(language, random, plan),
      random,
    );
    yield whole(title, paragraphs);
  }
  if (chance('other-language', 0.5)) {
    const code = pick(random, [...tables.languages.keys()]);
    const sentences = inserts.foreignSentences(code, between(random, 5, 8), random, tables);
    const title = inserts.titleFrom(sentences[0]![0]!.text);
    yield whole(title, inserts.inParagraphs(sentences, random, 2, 4), code);
  }
  if (chance('keyword-soup')) {
    const words = some(random, tables.phrases(language, 'soup'), 4);
    yield whole(words.join(' '), [[[inserts.keywordSoup(language, random, tables)]]]);
  }
  if (chance('near-empty')) yield nearEmptyPage(language, random, maker);
}

function exactCopy(source: WebPage, { publish }: Maker): WebPage {
  return publish({
    ...{ title: source.title, text: source.text, labels: [{ kind: 'exact-copy', of: source.id }] },
    ...{ siteLanguage: source.language as Language, notOn: source.site },
    ...(source.document === undefined ? {} : { document: source.document }),
  });
}

/** Sources have more copies than one, which must not be the same by chance. */
const COPY_TRIES = 4;

/** A near copy at one of the targets; nothing where this source cannot be brought to it. */
function* nearCopyPage(source: Source, language: Language, random: Random, { plan, memory, publish }: Maker) {
  const options = { language, random, tables: plan.tables, foreign: memory.sentences[language].items };
  const target = pick(random, plan.similarities);
  for (let tried = 0; tried < COPY_TRIES; tried++) {
    const made = nearCopy(source.draft, { ...options, target });
    // Paragraphs make no difference to who looks for equal texts.
    const flat = made?.text.replace(/\s+/g, ' ') ?? '';
    if (made === undefined || source.copies.has(flat)) continue;
    source.copies.add(flat);
    const { page } = source;
    yield publish({
      ...{ title: page.title, text: made.text, siteLanguage: language, notOn: page.site },
      labels: [{ kind: 'near-copy', of: page.id, similarity: made.similarity }],
      ...(page.document === undefined ? {} : { document: page.document }),
    });
    return;
  }
}

/** Nearly nothing; where the same nothing was there before, it is an exact copy as well. */
function nearEmptyPage(language: Language, random: Random, { plan, memory, publish }: Maker): WebPage {
  const text = pick(random, plan.tables.phrases(language, 'near-empty'));
  const before = memory.nearEmpty.get(text);
  const page = publish({
    ...{ title: text, text, siteLanguage: language },
    labels: [
      { kind: 'near-empty' },
      ...(before === undefined ? [] : [{ kind: 'exact-copy' as const, of: before }]),
    ],
  });
  if (before === undefined) memory.nearEmpty.set(text, page.id);
  return page;
}

/** Few pages, copied many times: from the first clean pages on, a few copies after each document. */
function heavyCopies(maker: Maker) {
  const { pages, times } = maker.plan.copied;
  const due: { page: WebPage; left: number }[] = [];
  let taken = 0;
  const random = chanceFor(maker.plan.seed, 'copied');
  function* next(): Generator<WebPage> {
    const at = Math.floor(random() * due.length);
    const entry = due[at]!;
    if (--entry.left === 0) due.splice(at, 1);
    yield exactCopy(entry.page, maker);
  }
  return {
    offer(page: WebPage): void {
      if (taken >= pages || times === 0) return;
      taken++;
      due.push({ page, left: times });
    },
    *some(): Generator<WebPage> {
      for (let i = 0; i < 2 && due.length > 0; i++) yield* next();
    },
    *rest(): Generator<WebPage> {
      while (due.length > 0) yield* next();
    },
  };
}
