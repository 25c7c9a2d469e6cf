/** Test items that leaked into pages, against the labels. */
import { contaminationReport } from 'kernel-lib/dist/corpus/contamination/judge.js';
import { testItems } from 'kernel-lib/dist/world/web/testItems.js';
import { count, countWrong, tally, type Figures } from './tally.js';
import { labelOf, plantsOf, type Met } from './web.js';
import { roots, thereOf } from './copies.js';

/**
 * Found: the item itself in the page that has it. False: a finding in a page that has none, nor is of the family of one
 * that has; of items that are planted, and of those that never are.
 */
export function measureContamination(all: readonly Met[], figures: Figures): void {
  const web = thereOf(all);
  const { planted, clean } = testItems();
  const items = [...planted, ...clean].map(({ id, question }) => ({ id, text: question }));
  const { rows } = contaminationReport(
    items,
    web.map(({ document }) => document),
  );
  const found = new Set(rows.map(({ item, document }) => `${item} in ${document}`));
  const pagesFound = new Set(rows.map(({ document }) => document));
  const [light, paraphrases, wrong] = [tally(), tally(), tally()];
  const root = roots(all);
  const leaky = new Set(
    all.filter((met) => labelOf(met, 'test-item') !== undefined).map(({ page }) => root(page.id)),
  );
  for (const met of web) {
    const { page, document, language } = met;
    for (const { text, what } of plantsOf(met, 'test-item')) {
      const [item, level] = what.split(' ');
      if (!document.text.includes(text)) continue;
      const counts = level === 'paraphrase' ? paraphrases : light;
      count(counts, language, found.has(`${item} in ${page.id}`), () => `${page.id} ${what}: ${text}`);
    }
    if (!leaky.has(root(page.id)))
      countWrong(wrong, language, pagesFound.has(page.id), () => `${page.id} ${document.text}`);
  }
  figures.set('contamination: verbatim or lightly edited found', light);
  figures.set('contamination: paraphrases found', paraphrases);
  figures.set('contamination: other pages', wrong);
}
