/** Questions of an examination as they leak into pages: word for word, lightly edited, or in other words. */
import { pick, randomInt, type Random } from '../../random.js';
import { happens } from './chance.js';
import type { TestItem } from './page.js';
import { fillPieces, plain, type Piece } from './pieces.js';
import { webTables, type WebTables } from './tables.js';

/** How a question was changed. */
export type TestItemLevel = 'verbatim' | 'case' | 'punctuation' | 'word' | 'paraphrase';

/** The course's own items: `planted` ones are put into pages, `clean` ones never, so that false alarms can be counted. */
export function testItems(): { planted: readonly TestItem[]; clean: readonly TestItem[] } {
  return webTables().testItems;
}

/** The levels that fit an item: Chinese has no case, and not every item has a paraphrase. */
export function levelsFor({ language, paraphrase }: TestItem): readonly TestItemLevel[] {
  return [
    'verbatim',
    ...(language === 'en' ? (['case'] as const) : []),
    ...(['punctuation', 'word'] as const),
    ...(paraphrase === undefined ? [] : (['paraphrase'] as const)),
  ];
}

/** The question at a level. */
export function altered(item: TestItem, level: TestItemLevel, random: Random, tables: WebTables): string {
  switch (level) {
    case 'verbatim':
      return item.question;
    case 'case':
      return pick(random, [
        titleCase,
        (text: string) => text.toUpperCase(),
        (text: string) => text.toLowerCase(),
      ])(item.question);
    case 'punctuation':
      return otherPunctuation(item.question, random);
    case 'word':
      return otherWord(item, random, tables);
    case 'paraphrase':
      return item.paraphrase ?? item.question;
  }
}

const titleCase = (text: string) => text.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());

function otherPunctuation(question: string, random: Random): string {
  const bare = question.replace(/[\p{P}]/gu, '');
  return pick(random, [bare, `${bare} …`, `„${bare}“`, `${bare}!`]);
}

/** One word exchanged where the table knows another, else one put in or left out (of Chinese, one character). */
function otherWord({ language, question }: TestItem, random: Random, tables: WebTables): string {
  const joiner = language === 'en' ? ' ' : '';
  const words = question.split(joiner);
  const swaps = tables.pairs(language, 'swap').filter(([word]) => positionOf(question, word, language) >= 0);
  if (swaps.length > 0 && happens(random, 0.6)) {
    const [word, other] = pick(random, swaps);
    const at = positionOf(question, word, language);
    return question.slice(0, at) + other + question.slice(at + word.length);
  }
  const at = 1 + randomInt(random, words.length - 3);
  const filler = pick(random, tables.phrases(language, 'filler'));
  const middle = happens(random, 0.5) ? [words[at]!, filler] : [];
  return [...words.slice(0, at), ...middle, ...words.slice(at + 1)].join(joiner);
}

function positionOf(question: string, word: string, language: string): number {
  if (language === 'zh') return question.indexOf(word);
  const at = ` ${question}`.indexOf(` ${word} `);
  return at;
}

/** A sentence that gives the question away, with its answer; the question is marked. */
export function leaked(item: TestItem, random: Random, tables: WebTables): Piece[] {
  const level = pick(random, levelsFor(item));
  const what = `${item.id} ${level}`;
  return fillPieces(pick(random, tables.phrases(item.language, 'question-frame')), (slot) =>
    slot === 'answer'
      ? plain(item.answer)
      : {
          text: altered(item, level, random, tables),
          mark: { kind: 'test-item', what, replacement: item.question },
        },
  );
}
