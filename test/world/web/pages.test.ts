import assert from 'node:assert/strict';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import type { PlantKind, WebPage } from 'kernel-lib/dist/world/web/page';
import { PLANT_KINDS } from 'kernel-lib/dist/world/web/page';
import { MISREADINGS } from 'kernel-lib/dist/world/web/mojibake';
import { webTables } from 'kernel-lib/dist/world/web/tables';
import { sampleDocuments, textOf } from './samples';

/** Jaccard by lists, looked through one by one: slow and plain. */
function slowSimilarity(a: string, b: string, language: string): number {
  const shingles = (text: string) => {
    const list: string[] = [];
    const parts: string[] = [];
    let word = '';
    for (const character of `${text.toLowerCase()} `) {
      const letter = /[\p{L}\p{N}]/u.test(character);
      if (letter && language === 'zh') parts.push(character);
      else if (letter) word += character;
      else if (word !== '') {
        parts.push(word);
        word = '';
      }
    }
    if (parts.length < 5) return [parts.join('/')];
    for (let i = 4; i < parts.length; i++) {
      const shingle = parts.slice(i - 4, i + 1).join('/');
      if (!list.includes(shingle)) list.push(shingle);
    }
    return list;
  };
  const [first, second] = [shingles(a), shingles(b)];
  const shared = first.filter((shingle) => second.includes(shingle)).length;
  return shared / (first.length + second.length - shared);
}

const labelled = (pages: readonly WebPage[], kind: PlantKind) =>
  pages.flatMap((page) =>
    page.labels.filter((label) => label.kind === kind).map((label) => ({ page, label })),
  );
const spansOf = (pages: readonly WebPage[], kind: PlantKind) =>
  labelled(pages, kind).flatMap(({ page, label }) =>
    (label.spans ?? []).map((span) => ({ page, span, text: page.text.slice(span.start, span.end) })),
  );

describe('the small web', () => {
  let pages: WebPage[];
  let byId: Map<string, WebPage>;
  before(() => {
    pages = [...webPages(sampleDocuments(3000), { seed: 5 })];
    byId = new Map(pages.map((page) => [page.id, page]));
  });

  it('is a pure function of documents, seed and options', () => {
    const short = (seed: number) => JSON.stringify([...webPages(sampleDocuments(120), { seed })]);
    assert.equal(short(3), short(3));
    assert.notEqual(short(3), short(4));
    const twice = webPages([...sampleDocuments(40)], { seed: 3 });
    assert.equal(JSON.stringify([...twice]), JSON.stringify([...twice]));
  });

  it('plants every kind, at about its rate', () => {
    for (const kind of PLANT_KINDS) assert.ok(labelled(pages, kind).length > 20, kind);
    const share = labelled(pages, 'personal-data').length / 3000;
    assert.ok(share > 0.035 && share < 0.065, `personal-data on ${share} of the documents`);
  });

  it('has unique ids and addresses, and a page for each document', () => {
    assert.equal(byId.size, pages.length);
    assert.equal(new Set(pages.map(({ url }) => url)).size, pages.length);
    const documents = new Set(pages.map(({ document }) => document));
    for (const { id } of sampleDocuments(3000)) assert.ok(documents.has(id), id);
  });

  it('leaves a clean page as the document has it', () => {
    const texts = new Map([...sampleDocuments(3000)].map((document) => [document.id, textOf(document)]));
    const clean = pages.filter(({ labels }) => labels.length === 0);
    assert.ok(clean.length > pages.length / 3, `${clean.length} of ${pages.length} are clean`);
    for (const { document, language, text } of clean) {
      assert.equal(text.replaceAll('\n\n', language === 'en' ? ' ' : ''), texts.get(document!));
    }
  });

  it('gives spans that lie in the text, in order, and never overlap', () => {
    for (const { text, labels, id } of pages) {
      const spans = labels.flatMap((label) => label.spans ?? []).sort((a, b) => a.start - b.start);
      let end = 0;
      for (const span of spans) {
        assert.ok(span.start >= end && span.end > span.start && span.end <= text.length, id);
        end = span.end;
      }
    }
  });

  it('copies texts byte for byte onto another site', () => {
    for (const { page, label } of labelled(pages, 'exact-copy')) {
      const source = byId.get(label.of!)!;
      assert.equal(page.text, source.text);
      assert.ok(page.id > source.id);
      if (!page.labels.some(({ kind }) => kind === 'near-empty')) assert.notEqual(page.site, source.site);
    }
  });

  it('has no two equal texts without the label', () => {
    // The documents here repeat themselves after a hundred names; the world's do not.
    const seen = new Map<string, WebPage>();
    for (const page of pages) {
      const key = page.text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
      const before = seen.get(key);
      if (before === undefined) seen.set(key, page);
      else if (page.document === before.document) {
        assert.ok(
          page.labels.some(({ kind }) => kind === 'exact-copy'),
          `${page.id} and ${before.id}`,
        );
      }
    }
  });

  it('makes near copies of the similarity that it says', () => {
    const counts = new Map<number, number>();
    for (const { page, label } of labelled(pages, 'near-copy')) {
      const source = byId.get(label.of!)!;
      const measured = slowSimilarity(page.text, source.text, page.language);
      assert.ok(Math.abs(measured - label.similarity!) < 1e-12, `${measured} against ${label.similarity}`);
      const target = Math.round(measured * 10) / 10;
      assert.ok(Math.abs(measured - target) <= 0.02 + 1e-12, `${measured} is no target`);
      counts.set(target, (counts.get(target) ?? 0) + 1);
      assert.deepEqual(source.labels, []);
    }
    for (const target of [0.5, 0.6, 0.7, 0.8, 0.9]) assert.ok((counts.get(target) ?? 0) > 15, `${target}`);
  });

  it('copies some pages many times where asked', () => {
    const copied = { pages: 12, times: 20 };
    const rates = { 'exact-copy': 0, 'near-empty': 0 };
    const list = [...webPages(sampleDocuments(200), { seed: 1, copied, rates })];
    const counts = new Map<string, number>();
    for (const { label } of labelled(list, 'exact-copy'))
      counts.set(label.of!, (counts.get(label.of!) ?? 0) + 1);
    assert.deepEqual([...counts.values()], Array(12).fill(20));
  });

  it('marks garbled text that is what a decoder made, and says whether it can be mended', () => {
    const spans = spansOf(pages, 'mojibake');
    let mendable = 0;
    for (const { text, span } of spans) {
      const way = span.what.replace(' (lossy)', '');
      assert.equal(MISREADINGS[way]!.garble(span.replacement!), text);
      const mended = MISREADINGS[way]!.mend(text) === span.replacement;
      assert.equal(mended, !span.what.endsWith('(lossy)'), `${span.what}: ${text}`);
      if (mended) mendable++;
    }
    assert.ok(mendable > spans.length / 3 && mendable < spans.length);
  });

  it('marks slips whose right form would be another', () => {
    for (const kind of ['typo', 'ocr'] as const) {
      for (const { text, span } of spansOf(pages, kind)) assert.notEqual(text, span.replacement);
    }
  });

  it('mends to the document when every marked slip is replaced', () => {
    const texts = new Map([...sampleDocuments(3000)].map((document) => [document.id, textOf(document)]));
    const only = pages.filter(
      ({ labels }) => labels.length === 1 && ['typo', 'ocr', 'contradiction'].includes(labels[0]!.kind),
    );
    let mended = 0;
    for (const { text, labels, document, language } of only) {
      const spans = [...labels[0]!.spans!].reverse();
      if (spans.some(({ what }) => what === 'everyday')) continue;
      const right = spans.reduce(
        (t, { start, end, replacement }) => t.slice(0, start) + replacement! + t.slice(end),
        text,
      );
      assert.equal(right.replaceAll('\n\n', language === 'en' ? ' ' : ''), texts.get(document!));
      mended++;
    }
    assert.ok(mended > 100, `${mended}`);
  });

  it('contradicts facts of the document with a fact of the same attribute and another value', () => {
    const facts = new Set(
      [...sampleDocuments(3000)].flatMap(({ sentences }) => sentences.flatMap((s) => s.facts)),
    );
    const people = spansOf(pages, 'contradiction').filter(({ span }) => span.what !== 'everyday');
    assert.ok(people.length > 20);
    for (const { text, span } of people) {
      assert.ok(!facts.has(span.what), span.what);
      assert.notEqual(text, span.replacement);
      const value = span.what.split('=')[1]!;
      assert.ok(text.includes(value), `${text} does not say ${value}`);
    }
  });

  it('keeps the families of advertisements apart', () => {
    for (const split of ['train', 'unseen'] as const) {
      const list = [...webPages(sampleDocuments(400), { seed: 2, advertisements: split })];
      const families = new Set(spansOf(list, 'advertisement').map(({ span }) => span.what));
      assert.ok(families.size >= 8);
      for (const family of families) assert.match(family, new RegExp(`^${split}/`));
    }
    for (const language of ['en', 'zh']) {
      const families = webTables().advertisements.filter((family) => family.language === language);
      assert.ok(families.length >= 12, language);
    }
  });

  it('leaks planted questions only, as the level says', () => {
    const { planted, clean } = webTables().testItems;
    const levels = new Map<string, number>();
    for (const { page, text, span } of spansOf(pages, 'test-item')) {
      const [id, level] = span.what.split(' ') as [string, string];
      const item = planted.find((one) => one.id === id && one.question === span.replacement)!;
      levels.set(level, (levels.get(level) ?? 0) + 1);
      const bare = (t: string) => t.replace(/[^\p{L}\p{N}]/gu, '');
      if (level === 'verbatim') assert.equal(text, item.question);
      else if (level === 'case') assert.equal(text.toLowerCase(), item.question.toLowerCase());
      else if (level === 'punctuation') assert.equal(bare(text), bare(item.question));
      else if (level === 'paraphrase') assert.equal(text, item.paraphrase);
      else assert.notEqual(text, item.question);
      if (level !== 'verbatim') assert.notEqual(text, item.question, `${page.id} ${span.what}`);
    }
    assert.deepEqual([...levels.keys()].sort(), ['case', 'paraphrase', 'punctuation', 'verbatim', 'word']);
    for (const { question } of clean) assert.ok(pages.every(({ text }) => !text.includes(question)));
  });

  it('pairs jobs and genders as prejudice does, more often than not', () => {
    const pairs = spansOf(pages, 'bias').map(({ span }) => span.what.split('/') as [string, string]);
    const tables = webTables();
    const jobs = new Map(
      [...tables.jobs('en'), ...tables.jobs('zh')].map(({ job, gender }) => [job, gender]),
    );
    const typical = pairs.filter(([job, gender]) => jobs.get(job) === gender).length / pairs.length;
    assert.ok(typical > 0.7 && typical < 0.97, `${typical}`);
  });

  it('refuses what it does not know', () => {
    const asking = (options: object) => () => webPages([], options as never);
    assert.throws(asking({}), /seed is missing/);
    assert.throws(asking({ seed: 0.5 }), /seed must be a whole number, got 0.5/);
    assert.throws(asking({ seed: 1, rates: { ad: 0.1 } }), /there is no plant "ad"/);
    assert.throws(
      asking({ seed: 1, rates: { typo: 2 } }),
      /rate of typo must be a number from 0 to 1, got 2/,
    );
    assert.throws(asking({ seed: 1, similarities: [0.1] }), /similarities must be/);
    assert.throws(asking({ seed: 1, sites: [webTables().sites[0]] }), /sites has none in "zh"/);
    assert.throws(asking({ seed: 1, colour: 3 }), /has no option "colour"/);
  });
});
