/** Filters that look at one document, against the labels: what they find of the plants, and what clean pages lose. */
import type { Document, Judge } from 'kernel-lib/dist/corpus/document.js';
import { normaliseText } from 'kernel-lib/dist/corpus/normalise/normalise.js';
import { advertisement } from 'kernel-lib/dist/corpus/quality/advertisement.js';
import { boilerplate } from 'kernel-lib/dist/corpus/quality/boilerplate.js';
import type { ClassifierState } from 'kernel-lib/dist/corpus/quality/classifier/classifier.js';
import { classifierJudge } from 'kernel-lib/dist/corpus/quality/classifier/judge.js';
import { trainClassifier, type Example } from 'kernel-lib/dist/corpus/quality/classifier/train.js';
import { qualityRules } from 'kernel-lib/dist/corpus/quality/judge.js';
import { LineCounter } from 'kernel-lib/dist/corpus/quality/line-counts.js';
import { otherLanguage } from 'kernel-lib/dist/corpus/quality/other-language.js';
import { keywordSoup, nearEmpty } from 'kernel-lib/dist/corpus/quality/soup.js';
import { toxic } from 'kernel-lib/dist/corpus/quality/toxic.js';
import { pii } from 'kernel-lib/dist/corpus/pii/judge.js';
import type { PlantKind } from 'kernel-lib/dist/world/web/page.js';
import { count, countWrong, tally, type Figures } from './tally.js';
import { inLines, isClean, keptBy, labelOf, plantsOf, type Met } from './web.js';

/**
 * Learnt from the lines of another web's pages, whose advertisements are of the families to train on, and of other
 * texts that are none.
 */
export function learnAdvertisements(web: readonly Met[], others: readonly string[] = []): ClassifierState {
  const examples: Example[] = others.map((text) => ({ text, label: false }));
  for (const met of web) {
    const lines = inLines(met.document?.text ?? '').split('\n');
    const page = met.page.document ?? met.page.id;
    if (isClean(met)) examples.push(...lines.map((text) => ({ text, label: false, group: page })));
    const planted = plantsOf(met, 'advertisement');
    const sells = (line: string) => planted.some(({ text }) => line.includes(text));
    const group = planted[0]?.what ?? '';
    examples.push(...lines.filter(sells).map((text) => ({ text, label: true, group })));
  }
  return trainClassifier(examples).state;
}

interface Filter {
  judge: Judge;
  finds?: PlantKind;
  /** Only plants of which this is true are asked for. */
  among?: (what: string) => boolean;
}

export function filtersFor(web: readonly Met[], classifier: ClassifierState): Map<string, Filter> {
  const counter = new LineCounter();
  for (const { document } of web) if (document !== undefined) counter.add(document);
  const unseen = (what: string) => what.startsWith('unseen/');
  return new Map<string, Filter>([
    [
      'advertisement, classifier',
      { judge: classifierJudge({ classifier }), finds: 'advertisement', among: unseen },
    ],
    ['advertisement, phrases', { judge: advertisement(), finds: 'advertisement' }],
    [
      'boilerplate, phrases and counts',
      { judge: boilerplate({ counts: counter.counts }), finds: 'boilerplate' },
    ],
    ['boilerplate, phrases alone', { judge: boilerplate(), finds: 'boilerplate' }],
    [
      'boilerplate, counts alone',
      {
        judge: boilerplate({ counts: counter.counts, strong: [], begin: [], weak: [] }),
        finds: 'boilerplate',
      },
    ],
    ['other language', { judge: otherLanguage(), finds: 'other-language' }],
    ['keyword soup', { judge: keywordSoup(), finds: 'keyword-soup' }],
    ['near-empty', { judge: nearEmpty(), finds: 'near-empty' }],
    ['toxic', { judge: toxic(), finds: 'toxic' }],
    ['quality, small', { judge: qualityRules({ preset: 'small' }) }],
    ['quality, web', { judge: qualityRules({ preset: 'web' }) }],
  ]);
}

/** Those that the issue's table names, as one after another. */
export const TOGETHER = [
  ...['other language', 'boilerplate, phrases and counts', 'advertisement, classifier'],
  ...['keyword soup', 'near-empty', 'quality, small'],
];

const shown = (met: Met, rest: string) => `${met.page.id} ${rest}`;

export function measureFilters(
  web: readonly Met[],
  filters: ReadonlyMap<string, Filter>,
  figures: Figures,
): void {
  for (const [name, { judge, finds, among }] of filters) {
    const recall = tally();
    const lost = tally();
    for (const met of web) {
      const { document, language } = met;
      if (document === undefined) continue;
      const planted = finds === undefined ? [] : plantsOf(met, finds);
      if (planted.length === 0 && !isClean(met)) continue;
      const after = keptBy(judge, document);
      for (const { text, what } of planted) {
        if (among?.(what) === false || !inLines(document.text).includes(text)) continue;
        const gone = after === undefined || !inLines(after.text).includes(text);
        count(recall, language, gone, () => shown(met, `${what}: ${text}`));
      }
      if (isClean(met))
        countWrong(lost, language, after?.text !== document.text, () =>
          shown(met, why(judge, document, after)),
        );
    }
    if (finds !== undefined) figures.set(`${name}: found`, recall);
    figures.set(`${name}: clean pages lost`, lost);
  }
}

/** Why a document left, or the lines that it lost. */
function why(judge: Judge, document: Document, after: Document | undefined): string {
  const verdict = judge.judge(document);
  const lines = after?.text.split('\n') ?? [];
  const gone = document.text.split('\n').filter((line) => !lines.includes(line));
  const reason =
    'drop' in verdict ? `[dropped: ${verdict.drop.rule} ${verdict.drop.detail ?? ''}]` : '[lines]';
  return `${reason} ${gone.join(' / ')}`;
}

/** Mojibake: repaired to what it was, or gone; half a repair is neither. A clean page has to stay as it is. */
export function measureMojibake(web: readonly Met[], figures: Figures): void {
  const [found, repaired, lost] = [tally(), tally(), tally()];
  for (const met of web) {
    const { plain, document, language } = met;
    if (plain === undefined) continue;
    const before = inLines(plain.text);
    const after = inLines(document?.text ?? '');
    const truth = inLines(normaliseText(trueText(met)));
    const known = (line: string) => before.includes(line) || truth.includes(line);
    const halves = after.split('\n').filter((line) => !known(line));
    for (const { text, replacement = '', what } of plantsOf(met, 'mojibake')) {
      if (text === replacement || !before.includes(text)) continue;
      const example = () =>
        shown(met, `${what}: ${text} ${halves.length > 0 ? `→ ${halves.join(' / ')}` : ''}`);
      const isMended = halves.length === 0 || after.includes(replacement);
      count(found, language, isMended && !after.includes(text), example);
      if (!what.includes('lossy')) count(repaired, language, after.includes(replacement), example);
    }
    if (isClean(met)) countWrong(lost, language, plain.text !== document?.text, () => shown(met, plain.text));
  }
  figures.set('mojibake: found', found);
  figures.set('mojibake: repaired, where no byte was lost', repaired);
  figures.set('mojibake: clean pages lost', lost);
}

/** A page's text before it was garbled. */
function trueText(met: Met): string {
  let text = met.page.text;
  for (const { start, end, replacement } of [...(labelOf(met, 'mojibake')?.spans ?? [])].reverse())
    text = text.slice(0, start) + (replacement ?? text.slice(start, end)) + text.slice(end);
  return text;
}

export function measurePersonal(web: readonly Met[], figures: Figures): void {
  const [found, placed, wrong, clean] = [tally(), tally(), tally(), tally()];
  const judge = pii();
  for (const met of web) {
    const { document, language } = met;
    if (document === undefined) continue;
    const after = keptBy(judge, document)!;
    for (const { text, what } of plantsOf(met, 'personal-data')) {
      if (!document.text.includes(text)) continue;
      count(found, language, !after.text.includes(text), () => shown(met, `${what}: ${text}`));
      count(placed, language, after.text.includes(`<${what}>`), () => shown(met, `${what}: ${text}`));
    }
    for (const { text, what } of plantsOf(met, 'look-alike')) {
      if (!document.text.includes(text)) continue;
      countWrong(wrong, language, !after.text.includes(text), () => shown(met, `${what}: ${text}`));
    }
    if (isClean(met)) countWrong(clean, language, after.text !== document.text, () => shown(met, after.text));
  }
  figures.set('personal data: found', found);
  figures.set('personal data: with its right placeholder', placed);
  figures.set('look-alikes: wrongly replaced', wrong);
  figures.set('personal data: clean pages changed', clean);
}

/** Clean pages that are dropped, or lose a line, by any of the filters. */
export function measureTogether(
  web: readonly Met[],
  filters: ReadonlyMap<string, Filter>,
  figures: Figures,
): void {
  const [lost, dropped, whole] = [tally(), tally(), tally()];
  for (const met of web) {
    if (!isClean(met)) continue;
    let after = met.document;
    for (const name of TOGETHER) after &&= keptBy(filters.get(name)!.judge, after);
    const text = met.plain?.text ?? '';
    countWrong(lost, met.language, after?.text !== text, () => shown(met, text));
    countWrong(dropped, met.language, after === undefined, () => shown(met, text));
    count(whole, met.language, met.whole, () => shown(met, met.plain?.text ?? 'nothing'));
  }
  figures.set('all filters together: clean pages lost', lost);
  figures.set('all filters together: clean pages dropped', dropped);
  figures.set('extraction: clean pages word for word', whole);
}
