/** chains.tsv and titles.tsv. */
import type { DocumentKind, Language } from '../document.js';
import type { Template } from '../wording.js';
import { KINDS, LANGUAGES } from './columns.js';
import { templateCell } from './patterns.js';
import { cell, oneOfCell, rowError, type Row } from './rows.js';
import type { Attribute, ChainTemplate } from './types.js';

/** Two-step questions. The value of `first` must be the subject of `second`. */
export function readChains(
  rows: readonly Row[],
  attributes: ReadonlyMap<string, Attribute>,
): ChainTemplate[] {
  return rows.map((row) => {
    const [first, second] = ['first', 'second'].map((column) => {
      const found = attributes.get(cell(row, column));
      if (found === undefined) {
        throw rowError(
          row,
          `${column} "${cell(row, column)}" is no attribute of attributes.tsv; check its spelling.`,
        );
      }
      return found;
    }) as [Attribute, Attribute];
    if (first.value !== second.subject) {
      throw rowError(
        row,
        `"${first.id}" leads to a ${first.value}, but "${second.id}" is about a ${second.subject}; they do not join.`,
      );
    }
    const question = templateCell(row, 'question', ['name']);
    const answer = templateCell(row, 'answer', ['name', 'value']);
    const steps = templateCell(row, 'steps', ['name', 'middle', 'value']);
    return { first: first.id, second: second.id, language: question.language, question, answer, steps };
  });
}

const TITLE_GAPS: Partial<Record<DocumentKind, string[]>> = {
  person: ['a'],
  people: ['a', 'b'],
  news: ['month'],
};

/** Titles by kind and language; at least one each. */
export function readTitles(rows: readonly Row[]): Record<DocumentKind, Record<Language, Template[]>> {
  const titles = Object.fromEntries(KINDS.map((kind) => [kind, { en: [], zh: [] }])) as unknown as Record<
    DocumentKind,
    Record<Language, Template[]>
  >;
  for (const row of rows) {
    const kind = oneOfCell(row, 'kind', KINDS);
    const made = templateCell(row, 'text', TITLE_GAPS[kind] ?? [], [], false);
    titles[kind][made.language].push(made);
  }
  for (const kind of KINDS) {
    for (const language of LANGUAGES) {
      if (titles[kind][language].length === 0) {
        throw rowError(rows.at(-1)!, `there is no title for the kind "${kind}" in ${language}; add a row.`);
      }
    }
  }
  return titles;
}
