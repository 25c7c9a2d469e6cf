import type { Judge } from '../document.js';
import { type QualityOptions, readQualityOptions } from './options.js';
import { repetitionRules, plainRules, type QualityRule } from './rules.js';
import { TextMeasurer } from './statistics.js';

/** Languages whose stop words we know, where words are counted. */
const STOP_WORDS_OF = ['en', 'und'];
/** The same where characters are counted, as in Japanese, too. */
const FUNCTION_CHARACTERS_OF = ['zh', 'und'];

/**
 * Drops a document that breaks a rule of Gopher, C4 or FineWeb; the reason names the rule, the value and the limit.
 * Rules count words or, in Chinese, characters. Stop words are known for English and Chinese only, so documents in
 * other languages are not asked for them. A text of white space alone leaves as `empty`.
 */
export function qualityRules(options: QualityOptions = {}): Judge {
  const thresholds = readQualityOptions(options);
  const isActive = (one: QualityRule) => one.options.some((name) => thresholds[name] !== false);
  const plain = plainRules.filter(isActive);
  const repeating = repetitionRules.filter(isActive);
  const measurer = new TextMeasurer(thresholds);
  return {
    name: 'quality',
    judge(document) {
      const measured = measurer.measure(document.text, document.language);
      if (measured.solid === 0) return { drop: { rule: 'empty' } };
      const known = measured.countsCharacters ? FUNCTION_CHARACTERS_OF : STOP_WORDS_OF;
      const asksStopWords = known.includes(document.language);
      for (const one of plain) {
        if (one.name === 'stop-words' && !asksStopWords) continue;
        const reason = one.check(measured, thresholds);
        if (reason !== undefined) return { drop: reason };
      }
      if (repeating.length === 0) return { keep: document };
      const repetition = measurer.withRepetition(measured);
      for (const one of repeating) {
        const reason = one.check(repetition, thresholds);
        if (reason !== undefined) return { drop: reason };
      }
      return { keep: document };
    },
  };
}
