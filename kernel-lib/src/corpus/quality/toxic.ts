import { readOptions, rule, type Rule } from '../../options.js';
import type { Judge } from '../document.js';
import { PhraseFinder } from '../tag/automaton.js';
import { phrasesFor } from './phrases.js';
import { withoutBadLines } from './remove.js';

export interface ToxicOptions {
  /** Default: `rude` of `data/corpus/phrases.tsv`. */
  phrases?: readonly string[];
  /** `line`: take the line out; `page`: drop the page. Default `line`. */
  remove?: 'line' | 'page';
  /** Drop the page where less than this share of its characters is good. Default half. */
  leastGood?: number;
}

export const textList: Rule = {
  allows: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== ''),
  words: 'a list of texts that are not empty',
};
const lineOrPage: Rule = {
  allows: (value) => value === 'line' || value === 'page',
  words: '"line" or "page"',
};

/** Takes out lines with a word of the list. A list knows words, not meanings: see what it costs in the datasheet. */
export function toxic(given: ToxicOptions = {}): Judge {
  const rules = { phrases: textList, remove: lineOrPage, leastGood: rule.share };
  const defaults = { phrases: phrasesFor('rude') as readonly string[], remove: 'line', leastGood: 0.5 };
  const options = readOptions('toxic', defaults, rules, given);
  const finder = new PhraseFinder(options.phrases.map((text) => ({ text, label: text })));
  const check = (line: string) => {
    const [found] = finder.find(line);
    return found === undefined ? undefined : { rule: 'toxic', detail: found.label };
  };
  const leastGood = options.remove === 'page' ? 1 : options.leastGood;
  return { name: 'toxic', judge: (document) => withoutBadLines(document, check, leastGood) };
}
