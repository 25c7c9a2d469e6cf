/**
 * The small web: each document of the world becomes a page, some of them with something wrong in them, and pages that
 * nobody should learn from are put between them. Every plant is labelled. Streams: memory does not grow with the web.
 */
import type { Random } from '../../random.js';
import type { WorldDocument } from '../document.js';
import { addedPages } from './added.js';
import { chanceFor, happens } from './chance.js';
import { contradictions } from './contradictions.js';
import { heavyCopies } from './copies.js';
import { inParagraphs } from './inserts.js';
import type { Maker } from './maker.js';
import { memory } from './memory.js';
import { webPlan, type WebOptions, type WebPlan } from './options.js';
import type { WebPage } from './page.js';
import { assemble, joinerOf, plain, type Sentence } from './pieces.js';
import { contradict, IN_PRINT, planted, type Chance } from './planting.js';
import { publisher } from './publish.js';

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
  const chance: Chance = (plant, share = 1) =>
    happens(random, plan.rates[plant] * share * (IN_PRINT[kind]?.[plant] ?? 1));
  const sentences: Sentence[] = document.sentences.map(({ text }) => [plain(text)]);
  if (chance('contradiction')) contradict(document, sentences, random, maker);
  const grouped = inParagraphs(sentences, random, 2, 4);
  const paragraphs = planted(grouped, language, random, chance, plan);
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

/** Doctors and lawyers write more papers than others. */
const LEARNED = { share: 5, kinds: ['medical', 'legal'] };

function kindOf({ kind }: WorldDocument, random: Random, { books, papers }: WebPlan): WebPage['kind'] {
  const share = random();
  if (share < books) return 'book';
  return share < books + papers * (LEARNED.kinds.includes(kind) ? LEARNED.share : 1) ? 'paper' : 'page';
}
