/** Pages that are no document's: copies, advertisements, other languages, keyword soup, nearly nothing. */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { between, happens, some } from './chance.js';
import { exactCopy, nearCopyPage } from './copies.js';
import * as inserts from './inserts.js';
import type { Maker } from './maker.js';
import type { PlantKind, WebPage } from './page.js';
import { assemble, joinerOf, type Paragraph } from './pieces.js';

/** What follows a document's page, by the rates. */
export function* addedPages(language: Language, random: Random, maker: Maker): Generator<WebPage> {
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
      inserts.pickAdvertisement(language, random, plan),
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
