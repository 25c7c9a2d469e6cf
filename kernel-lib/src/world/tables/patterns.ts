/** Checks of one sentence pattern: gaps, punctuation, article, and that a name-first prefix names its attribute. */
import type { Language } from '../document.js';
import { nameFirst, template, type Template } from '../wording.js';
import { cell, oneOfCell, rowError, type Row } from './rows.js';
import { LANGUAGES } from './columns.js';

const ENDINGS: Readonly<Record<Language, RegExp>> = { en: /[.!?]$/, zh: /[。！？]$/ };
const HALF_WIDTH = /[,.;:!?"'()]/;
const FULL_WIDTH = /[，。；：！？“”（）、]/;

/** Punctuation of the right language, single spaces, an ending. */
export function checkText(row: Row, language: Language, text: string, column: string, ends = true): void {
  const wrong = (why: string) => rowError(row, `${column} "${text}" ${why}`);
  if (/ {2}/.test(text)) throw wrong('has two spaces in a row; leave one.');
  const bare = text.replace(/\{(?:[aA] )?[a-z]+\}/g, '');
  if (/[{}]/.test(bare)) throw wrong('has a brace that belongs to no gap; a gap is {name} or {a name}.');
  if (language === 'zh' && HALF_WIDTH.test(bare)) {
    throw wrong('has English punctuation; write ，。？ instead.');
  }
  if (language === 'en' && FULL_WIDTH.test(bare)) {
    throw wrong('has Chinese punctuation; write , . ? instead.');
  }
  if (ends && !ENDINGS[language].test(text)) {
    throw wrong(`does not end a sentence; end it with ${language === 'en' ? '. ! or ?' : '。！or ？'}`);
  }
}

/**
 * The pattern of a column, with its gaps checked.
 * @param needed - gaps that must be there; `allowed` may.
 */
export function templateCell(
  row: Row,
  column: string,
  needed: readonly string[],
  allowed: readonly string[] = [],
  ends = true,
): Template {
  const language = oneOfCell(row, 'language', LANGUAGES);
  const text = cell(row, column);
  checkText(row, language, text, column, ends);
  const made = template(language, text);
  for (const gap of made.gaps) {
    if (![...needed, ...allowed].includes(gap.name)) {
      const gaps = [...needed, ...allowed].map((name) => `{${name}}`).join(', ');
      throw rowError(row, `${column} has the unknown gap {${gap.name}}; it may have ${gaps || 'none'}.`);
    }
  }
  for (const name of needed) {
    if (!made.gaps.some((gap) => gap.name === name)) {
      throw rowError(row, `${column} has no {${name}}; put it where the word belongs.`);
    }
  }
  return made;
}

/** English cues are whole words or their beginnings; Chinese ones stand anywhere. */
function has(prefix: string, cue: string, language: Language): boolean {
  if (language === 'zh') return prefix.includes(cue);
  return ` ${prefix.toLowerCase()}`.includes(` ${cue.toLowerCase()}`);
}

/** A pattern of an attribute, checked. */
export function attributePattern(row: Row, cues: Readonly<Record<Language, readonly string[]>>): Template {
  const made = templateCell(row, 'text', ['name', 'value']);
  for (const name of ['name', 'value']) {
    if (made.gaps.filter((gap) => gap.name === name).length > 1) {
      throw rowError(row, `text has {${name}} twice; a blank could be read off the other one.`);
    }
  }
  if (!nameFirst(made)) return made;
  const text = cell(row, 'text');
  const prefix = text.slice(0, text.search(/\{(?:[aA] )?value\}/)).replace(/\{(?:[aA] )?name\}/, 'X');
  const own = cues[made.language];
  if (own.length > 0 && !own.some((cue) => has(prefix, cue, made.language))) {
    throw rowError(
      row,
      `"${prefix}" does not name its attribute before the value; use one of its cues there: ${own.join(', ')}.`,
    );
  }
  return made;
}
