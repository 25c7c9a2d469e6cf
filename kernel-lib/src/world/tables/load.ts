/** Finds the world's tables, reads them, and checks them as a whole. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileError, findUpwards } from '../../files.js';
import { UserError } from '../../errors.js';
import { COLUMNS, TABLE_NAMES, type TableName } from './columns.js';
import { readAttributes } from './attributes.js';
import { readChains, readTitles } from './chains.js';
import { readJobPatterns, readJobs, readLexicon, readPairs, readPractice, readArticle } from './words.js';
import { readForbidden, readRaters, readRefusals, readStyles, readTones } from './manners.js';
import { readFixedFacts, readWrittenFacts } from './facts.js';
import { readNames, readThings } from './names.js';
import { readRows, type Row, type TableSource } from './rows.js';
import type { WorldTables } from './types.js';

const FOLDER = join('data', 'world');

/** The folder is known by one of its files: somebody's own `data/world` may be another thing. */
const KNOWN_BY = join(FOLDER, 'attributes.tsv');

/**
 * The folder `data/world` upwards from `folder`, else the one of the repository that this library lies in.
 * Throws a UserError where there is none.
 */
export function worldFolder(folder: string = process.cwd()): string {
  const found = findUpwards(KNOWN_BY, folder, __dirname);
  if (found === undefined) {
    throw new UserError(
      `There is no ${FOLDER} above ${folder}; go to the course's folder, or name a folder of tables.`,
    );
  }
  return dirname(found);
}

function readSource(folder: string, name: TableName): TableSource {
  const path = join(folder, `${name}.tsv`);
  const shown = relative(process.cwd(), path);
  try {
    return { path: shown.startsWith('..') ? path : shown, text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    throw fileError('Cannot read the table', path, thrown);
  }
}

/**
 * Tables from their texts. Pure: nothing is read from the disk.
 * Throws a UserError with file and line for the first thing that is wrong.
 */
export function readTables(sources: Readonly<Record<TableName, TableSource>>, folder = ''): WorldTables {
  const rows = Object.fromEntries(
    TABLE_NAMES.map((name) => [name, readRows(sources[name], COLUMNS[name])]),
  ) as Record<TableName, Row[]>;
  const things = readThings(rows.things);
  const { given, family } = readNames(rows.names);
  const written = readWrittenFacts(rows.sentences, rows.questions);
  const attributes = readAttributes(rows, things, new Set(written.map(({ id }) => id)));
  const fixed = readFixedFacts(rows.facts, attributes, things);
  const chains = readChains(rows.chains, attributes);
  return {
    ...{ folder, given, family, things, attributes, fixed, written, chains },
    titles: readTitles(rows.titles),
    lexicon: readLexicon(rows.lexicon, things),
    jobs: readJobs(rows.jobs),
    jobPatterns: readJobPatterns(rows['job-patterns']),
    tones: readTones(rows.tones),
    raters: readRaters(rows.raters),
    forbidden: readForbidden(rows.forbidden),
    refusals: readRefusals(rows.refusals),
    pairs: readPairs(rows.pairs),
    practice: readPractice(rows.practice, things),
    styles: readStyles(rows.styles, things),
    article: readArticle(rows.article),
  };
}

const loaded = new Map<string, WorldTables>();

/**
 * The tables of a folder; read once in a process.
 * @param folder - default the course's own, see worldFolder.
 */
export function loadTables(folder: string = worldFolder()): WorldTables {
  const before = loaded.get(folder);
  if (before !== undefined) return before;
  const tables = readTables(readSources(folder), folder);
  loaded.set(folder, tables);
  return tables;
}

/** The texts of a folder's tables, to be read (or changed first) by readTables. */
export function readSources(folder: string = worldFolder()): Record<TableName, TableSource> {
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, readSource(folder, name)])) as Record<
    TableName,
    TableSource
  >;
}
