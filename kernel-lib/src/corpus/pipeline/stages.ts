/** The judges of single documents, in their order, as the options ask for them. Made anew in each thread. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../errors.js';
import { readText } from '../../files.js';
import type { Judge, RawDocument } from '../document.js';
import { contamination } from '../contamination/judge.js';
import { extract, type Extracted } from '../extract/extract.js';
import { normalise } from '../normalise/normalise.js';
import { pii } from '../pii/judge.js';
import { qualityRules } from '../quality/judge.js';
import { mojibake } from '../quality/mojibake/judge.js';
import { otherLanguage } from '../quality/other-language.js';
import { keywordSoup, nearEmpty } from '../quality/soup.js';
import { toxic } from '../quality/toxic.js';
import { tagger, type LexiconWord } from '../tag/lexicon.js';
import type { CorpusOptions } from './options.js';

export interface Stages {
  /** From bytes to text. */
  extract(raw: RawDocument): Extracted;
  /** Before copies are looked for. */
  first: readonly Judge[];
  /** Among what is left. */
  last: readonly Judge[];
}

/** The `judges` of a user's module. @throws UserError where there are none in it. */
export function ownJudges(path: string): Judge[] {
  let module: { judges?: unknown };
  try {
    module = createRequire(resolve('package.json'))(resolve(path)) as { judges?: unknown };
  } catch (cause) {
    throw new UserError(`Cannot load the judges from ${path}: ${messageOf(cause)}.`, 1, { cause });
  }
  const { judges } = module;
  const isJudge = (one: Partial<Judge> | null) =>
    typeof one?.name === 'string' && typeof one.judge === 'function';
  if (!Array.isArray(judges) || !judges.every(isJudge)) {
    throw new UserError(
      `${path} must export \`judges\`: a list of { name, judge(document) }; see docs/corpus.md.`,
    );
  }
  return judges as Judge[];
}

/**
 * Rows of a JSONL file that the user gave.
 * @param take - the row as it is needed, or undefined where it is none.
 * @throws UserError with the line that is wrong.
 */
export async function readRows<Row>(
  path: string,
  what: string,
  take: (row: Record<string, unknown>, line: number) => Row | undefined,
): Promise<Row[]> {
  const lines = (await readText(path)).split('\n');
  return lines.flatMap((text, i) => {
    if (text.trim() === '') return [];
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch {
      // The sentence below says where.
    }
    const isRow = typeof row === 'object' && row !== null;
    const taken = isRow ? take(row as Record<string, unknown>, i + 1) : undefined;
    if (taken === undefined) throw new UserError(`${path}, line ${i + 1}: expected ${what}.`);
    return [taken];
  });
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Words and their classes. @throws UserError with the line that is wrong. */
export const readLexicon = (path: string): Promise<LexiconWord[]> =>
  readRows(path, 'a JSON object such as {"word": "spring", "class": "season", "language": "en"}', (row) => {
    const { word, class: label, language } = row;
    if (!isText(word) || !isText(label)) return undefined;
    return { word, class: label, ...(isText(language) ? { language } : {}) };
  });

/** @throws UserError with the line that is wrong. */
export const readTestItems = (path: string): Promise<{ id: string; text: string }[]> =>
  readRows(path, 'a test item as a JSON object with a "text"', ({ id, text }, line) =>
    isText(text) ? { id: String(id ?? line), text } : undefined,
  );

export async function makeStages(options: CorpusOptions): Promise<Stages> {
  const { languages, judges } = options;
  return {
    extract: (raw) => extract(raw, { method: options.extraction }),
    first: [
      // Before characters are normalised: that would take away what mojibake is told and repaired by.
      ...(options.mojibake ? [mojibake()] : []),
      normalise,
      ...(languages.length > 0 ? [otherLanguage({ languages })] : []),
    ],
    last: [
      ...(options.quality ? [keywordSoup(), nearEmpty()] : []),
      ...(options.rude ? [toxic()] : []),
      ...(options.quality ? [qualityRules({ preset: options.preset })] : []),
      // Before placeholders stand in the texts.
      ...(options.testItems === '' ? [] : [contamination(await readTestItems(options.testItems))]),
      ...(options.pii ? [pii()] : []),
      ...(options.lexicon === '' ? [] : [tagger({ lexicon: await readLexicon(options.lexicon) })]),
      ...(judges === '' ? [] : ownJudges(judges)),
    ],
  };
}
