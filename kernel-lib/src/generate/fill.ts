/**
 * Fill in the blank: a row with masks, seen whole. The course's model is trained with shifted targets in masked rows,
 * too: what stands at position i is predicted by the logits of position i − 1. So the first token cannot be a blank.
 */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { oneOf, readOptions, rule } from '../options.js';
import type { Random } from '../random.js';
import { checkRows } from './check.js';
import type { LanguageModel, Tokens } from './model.js';
import { probabilities, samplerOf, samplingRules, type SamplingOptions, type Sampler } from './sampling.js';

/**
 * In which order several blanks of a row are filled. Every blank that is filled is seen by those that follow; all at
 * once, none sees another.
 */
export type FillOrder = 'leftToRight' | 'mostConfident' | 'allAtOnce';

export interface FillOptions extends SamplingOptions {
  /** The mask's token. It is never an answer. */
  mask: number;
  /** Default `leftToRight`. */
  order?: FillOrder;
  /** Needed where the temperature, which is 0 here by default, is above 0. */
  random?: Random;
}

export interface FilledBlank {
  position: number;
  token: number;
  /** What the model gave this token when it was chosen. */
  probability: number;
}

export interface Filled {
  tokens: number[];
  /** The blanks in the order in which they were filled. */
  blanks: FilledBlank[];
}

const ORDERS: FillOrder[] = ['leftToRight', 'mostConfident', 'allAtOnce'];
const rules = { ...samplingRules, mask: rule.count, order: oneOf(...ORDERS), random: rule.function };

/** Fills the blanks of many rows at once; rows without one come back as they are. */
export async function fillBlanks(
  model: LanguageModel,
  rows: readonly Tokens[],
  given: FillOptions,
): Promise<Filled[]> {
  checkRows('fillBlanks', model, rows);
  const defaults = { order: 'leftToRight' as FillOrder, temperature: 0 };
  const { mask, order, random, ...sampling } = readOptions('fillBlanks', defaults, rules, given);
  checkMask(model, rows, mask);
  if (random === undefined && sampling.temperature > 0) {
    throw new UserError(
      `fillBlanks needs the option random, a seeded generator, at temperature ${sampling.temperature}.`,
    );
  }
  const forbidden = [...(sampling.forbidden ?? []), mask];
  const sample = samplerOf({ ...sampling, forbidden }, random ?? noRandom);
  const filled: Filled[] = rows.map((row) => ({ tokens: [...row], blanks: [] }));
  for (let open = filled; ; await setImmediate()) {
    open = open.filter(({ tokens }) => tokens.includes(mask));
    if (open.length === 0) return filled;
    await fillRound(model, open, { mask, order, sample });
  }
}

const noRandom = () => {
  throw new Error('At temperature 0 nothing is drawn.');
};

interface Round {
  mask: number;
  order: FillOrder;
  sample: Sampler;
}

/** Looks at all rows once and fills in each what the order allows. */
async function fillRound(
  model: LanguageModel,
  rows: Filled[],
  { mask, order, sample }: Round,
): Promise<void> {
  const blanks = rows.map(({ tokens }) => {
    const all = [...tokens.keys()].filter((position) => tokens[position] === mask);
    return order === 'leftToRight' ? all.slice(0, 1) : all;
  });
  const places = blanks.map((positions) => positions.map((position) => position - 1));
  const logits = await model.look(
    rows.map(({ tokens }) => tokens),
    places,
  );
  rows.forEach((row, r) => {
    const seen = row.tokens.filter((token) => token !== mask);
    const answers = blanks[r]!.map((position, i) => answer(position, logits[r]![i]!, seen, sample));
    const chosen = order === 'mostConfident' ? [mostConfident(answers)] : answers;
    for (const blank of chosen) {
      row.tokens[blank.position] = blank.token;
      row.blanks.push(blank);
    }
  });
}

function answer(position: number, logits: Float32Array, seen: Tokens, sample: Sampler): FilledBlank {
  const token = sample(logits, seen);
  return { position, token, probability: probabilities(logits)[token]! };
}

const mostConfident = (answers: FilledBlank[]) =>
  answers.reduce((best, each) => (each.probability > best.probability ? each : best));

function checkMask({ vocabulary }: LanguageModel, rows: readonly Tokens[], mask: number | undefined): void {
  if (mask === undefined || mask >= vocabulary) {
    throw new UserError(`fillBlanks: mask must be a token from 0 to ${vocabulary - 1}, got ${mask}.`);
  }
  rows.forEach((row, place) => {
    if (row[0] !== mask) return;
    throw new UserError(
      `fillBlanks: row ${place} begins with a blank, and a blank is answered by the token before it; begin with [BOS].`,
    );
  });
}
