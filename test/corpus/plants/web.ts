/** The small web as the pipeline meets it: pages as bytes, extracted and normalised, each beside its labels. */
import { collect } from 'kernel-lib/dist/corpus/collect/collect.js';
import type { Document, RawDocument } from 'kernel-lib/dist/corpus/document.js';
import { extract } from 'kernel-lib/dist/corpus/extract/extract.js';
import { normalise, normaliseText } from 'kernel-lib/dist/corpus/normalise/normalise.js';
import { mojibake } from 'kernel-lib/dist/corpus/quality/mojibake/judge.js';
import type { Language } from 'kernel-lib/dist/world/document.js';
import { bodyOf } from 'kernel-lib/dist/world/web/body.js';
import type { WebOptions } from 'kernel-lib/dist/world/web/options.js';
import type { Label, PlantKind, WebPage } from 'kernel-lib/dist/world/web/page.js';
import { webPages } from 'kernel-lib/dist/world/web/pages.js';
import { webTables } from 'kernel-lib/dist/world/web/tables.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

/** A page and what the first stages made of it. */
export interface Met {
  page: Omit<WebPage, 'html'>;
  /** Of the site: pages in a third language are plants among its pages. */
  language: Language;
  /** As extracted and normalised, without a repair of mojibake; undefined where nothing came out. */
  plain: Document | undefined;
  /** As the pipeline has it: mojibake repaired or taken out before characters are normalised. */
  document: Document | undefined;
  /** Whether the text is the true one (blank lines and the forms of characters aside). */
  whole: boolean;
}

const languageOfSite = new Map(webTables().sites.map(({ host, language }) => [host, language]));

export const pagesOf = (seed: number, documents: number, options: Partial<WebOptions> = {}) =>
  webPages(createWorld({ seed }).documents({ count: documents }), { seed, ...options });

/** A page as a crawl would find it. */
export const rawOf = (page: WebPage): RawDocument => {
  const charset = /charset=([\w-]+)/i.exec(page.contentType)?.[1];
  return {
    id: page.id,
    origin: { file: 'web', offset: 0, url: page.url },
    mediaType: 'text/html',
    ...(charset === undefined ? {} : { charset }),
    body: bodyOf(page),
  };
};

const repairing = mojibake();

/** Books and papers are printed: they come as their text. */
export function meet(page: WebPage, raw: RawDocument = rawOf(page)): Met {
  const { html, ...kept } = page;
  void html;
  const origin = { ...raw.origin, file: raw.origin.file, url: page.url };
  const asText = { ...raw, origin, mediaType: 'text/plain', charset: 'utf-8', body: Buffer.from(page.text) };
  const extracted = extract(page.kind === 'page' ? { ...raw, origin } : asText);
  const found = 'keep' in extracted ? { ...extracted.keep, id: page.id } : undefined;
  const plain = found && keptBy(normalise, found);
  const repaired = found && keptBy(repairing, found);
  return {
    ...{ page: kept, language: languageOfSite.get(page.site)!, plain },
    document: repaired && keptBy(normalise, repaired),
    whole: plain !== undefined && inLines(plain.text) === inLines(normaliseText(page.text)),
  };
}

export function keptBy(judge: typeof normalise, document: Document): Document | undefined {
  const verdict = judge.judge(document);
  return 'keep' in verdict ? verdict.keep : undefined;
}

/** Extraction parts blocks by one line break, the labels' text has an empty line between them. */
export const inLines = (text: string) => text.replace(/\n+/g, '\n').trim();

export const meetWeb = (seed: number, documents: number, options: Partial<WebOptions> = {}): Met[] =>
  Array.from(pagesOf(seed, documents, options), (page) => meet(page));

/** The same pages read back from a WARC file. */
export async function meetWarc(pages: readonly WebPage[], files: readonly string[]): Promise<Met[]> {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  const met: Met[] = [];
  for await (const raw of collect(files)) {
    const page = byUrl.get(raw.origin.url ?? '');
    if (page !== undefined) met.push(meet(page, raw));
  }
  return met;
}

export const isClean = ({ page }: Met) => page.labels.length === 0;
export const labelOf = ({ page }: Met, kind: PlantKind): Label | undefined =>
  page.labels.find((label) => label.kind === kind);

/** What was planted, as it reads after normalisation; the whole page where a label has no spans. */
export function plantsOf(met: Met, kind: PlantKind): { text: string; what: string; replacement?: string }[] {
  const label = labelOf(met, kind);
  if (label === undefined) return [];
  const spans = label.spans ?? [{ start: 0, end: met.page.text.length, what: kind }];
  return spans.map(({ start, end, what, replacement }) => ({
    ...{ text: inLines(normaliseText(met.page.text.slice(start, end))), what },
    ...(replacement === undefined ? {} : { replacement: inLines(normaliseText(replacement)) }),
  }));
}
