/** Copies of pages: byte for byte, nearly, and a few pages very often. */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { chanceFor, seedFor } from './chance.js';
import type { Maker } from './maker.js';
import type { Source } from './memory.js';
import { nearCopy } from './nearCopy.js';
import type { WebPage } from './page.js';

/** The same text on another site. */
export function exactCopy(source: WebPage, { publish }: Maker): WebPage {
  return publish({
    ...{ title: source.title, text: source.text, labels: [{ kind: 'exact-copy', of: source.id }] },
    ...{ siteLanguage: source.language as Language, notOn: source.site },
    ...(source.document === undefined ? {} : { document: source.document }),
  });
}

/** Sources have more copies than one, which must not be the same by chance. */
const COPY_TRIES = 4;

/** A near copy at one of the targets; nothing where this source cannot be brought to it. */
export function* nearCopyPage(
  source: Source,
  language: Language,
  random: Random,
  { plan, memory, publish }: Maker,
) {
  const options = { language, random, tables: plan.tables, foreign: memory.sentences[language].items };
  const target = pick(random, plan.similarities);
  for (let tried = 0; tried < COPY_TRIES; tried++) {
    const made = nearCopy(source.draft, { ...options, target });
    // Paragraphs make no difference to who looks for equal texts.
    const hash = seedFor(0, made?.text.replace(/\s+/g, ' ') ?? '');
    if (made === undefined || source.copies.has(hash)) continue;
    source.copies.add(hash);
    const { page } = source;
    yield publish({
      ...{ title: page.title, text: made.text, siteLanguage: language, notOn: page.site },
      labels: [{ kind: 'near-copy', of: page.id, similarity: made.similarity }],
      ...(page.document === undefined ? {} : { document: page.document }),
    });
    return;
  }
}

/** Few pages, copied many times: from the first clean pages on, a few copies after each document. */
export function heavyCopies(maker: Maker) {
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
