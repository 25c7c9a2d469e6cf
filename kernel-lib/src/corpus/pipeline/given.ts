/** Files that options name: looked at before the work begins, so that a mistake in one does not show up hours later. */
import { readFile } from 'node:fs/promises';
import { fileError } from '../../files.js';
import { Tokenizer } from '../../text/bpe/tokenizer.js';
import { checksum } from '../pack/shard-format.js';
import type { CorpusOptions } from './options.js';
import { ownJudges, readLexicon, readTestItems } from './stages.js';

/** How each file is read, only to see whether that works. */
const READERS = {
  tokenizer: (path: string) => Tokenizer.load(path),
  lexicon: readLexicon,
  testItems: readTestItems,
  judges: (path: string) => Promise.resolve(ownJudges(path)),
} satisfies Partial<Record<keyof CorpusOptions, (path: string) => Promise<unknown>>>;

/**
 * @returns the checksum of each file by the name of its option: a run goes on only with the same ones.
 * @throws UserError where one is missing or is not what it should be.
 */
export async function checkGivenFiles(options: CorpusOptions): Promise<Record<string, string>> {
  const checksums: Record<string, string> = {};
  for (const [name, read] of Object.entries(READERS)) {
    const path = options[name as keyof typeof READERS];
    if (path === '') continue;
    try {
      checksums[name] = checksum([await readFile(path)]).slice(0, 16);
    } catch (thrown) {
      throw fileError('Cannot read', path, thrown);
    }
    await read(path);
  }
  return checksums;
}
