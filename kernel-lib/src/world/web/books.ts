/**
 * Pages as chapters of books, plain text as a scanner gives it: front matter, contents, lines of one width, words
 * parted at the line's end, running heads and page numbers amid the text.
 */
import { join } from 'node:path';
import { writeAtomic } from '../../files.js';
import { readOptions, rule } from '../../options.js';
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { chanceFor } from './chance.js';
import type { WebPage } from './page.js';
import { webTables } from './tables.js';

export interface BookOptions {
  /** Default: 12. */
  chapters?: number;
  /** Characters of a line; a Chinese one counts as two. Default: 64. */
  width?: number;
  /** Lines of a printed page. Default: 34. */
  lines?: number;
}

export interface Book {
  file: string;
  language: Language;
  title: string;
  /** Ids of the pages that became its chapters, in order. */
  pages: string[];
}

/**
 * Writes the pages of kind `book`, by language, as `en-001.txt`, `zh-001.txt`, …; constant memory.
 * Throws a UserError that names the path where it cannot be written.
 */
export async function writeBooks(
  pages: Iterable<WebPage> | AsyncIterable<WebPage>,
  folder: string,
  given: BookOptions = {},
): Promise<Book[]> {
  const defaults = { chapters: 12, width: 64, lines: 34 };
  const rules = { chapters: rule.countFromOne, width: rule.countFromOne, lines: rule.countFromOne };
  const options = readOptions('writeBooks', defaults, rules, given);
  const waiting: Record<Language, WebPage[]> = { en: [], zh: [] };
  const counts: Record<Language, number> = { en: 0, zh: 0 };
  const books: Book[] = [];
  const print = async (language: Language) => {
    const chapters = waiting[language].splice(0);
    const name = `${language}-${String(++counts[language]).padStart(3, '0')}.txt`;
    const { title, text } = bookOf(chapters, language, counts[language], options);
    await writeAtomic(join(folder, name), text);
    books.push({ file: join(folder, name), language, title, pages: chapters.map(({ id }) => id) });
  };
  for await (const page of pages) {
    if (page.kind !== 'book') continue;
    const language = page.language as Language;
    waiting[language].push(page);
    if (waiting[language].length === options.chapters) await print(language);
  }
  for (const language of ['en', 'zh'] as const) if (waiting[language].length > 0) await print(language);
  return books;
}

const WORDS = {
  en: {
    comma: ', ',
    contents: 'CONTENTS',
    chapter: (n: number) => `CHAPTER ${n}`,
    volume: (n: number) => `Volume ${n}`,
    licence: 'Licence: ',
  },
  zh: {
    comma: ' ',
    contents: '目录',
    chapter: (n: number) => `第${n}章`,
    volume: (n: number) => `第${n}卷`,
    licence: '许可：',
  },
};

function bookOf(
  chapters: readonly WebPage[],
  language: Language,
  volume: number,
  { width, lines }: Required<BookOptions>,
): { title: string; text: string } {
  const random = chanceFor(volume, `book ${chapters[0]!.id}`);
  const words = WORDS[language];
  const title = `${pick(random, webTables().phrases(language, 'book-title'))}${words.comma}${words.volume(volume)}`;
  const licences = [...new Set(chapters.map(({ licence }) => licence))].sort().join(', ');
  const front = [
    ...[title.toUpperCase(), '', pick(random, webTables().phrases(language, 'book-front'))],
    ...[chapters[0]!.date.slice(0, 4), words.licence + licences, '', words.contents],
    ...chapters.map((page, i) => `${words.chapter(i + 1)}  ${page.title}`),
  ];
  const body = chapters.flatMap((page, i) => [
    ...['', '', words.chapter(i + 1), page.title, ''],
    ...page.text.split('\n\n').flatMap((paragraph) => wrapped(paragraph, language, width, random)),
  ]);
  return { title, text: [...front, ...paginated(body, title, lines)].join('\n') + '\n' };
}

/** Lines with a page number and a running head after each full page. */
function paginated(body: readonly string[], title: string, lines: number): string[] {
  return body.flatMap((line, i) => {
    if (i === 0 || i % lines !== 0) return [line];
    return ['', `                            – ${i / lines} –`, title.toUpperCase(), '', line];
  });
}

/** One paragraph as lines, the first one indented. */
function wrapped(paragraph: string, language: Language, width: number, random: Random): string[] {
  return language === 'zh' ? wrappedCharacters(paragraph, width / 2) : wrappedWords(paragraph, width, random);
}

function wrappedWords(paragraph: string, width: number, random: Random): string[] {
  const lines: string[] = [];
  let line = '  ';
  for (const word of paragraph.split(' ')) {
    const joined = line.trim() === '' ? line + word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    const parted = random() < 0.8 ? hyphenated(word, width - line.length - 2) : undefined;
    lines.push(parted === undefined ? line : `${line} ${parted[0]}-`);
    line = parted === undefined ? word : parted[1];
  }
  return [...lines, line];
}

/** A word in two parts of three letters or more, the first at most `room` long, before a consonant and a vowel; or nothing. */
function hyphenated(word: string, room: number): [string, string] | undefined {
  if (!/^[a-z]{6,}[.,;]?$/.test(word)) return undefined;
  for (let at = Math.min(room, word.length - 3); at >= 3; at--) {
    const [first, second] = [word.slice(0, at), word.slice(at)];
    if (/[aeiou]/.test(first) && /^[bcdfglmnprstv][aeiou]/.test(second) && /[aeioulmnrst]$/.test(first)) {
      return [first, second];
    }
  }
  return undefined;
}

/** Chinese sets no stop at the beginning of a line. */
const NOT_FIRST = /[，。！？；：、）」』”’…]/;

function wrappedCharacters(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '　　';
  for (const character of paragraph) {
    if ([...line].length >= width && !NOT_FIRST.test(character)) {
      lines.push(line);
      line = '';
    }
    line += character;
  }
  return [...lines, line];
}
