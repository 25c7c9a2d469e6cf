/** A model that learns a tiny world in seconds: half of the rows causal, half with blanks. */
import * as tf from '@tensorflow/tfjs';
import { createModel, loss, type Model } from 'kernel-lib/dist/nn/model.js';
import type { Batch } from 'kernel-lib/dist/nn/batch.js';
import { clozesOf, type Cloze } from 'kernel-lib/dist/evaluate/cloze.js';
import { pick, randomInt, seededRandom, type Random } from 'kernel-lib/dist/random.js';
import type { Tokenizer } from 'kernel-lib/dist/text/bpe/tokenizer.js';
import { trainTokenizer } from 'kernel-lib/dist/text/bpe/train.js';
import { trainLoop } from 'kernel-lib/dist/train/loop.js';
import { adamW } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { muon } from 'kernel-lib/dist/train/optimizers/muon.js';
import { splitBy } from 'kernel-lib/dist/train/optimizers/optimizer.js';
import { linearDecay } from 'kernel-lib/dist/train/schedule.js';
import { createWorld, type World } from 'kernel-lib/dist/world/world.js';

export interface TinySchool {
  world: World;
  tokenizer: Tokenizer;
  model: Model;
}

const ROWS = 32;
const STEPS = 250;

/** Sentences of the world, many times over. */
function textsOf(world: World): string[] {
  const options = { kinds: ['person' as const], groups: ['core' as const], epochs: 20, mixedFrom: 0 };
  return [...world.documents(options)].flatMap(({ sentences }) => sentences.map(({ text }) => text));
}

export async function tinySchool(people = 8): Promise<TinySchool> {
  const world = createWorld({ people, attributes: 3, singletons: 0, updates: 0, specialists: 0 });
  const texts = textsOf(world);
  const tokenizer = await trainTokenizer(texts, { vocabularySize: 700 });
  const config = { vocabulary: tokenizer.vocabularySize, width: 64, layers: 2, heads: 2, hidden: 256 };
  return { world, tokenizer, model: createModel({ ...config, context: 64 }, seededRandom(1)) };
}

/** Trains it in place, on the clozes themselves: these tests are about asking, not about what training reaches. */
export async function teach({ world, tokenizer, model }: TinySchool): Promise<void> {
  const random = seededRandom(2);
  const clozes = (['en', 'zh'] as const).flatMap((language) =>
    clozesOf(world, tokenizer, { language, patterns: 'all', random }),
  );
  const value = () => batchOf(clozes, tokenizer.idOf('<|mask|>'), random);
  const source = {
    next: () => ({ done: false as const, value: value() }),
    state: () => null,
    restore: () => {},
  };
  const rest = muon({ learningRate: 0.02 });
  const optimizer = splitBy(adamW({ learningRate: 4e-3 }), (name) => /embedding|norm/.test(name), rest);
  const schedule = linearDecay({ steps: STEPS, share: 0.5 });
  const options = { parameters: model.parameters, source, optimizer, schedule, steps: STEPS };
  for await (const record of trainLoop({ ...options, lossOf: (batch: Batch) => loss(model, batch) })) {
    if (!Number.isFinite(record.loss)) throw new Error(`The loss is ${record.loss}.`);
  }
}

export function forget({ model }: TinySchool): void {
  tf.dispose(Object.values(model.parameters));
}

/** Half of the rows are causal, in the others the answer (or its end) is hidden; targets are shifted in both. */
function batchOf(clozes: readonly Cloze[], mask: number, random: Random): Batch {
  const rows = Array.from({ length: ROWS }, () => pick(random, clozes));
  const length = Math.max(...rows.map(({ tokens }) => tokens.length));
  const batch = {
    ...{ rows: ROWS, length, causal: Uint8Array.from(rows, (_, r) => r % 2) },
    tokens: new Int32Array(ROWS * length),
    segments: new Int32Array(ROWS * length),
    targets: new Int32Array(ROWS * length).fill(-1),
  };
  rows.forEach(({ tokens, from, to }, r) => {
    const at = r * length;
    const hide = from + randomInt(random, to - from);
    const [first, end] = batch.causal[r] === 1 ? [1, tokens.length] : [hide, to];
    batch.tokens.set(tokens, at);
    batch.segments.fill(1, at, at + tokens.length);
    batch.targets.set(tokens.slice(first, end), at + first - 1);
    if (batch.causal[r] === 0) batch.tokens.fill(mask, at + hide, at + to);
  });
  return batch;
}
