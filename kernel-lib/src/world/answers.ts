/**
 * Answers with manners: polite and rude openings, nice and nasty endings, right and wrong, said once or twice. What is
 * in an answer can be read off its text again, so that anything a model says has a gold reward.
 */
import { pick, type Random } from '../random.js';
import type { Language } from './document.js';
import type { Tone, TonePhrase, Trait, WorldTables } from './tables/types.js';

/** Which traits a text has. */
export type Traits = Readonly<Record<Trait, boolean>>;

/** What a right answer to a question says, and what a wrong one would. */
export interface Choices {
  language: Language;
  /** The gold answer, a whole sentence. */
  right: string;
  /** What a right answer must contain. */
  key: string;
  /** The same sentence with other values, each with its value. */
  wrong: readonly { text: string; key: string }[];
  /** The subject's name: what it contains is no value. */
  name: string;
}

export interface Answer {
  text: string;
  traits: Traits;
}

export interface AnswerOptions {
  /** Share of answers with another value than the right one; default 0.3. */
  wrong?: number;
  /** Share of answers that say their sentence twice; default 0.1. */
  repetition?: number;
  /** Tones for the opening; default polite, rude, or none, equally often. `undefined` in the list means none. */
  openings?: readonly (Tone | undefined)[];
  /** Tones for the ending; default nice, nasty, or none. */
  endings?: readonly (Tone | undefined)[];
}

function phrase(
  tables: WorldTables,
  random: Random,
  tone: Tone | undefined,
  place: 'opening' | 'ending',
  language: Language,
) {
  const fitting = tables.tones.filter(
    (candidate) => candidate.tone === tone && candidate.place === place && candidate.language === language,
  );
  return fitting.length === 0 ? [] : [pick(random, fitting).text];
}

/** One answer, drawn. The traits are those that readTraits reads off its text. */
export function drawAnswer(
  tables: WorldTables,
  choices: Choices,
  random: Random,
  options: AnswerOptions = {},
): Answer {
  const { wrong = 0.3, repetition = 0.1 } = options;
  const { openings = ['polite', 'rude', undefined], endings = ['nice', 'nasty', undefined] } = options;
  const { language } = choices;
  const mistaken = random() < wrong && choices.wrong.length > 0;
  const body = mistaken ? pick(random, choices.wrong).text : choices.right;
  const opening = phrase(tables, random, pick(random, openings), 'opening', language);
  const twice = random() < repetition ? [body] : [];
  const ending = phrase(tables, random, pick(random, endings), 'ending', language);
  const text = [...opening, body, ...twice, ...ending].join(language === 'en' ? ' ' : '');
  return { text, traits: readTraits(tables, choices, text) };
}

/** Sentences of a text, with their ends. */
function sentencesIn(text: string): string[] {
  return (text.match(/[^.!?。！？]+[.!?。！？]*/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Whether a value stands in a text: in English as whole words, in Chinese anywhere. */
function says(text: string, value: string, language: Language): boolean {
  if (language === 'zh') return text.includes(value);
  const padded = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}°]+/gu, ' ')} `;
  return padded.includes(
    ` ${value
      .toLowerCase()
      .replace(/[^\p{L}\p{N}°]+/gu, ' ')
      .trim()} `,
  );
}

/** Removes what stands elsewhere with the right of being there: the name, the phrases of tones, the longer right value. */
function without(text: string, parts: readonly string[]): string {
  return parts.reduce((rest, part) => rest.split(part).join(' '), text);
}

/** The traits of any text as an answer: correct where the right value is said and no other value of its class. */
export function readTraits(tables: WorldTables, choices: Choices, text: string): Traits {
  const { language, key, name, wrong } = choices;
  const phrases = tables.tones.filter((candidate) => candidate.language === language);
  const has = (tone: Tone) =>
    phrases.some((candidate: TonePhrase) => candidate.tone === tone && text.includes(candidate.text));
  const body = without(text, [name, ...phrases.map((candidate) => candidate.text)]);
  const rest = without(body, [key]);
  const sentences = sentencesIn(text);
  return {
    correct: says(body, key, language) && !wrong.some((other) => says(rest, other.key, language)),
    polite: has('polite'),
    nice: has('nice'),
    rude: has('rude'),
    nasty: has('nasty'),
    repetition: new Set(sentences).size < sentences.length,
  };
}
