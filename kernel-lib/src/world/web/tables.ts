/** The tables of `data/world-web/`, read, checked and arranged for the makers of pages. */
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { findUpwards } from '../../files.js';
import type { Language } from '../document.js';
import { SITE_TEMPLATES, type Charset, type Site, type TestItem } from './page.js';
import { grouped } from '../tables/rows.js';
import { advertisementText, phraseText } from './slots.js';
import { parseTable, someText, tableSource, type Column, type Row } from './table.js';

export type Split = 'train' | 'unseen';

/** A family of advertisements: one seller with its own products and its own tricks. */
export interface Advertisement {
  language: Language;
  split: Split;
  template: string;
  title: string;
  lines: string[];
  items: string[];
  shops: string[];
}

export type PairUse = 'typo' | 'ocr' | 'swap' | 'contradiction';
export type Gender = 'female' | 'male';

export interface WebTables {
  sites: readonly Site[];
  advertisements: readonly Advertisement[];
  /** Short texts of one use (`boilerplate`, `toxic`, `menu`, …). Throws where the table has none. */
  phrases(language: Language, use: string): readonly string[];
  pairs(language: Language, use: PairUse): readonly (readonly [string, string])[];
  jobs(language: Language): readonly { job: string; gender: Gender }[];
  /** Sentences by language code. */
  languages: ReadonlyMap<string, readonly string[]>;
  testItems: { planted: readonly TestItem[]; clean: readonly TestItem[] };
}

const language: Column = ['en', 'zh'];

/** The folder `data/world-web` of this course. Throws a UserError where there is none above. */
export function tablesFolder(from: string = __dirname): string {
  const found = findUpwards(join('data', 'world-web'), from);
  if (found === undefined)
    throw new UserError(`There is no data/world-web above ${from}; take the course's folder as a whole.`);
  return found;
}

const loaded = new Map<string, WebTables>();

/** All tables of a folder; read once a process and folder. Throws a UserError with file and line for a wrong row. */
export function webTables(folder: string = tablesFolder()): WebTables {
  const before = loaded.get(folder);
  if (before !== undefined) return before;
  const tables = loadTables(folder);
  loaded.set(folder, tables);
  return tables;
}

/** Reads one table of the folder. */
type Reader = <Name extends string>(
  file: string,
  columns: Readonly<Record<Name, Column>>,
  unique: readonly NoInfer<Name>[],
) => Row<Name>[];

const PAIR_USES: readonly PairUse[] = ['typo', 'ocr', 'swap', 'contradiction'];
const languageCode: Column = (value) =>
  /^[a-z]{2}$/.test(value) ? undefined : 'it must be a code of two letters';
const hostName: Column = (value) =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.example$/.test(value)
    ? undefined
    : 'it must be small letters and end in .example';

function loadTables(folder: string): WebTables {
  const read: Reader = (file, columns, unique) =>
    parseTable(tableSource(join(folder, file), `data/world-web/${file}`), columns, unique);
  const use = someText;
  const phrases = read('phrases.tsv', { language, use, text: phraseText }, ['language', 'use', 'text']);
  const pairColumns = { language, use: PAIR_USES, first: someText, second: someText };
  const pairs = read('pairs.tsv', pairColumns, ['language', 'use', 'first']);
  const jobs = read('jobs.tsv', { language, job: someText, gender: ['female', 'male'] }, ['language', 'job']);
  const sentences = read('languages.tsv', { language: languageCode, text: someText }, ['text']);
  const key = (row: { language: string; use: string }) => `${row.language} ${row.use}`;
  const ofUse = groupedAs(phrases, key, ({ text }) => text);
  const pairsOfUse = groupedAs(pairs, key, ({ first, second }) => [first, second] as const);
  return {
    sites: readSites(read),
    advertisements: readAdvertisements(read),
    phrases: (of, wanted) => found(ofUse, `${of} ${wanted}`, 'phrases'),
    pairs: (of, wanted) => found(pairsOfUse, `${of} ${wanted}`, 'pairs'),
    jobs: (of) =>
      jobs
        .filter((row) => row.language === of)
        .map((row) => ({ job: row.job, gender: row.gender as Gender })),
    languages: groupedAs(
      sentences,
      (row) => row.language,
      ({ text }) => text,
    ),
    testItems: readTestItems(read),
  };
}

/** Rows by a key, each as what is wanted of it. */
function groupedAs<R, T>(rows: readonly R[], keyOf: (row: R) => string, as: (row: R) => T): Map<string, T[]> {
  return new Map([...grouped(rows, keyOf)].map(([key, group]) => [key, group.map(as)]));
}

function found<T>(groups: ReadonlyMap<string, T[]>, key: string, table: string): T[] {
  const rows = groups.get(key);
  if (rows === undefined) throw new UserError(`data/world-web/${table}.tsv has no rows "${key}"; add some.`);
  return rows;
}

function readSites(read: Reader): Site[] {
  const charset: readonly Charset[] = ['utf-8', 'gb18030', 'windows-1252'];
  const declares = ['header', 'page', 'both'];
  const rows = read(
    'sites.tsv',
    {
      ...{ host: hostName, language, template: SITE_TEMPLATES as readonly string[], charset, declares },
      ...{ name: someText, tagline: someText },
    },
    ['host'],
  );
  return rows.map((row) => ({ ...row }) as Site);
}

function readAdvertisements(read: Reader): Advertisement[] {
  const file = 'advertisements.tsv';
  const part: Column = ['title', 'line', 'item', 'shop'];
  const columns = {
    language,
    split: ['train', 'unseen'] as Column,
    template: someText,
    part,
    text: advertisementText,
  };
  const rows = read(file, columns, ['language', 'split', 'template', 'part', 'text']);
  return [...grouped(rows, (row) => `${row.language} ${row.split} ${row.template}`)].map(([key, group]) => {
    const texts = (wanted: string) => group.filter((row) => row.part === wanted).map(({ text }) => text);
    const { language: of, split, template } = group[0]!;
    const [title, ...more] = texts('title');
    const family = { lines: texts('line'), items: texts('item'), shops: texts('shop') };
    if (title === undefined || more.length > 0 || Object.values(family).some((list) => list.length === 0)) {
      throw new UserError(
        `data/world-web/${file}: "${key}" needs one title and some lines, items and shops.`,
      );
    }
    return { language: of as Language, split: split as Split, template, title, ...family };
  });
}

function readTestItems(read: Reader): WebTables['testItems'] {
  const texts = { id: someText, question: someText, answer: someText, paraphrase: someText };
  const columns = { language, split: ['planted', 'clean'] as Column, ...texts };
  const rows = read('test-items.tsv', columns, ['id']);
  const items = (split: string): TestItem[] =>
    rows
      .filter((row) => row.split === split)
      .map(({ language: of, id, question, answer, paraphrase }) => ({
        ...{ id, language: of as Language },
        ...{ question, answer, paraphrase },
      }));
  return { planted: items('planted'), clean: items('clean') };
}
