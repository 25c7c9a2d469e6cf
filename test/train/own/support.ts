/** A small corpus, as `blossom corpus build` would leave it: shards, and the tokenizer beside them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf } from 'kernel-lib/dist/corpus/pack/shard-format.js';
import { writeShards } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import type { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import { textOf } from '../../corpus/pipeline/support.js';

export const texts = (count: number, words = 40, first = 0) =>
  Array.from({ length: count }, (_, i) => textOf(first + i, words));

/** Writes the corpus into `folder`, and gives its tokenizer. */
export async function writeCorpus(
  folder: string,
  documents: readonly string[],
  given?: Tokenizer,
): Promise<Tokenizer> {
  mkdirSync(folder, { recursive: true });
  const tokenizer = given ?? (await trainTokenizer([...documents], { vocabularySize: 340 }));
  const end = tokenizer.idOf('<|end|>');
  await tokenizer.save(join(folder, 'tokenizer.json'));
  await writeShards(
    join(folder, 'shards'),
    documents.map((text) => ({ tokens: [...tokenizer.encode(text), end], source: 'books', language: 'en' })),
    { tokenizer: fingerprintOf(tokenizer), vocabulary: tokenizer.vocabularySize },
  );
  return tokenizer;
}
