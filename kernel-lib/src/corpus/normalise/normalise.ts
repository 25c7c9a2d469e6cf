/** One form for the same text, whoever wrote it, and a guess of its language. */
import type { Document, Judge } from '../document.js';
import { normaliseCharacters } from './characters.js';
import { joinCutWords } from './hyphens.js';
import { guessLanguage } from './language.js';
import { normaliseWhitespace } from './whitespace.js';

/** The text in one form: characters, cut words, white space. Doing it again changes nothing. */
export function normaliseText(text: string): string {
  return joinCutWords(normaliseWhitespace(normaliseCharacters(text)));
}

/** The stage `normalise`: text and title in one form, and the language. What has no text then leaves as `empty`. */
export const normalise: Judge = {
  name: 'normalise',
  judge(document: Document) {
    const text = normaliseText(document.text);
    if (text === '') return { drop: { rule: 'empty' } };
    const title = document.title === undefined ? '' : normaliseText(document.title).replaceAll('\n', ' ');
    return {
      keep: { ...document, ...(title === '' ? {} : { title }), text, language: guessLanguage(text) },
    };
  },
};
