/**
 * One dial for a whole training: the depth decides how large the model is, how long its rows are, how much it reads and
 * how fast it learns. Depth 4 is the pilot's model.
 */
import type { Shards } from '../../corpus/pack/shards.js';
import { shapesOf, type ModelConfig } from '../../nn/config.js';
import { sizesOf } from '../pretrain/sizes.js';

export interface Dial {
  depth: number;
  config: ModelConfig;
  parameters: number;
  /** Rows of a step, and tokens of a row. */
  batch: number;
  length: number;
  steps: number;
  /** Muon's and AdamW's, as `pretrain` takes them. */
  learningRate: number;
  embeddingRate: number;
  /** A look at the held-out texts and a checkpoint come every so many steps. */
  every: number;
}

/** Small batches learn most from a token; one row of four is a masked one. */
const ROWS = 4;
const LENGTH_A_LAYER = 64;
const LONGEST = 512;
/** So many tokens for each parameter are the most that is worth its time (Hoffmann and others, 2022). */
const TOKENS_A_PARAMETER = 20;
/**
 * Reading the same texts again helps less and less (Muennighoff and others, 2023), and the larger the model is against
 * the texts, the sooner it only learns them by heart: so many times √(tokens / parameters), as found on small corpora.
 */
const EPOCHS = 10;
const EPOCHS_WITHIN = { least: 3, most: 8 };
const LEAST_STEPS = 100;
/** The rates that were found for the pilot's model; the school's own recipe was tuned on its world alone. */
const FOUND = { width: 128, learningRate: 0.015, embeddingRate: 4e-3 };
const LOOKS = 20;
const EVERY = { least: 10, most: 200 };

const within = (value: number, { least, most }: { least: number; most: number }) =>
  Math.min(most, Math.max(least, value));

/**
 * @param shards - the texts to train on.
 * @param steps - where they are not to be what the depth and the texts say.
 */
export function dialOf(depth: number, shards: Pick<Shards, 'vocabulary' | 'tokens'>, steps?: number): Dial {
  const length = Math.min(LONGEST, LENGTH_A_LAYER * depth);
  const config = sizesOf(depth, shards.vocabulary, length);
  const parameters = parametersOf(config);
  const epochs = within(EPOCHS * Math.sqrt(shards.tokens / parameters), EPOCHS_WITHIN);
  const tokens = Math.min(TOKENS_A_PARAMETER * parameters, epochs * shards.tokens);
  const all = steps ?? Math.max(LEAST_STEPS, Math.round(tokens / (ROWS * length)));
  return {
    ...{ depth, config, parameters, batch: ROWS, length, steps: all },
    learningRate: FOUND.learningRate,
    // A wider embedding adds up more of AdamW's steps, which are all of one size.
    embeddingRate: FOUND.embeddingRate * Math.sqrt(FOUND.width / config.width),
    every: within(Math.ceil(all / LOOKS), EVERY),
  };
}

/** How often each text is read. */
export const epochsOf = ({ steps, batch, length }: Dial, { tokens }: Pick<Shards, 'tokens'>) =>
  (steps * batch * length) / tokens;

function parametersOf(config: ModelConfig): number {
  const sizes = [...shapesOf(config).values()].map((shape) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}
