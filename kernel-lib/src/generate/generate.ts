/** Text token by token, for one row or for many at once. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { readOptions, rule } from '../options.js';
import { randomInt, seededRandom, type Random } from '../random.js';
import { checkRows } from './check.js';
import type { LanguageModel, Tokens } from './model.js';
import { logProbability, samplerOf, samplingRules, type SamplingOptions, type Sampler } from './sampling.js';

export interface GenerateOptions extends SamplingOptions {
  /** Needed unless the temperature is 0. Each row draws from a generator of its own that this one begins. */
  random?: Random;
  /** How many tokens a row gets at most. Default 64. */
  maxTokens?: number;
  /** Tokens that end a row; they do not belong to it. */
  stop?: readonly number[];
  /** Ends all rows before their next token, without an error. */
  signal?: AbortSignal;
}

export interface GeneratedToken {
  /** Which row it belongs to, from 0. */
  row: number;
  token: number;
  /** Natural logarithm of what the model itself gave this token: before temperature, filters and penalty. */
  logProbability: number;
}

export type EndReason = 'stop' | 'maxTokens' | 'context' | 'signal';

export interface Generation {
  tokens: number[];
  logProbabilities: number[];
  /** Why the row ended: a stop token, its number of tokens, the model's context, or the signal. */
  reason: EndReason;
}

interface Row {
  tokens: number[];
  generation: Generation;
  sample: Sampler;
  isOver: boolean;
}

const { temperature, topK, topP, repetitionPenalty, forbidden } = samplingRules;
const rules = {
  ...{ temperature, topK, topP, repetitionPenalty, forbidden, random: rule.function, maxTokens: rule.count },
  ...{ stop: { allows: Array.isArray, words: 'a list of tokens' }, signal: rule.object },
};

/** Generates to the end. @returns one generation for each prompt, without the prompt. */
export async function generate(
  model: LanguageModel,
  prompts: readonly Tokens[],
  options: GenerateOptions = {},
): Promise<Generation[]> {
  const rows = prepare('generate', model, prompts, options);
  for await (const _ of tokensOf(model, rows, options)) void _;
  return rows.map(({ generation }) => generation);
}

/** The tokens of one prompt, each as soon as it is there. Leaving the loop ends it. */
export function streamTokens(
  model: LanguageModel,
  prompt: Tokens,
  options: GenerateOptions = {},
): AsyncGenerator<GeneratedToken, EndReason, void> {
  const rows = prepare('streamTokens', model, [prompt], options);
  return withReason(tokensOf(model, rows, options), rows[0]!);
}

/** The tokens of many prompts, in the order in which they come: one of each row that is not over, then the next. */
export function streamRows(
  model: LanguageModel,
  prompts: readonly Tokens[],
  options: GenerateOptions = {},
): AsyncGenerator<GeneratedToken, void, void> {
  return tokensOf(model, prepare('streamRows', model, prompts, options), options);
}

async function* withReason(tokens: AsyncGenerator<GeneratedToken, void, void>, row: Row) {
  yield* tokens;
  return row.generation.reason;
}

function prepare(
  who: string,
  model: LanguageModel,
  prompts: readonly Tokens[],
  given: GenerateOptions,
): Row[] {
  checkRows(who, model, prompts);
  const { random, maxTokens, stop, signal, ...sampling } = readOptions(who, {}, rules, given);
  void [maxTokens, stop, signal];
  if (random === undefined && sampling.temperature !== 0) {
    throw new UserError(`${who} needs the option random, a seeded generator, unless temperature is 0.`);
  }
  return prompts.map((prompt) => {
    const own = seededRandom(random === undefined ? 0 : randomInt(random, 2 ** 32));
    const generation: Generation = { tokens: [], logProbabilities: [], reason: 'signal' };
    return { tokens: [...prompt], generation, sample: samplerOf(sampling, own), isOver: false };
  });
}

async function* tokensOf(
  model: LanguageModel,
  rows: Row[],
  { maxTokens = 64, stop = [], signal }: GenerateOptions,
): AsyncGenerator<GeneratedToken, void, void> {
  const limits = { maxTokens, context: model.context };
  rows.forEach((row) => endAtLimit(row, limits));
  if (rows.every(({ isOver }) => isOver)) return;
  const prompts = rows.map(({ tokens }) => [...tokens]);
  const longest = Math.max(...prompts.map((prompt) => prompt.length + maxTokens));
  const continuation = await model.begin(prompts, Math.min(longest, model.context));
  try {
    for (;;) {
      if (signal?.aborted === true) return;
      const logits = await continuation.next();
      const fresh = rows.map((row, place) =>
        row.isOver ? undefined : takeToken(row, place, logits[place]!, stop),
      );
      rows.forEach((row) => endAtLimit(row, limits));
      for (const token of fresh) if (token !== undefined) yield token;
      if (rows.every(({ isOver }) => isOver)) return;
      continuation.append(rows.map(({ tokens, isOver }) => (isOver ? null : tokens.at(-1)!)));
      await setImmediate(); // an interrupt, or a drawing, gets its turn
    }
  } finally {
    continuation.dispose();
  }
}

/** The row's next token; undefined where it ends the row. */
function takeToken(row: Row, place: number, logits: Float32Array, stop: Tokens): GeneratedToken | undefined {
  const token = row.sample(logits, row.tokens);
  if (stop.includes(token)) {
    row.isOver = true;
    row.generation.reason = 'stop';
    return undefined;
  }
  row.tokens.push(token);
  row.generation.tokens.push(token);
  const ofModel = logProbability(logits, token);
  row.generation.logProbabilities.push(ofModel);
  return { row: place, token, logProbability: ofModel };
}

function endAtLimit(row: Row, { maxTokens, context }: { maxTokens: number; context: number }): void {
  if (row.isOver) return;
  const isLong = row.generation.tokens.length >= maxTokens;
  if (!isLong && row.tokens.length < context) return;
  row.isOver = true;
  row.generation.reason = isLong ? 'maxTokens' : 'context';
}
