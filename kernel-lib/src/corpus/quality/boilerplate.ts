import { readOptions, rule } from '../../options.js';
import type { Document, Judge, Reason } from '../document.js';
import { PhraseFinder } from '../tag/automaton.js';
import { type LineCounts, pagesWithLine, siteOf } from './line-counts.js';
import { phrasesFor } from './phrases.js';
import { withoutBadLines } from './remove.js';
import { textList } from './toxic.js';

export interface BoilerplateOptions {
  /** One of these makes a short line boilerplate. Default: `strong` of `data/corpus/phrases.tsv`. */
  strong?: readonly string[];
  /** The same where the line begins with it. Default: `begin` of the table. */
  begin?: readonly string[];
  /** Of these a short line needs two that fill most of it. Default: `weak` of the table. */
  weak?: readonly string[];
  /** Longer lines, in UTF-16 units, are text. Default 160. */
  longest?: number;
  /** How many pages have each line, from a first pass over the corpus (`LineCounter`). Default: not asked. */
  counts?: LineCounts;
  /** A line on at least so many pages of its site, and on this share of them, is boilerplate. Default 5 and 0.005. */
  leastPages?: number;
  leastShare?: number;
  /** Drop the page where less than this share of its characters is good. Default 0.2. */
  leastGood?: number;
}

const rules = {
  ...{ strong: textList, begin: textList, weak: textList, longest: rule.count, counts: rule.object },
  ...{ leastPages: rule.countFromOne, leastShare: rule.share, leastGood: rule.share },
};

/** Takes out lines of menus, cookie banners and the like: by what they say, and by how many pages of the site have them. */
export function boilerplate(given: BoilerplateOptions = {}): Judge {
  const defaults = {
    strong: phrasesFor('strong') as readonly string[],
    begin: phrasesFor('begin') as readonly string[],
    weak: phrasesFor('weak') as readonly string[],
    ...{ longest: 160, leastPages: 5, leastShare: 0.005, leastGood: 0.2 },
  };
  const options = readOptions('boilerplate', defaults, rules, given);
  const strong = finderOf(options.strong);
  const begin = finderOf(options.begin);
  const weak = finderOf(options.weak);
  const { counts } = options as BoilerplateOptions;
  const check = (line: string, document: Document): Reason | undefined => {
    if (counts !== undefined) {
      const pages = pagesWithLine(counts, document, line);
      const share = pages / Math.max(1, counts.pages[siteOf(document)] ?? 0);
      if (pages >= options.leastPages && share >= options.leastShare) {
        return { rule: 'boilerplate', detail: `on ${pages} pages of the site` };
      }
    }
    if (line.length > options.longest) return undefined;
    const first = line.search(/[\p{L}\p{N}]/u);
    const phrase = strong.find(line)[0] ?? begin.find(line).find(({ start }) => start === first);
    if (phrase !== undefined) return { rule: 'boilerplate', detail: phrase.label };
    return isMenu(line, weak) ? { rule: 'boilerplate', detail: 'a menu' } : undefined;
  };
  return { name: 'boilerplate', judge: (document) => withoutBadLines(document, check, options.leastGood) };
}

const finderOf = (phrases: readonly string[]) =>
  new PhraseFinder(phrases.map((text) => ({ text, label: text })));

/** At least two words of menus, which are most of its letters; or four short pieces between marks of menus. */
function isMenu(line: string, weak: PhraseFinder): boolean {
  const found = weak.find(line);
  const inside = found.reduce((sum, { start, end }) => sum + end - start, 0);
  const letters = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (found.length >= 2 && inside >= 0.6 * letters) return true;
  // Rows of tables and types in code have such marks too, but a mark at their end, digits or other signs.
  if (!/^[\p{L}\s|»›·•>&-]+$/u.test(line) || /^\s*[|>]|[|>]\s*$/.test(line)) return false;
  const pieces = line.split(/\s*[|»›·•>]\s*/);
  return pieces.length >= 4 && pieces.every((piece) => piece.length <= 20);
}
