/** The phrases of `data/corpus/phrases.tsv`: a table that an instructor may edit or replace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileError, findUpwards } from '../../files.js';

const COLUMNS = 'language\tuse\tphrase';
const USES = ['strong', 'begin', 'weak', 'sell', 'rude'] as const;
export type PhraseUse = (typeof USES)[number];

export interface ListedPhrase {
  language: string;
  use: PhraseUse;
  phrase: string;
}

/** Rows of the table. Throws a UserError with file and line for the first one that is wrong. */
export function readPhrases(text: string, file: string): ListedPhrase[] {
  const rows: ListedPhrase[] = [];
  let headed = false;
  text.split(/\r?\n/).forEach((line, i) => {
    if (line === '' || line.startsWith('#')) return;
    const bad = (message: string) => new UserError(`${file}:${i + 1}: ${message}`);
    if (!headed) {
      if (line !== COLUMNS) throw bad('the columns must be language, use and phrase, parted by tabs.');
      headed = true;
      return;
    }
    const [language, use, phrase, ...more] = line.split('\t').map((cell) => cell.trim());
    if (!language || !use || !phrase || more.length > 0)
      throw bad('three columns parted by tabs are needed.');
    if (!USES.includes(use as PhraseUse)) throw bad(`use is "${use}"; it must be one of ${USES.join(', ')}.`);
    rows.push({ language, use: use as PhraseUse, phrase });
  });
  return rows;
}

let ours: readonly ListedPhrase[] | undefined;

/** The course's own table, read once in a process. */
export function coursePhrases(): readonly ListedPhrase[] {
  return (ours ??= readFileOf(findTable()));
}

function findTable(): string {
  const file = findUpwards(join('data', 'corpus', 'phrases.tsv'), __dirname);
  if (file === undefined)
    throw new UserError('There is no data/corpus/phrases.tsv; check the course out again.');
  return file;
}

function readFileOf(file: string): ListedPhrase[] {
  try {
    return readPhrases(readFileSync(file, 'utf8'), file);
  } catch (thrown) {
    throw fileError('Cannot read', file, thrown);
  }
}

/** The phrases of one use, in the form that a judge's options take. */
export const phrasesFor = (use: PhraseUse): string[] =>
  coursePhrases().flatMap((row) => (row.use === use ? [row.phrase] : []));
