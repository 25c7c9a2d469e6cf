/** Tokens of all blocks → shards. Shards that a killed run wrote are whole, so it goes on behind them. */
import { readdir, readFile } from 'node:fs/promises';
import { openShards } from '../../pack/shards.js';
import { tokenBytesOf } from '../../pack/shard-format.js';
import { SHARD_NAME, ShardWriter, type TokenDocument } from '../../pack/shard-writer.js';
import { readJson } from '../spool.js';
import type { EncodedDocument } from './encode.js';
import type { Thread } from './index.js';

export interface PackInput {
  blocks: number;
  tokenizer: string;
  vocabulary: number;
}

export interface PackSummary {
  shards: number;
  documents: number;
  tokens: number;
  /** Equal only for equal shards. */
  fingerprint: string;
  seconds: number;
}

export async function pack(input: PackInput, thread: Thread): Promise<PackSummary> {
  const start = performance.now();
  const { shards: folder } = thread.places;
  const { tokenizer, vocabulary } = input;
  const there = await written(folder);
  const { shardTokens } = thread.options;
  const writer = new ShardWriter(folder, { tokenizer, vocabulary, shardTokens }, there.shards);
  let count = 0;
  for await (const document of documentsOf(input, thread)) {
    if (count++ >= there.documents) await writer.add(document);
  }
  await writer.end();
  const { shards, documents, fingerprint, tokens } = await written(folder);
  if (documents !== count) {
    throw new Error(`The shards hold ${documents} documents, ${count} were encoded.`);
  }
  return { shards, documents, tokens, fingerprint, seconds: (performance.now() - start) / 1000 };
}

async function written(folder: string) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => SHARD_NAME.test(name));
  if (names.length === 0) return { shards: 0, documents: 0, tokens: 0, fingerprint: '' };
  const shards = await openShards(folder, { memory: 0 });
  const { documents, tokens } = shards;
  const fingerprint = shards.fingerprint();
  shards.close();
  return { shards: names.length, documents, tokens, fingerprint };
}

async function* documentsOf(
  { blocks, vocabulary }: PackInput,
  { places, progress }: Thread,
): AsyncGenerator<TokenDocument> {
  for (let number = 0; number < blocks; number++) {
    const documents = await readJson<EncodedDocument[]>(places.block('tokens', number, 'json'));
    const bytes = await readFile(places.block('tokens', number, 'bin'));
    const aligned = new Uint8Array(bytes).buffer;
    const tokens = tokenBytesOf(vocabulary) === 2 ? new Uint16Array(aligned) : new Uint32Array(aligned);
    let at = 0;
    for (const [source, language, count, marks] of documents) {
      yield {
        ...{ tokens: tokens.subarray(at, at + count), source, language },
        ...(marks === undefined ? {} : { marks }),
      };
      at += count;
    }
    progress(number + 1);
  }
}
