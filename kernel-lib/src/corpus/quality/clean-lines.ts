import { readOptions, rule } from '../../options.js';
import type { Document, Judge } from '../document.js';
import { PhraseFinder } from '../tag/automaton.js';
import { characterClasses, HAN } from './characters.js';
import { CodeUnitBuffer } from '../code-units.js';
import { countLines, endsSentence, solidEnds } from './lines.js';
import { Places } from './places.js';
import { withoutBadLines } from './remove.js';
import { UnitScanner } from './units.js';

/** C4's rules of lines (Raffel et al. 2020, https://jmlr.org/papers/v21/20-074.html, section 2.2). */
export interface CleanLinesOptions {
  /** Take out lines that end no sentence: in `.!?"` and their like, in Chinese `。！？」`; an ellipsis ends none. */
  endMarks?: boolean;
  /** Take out lines of fewer words, in Chinese characters. Default 3 and 5; 0 switches it off. */
  leastWords?: number;
  leastCharacters?: number;
  /** Take out lines with a longer word. Default 1000; 0 switches it off. */
  longestWord?: number;
  /** Take out lines that mention JavaScript. */
  javascript?: boolean;
  /** Take out lines about cookies, privacy policies and terms of use. */
  policy?: boolean;
  /** Drop the page with `{`, with "lorem ipsum". */
  curlyBracket?: boolean;
  loremIpsum?: boolean;
  /** Drop the page that has fewer sentences left. C4 asks for 5. Default 1; 0 switches it off. */
  leastSentences?: number;
}

const defaults = {
  ...{ endMarks: true, leastWords: 3, leastCharacters: 5, longestWord: 1000, javascript: true, policy: true },
  ...{ curlyBracket: true, loremIpsum: true, leastSentences: 1 },
};
const rules = {
  ...{ endMarks: rule.boolean, leastWords: rule.count, leastCharacters: rule.count, longestWord: rule.count },
  ...{ javascript: rule.boolean, policy: rule.boolean, curlyBracket: rule.boolean, loremIpsum: rule.boolean },
  leastSentences: rule.count,
};
const POLICY = [
  ...['terms of use', 'privacy policy', 'cookie policy', 'uses cookies', 'use of cookies', 'use cookies'],
  ...['使用条款', '隐私政策', '隐私条款', '用户协议', '使用缓存', '使用 cookie', '使用cookie'],
];
const named = (label: string, phrases: readonly string[]) => phrases.map((text) => ({ text, label }));

/** Takes out lines that C4 does not take for prose; the page goes where too few sentences are left. */
export function cleanLines(given: CleanLinesOptions = {}): Judge {
  const options = readOptions('cleanLines', defaults, rules, given);
  const finder = new PhraseFinder([
    ...named('javascript', options.javascript ? ['javascript'] : []),
    ...named('policy', options.policy ? POLICY : []),
    ...named('lorem-ipsum', options.loremIpsum ? ['lorem ipsum'] : []),
  ]);
  const look = lineLooker(options);
  const check = (line: string) => {
    const rule = finder.find(line)[0]?.label ?? look(line);
    return rule === undefined ? undefined : { rule };
  };
  return {
    name: 'clean-lines',
    judge(document) {
      if (options.curlyBracket && document.text.includes('{')) return { drop: { rule: 'curly-bracket' } };
      if (options.loremIpsum && mentionsLorem(document.text)) return { drop: { rule: 'lorem-ipsum' } };
      const verdict = withoutBadLines(document, check, 0);
      if ('drop' in verdict || options.leastSentences === 0) return verdict;
      const sentences = sentencesOf(verdict.keep);
      if (sentences >= options.leastSentences) return verdict;
      return { drop: { rule: 'sentences', detail: `${sentences} < ${options.leastSentences}` } };
    },
  };
}

const mentionsLorem = (text: string) => /lorem ipsum/i.test(text);
const buffer = new CodeUnitBuffer();
function sentencesOf({ text }: Document): number {
  const units = buffer.of(text);
  return countLines(units, Places.in(units), 0).sentences;
}

/** The rule that a line breaks by its shape, if any. */
function lineLooker(options: typeof defaults): (line: string) => string | undefined {
  const scanner = new UnitScanner();
  return (line) => {
    const units = buffer.of(line);
    const chinese = units.some((unit) => (characterClasses[unit]! & HAN) !== 0);
    if (chinese) scanner.scanCharacters(units);
    else scanner.scanWords(units);
    const { count, starts } = scanner;
    if (count < (chinese ? options.leastCharacters : options.leastWords)) return 'few-words';
    for (let i = 0; options.longestWord > 0 && i < count; i++) {
      if (starts[i + 1]! - starts[i]! > options.longestWord) return 'long-word';
    }
    if (!options.endMarks) return undefined;
    const { first, last } = solidEnds(units, 0, units.length);
    const ellipsis = line[last] === '…' || line.startsWith('...', last - 2);
    return !ellipsis && endsSentence(units, first, last) ? undefined : 'end-mark';
  };
}
