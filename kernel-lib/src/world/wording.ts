/** Sentences with gaps: reading a pattern, filling it, choosing "a" or "an", capitals. */
import type { Language } from './document.js';

/** A gap of a pattern: whose word goes in, and whether "a" or "an" stands before it. */
export interface Gap {
  name: string;
  article: boolean;
  capital: boolean;
}

/** A pattern, cut at its gaps: text, gap, text, gap, …, text. */
export interface Template {
  language: Language;
  /** One more than gaps. */
  texts: readonly string[];
  gaps: readonly Gap[];
}

const GAP = /\{(?:(a|A) )?([a-z]+)\}/;

/** Cuts `{name} has {a value}.` at its gaps. Braces that are no gap stay in the text; the table's check finds them. */
export function template(language: Language, pattern: string): Template {
  const parts = pattern.split(GAP); // text, article, name, text, article, name, …, text
  const texts = parts.filter((_, index) => index % 3 === 0);
  const gaps = texts.slice(1).map((_, index) => ({
    name: parts[3 * index + 2]!,
    article: parts[3 * index + 1] !== undefined,
    capital: parts[3 * index + 1] === 'A',
  }));
  return { language, texts, gaps };
}

/** Spelt with a vowel but spoken with a consonant, and the other way round. */
const SPOKEN_CONSONANT = /^(eu|one\b|once\b|uni|use|usu|uti)/i;
const SPOKEN_VOWEL = /^(hour|honest|honour|heir)/i;

/** "a bee", "an ant", "an hour"; a word that brings its own article ("the sky", "a lemon") stays as it is. */
export function withArticle(word: string): string {
  if (/^(an?|the) /i.test(word)) return word;
  const vowel = SPOKEN_VOWEL.test(word) || (/^[aeiou]/i.test(word) && !SPOKEN_CONSONANT.test(word));
  return `${vowel ? 'an' : 'a'} ${word}`;
}

/** The first letter as a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The words for a template's gaps. */
export type Words = Readonly<Record<string, string>>;

/** What goes into one gap; a hidden word (`___`) gets no article. */
function gapText(gap: Gap, language: Language, words: Words): string {
  const word = words[gap.name];
  if (word === undefined) throw new RangeError(`fill: no word for {${gap.name}}.`);
  if (!gap.article || language !== 'en') return word;
  return gap.capital ? capitalised(withArticle(word)) : withArticle(word);
}

/** The pieces from `from` to before `to`: a gap's word, the text after it, the next gap's word, … */
function piecesBetween(made: Template, words: Words, from: number, to: number): string {
  let text = '';
  for (let index = from; index < to; index++) {
    text += gapText(made.gaps[index]!, made.language, words) + made.texts[index + 1]!;
  }
  return text;
}

/** The sentence, with a capital at its beginning in English. */
export function fill(made: Template, words: Words): string {
  const text = made.texts[0]! + piecesBetween(made, words, 0, made.gaps.length);
  return made.language === 'en' ? capitalised(text) : text;
}

/** A sentence cut around the word of one gap: `before + answer + after` is the sentence. */
export interface Cut {
  before: string;
  answer: string;
  after: string;
}

/** The sentence with the first gap of that name cut out; its article, where it has one, stays in `before`. */
export function cutAt(made: Template, words: Words, name: string): Cut {
  const at = made.gaps.findIndex((gap) => gap.name === name);
  if (at < 0) throw new RangeError(`cutAt: the pattern has no {${name}}.`);
  const word = gapText(made.gaps[at]!, made.language, words);
  const answer = words[name]!;
  const start = made.texts[0]! + piecesBetween(made, words, 0, at);
  const before = start + word.slice(0, word.length - answer.length);
  const after = made.texts[at + 1]! + piecesBetween(made, words, at + 1, made.gaps.length);
  return { before: made.language === 'en' ? capitalised(before) : before, answer, after };
}

/** Whether the subject stands before the value. */
export function nameFirst({ gaps }: Template): boolean {
  return gaps.findIndex((gap) => gap.name === 'name') < gaps.findIndex((gap) => gap.name === 'value');
}
