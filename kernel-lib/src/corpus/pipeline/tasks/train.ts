/** A tokenizer from what was kept, or a copy of the one that was given. */
import type { Document } from '../../document.js';
import { Tokenizer } from '../../../text/bpe/tokenizer.js';
import { trainTokenizer } from '../../../text/bpe/train.js';
import { fingerprintOf } from '../../pack/shard-format.js';
import { readLines, writeJson } from '../spool.js';
import type { Thread } from './index.js';

export interface TrainInput {
  /** How many blocks there are, and the characters in all of them. */
  blocks: number;
  characters: number;
}

export interface TokenizerSummary {
  fingerprint: string;
  vocabulary: number;
  merges: number;
  base: string;
  /** Characters that it was trained on; 0 for one that was given. */
  trainedOn: number;
  seconds: number;
}

export async function train(input: TrainInput, thread: Thread): Promise<TokenizerSummary> {
  const { options, places } = thread;
  const start = performance.now();
  let trainedOn = 0;
  const texts = async function* () {
    for await (const text of sample(input, thread)) {
      trainedOn += text.length;
      yield text;
    }
  };
  const tokenizer =
    options.tokenizer === ''
      ? await trainTokenizer(texts(), {
          vocabularySize: options.vocabulary,
          onProgress: ({ label, done }) => thread.progress(label === 'learn merges' ? done : 0),
        })
      : await Tokenizer.load(options.tokenizer);
  await tokenizer.save(places.tokenizer);
  const summary: TokenizerSummary = {
    fingerprint: fingerprintOf(tokenizer),
    vocabulary: tokenizer.vocabularySize,
    merges: tokenizer.merges.length,
    base: tokenizer.base,
    trainedOn,
    seconds: (performance.now() - start) / 1000,
  };
  await writeJson(places.done('tokenizer'), summary);
  return summary;
}

/** Every document where they are few enough, else such a share of them that the characters suffice, evenly spread. */
async function* sample(
  { blocks, characters }: TrainInput,
  { options, places }: Thread,
): AsyncGenerator<string> {
  const share = Math.min(1, options.trainingCharacters / Math.max(1, characters));
  let seen = 0;
  for (let number = 0; number < blocks; number++) {
    for (const { text } of await readLines<Document>(places.block('kept', number, 'jsonl'))) {
      seen++;
      if (Math.floor(seen * share) > Math.floor((seen - 1) * share)) yield text;
    }
  }
}
