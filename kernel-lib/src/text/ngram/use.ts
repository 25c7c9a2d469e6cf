/** What a model that counts is used for: train it on documents, score texts with it, let it go on with one. */
import { UserError } from '../../errors.js';
import type { Random } from '../../random.js';
import { CountModel, type CountModelOptions } from './countModel.js';

/** Counts all documents, each a list of token ids. Throws a UserError where there is none. */
export function trainCountModel(
  documents: Iterable<ArrayLike<number>>,
  options: CountModelOptions,
): CountModel {
  const model = new CountModel(options);
  for (const ids of documents) model.add(ids);
  if (model.size === 0) throw new UserError('trainCountModel: the documents hold no token; give it some.');
  return model;
}

/** How well a model foretells texts: the lower, the better. */
export interface TextScore {
  tokens: number;
  /** Code points. */
  characters: number;
  bitsPerToken: number;
  /** Comparable between tokenizers, as tokens are not. */
  bitsPerCharacter: number;
  /** 2 to the power of `bitsPerToken`: among so many equal chances is the choice of a token. */
  perplexity: number;
}

/**
 * Scores texts, each a document of its own.
 * @param encode - as the model's documents were encoded, for example `(text) => tokenizer.encode(text)`.
 * Throws a UserError where the texts hold no token.
 */
export function scoreTexts(
  model: Pick<CountModel, 'score'>,
  texts: Iterable<string>,
  encode: (text: string) => ArrayLike<number>,
): TextScore {
  let [bits, tokens, characters] = [0, 0, 0];
  for (const text of texts) {
    const score = model.score(encode(text));
    bits += score.bits;
    tokens += score.tokens;
    characters += Array.from(text).length;
  }
  if (tokens === 0)
    throw new UserError('scoreTexts: the texts are empty; give it at least one with a character.');
  const bitsPerToken = bits / tokens;
  return {
    tokens,
    characters,
    bitsPerToken,
    bitsPerCharacter: bits / characters,
    perplexity: 2 ** bitsPerToken,
  };
}

/**
 * Goes on with a document, token by token as the model's chances are.
 * @param before - the document so far, from its beginning.
 * @param options - `length`: at most so many tokens; `end`: the id after which nothing comes.
 * @returns the new tokens, `end` not among them.
 */
export function continueDocument(
  model: Pick<CountModel, 'distribution'>,
  before: ArrayLike<number>,
  { random, length, end }: { random: Random; length: number; end?: number },
): number[] {
  const ids = Array.from(before);
  for (const first = ids.length; ids.length < first + length;) {
    const chances = model.distribution(ids);
    let left = random();
    // Rounding may leave a rest beyond the last token: that one is then drawn.
    let token = chances.findIndex((chance) => (left -= chance) < 0);
    if (token === -1) token = chances.length - 1;
    if (token === end) break;
    ids.push(token);
  }
  return ids.slice(before.length);
}
