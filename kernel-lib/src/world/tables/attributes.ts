/** attributes.tsv with its patterns and questions. */
import type { Language } from '../document.js';
import { nameFirst, type Template } from '../wording.js';
import { bothLanguages, FACT_KINDS, LANGUAGES, type TableName } from './columns.js';
import { idCell, uniqueIds } from './names.js';
import { attributePattern, templateCell } from './patterns.js';
import { cell, grouped, oneOfCell, rowError, type Row } from './rows.js';
import type { Attribute, QuestionTemplate, Thing } from './types.js';

/** Subjects that are people, of whom things.tsv knows nothing. */
export const PEOPLE = ['person', 'doctor', 'lawyer'];
/** Paraphrases an attribute and language: of drawn attributes, and of those that stand in facts.tsv. */
const FEWEST = { drawn: 6, table: 4 } as const;
/** Longest value of a person's attribute, so that it stays one or two tokens. */
const LONGEST = { words: 2, letters: 18, characters: 4 } as const;

type Things = ReadonlyMap<string, ReadonlyMap<string, Thing>>;

function checkClasses(row: Row, things: Things): void {
  for (const column of ['subject', 'value']) {
    const name = cell(row, column);
    if (!things.has(name) && !PEOPLE.includes(name)) {
      throw rowError(
        row,
        `${column} "${name}" is no class of things.tsv; add rows of that class, or name one of ${[...things.keys(), ...PEOPLE].join(', ')}.`,
      );
    }
  }
}

/** The words that name an attribute; `-` where there are none. */
const cuesOf = (row: Row, language: Language) =>
  cell(row, `cues_${language}`)
    .split('/')
    .map((cue) => cue.trim())
    .filter((cue) => cue !== '-');

/**
 * The attribute's cues. No other attribute of the same subject may share one: a cue must tell them apart.
 * Only the one attribute of a subject may go without.
 */
function cuesFor(row: Row, rows: readonly Row[], language: Language): string[] {
  const own = cuesOf(row, language);
  const others = rows.filter((other) => other !== row && cell(other, 'subject') === cell(row, 'subject'));
  if (own.length === 0 && others.length > 0) {
    throw rowError(
      row,
      `cues_${language} is empty; a ${cell(row, 'subject')} has other attributes too, so name the words that tell this one.`,
    );
  }
  for (const other of others) {
    const shared = cuesOf(other, language).find((cue) => own.includes(cue));
    if (shared !== undefined) {
      throw rowError(
        row,
        `the cue "${shared}" is one of "${cell(other, 'id')}" too; a cue must tell them apart.`,
      );
    }
  }
  return own;
}

function checkEnough(
  row: Row,
  id: string,
  source: 'drawn' | 'table',
  patterns: readonly Template[],
  language: Language,
) {
  if (patterns.length < FEWEST[source]) {
    throw rowError(
      row,
      `"${id}" has ${patterns.length} patterns in ${language}; at least ${FEWEST[source]} are needed in patterns.tsv.`,
    );
  }
  const first = patterns.filter((made) => !nameFirst(made)).length;
  const half = Math.floor(patterns.length / 2);
  if (first < half || patterns.length - first < half) {
    throw rowError(
      row,
      `"${id}" has ${first} of ${patterns.length} patterns in ${language} with {value} first; half of them should.`,
    );
  }
}

/** In English a value at the beginning would be written with a capital, and be another word to the model. */
function checkBeginning(row: Row, made: Template, values: ReadonlyMap<string, Thing> | undefined): void {
  const [gap] = made.gaps;
  if (made.language !== 'en' || made.texts[0] !== '' || gap?.name !== 'value') return;
  const small = [...(values?.values() ?? [])].find(({ en }) => /^[a-z]/.test(en));
  if (small !== undefined) {
    throw rowError(
      row,
      `text begins with {value}, which would write "${small.en}" with a capital; put a word before it.`,
    );
  }
}

function checkShort(row: Row, values: Iterable<Thing>): void {
  for (const { id, en, zh } of values) {
    const long =
      en.split(' ').length > LONGEST.words ||
      en.length > LONGEST.letters ||
      [...zh].length > LONGEST.characters;
    if (long) {
      throw rowError(
        row,
        `its value "${id}" (${en}, ${zh}) is too long: at most ${LONGEST.words} words, ${LONGEST.letters} letters, ${LONGEST.characters} Chinese characters; shorten it in things.tsv.`,
      );
    }
  }
}

/** Rows by the attribute that a column names; rows about something in `others` are left out. */
function byAttribute(
  rows: readonly Row[],
  column: string,
  known: ReadonlySet<string>,
  others?: ReadonlySet<string>,
) {
  const mine = rows.filter((row) => others?.has(cell(row, column)) !== true);
  const strange = mine.find((row) => !known.has(cell(row, column)));
  if (strange !== undefined) {
    throw rowError(
      strange,
      `${column} "${cell(strange, column)}" is no attribute of attributes.tsv; check its spelling.`,
    );
  }
  return grouped(mine, (row) => cell(row, column));
}

function readPatterns(
  row: Row,
  rows: Readonly<Record<TableName, Row[]>>,
  mine: readonly Row[],
  things: Things,
) {
  const cues = bothLanguages((language) => cuesFor(row, rows.attributes, language));
  const unique = uniqueIds('the pattern');
  const made = mine.map((pattern) => {
    unique(pattern, cell(pattern, 'text'));
    const read = attributePattern(pattern, cues);
    checkBeginning(pattern, read, things.get(cell(row, 'value')));
    return read;
  });
  return bothLanguages((language) => made.filter((pattern) => pattern.language === language));
}

function readQuestions(row: Row, mine: readonly Row[]): Record<Language, QuestionTemplate[]> {
  const made = mine.map((question) => ({
    question: templateCell(question, 'question', ['name']),
    answer: templateCell(question, 'answer', ['name', 'value']),
  }));
  return bothLanguages((language) => {
    const asked = made.filter(({ question }) => question.language === language);
    if (asked.length < 2) {
      throw rowError(
        row,
        `"${cell(row, 'id')}" has ${asked.length} questions in ${language}; at least 2 are needed in questions.tsv.`,
      );
    }
    return asked;
  });
}

/**
 * Attributes by id, in the table's order, each with its patterns and questions.
 * @param factIds - facts of sentences.tsv, which questions.tsv may also ask about.
 */
export function readAttributes(
  rows: Readonly<Record<TableName, Row[]>>,
  things: Things,
  factIds: ReadonlySet<string>,
): Map<string, Attribute> {
  const unique = uniqueIds('the attribute');
  const ids = new Set(rows.attributes.map((row) => cell(row, 'id')));
  const patterns = byAttribute(rows.patterns, 'attribute', ids);
  const questions = byAttribute(rows.questions, 'about', ids, factIds);
  const attributes = new Map<string, Attribute>();
  for (const row of rows.attributes) {
    const id = idCell(row, 'id');
    unique(row, id);
    checkClasses(row, things);
    const source = oneOfCell(row, 'source', ['drawn', 'table'] as const);
    const kind = oneOfCell(row, 'kind', FACT_KINDS);
    const made = readPatterns(row, rows, patterns.get(id) ?? [], things);
    for (const language of LANGUAGES) checkEnough(row, id, source, made[language], language);
    if (source === 'drawn') checkShort(row, things.get(cell(row, 'value'))?.values() ?? []);
    const asked = readQuestions(row, questions.get(id) ?? []);
    attributes.set(id, {
      id,
      subject: cell(row, 'subject'),
      value: cell(row, 'value'),
      source,
      kind,
      patterns: made,
      questions: asked,
    });
  }
  return attributes;
}
