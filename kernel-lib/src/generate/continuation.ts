/** Texts that go on: what a model would write after the beginning of a document. */
import { UserError } from '../errors.js';
import { END, SPECIAL_TOKENS } from '../text/bpe/alphabet.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import { generate, type GenerateOptions } from './generate.js';
import type { LanguageModel, Tokens } from './model.js';

export type ContinueOptions = Omit<GenerateOptions, 'stop' | 'forbidden'>;

const FORBIDDEN = SPECIAL_TOKENS.map((_, id) => id).filter((id) => id !== END);

/**
 * Goes on with a document until it ends or `maxTokens` are there. Where it becomes longer than the model's context, the
 * model sees the last half of it and goes on.
 * @param tokens - the document so far, without `<|end|>`; may be empty.
 * @returns the new tokens, `<|end|>` not among them.
 */
export async function continueTokens(
  model: LanguageModel,
  tokens: Tokens,
  options: ContinueOptions = {},
): Promise<number[]> {
  const { maxTokens = 64 } = options;
  const room = Math.floor(model.context / 2);
  const all = [END, ...tokens];
  const begun = all.length;
  for (;;) {
    const prompt = all.length < model.context ? all : all.slice(-room);
    const left = maxTokens - (all.length - begun);
    const [made] = await generate(model, [prompt], {
      ...options,
      maxTokens: left,
      stop: [END],
      forbidden: FORBIDDEN,
    });
    all.push(...made!.tokens);
    if (made!.reason !== 'context') return all.slice(begun);
  }
}

/**
 * What comes after a text.
 * @throws UserError where the model's vocabulary is not the tokenizer's.
 */
export async function continueText(
  model: LanguageModel,
  tokenizer: Tokenizer,
  text: string,
  options: ContinueOptions = {},
): Promise<string> {
  if (model.vocabulary !== tokenizer.vocabularySize) {
    throw new UserError(
      `continueText: the model has a vocabulary of ${model.vocabulary}, the tokenizer ${tokenizer.vocabularySize}; ` +
        `take the tokenizer that lies beside the model.`,
    );
  }
  return textOfTokens(tokenizer, await continueTokens(model, [...tokenizer.encode(text)], options));
}

/** A last character whose bytes are not all there yet is left out. */
export const textOfTokens = (tokenizer: Tokenizer, tokens: Tokens): string =>
  tokenizer.decode(tokens).replace(/\uFFFD+$/, '');
