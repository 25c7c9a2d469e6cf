import { UserError } from '../../errors.js';
import { readOptions, rule } from '../../options.js';
import type { Judge } from '../document.js';
import { languageOfLine } from './line-language.js';
import { withoutBadLines } from './remove.js';
import { textList } from './toxic.js';

export interface OtherLanguageOptions {
  /** ISO 639-1. Default English and Chinese. */
  languages?: readonly string[];
  /** Also take out single lines in another language. Default true. */
  lines?: boolean;
  /** Drop the page where less than this share of its characters is in the right languages. Default half. */
  leastGood?: number;
}

/**
 * Keeps pages in the given languages, by `Document.language`, and takes out lines that are in another one by their
 * script or by their function words. A page whose language nobody could tell (`und`) is judged by its lines alone.
 */
export function otherLanguage(given: OtherLanguageOptions = {}): Judge {
  const rules = { languages: textList, lines: rule.boolean, leastGood: rule.share };
  const defaults = { languages: ['en', 'zh'] as readonly string[], lines: true, leastGood: 0.5 };
  const { languages, lines, leastGood } = readOptions('otherLanguage', defaults, rules, given);
  if (languages.length === 0) throw new UserError('otherLanguage: languages is empty; name at least one.');
  const wanted = new Set(languages);
  const check = (line: string) => {
    const language = languageOfLine(line);
    if (language === undefined || wanted.has(language)) return undefined;
    return { rule: 'other-language', detail: language };
  };
  return {
    name: 'other-language',
    judge(document) {
      const { language } = document;
      if (language !== 'und' && !wanted.has(language)) {
        return { drop: { rule: 'other-language', detail: language } };
      }
      return lines ? withoutBadLines(document, check, leastGood) : { keep: document };
    },
  };
}
