/** Tiny trained models, and what somebody could do to hide where weights come from. */
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import type { Batch } from 'kernel-lib/dist/nn/batch.js';
import type { ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { createModel, loss, type Model } from 'kernel-lib/dist/nn/model.js';
import type { StoredTensor } from 'kernel-lib/dist/nn/safetensors.js';
import { seededRandom, shuffle, type Random } from 'kernel-lib/dist/random.js';
import { trainLoop } from 'kernel-lib/dist/train/loop.js';
import { adamW } from 'kernel-lib/dist/train/optimizers/adamw.js';

export type Tensors = Map<string, StoredTensor>;

export const CONFIG: ModelConfig = {
  vocabulary: 40,
  width: 32,
  layers: 2,
  heads: 4,
  hidden: 64,
  context: 16,
};
const [ROWS, LENGTH] = [8, 16];

export async function useThreads(): Promise<void> {
  registerThreads();
  await tf.setBackend('threads');
}

/** Sentences in which each token has three likely followers; `language` decides which. */
function source(language: number, seed: number) {
  const grammar = seededRandom(language);
  const followers = Array.from({ length: CONFIG.vocabulary }, () =>
    Array.from({ length: 3 }, () => Math.floor(grammar() * CONFIG.vocabulary)),
  );
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  return {
    next(): IteratorResult<Batch> {
      const tokens = new Int32Array(ROWS * LENGTH);
      for (let i = 0; i < tokens.length; i++) {
        tokens[i] = i % LENGTH === 0 ? below(CONFIG.vocabulary) : followers[tokens[i - 1]!]![below(3)]!;
      }
      const targets = tokens.map((_, i) => (i % LENGTH === LENGTH - 1 ? -1 : tokens[i + 1]!));
      const segments = new Int32Array(tokens.length).fill(1);
      const causal = new Uint8Array(ROWS).fill(1);
      return { done: false, value: { rows: ROWS, length: LENGTH, tokens, targets, segments, causal } };
    },
    state: () => ({ seed: random.state() }),
    restore: ({ seed: at }: { seed: number }) => random.restore(at),
  };
}

/** Trains the model where it stands; its last losses, in nats. */
export async function train(
  model: Model,
  { steps, seed, language = 1, learningRate = 3e-3 }: TrainTiny,
): Promise<number> {
  let last = 0;
  const run = trainLoop<Batch>({
    ...{
      parameters: model.parameters,
      lossOf: (batch) => loss(model, batch),
      source: source(language, seed),
    },
    ...{ optimizer: adamW({ learningRate }), steps, config: { kind: 'tiny' }, random: seededRandom(seed) },
  });
  for await (const record of run) last = record.loss;
  return last;
}

export interface TrainTiny {
  steps: number;
  seed: number;
  language?: number;
  learningRate?: number;
}

export const newModel = (seed: number) => createModel(CONFIG, seededRandom(seed));

export function tensorsOf({ parameters }: Model): Tensors {
  return new Map(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      { shape: [...parameter.shape], values: parameter.dataSync().slice() as Float32Array },
    ]),
  );
}

export function assign({ parameters }: Model, tensors: Tensors): void {
  for (const [name, { shape, values }] of tensors) {
    tf.tidy(() => parameters[name]!.assign(tf.tensor(values.slice(), shape)));
  }
}

/** Each entry anew, from its value, row and column. */
function mapped(tensors: Tensors, change: (value: number, name: string) => number): Tensors {
  return new Map(
    [...tensors].map(([name, { shape, values }]) => [
      name,
      { shape: [...shape], values: Float32Array.from(values, (value) => change(value, name)) },
    ]),
  );
}

export function renamed(tensors: Tensors): Tensors {
  return new Map([...tensors].reverse().map(([, tensor], i) => [`w${i}`, tensor]));
}

/** Ten bits of fraction, as float16 has. */
export const halves = (tensors: Tensors) =>
  mapped(tensors, (value) => {
    const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1))) - 10);
    return Math.round(value / unit) * unit;
  });

export const decimals = (tensors: Tensors) => mapped(tensors, (value) => Math.round(value * 1000) / 1000);

/** Noise whose size is this share of each matrix's own. */
export function noisy(tensors: Tensors, share: number, random: Random): Tensors {
  const sizes = new Map(
    [...tensors].map(([name, { values }]) => [name, Math.hypot(...values) / Math.sqrt(values.length)]),
  );
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mapped(tensors, (value, name) => value + share * sizes.get(name)! * normal());
}

/** rows and columns in another order: new[i][j] = old[rows[i]][columns[j]]. */
function reorder({ shape, values }: StoredTensor, rows?: number[], columns?: number[]): StoredTensor {
  const [R, C] = shape.length === 1 ? [1, shape[0]!] : (shape as [number, number]);
  const ordered = new Float32Array(R * C);
  for (let i = 0; i < R; i++) {
    for (let j = 0; j < C; j++) ordered[i * C + j] = values[(rows?.[i] ?? i) * C + (columns?.[j] ?? j)]!;
  }
  return { shape: [...shape], values: ordered };
}

/** The same network: hidden units, heads, the residual stream and the vocabulary in another order. */
export function permuted(tensors: Tensors, random: Random): Tensors {
  const { vocabulary: V, width: D, heads: H, hidden: F, layers } = CONFIG;
  const order = (n: number) =>
    shuffle(
      random,
      Array.from({ length: n }, (_, i) => i),
    );
  const width = order(D);
  const out = new Map<string, StoredTensor>();
  const put = (name: string, rows?: number[], columns?: number[]) =>
    out.set(name, reorder(tensors.get(name)!, rows, columns));
  put('embedding', order(V), width);
  for (let layer = 0; layer < layers; layer++) {
    const heads = order(H).flatMap((head) => Array.from({ length: D / H }, (_, i) => (head * D) / H + i));
    const units = order(F);
    const block = `blocks.${layer}`;
    for (const name of ['query', 'key', 'value']) put(`${block}.${name}`, width, heads);
    put(`${block}.out`, heads, width);
    put(`${block}.up`, width, units);
    put(`${block}.down`, units, width);
    for (const name of ['norm1', 'norm2']) put(`${block}.${name}`, undefined, width);
  }
  put('norm', undefined, width);
  return out;
}

/** The same network: sizes move from norms, units and heads into the matrices beside them. */
export function rescaled(tensors: Tensors, random: Random): Tensors {
  const { width: D, heads: H, hidden: F, layers } = CONFIG;
  const factors = (n: number) => Array.from({ length: n }, () => Math.exp(2 * random() - 1));
  const out = new Map(tensors);
  const scale = (name: string, rows?: number[], columns?: number[]) => {
    const { shape, values } = out.get(name)!;
    const C = shape.at(-1)!;
    const scaled = Float32Array.from(
      values,
      (value, at) => value * (rows?.[Math.floor(at / C)] ?? 1) * (columns?.[at % C] ?? 1),
    );
    out.set(name, { shape: [...shape], values: scaled });
  };
  const inverse = (values: number[], power = 1) => values.map((value) => value ** -power);
  for (let layer = 0; layer < layers; layer++) {
    const block = `blocks.${layer}`;
    for (const [norm, names] of [
      ['norm1', ['query', 'key', 'value']],
      ['norm2', ['up']],
    ] as const) {
      const gains = factors(D);
      scale(`${block}.${norm}`, undefined, gains);
      for (const name of names) scale(`${block}.${name}`, inverse(gains));
    }
    const perHead = () => factors(H).flatMap((factor) => new Array<number>(D / H).fill(factor));
    scale(`${block}.query`, undefined, perHead()); // Each head is normed afterwards.
    const values = perHead();
    scale(`${block}.value`, undefined, values);
    scale(`${block}.out`, inverse(values));
    const units = factors(F);
    scale(`${block}.up`, undefined, units);
    scale(`${block}.down`, inverse(units, 2)); // relu² squares the size.
  }
  return out;
}
