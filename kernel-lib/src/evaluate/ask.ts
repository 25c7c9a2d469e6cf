/** Asks a model for the answers of clozes: as a riddle that is seen whole, or as a text that goes on. */
import { UserError } from '../errors.js';
import { needOptions, oneOf, readOptions, rule, type Rule } from '../options.js';
import type { Model } from '../nn/model.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import type { Cloze } from './cloze.js';
import { likeliest, lookAt } from './look.js';

export interface Answer {
  /** Whether every token is as it should be. */
  right: boolean;
  /** What the model puts into the blank, always its likeliest token. */
  tokens: readonly number[];
  text: string;
  /** What the model gives this answer: the product over its tokens, each given those before it. */
  probability: number;
}

/** What `Cloze` has and answering needs. */
export type Blank = Pick<Cloze, 'tokens' | 'from' | 'to'>;

export interface AskOptions {
  tokenizer: Tokenizer;
}

export interface AskMaskedOptions extends AskOptions {
  /** `leftToRight`: each token sees those that were filled in before it (the default). `allAtOnce`: none does. */
  order?: 'leftToRight' | 'allAtOnce';
}

/** An answer that is being written. */
interface Draft {
  blank: Blank;
  chosen: number[];
  logProbability: number;
}

const begin = (blanks: readonly Blank[]): Draft[] =>
  blanks.map((blank) => ({ blank, chosen: [], logProbability: 0 }));

const lengthOf = ({ from, to }: Blank) => to - from;
const isOpen = ({ blank, chosen }: Draft) => chosen.length < lengthOf(blank);

function write(draft: Draft, logProbabilities: Float32Array): number {
  const { token, logProbability } = likeliest(logProbabilities);
  draft.chosen.push(token);
  draft.logProbability += logProbability;
  return token;
}

const DEFAULTS: Required<Pick<AskMaskedOptions, 'order'>> = { order: 'leftToRight' };
const rules: Readonly<Record<string, Rule>> = {
  tokenizer: rule.object,
  order: oneOf('leftToRight', 'allAtOnce'),
};

function settingsOf<G extends AskOptions>(what: string, model: Model, given: G) {
  const settings = readOptions(what, DEFAULTS, rules, given);
  needOptions(what, settings, 'tokenizer');
  checkFit(what, model, settings.tokenizer);
  return settings;
}

/** Throws a UserError for a tokenizer with more or fewer tokens than the model. */
export function checkFit(what: string, { config }: Model, { vocabularySize }: Tokenizer): void {
  if (vocabularySize === config.vocabulary) return;
  throw new UserError(
    `${what}: the tokenizer has ${vocabularySize} tokens and the model ${config.vocabulary}; take the tokenizer that the model learnt with.`,
  );
}

function checkBlanks(what: string, blanks: readonly Blank[]): void {
  blanks.forEach(({ tokens, from, to }, i) => {
    if (Number.isInteger(from) && Number.isInteger(to) && from > 0 && from < to && to <= tokens.length)
      return;
    throw new UserError(
      `${what}: the blank of cloze ${i} must lie behind the first of its ${tokens.length} tokens, got ${from} to ${to}.`,
    );
  });
}

/** Hides the answers and lets the model see all the rest. */
export async function askMasked(
  model: Model,
  clozes: readonly Blank[],
  given: AskMaskedOptions,
): Promise<Answer[]> {
  const { tokenizer, order } = settingsOf('askMasked', model, given);
  checkBlanks('askMasked', clozes);
  const mask = tokenizer.idOf('<|mask|>');
  const drafts = begin(clozes);
  for (let open = drafts; open.length > 0; open = open.filter(isOpen)) {
    const rows = open.map(({ blank, chosen }) => {
      const count = order === 'allAtOnce' ? lengthOf(blank) : 1;
      const first = blank.from + chosen.length - 1;
      const places = Array.from({ length: count }, (_, k) => first + k);
      return { tokens: filled(blank, chosen, mask), causal: false, places };
    });
    await lookAt(model, rows, (row, _, values) => write(open[row]!, values));
  }
  return drafts.map((draft) => answerOf(draft, tokenizer));
}

function filled({ tokens, from, to }: Blank, chosen: readonly number[], mask: number): Int32Array {
  const row = Int32Array.from(tokens);
  row.fill(mask, from, to);
  row.set(chosen, from);
  return row;
}

/**
 * Lets the model go on after the text before the blank, always with the likeliest token. The right answer serves as a
 * draft: as long as the model agrees with it, one look settles several tokens (Leviathan et al., 2023).
 */
export async function askCausal(
  model: Model,
  clozes: readonly Blank[],
  given: AskOptions,
): Promise<Answer[]> {
  const { tokenizer } = settingsOf('askCausal', model, given);
  checkBlanks('askCausal', clozes);
  const drafts = begin(clozes);
  for (let open = drafts; open.length > 0; open = open.filter(isOpen)) {
    const rows = open.map(({ blank, chosen }) => {
      const { from, to } = blank;
      const tokens = blank.tokens.slice(0, to - 1);
      tokens.set(chosen.slice(0, to - 1 - from), from);
      const places = Array.from({ length: lengthOf(blank) - chosen.length }, (_, k) => from + chosen.length - 1 + k); // prettier-ignore
      return { tokens, causal: true, places };
    });
    const agreed = open.map(() => true);
    await lookAt(model, rows, (row, k, values) => {
      if (!agreed[row]!) return;
      const { tokens, places } = rows[row]!;
      agreed[row] = write(open[row]!, values) === tokens[places[k]! + 1];
    });
  }
  return drafts.map((draft) => answerOf(draft, tokenizer));
}

function answerOf({ blank, chosen, logProbability }: Draft, tokenizer: Tokenizer): Answer {
  const right = chosen.every((token, k) => token === blank.tokens[blank.from + k]);
  return {
    right,
    tokens: chosen,
    text: tokenizer.decode(chosen).trim(),
    probability: Math.exp(logProbability),
  };
}
