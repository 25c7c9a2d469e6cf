/** Thresholds of the rules of quality: one flat object. `false` switches a rule off. */
import { UserError } from '../../errors.js';
import { oneOf, readOptions, rule, type Rule } from '../../options.js';

/** A limit, or `false` where the rule is switched off. */
export type Limit = number | false;

/**
 * Where a name says neither, a limit holds for all languages: shares mean the same in all of them. Those that count
 * words are for languages that part words by spaces, those that count characters for Chinese.
 */
export interface QualityThresholds {
  /** Gopher: words that are more than marks. */
  minWords: Limit;
  maxWords: Limit;
  /** The same for Chinese, in characters that are no white space. */
  minCharacters: Limit;
  maxCharacters: Limit;
  /** Gopher: mean characters of a word. */
  minWordLength: Limit;
  maxWordLength: Limit;
  /** The like for Chinese: mean units between marks; menus and keyword lists fall below, unpunctuated noise above. */
  minClauseLength: Limit;
  maxClauseLength: Limit;
  /** Gopher: `#` or ellipses a word; in Chinese a character. */
  maxSymbolsPerWord: Limit;
  maxSymbolsPerCharacter: Limit;
  /** Gopher: share of lines that begin with a bullet, that end in an ellipsis. */
  maxBulletLines: Limit;
  maxEllipsisLines: Limit;
  /** Gopher: share of words with a letter; in Chinese share of characters that are letters. */
  minLetterWords: Limit;
  minLetterCharacters: Limit;
  /** Gopher: different stop words; in Chinese function characters. English and Chinese only. */
  minStopWords: Limit;
  minFunctionCharacters: Limit;
  /** Ours: different English function words of a longer list; short pages may well do without "that" and "have". */
  minFunctionWords: Limit;
  /** Gopher, repetition: shares of lines and paragraphs that stood before, and of characters in them. */
  maxRepeatedLines: Limit;
  maxRepeatedLineCharacters: Limit;
  maxRepeatedParagraphs: Limit;
  maxRepeatedParagraphCharacters: Limit;
  /** Gopher, repetition: share of characters in the most frequent n-gram of words (in Chinese 2n characters). */
  maxTop2: Limit;
  maxTop3: Limit;
  maxTop4: Limit;
  /** Gopher, repetition: share of characters in n-grams that stood before. */
  maxRepeated5: Limit;
  maxRepeated6: Limit;
  maxRepeated7: Limit;
  maxRepeated8: Limit;
  maxRepeated9: Limit;
  maxRepeated10: Limit;
  /** C4: sentences. */
  minSentences: Limit;
  /** C4: `{` anywhere, more than so many. */
  maxCurlyBrackets: Limit;
  /** FineWeb: share of lines that end a sentence. */
  minEndedLines: Limit;
  /** FineWeb: share of short lines. */
  maxShortLines: Limit;
  /** FineWeb: share of characters in lines that stood before. */
  maxRepeatedCharacters: Limit;
  /** FineWeb: line breaks a word; in Chinese a character. */
  maxNewlinesPerWord: Limit;
  maxNewlinesPerCharacter: Limit;
}

/** The published numbers; for Chinese ours, at 1.7 characters a word. */
const web: QualityThresholds = {
  minWords: 50,
  maxWords: 100_000,
  minCharacters: 85,
  maxCharacters: 170_000,
  minWordLength: 3,
  maxWordLength: 10,
  minClauseLength: 2.5,
  maxClauseLength: 40,
  maxSymbolsPerWord: 0.1,
  maxSymbolsPerCharacter: 0.06,
  maxBulletLines: 0.9,
  maxEllipsisLines: 0.3,
  minLetterWords: 0.8,
  minLetterCharacters: 0.6,
  minStopWords: 2,
  minFunctionCharacters: 2,
  minFunctionWords: false,
  maxRepeatedLines: 0.3,
  maxRepeatedLineCharacters: 0.2,
  maxRepeatedParagraphs: 0.3,
  maxRepeatedParagraphCharacters: 0.2,
  maxTop2: 0.2,
  maxTop3: 0.18,
  maxTop4: 0.16,
  maxRepeated5: 0.15,
  maxRepeated6: 0.14,
  maxRepeated7: 0.13,
  maxRepeated8: 0.12,
  maxRepeated9: 0.11,
  maxRepeated10: 0.1,
  minSentences: 5,
  maxCurlyBrackets: 0,
  minEndedLines: 0.12,
  maxShortLines: 0.67,
  maxRepeatedCharacters: 0.01,
  maxNewlinesPerWord: 0.3,
  maxNewlinesPerCharacter: 0.18,
};

/**
 * For short pages that name their subject in each sentence, as the course's world has them: a biography of five
 * sentences has 40 words, and its subject's name alone is a fifth of it.
 */
const small: QualityThresholds = {
  ...web,
  minWords: 10,
  minCharacters: 16,
  minStopWords: false,
  minFunctionCharacters: 1,
  minFunctionWords: 1,
  maxTop2: 0.5,
  maxTop3: 0.45,
  maxTop4: 0.4,
  maxRepeated5: 0.4,
  maxRepeated6: 0.35,
  maxRepeated7: 0.35,
  maxRepeated8: 0.3,
  maxRepeated9: 0.3,
  maxRepeated10: 0.3,
  minSentences: 1,
  // The headings of a book's chapters stand in its contents, too.
  maxShortLines: 0.8,
  maxRepeatedCharacters: 0.1,
};

/** Gopher's quality and repetition rules alone, as datatrove has them. */
const gopher: QualityThresholds = {
  ...web,
  minSentences: false,
  maxCurlyBrackets: false,
  minEndedLines: false,
  maxShortLines: false,
  maxRepeatedCharacters: false,
  maxNewlinesPerWord: false,
  maxNewlinesPerCharacter: false,
};

export const qualityPresets = { web, small, gopher } as const;
export type QualityPreset = keyof typeof qualityPresets;

export interface QualityOptions extends Partial<QualityThresholds> {
  /** The thresholds to begin with. Default `web`. */
  preset?: QualityPreset;
  /** A line of at most so many characters is short. Default 30; in Chinese 15. */
  shortLine?: number;
  shortLineChinese?: number;
}

const limit: Rule = {
  allows: (value) => value === false || (typeof value === 'number' && value >= 0 && value < Infinity),
  words: 'a finite number, 0 or above, or false',
};

/** The thresholds that the options ask for. Unknown names and wrong values are a UserError. */
export function readQualityOptions(given: QualityOptions) {
  const preset = given?.preset ?? 'web';
  if (!Object.hasOwn(qualityPresets, preset)) {
    const names = Object.keys(qualityPresets).join(', ');
    throw new UserError(`qualityRules: preset must be one of ${names}, got ${JSON.stringify(preset)}.`);
  }
  const rules = Object.fromEntries(Object.keys(web).map((name) => [name, limit]));
  return readOptions(
    'qualityRules',
    { shortLine: 30, shortLineChinese: 15, ...qualityPresets[preset] },
    {
      preset: oneOf(...Object.keys(qualityPresets)),
      shortLine: rule.count,
      shortLineChinese: rule.count,
      ...rules,
    },
    given,
  ) as Required<QualityThresholds> & { shortLine: number; shortLineChinese: number };
}
