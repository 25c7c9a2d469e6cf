/** Pages that hold no text: strings of keywords, and next to nothing. */
import { readOptions, rule } from '../../options.js';
import type { Document, Judge, Reason } from '../document.js';
import { TextMeasurer, type TextStatistics } from './statistics.js';
import { withoutBadLines } from './remove.js';

export interface KeywordSoupOptions {
  /** Lines of fewer words (in Chinese characters) are not looked at. Default 20, in Chinese 30. */
  leastWords?: number;
  leastCharacters?: number;
  /** Share of words that are function words below which a line is soup. Default 0.15 (prose has 0.3 to 0.5); in Chinese of characters 0.01. */
  functionWords?: number;
  functionCharacters?: number;
  /** Drop the page where less than this share of its characters is good. Default half. */
  leastGood?: number;
}

const ENGLISH = new Set(
  'the of and to in a is that it as was with be by on not he his but at are this have from or had they which you were her all she there would their we him been has when who will if so what into than them could these do any my our over me i'.split(
    ' ',
  ),
);
const CHINESE = new Set('的是在了和有不这为与也对就着过得地们被把从到');

/**
 * Takes out long lines without the words that make sentences of others ("the", "of", 「的」, 「是」), whose marks end no
 * sentence: they are lists of keywords for search engines.
 */
export function keywordSoup(given: KeywordSoupOptions = {}): Judge {
  const defaults = {
    ...{ leastWords: 20, leastCharacters: 30, functionWords: 0.15, functionCharacters: 0.01, leastGood: 0.5 },
  };
  const rules = {
    ...{ leastWords: rule.count, leastCharacters: rule.count, functionWords: rule.share },
    ...{ functionCharacters: rule.share, leastGood: rule.share },
  };
  const options = readOptions('keywordSoup', defaults, rules, given);
  const measurer = new TextMeasurer();
  const shortest = Math.min(options.leastWords, options.leastCharacters);
  const check = (line: string, document: Document) =>
    line.length < shortest ? undefined : soupReason(measurer.measure(line, document.language), line, options);
  return { name: 'keyword-soup', judge: (document) => withoutBadLines(document, check, options.leastGood) };
}

function soupReason(
  statistics: TextStatistics,
  line: string,
  options: Required<KeywordSoupOptions>,
): Reason | undefined {
  const { words, sentences, countsCharacters } = statistics;
  if (words < (countsCharacters ? options.leastCharacters : options.leastWords)) return undefined;
  // A sentence of prose seldom has more than 60 words or 120 characters.
  if (sentences * (countsCharacters ? 120 : 60) >= words) return undefined;
  const pieces = countsCharacters ? [...line] : line.toLowerCase().split(/[^\p{L}']+/u);
  const list = countsCharacters ? CHINESE : ENGLISH;
  const share = pieces.filter((piece) => list.has(piece)).length / words;
  const limit = countsCharacters ? options.functionCharacters : options.functionWords;
  return share < limit ? { rule: 'keyword-soup', detail: `${share.toFixed(3)} < ${limit}` } : undefined;
}

export interface NearEmptyOptions {
  /** Words that a page must have; in Chinese characters. Default 8 and 12. */
  leastWords?: number;
  leastCharacters?: number;
}

/** Drops pages with next to no text ("Coming soon."). */
export function nearEmpty(given: NearEmptyOptions = {}): Judge {
  const rules = { leastWords: rule.count, leastCharacters: rule.count };
  const options = readOptions('nearEmpty', { leastWords: 8, leastCharacters: 12 }, rules, given);
  const measurer = new TextMeasurer();
  return {
    name: 'near-empty',
    judge(document) {
      const { realWords, countsCharacters } = measurer.measure(document.text, document.language);
      const least = countsCharacters ? options.leastCharacters : options.leastWords;
      if (realWords >= least) return { keep: document };
      return { drop: { rule: 'near-empty', detail: `${realWords} < ${least}` } };
    },
  };
}
