import { readOptions, rule, type Rule } from '../../options.js';
import type { Document, Judge } from '../document.js';
import { type Finding, ItemFinder, type Level, type TestText } from './find.js';

export interface ContaminationOptions {
  /** Which findings make a page leave. Default `verbatim`, `marks` and `word`: a part of an item is only reported. */
  levels?: readonly Level[];
  /** Items with fewer words (in Chinese characters) are not looked for. Default 5 and 7. */
  leastWords?: number;
  leastCharacters?: number;
}

const LEVELS: readonly Level[] = ['verbatim', 'marks', 'word', 'part'];
const levelList: Rule = {
  allows: (value) => Array.isArray(value) && value.every((one) => LEVELS.includes(one as Level)),
  words: `a list of ${LEVELS.join(', ')}`,
};

/**
 * Drops pages that have an item of a test in them, so that the test still tests; the reason is `test-item` with the
 * item's id. Paraphrases are not found. @param items - texts, or texts with ids; a text alone is its own id.
 */
export function contamination(
  items: readonly (string | TestText)[],
  given: ContaminationOptions = {},
): Judge {
  const { levels, finder } = finderOf(items, given);
  return {
    name: 'contamination',
    judge(document) {
      const found = finder.find(document.text).find(({ level }) => levels.includes(level));
      if (found === undefined) return { keep: document };
      return { drop: { rule: 'test-item', detail: `${found.item} (${found.level})` } };
    },
  };
}

/** One row of the report: which item stands in which document, and how near. */
export interface ContaminationRow extends Finding {
  document: string;
}

/** Every finding in the documents, whatever its level; and the items that were too short to be looked for. */
export function contaminationReport(
  items: readonly (string | TestText)[],
  documents: Iterable<Pick<Document, 'id' | 'text'>>,
  given: ContaminationOptions = {},
): { rows: ContaminationRow[]; skipped: readonly string[] } {
  const { finder } = finderOf(items, given);
  const rows: ContaminationRow[] = [];
  for (const { id, text } of documents) {
    for (const finding of finder.find(text)) rows.push({ ...finding, document: id });
  }
  return { rows, skipped: finder.skipped };
}

function finderOf(items: readonly (string | TestText)[], given: ContaminationOptions) {
  const rules = { levels: levelList, leastWords: rule.countFromOne, leastCharacters: rule.countFromOne };
  const defaults = { levels: LEVELS.slice(0, 3) as readonly Level[], leastWords: 5, leastCharacters: 7 };
  const options = readOptions('contamination', defaults, rules, given);
  const texts = items.map((item) => (typeof item === 'string' ? { id: item, text: item } : item));
  const finder = new ItemFinder(texts, options.leastWords, options.leastCharacters);
  return { levels: options.levels, finder };
}
