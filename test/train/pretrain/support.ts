/** What the tests of pretraining share: batches with many marks, and a small corpus on the disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { fingerprintOf } from 'kernel-lib/dist/corpus/pack/shard-format.js';
import { openShards, type Shards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { writeShards, type TokenDocument } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import type { TokenBatch } from 'kernel-lib/dist/corpus/pack/source.js';
import { bytesOfTokens, marksOf } from 'kernel-lib/dist/corpus/pipeline/marks.js';
import { createModel, type Model } from 'kernel-lib/dist/nn/model.js';
import { pick, randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import type { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';

export const END = 1;
export const MASK = 2;
/** The first token that is neither special nor reserved. */
export const FIRST = 6;
export const VOCABULARY = 3000;

/** Rows of several documents with an `<|end|>` before each, marks of one to three tokens on about half, and padding. */
export function syntheticBatch(rows: number, length: number, seed = 1): Required<TokenBatch> {
  const random = seededRandom(seed);
  const places = rows * length;
  const batch = {
    ...{ rows, length, tokens: new Int32Array(places), targets: new Int32Array(places).fill(-1) },
    ...{ segments: new Int32Array(places), marks: new Int32Array(places) },
    ...{ causal: new Uint8Array(rows).fill(1), labels: [] as string[][] },
  };
  for (let row = 0; row < rows; row++) {
    const labels: string[] = [];
    const used = length - randomInt(random, 5);
    let segment = 0;
    for (let at = 0; at < used;) {
      const document = Math.min(used - at, 4 + randomInt(random, 30));
      segment++;
      for (let i = 0; i < document; i++) {
        const place = row * length + at + i;
        batch.segments[place] = segment;
        batch.tokens[place] = i === 0 ? END : FIRST + randomInt(random, VOCABULARY - FIRST);
        batch.targets[place] = END;
        if (i > 0) batch.targets[place - 1] = batch.tokens[place]!;
      }
      for (let i = 1; i < document;) {
        const size = Math.min(document - i, 1 + randomInt(random, 3));
        if (random() < 0.5) {
          const start = row * length + at + i;
          batch.marks.fill(labels.push('thing'), start, start + size);
        }
        i += size;
      }
      at += document;
    }
    batch.labels.push(labels);
  }
  return batch;
}

/** Places that may be hidden: all but padding and the first of each document. */
export const hideable = ({ segments, length, tokens }: TokenBatch): number[] =>
  [...segments.keys()].filter(
    (i) => segments[i] !== 0 && i % length !== 0 && segments[i] === segments[i - 1] && tokens[i]! >= FIRST,
  );

/** The mean is within five standard errors of what it should be. */
export const isNear = (found: number, expected: number, deviation: number, count: number): boolean =>
  Math.abs(found - expected) <= (5 * deviation) / Math.sqrt(count);

const NAMES = ['Ada Stone', 'Ben Hill', 'Cleo Marsh', 'Dan Wood'];
const HALLS = ['Plum Hall', 'Birch Hall', 'Cedar Hall'];

export interface SmallCorpus {
  folder: string;
  tokenizer: Tokenizer;
  shards: Shards;
  close(): void;
}

/** Sentences about four people (source `people`) and three halls (source `facts`), names and halls marked. */
export async function smallCorpus(options: { marks?: boolean; seed?: number } = {}): Promise<SmallCorpus> {
  const { marks: withMarks = true, seed = 1 } = options;
  const random = seededRandom(seed);
  const texts = Array.from({ length: 40 }, (_, i) =>
    i % 4 === 0
      ? { source: 'facts', text: `${pick(random, HALLS)} is old.` }
      : { source: 'people', text: `${NAMES[i % 4]!} lives in ${HALLS[i % 3]!}. ${NAMES[i % 4]!} sings.` },
  );
  const tokenizer = await trainTokenizer(
    texts.map(({ text }) => text),
    { vocabularySize: 300 },
  );
  const folder = mkdtempSync(join(tmpdir(), 'blossom-pretrain-'));
  const documents = texts.map(({ text, source }): TokenDocument => {
    const tokens = tokenizer.encode(text);
    const marks = withMarks ? marksIn(text, tokens, tokenizer) : [];
    return { tokens: [...tokens, END], source, language: 'en', marks };
  });
  await writeShards(folder, documents, {
    tokenizer: fingerprintOf(tokenizer),
    vocabulary: tokenizer.vocabularySize,
  });
  const shards = await openShards(folder);
  const close = () => {
    shards.close();
    rmSync(folder, { recursive: true });
  };
  return { folder, tokenizer, shards, close };
}

function marksIn(text: string, tokens: Int32Array, tokenizer: Tokenizer) {
  const spans = [...text.matchAll(new RegExp([...NAMES, ...HALLS].join('|'), 'g'))].map(
    ({ index, 0: word }) => ({
      ...{ start: index, end: index + word.length, label: 'thing' },
    }),
  );
  return marksOf(text, tokens, spans, bytesOfTokens(tokenizer));
}

/** A small model whose every weight is random: a new one's blocks would change nothing. */
export function randomModel(vocabulary: number, seed = 1): Model {
  const random = seededRandom(seed);
  const model = createModel({ vocabulary, width: 16, layers: 2, heads: 2, hidden: 32, context: 64 }, random);
  for (const parameter of Object.values(model.parameters)) {
    const middle = parameter.rank === 1 ? 1 : 0;
    const values = Float32Array.from({ length: parameter.size }, () => middle + random() - 0.5);
    tf.tidy(() => parameter.assign(tf.tensor(values, parameter.shape)));
  }
  return model;
}

export const disposeModel = ({ parameters }: Model) => tf.dispose(Object.values(parameters));
