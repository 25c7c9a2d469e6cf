import { readOptions, rule } from '../../options.js';
import type { Judge } from '../document.js';
import { PhraseFinder } from '../tag/automaton.js';
import { phrasesFor } from './phrases.js';
import { withoutBadLines } from './remove.js';
import { textList } from './toxic.js';

export interface AdvertisementOptions {
  /** What sellers say. Default: `sell` of `data/corpus/phrases.tsv`. */
  phrases?: readonly string[];
  /** So many signs make a line an advertisement: phrases, prices, shares off, exclamations. Default 2. */
  leastSigns?: number;
  /** Drop the page where less than this share of its characters is good. Default 0.3. */
  leastGood?: number;
}

const PRICE = /[$€£¥￥]\s?\d|\d\s?(?:元|€|%|折)|百分之/;
const SHOUT = /[!！]/;

/** Takes out lines that sell, by a list of phrases: the simple rule that the classifier has to beat. */
export function advertisement(given: AdvertisementOptions = {}): Judge {
  const rules = { phrases: textList, leastSigns: rule.countFromOne, leastGood: rule.share };
  const defaults = { phrases: phrasesFor('sell') as readonly string[], leastSigns: 2, leastGood: 0.3 };
  const options = readOptions('advertisement', defaults, rules, given);
  const finder = new PhraseFinder(options.phrases.map((text) => ({ text, label: text })));
  const check = (line: string) => {
    const phrases = new Set(finder.find(line).map(({ label }) => label));
    const signs = phrases.size + (PRICE.test(line) ? 1 : 0) + (SHOUT.test(line) ? 1 : 0);
    if (signs < options.leastSigns || phrases.size === 0) return undefined;
    return { rule: 'advertisement', detail: [...phrases].slice(0, 3).join(', ') };
  };
  return { name: 'advertisement', judge: (document) => withoutBadLines(document, check, options.leastGood) };
}
