/** How surprised a model is at texts: each token after those before it, or each alone among all others. */
import { UserError } from '../errors.js';
import { readOptions, rule, type Rule } from '../options.js';
import type { Model } from '../nn/model.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import { asDocument } from '../text/document.js';
import { checkFit, type Blank } from './ask.js';
import { lookAt, type Row } from './look.js';

export interface TokenOptions {
  /** Whether a token is predicted from those before it; otherwise it alone is hidden, and all others are seen. */
  causal: boolean;
  /** The mask's token; needed where `causal` is false. */
  mask?: number;
}

const rules: Readonly<Record<string, Rule>> = { causal: rule.boolean, mask: rule.count };

/**
 * The natural logarithms of what the model gives each token of each row: all but the first, which has nothing before
 * it, or those between `from` and `to`.
 */
export async function tokenLogProbabilities(
  model: Model,
  rows: readonly (ArrayLike<number> | Blank)[],
  options: TokenOptions,
): Promise<Float32Array[]> {
  const { causal, mask } = readOptions('tokenLogProbabilities', { causal: true }, rules, options);
  if (!causal && mask === undefined) {
    throw new UserError(
      'tokenLogProbabilities needs the option mask, the mask’s token, where causal is false.',
    );
  }
  const blanks = rows.map((row): Blank => 'from' in row ? row : { tokens: Int32Array.from(row), from: 1, to: row.length }); // prettier-ignore
  const results = blanks.map(({ from, to }) => new Float32Array(Math.max(0, to - from)));
  const asked = causal ? blanks.map(readOn) : blanks.map((blank) => oneHidden(blank, mask!));
  const owners = asked.flatMap((mine, row) => mine.map(({ first }) => ({ row, first })));
  await lookAt(model, asked.flat(), (index, k, values) => {
    const { row, first } = owners[index]!;
    const { tokens, from } = blanks[row]!;
    results[row]![first + k - from] = values[tokens[first + k]!]!;
  });
  return results;
}

/** A row, and the place of the first token that it asks for. */
type Asked = Row & { first: number };

function readOn({ tokens, from, to }: Blank): Asked[] {
  const places = Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k - 1);
  return [{ tokens: tokens.subarray(0, to), causal: true, places, first: from }];
}

function oneHidden({ tokens, from, to }: Blank, mask: number): Asked[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => {
    const row = Int32Array.from(tokens);
    row[from + k] = mask;
    return { tokens: row, causal: false, places: [from + k - 1], first: from + k };
  });
}

/** A text between two `<|end|>`, of which its own tokens are asked for. */
export function wholeText(text: string, tokenizer: Tokenizer): Blank {
  const end = tokenizer.idOf('<|end|>');
  const tokens = Int32Array.of(end, ...tokenizer.encode(asDocument(text)), end);
  return { tokens, from: 1, to: tokens.length - 1 };
}

/**
 * exp(−mean log p) over all tokens of all texts, each predicted from those before it: among how many equally likely
 * tokens the model seems to choose. The end of a text is not counted.
 */
export function perplexity(model: Model, tokenizer: Tokenizer, texts: readonly string[]): Promise<number> {
  return overTexts('perplexity', model, tokenizer, texts, { causal: true });
}

/** The same with each token hidden alone, seen from both sides (Salazar et al., 2020). Not comparable with `perplexity`. */
export function pseudoPerplexity(
  model: Model,
  tokenizer: Tokenizer,
  texts: readonly string[],
): Promise<number> {
  return overTexts('pseudoPerplexity', model, tokenizer, texts, { causal: false });
}

async function overTexts(
  what: string,
  model: Model,
  tokenizer: Tokenizer,
  texts: readonly string[],
  { causal }: { causal: boolean },
): Promise<number> {
  checkFit(what, model, tokenizer);
  const rows = texts.map((text) => wholeText(text, tokenizer));
  const options = { causal, mask: tokenizer.idOf('<|mask|>') };
  const all = await tokenLogProbabilities(model, rows, options);
  let [sum, count] = [0, 0];
  for (const mine of all) {
    for (const logProbability of mine) sum += logProbability;
    count += mine.length;
  }
  if (count === 0)
    throw new UserError(`${what}: there is no token to predict; give texts that are not empty.`);
  return Math.exp(-sum / count);
}
