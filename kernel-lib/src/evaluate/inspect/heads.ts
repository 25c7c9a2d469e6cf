/**
 * What each head is for: how much worse the model answers without it (Michel, Levy and Neubig, 2019: "Are sixteen heads
 * really better than one?").
 */
import type { Model } from '../../nn/model.js';
import { readOptions, rule } from '../../options.js';
import { withoutHead, type Head } from './head.js';
import { checkAsked, score, type Asked, type Score } from './questions.js';
import { checkReading, type ReadingOptions } from './trace.js';

export interface HeadEffect extends Head, Score {
  /** Of the mean log-probability, in nats: below 0 where the head helps. */
  change: number;
}

export interface HeadEffects {
  /** With all heads. */
  whole: Score;
  /** Each head removed alone, layer by layer. */
  heads: HeadEffect[];
}

/**
 * Removes each head in turn and asks all rows again.
 * @throws UserError for rows that the model cannot read, targets that do not fit, or nothing asked for.
 */
export async function headEffects(
  model: Model,
  rows: readonly Asked[],
  given: ReadingOptions,
): Promise<HeadEffects> {
  const { causal } = readOptions('headEffects', {}, { causal: rule.boolean }, given);
  checkReading(
    'headEffects',
    model,
    rows.map(({ tokens }) => tokens),
    causal,
  );
  checkAsked('headEffects', model, rows);
  const whole = await score(model, rows, causal);
  const heads: HeadEffect[] = [];
  for (const removed of headsOf(model)) {
    const rest = await withoutHead(model, removed, (other) => score(other, rows, causal));
    heads.push({ ...removed, ...rest, change: rest.logProbability - whole.logProbability });
  }
  return { whole, heads };
}

const headsOf = ({ config }: Model): Head[] =>
  Array.from({ length: config.layers * config.heads }, (_, i) => ({
    layer: Math.floor(i / config.heads),
    head: i % config.heads,
  }));
