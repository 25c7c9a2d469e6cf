/** The corpus that a training reads: tokenizer and shards that fit, some documents held out. */
import { join } from 'node:path';
import { fingerprintOf } from '../../corpus/pack/shard-format.js';
import { openShards, type Shards } from '../../corpus/pack/shards.js';
import { UserError } from '../../errors.js';
import { fileExists } from '../../files.js';
import { Tokenizer } from '../../text/bpe/tokenizer.js';
import { splitShards, type Split } from './heldOut.js';

export interface OwnCorpus extends Split {
  folder: string;
  tokenizer: Tokenizer;
  /** All documents; close these. */
  shards: Shards;
}

/** Fewer teach nothing that could be told from chance. */
const LEAST_TOKENS = 1000;

/**
 * Opens a folder that `blossom corpus build` wrote. Close its `shards` when done.
 * @throws UserError where there is none, tokenizer and shards do not belong together, or there is too little to read.
 */
export async function openCorpus(folder: string): Promise<OwnCorpus> {
  const path = join(folder, 'tokenizer.json');
  if (!(await fileExists(path))) {
    throw new UserError(
      `There is no corpus in ${folder}: it has no tokenizer.json; \`npx blossom corpus build\` makes one of your texts.`,
    );
  }
  const tokenizer = await Tokenizer.load(path);
  const shards = await openShards(folder, { tokenizer: fingerprintOf(tokenizer) });
  if (shards.tokens < LEAST_TOKENS) {
    shards.close();
    throw new UserError(
      `The corpus in ${folder} has ${shards.tokens} tokens, and a training needs ${LEAST_TOKENS} at least; give it more texts.`,
    );
  }
  return { folder, tokenizer, shards, ...splitShards(shards) };
}
