import { UserError } from '../../errors.js';
import { readOptions, type Rule } from '../../options.js';
import type { Judge, Span } from '../document.js';
import { type Phrase, PhraseFinder } from './automaton.js';

/** A word of a class: 春天, 春季 and "spring" of `season`. */
export interface LexiconWord {
  word: string;
  /** The label of its marks. */
  class: string;
  /** Of English words the plural is found too, and of plurals the singular. */
  language?: string;
}

export interface TaggerOptions {
  lexicon: readonly LexiconWord[];
  /** Only these classes. Default all. */
  classes?: readonly string[];
}

const list: Rule = { allows: Array.isArray, words: 'a list' };

/**
 * Marks the words of a lexicon: English ones as whole words, in any case, singular or plural; Chinese ones anywhere. Of
 * words that overlap the leftmost counts, then the longest (樱花 before 樱). Marks that the document had stay.
 */
export function tagger(given: TaggerOptions): Judge {
  const options = readOptions('tagger', {}, { lexicon: list, classes: list }, given);
  const finder = new PhraseFinder(phrasesOf(options.lexicon, options.classes));
  return {
    name: 'tag',
    judge: (document) => ({ keep: withSpans(document, finder.find(document.text)) }),
  };
}

/** All forms of the words of a lexicon. Throws a UserError for a word without text or class. */
export function phrasesOf(lexicon: readonly LexiconWord[], classes?: readonly string[]): Phrase[] {
  if (lexicon === undefined) throw new UserError('tagger: lexicon is missing; give a list of words.');
  const wanted = classes === undefined ? undefined : new Set(classes);
  return lexicon.flatMap(({ word, class: label, language }, i) => {
    if (typeof word !== 'string' || word === '' || typeof label !== 'string' || label === '') {
      throw new UserError(`tagger: entry ${i + 1} of the lexicon needs a word and a class.`);
    }
    if (wanted !== undefined && !wanted.has(label)) return [];
    const forms = language === 'zh' || !/[a-z]$/i.test(word) ? [word] : formsOf(word);
    return forms.map((text) => ({ text, label }));
  });
}

/** An English word or phrase, its plural, and the singular of what looks like a plural. */
export function formsOf(word: string): string[] {
  const forms = new Set([word, pluralOf(word)]);
  if (/[^siu]s$/i.test(word) && word.length > 3) {
    if (/ies$/i.test(word)) forms.add(`${word.slice(0, -3)}y`);
    else if (/(?:[sxz]|ch|sh)es$/i.test(word)) forms.add(word.slice(0, -2));
    else forms.add(word.slice(0, -1));
  }
  return [...forms];
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:[xz]|ch|sh|ss)$/i.test(word)) return `${word}es`;
  return /s$/i.test(word) ? word : `${word}s`;
}

/** The document with more marks, in order of their start. */
export function withSpans<D extends { spans?: readonly Span[] }>(document: D, found: readonly Span[]): D {
  if (found.length === 0) return document;
  const spans = [...(document.spans ?? []), ...found].sort((a, b) => a.start - b.start || a.end - b.end);
  return { ...document, spans };
}
