/** The judges of single documents, in their order, as the options ask for them. Made anew in each thread. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../errors.js';
import { readText } from '../../files.js';
import type { Judge, RawDocument } from '../document.js';
import { extract, type Extracted } from '../extract/extract.js';
import { normalise } from '../normalise/normalise.js';
import { pii } from '../pii/judge.js';
import { qualityRules } from '../quality/judge.js';
import { mojibake } from '../quality/mojibake/judge.js';
import { otherLanguage } from '../quality/other-language.js';
import { keywordSoup, nearEmpty } from '../quality/soup.js';
import { toxic } from '../quality/toxic.js';
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

/** Test items of a JSONL file. @throws UserError with the line that is wrong. */
export async function readTestItems(path: string): Promise<{ id: string; text: string }[]> {
  const lines = (await readText(path)).split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      const { id = String(i + 1), text } = JSON.parse(line) as { id?: string; text?: unknown };
      if (typeof text === 'string' && text !== '') return [{ id: String(id), text }];
    } catch {
      // The sentence below says where.
    }
    throw new UserError(`${path}, line ${i + 1}: a test item is a JSON object with a \`text\`.`);
  });
}

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
      ...(options.pii ? [pii()] : []),
      ...(judges === '' ? [] : ownJudges(judges)),
    ],
  };
}
