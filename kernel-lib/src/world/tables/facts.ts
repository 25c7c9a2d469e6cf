/** facts.tsv and sentences.tsv. */
import type { Language } from '../document.js';
import { bothLanguages, FACT_KINDS, LANGUAGES } from './columns.js';
import { idCell, uniqueIds } from './names.js';
import { checkText } from './patterns.js';
import { cell, grouped, oneOfCell, rowError, type Row } from './rows.js';
import type { Attribute, FixedFact, Thing, WrittenFact, WrittenSentence } from './types.js';

type Things = ReadonlyMap<string, ReadonlyMap<string, Thing>>;

/** A thing's id under a column, of the class that the attribute wants. */
function thingCell(row: Row, column: string, things: Things, kind: string): string {
  const id = cell(row, column);
  if (things.get(kind)?.has(id) !== true) {
    throw rowError(row, `${column} "${id}" is no ${kind} of things.tsv; add it there or check its spelling.`);
  }
  return id;
}

/** Facts in the table's order. Every subject of a table attribute must have exactly one value. */
export function readFixedFacts(
  rows: readonly Row[],
  attributes: ReadonlyMap<string, Attribute>,
  things: Things,
): FixedFact[] {
  const unique = uniqueIds('a value for');
  const facts = rows.map((row) => {
    const attribute = attributes.get(cell(row, 'attribute'));
    if (attribute === undefined || attribute.source !== 'table') {
      throw rowError(
        row,
        `"${cell(row, 'attribute')}" is no attribute of attributes.tsv with the source "table".`,
      );
    }
    const subject = thingCell(row, 'subject', things, attribute.subject);
    unique(row, `${attribute.id} of ${subject}`);
    return { attribute: attribute.id, subject, value: thingCell(row, 'value', things, attribute.value) };
  });
  const known = new Set(facts.map((fact) => `${fact.attribute} of ${fact.subject}`));
  for (const { id, source, subject } of attributes.values()) {
    if (source !== 'table') continue;
    const missing = [...things.get(subject)!.keys()].find((thing) => !known.has(`${id} of ${thing}`));
    if (missing !== undefined) {
      throw rowError(rows.at(-1)!, `there is no row for ${id} of "${missing}"; every ${subject} needs one.`);
    }
  }
  return facts;
}

function writtenSentence(row: Row, language: Language): WrittenSentence {
  const text = cell(row, 'text');
  checkText(row, language, text, 'text');
  const found = /^([^[\]]*)\[([^[\]]+)\]([^[\]]*)$/.exec(text);
  if (found === null) {
    throw rowError(row, `text "${text}" needs one answer in [square brackets].`);
  }
  const [, before, answer, after] = found as unknown as [string, string, string, string];
  if (`${before}\n${after}`.toLowerCase().includes(answer.toLowerCase())) {
    throw rowError(
      row,
      `text "${text}" says its answer "${answer}" outside of the brackets too; a blank would give it away.`,
    );
  }
  const exam = oneOfCell(row, 'use', ['train', 'exam'] as const) === 'exam';
  return { before, answer, after, exam };
}

function questionsOf(id: string, rows: readonly Row[], language: Language) {
  return rows
    .filter((row) => cell(row, 'about') === id && cell(row, 'language') === language)
    .map((row) => {
      for (const column of ['question', 'answer']) checkText(row, language, cell(row, column), column);
      return { question: cell(row, 'question'), answer: cell(row, 'answer') };
    });
}

/** Facts in sentences of their own, by first appearance. */
export function readWrittenFacts(rows: readonly Row[], questions: readonly Row[]): WrittenFact[] {
  const groups = grouped(rows, (row) => idCell(row, 'fact'));
  const unique = uniqueIds('the sentence');
  return [...groups].map(([id, mine]) => {
    const kind = oneOfCell(mine[0]!, 'kind', FACT_KINDS);
    const other = mine.find((row) => cell(row, 'kind') !== kind);
    if (other !== undefined)
      throw rowError(other, `"${id}" is of the kind "${kind}" above; a fact has one kind.`);
    const sentences: Record<Language, WrittenSentence[]> = { en: [], zh: [] };
    for (const row of mine) {
      const language = oneOfCell(row, 'language', LANGUAGES);
      unique(row, cell(row, 'text'));
      sentences[language].push(writtenSentence(row, language));
    }
    for (const language of LANGUAGES) {
      if (sentences[language].filter(({ exam }) => !exam).length < 2) {
        throw rowError(mine[0]!, `"${id}" needs at least 2 sentences in ${language} that are not held out.`);
      }
    }
    return {
      id,
      kind,
      sentences,
      questions: bothLanguages((language) => questionsOf(id, questions, language)),
    };
  });
}
