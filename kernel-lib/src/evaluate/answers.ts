/** Puts questions to a model that only goes on with texts, and judges what comes. */
import { setImmediate } from 'node:timers/promises';
import { generate } from '../generate/generate.js';
import { ofModel } from '../generate/network.js';
import type { Model } from '../nn/model.js';
import { needOptions, readOptions, rule, type Rule } from '../options.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import { asDocument } from '../text/document.js';
import type { Question } from '../world/facts.js';
import { checkFit } from './ask.js';

export interface Reply {
  question: string;
  /** How the model goes on after the question. */
  text: string;
  /** Whether its first sentence is the answer, but for capitals, spaces and punctuation. */
  exact: boolean;
  /** Whether its first sentence contains what a right answer must. */
  contains: boolean;
}

export interface AnswersOptions {
  tokenizer: Tokenizer;
  /** Tokens of a reply at most. Default 32. */
  maxTokens?: number;
}

/** Rows that go on together. */
const TOGETHER = 32;
const rules: Readonly<Record<string, Rule>> = { tokenizer: rule.object, maxTokens: rule.countFromOne };

/** Goes on after each question, always with the likeliest token, until the model ends the text. */
export async function answersTo(
  model: Model,
  questions: readonly Pick<Question, 'question' | 'answer' | 'key'>[],
  given: AnswersOptions,
): Promise<Reply[]> {
  const settings = readOptions('answersTo', { maxTokens: 32 }, rules, given);
  needOptions('answersTo', settings, 'tokenizer');
  const { tokenizer, maxTokens } = settings;
  checkFit('answersTo', model, tokenizer);
  const end = tokenizer.idOf('<|end|>');
  const options = { temperature: 0, maxTokens, stop: [end] };
  const replies: Reply[] = [];
  for (let at = 0; at < questions.length; at += TOGETHER) {
    const asked = questions.slice(at, at + TOGETHER);
    const prompts = asked.map(({ question }) => [end, ...tokenizer.encode(asDocument(question))]);
    const made = await generate(ofModel(model), prompts, options);
    replies.push(...asked.map((question, i) => judge(question, tokenizer.decode(made[i]!.tokens))));
    await setImmediate();
  }
  return replies;
}

function judge(
  { question, answer, key }: Pick<Question, 'question' | 'answer' | 'key'>,
  text: string,
): Reply {
  const first = normalised(firstSentence(text));
  return {
    question,
    text: text.trim(),
    exact: first === normalised(answer),
    contains: ` ${first} `.includes(/\p{Script=Han}/u.test(key) ? normalised(key) : ` ${normalised(key)} `),
  };
}

/** Up to the first mark that ends a sentence. */
export function firstSentence(text: string): string {
  return /^.*?[.!?。！？]/su.exec(text.trim())?.[0] ?? text.trim();
}

/** Without capitals, punctuation and the width of characters; one space where there are some. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\p{P}/gu, ' ').replace(/\s+/gu, ' ').trim();
}
