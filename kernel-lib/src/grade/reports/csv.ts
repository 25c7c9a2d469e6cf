/**
 * CSV as RFC 4180 has it, read and written. What is written is also harmless in a spreadsheet: a text that begins as a
 * formula does (`=HYPERLINK(…)` for a name) gets an apostrophe in front, by which Excel and LibreOffice know plain text.
 */
import { UserError } from '../../errors.js';

/** One row by the names of the first line, and the line of the file (from 1) where it begins. */
export interface CsvRow {
  line: number;
  values: Record<string, string>;
}

/**
 * The rows below the heading, each value without blanks around it; empty lines are left out.
 * Throws a UserError that names the line where a column is missing, unknown or a row has another number of values.
 * @param columns - those that must be there; `optional` ones may.
 */
export function readCsv(
  text: string,
  path: string,
  columns: readonly string[],
  optional: readonly string[] = [],
): CsvRow[] {
  const [heading, ...rows] = parseCsv(text, path).filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (heading === undefined) {
    throw new UserError(`${path} is empty: its first line must be ${columns.join(',')}.`);
  }
  const names = heading.cells.map((name) => name.toLowerCase());
  const missing = columns.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !columns.includes(name) && !optional.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (missing.length + unknown.length + twice.length > 0) {
    throw new UserError(`${path}: its first line must be ${columns.join(',')}, it is ${names.join(',')}.`);
  }
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new UserError(
        `${path}, line ${line}: there are ${cells.length} values for ${names.length} columns; put a text with a comma between quotes.`,
      );
    }
    return { line, values: Object.fromEntries(names.map((name, index) => [name, cells[index]!])) };
  });
}

interface ParsedRow {
  line: number;
  cells: string[];
}

/** One cell with what ends it: quoted (a doubled quote is one) or plain. */
const CELL = /[ \t]*"((?:[^"]|"")*)"[ \t]*(,|\r\n|\n|\r|$)|([^,"\r\n]*)(,|\r\n|\n|\r|$)/y;

function parseCsv(text: string, path: string): ParsedRow[] {
  const rows: ParsedRow[] = [];
  let row: ParsedRow = { line: 1, cells: [] };
  let line = 1;
  CELL.lastIndex = 0;
  for (let ended = false; !ended;) {
    const match = CELL.exec(text);
    if (match === null) {
      throw new UserError(
        `${path}, line ${line}: a quote is not closed, or stands inside of a value; write it twice between quotes.`,
      );
    }
    const [whole, quoted, afterQuoted, plain = '', afterPlain] = match;
    row.cells.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    const end = afterQuoted ?? afterPlain;
    if (end === ',') continue;
    rows.push(row);
    row = { line, cells: [] };
    ended = end === '';
  }
  return rows;
}

export interface CsvStyle {
  /** Spreadsheets of Windows take UTF-8 only with a byte-order mark; programs trip over it. */
  byteOrderMark: boolean;
  newLine: '\n' | '\r\n';
}

/** For a person who opens the file in a spreadsheet. */
export const SPREADSHEET: CsvStyle = { byteOrderMark: true, newLine: '\r\n' };
/** For a program. */
export const PLAIN: CsvStyle = { byteOrderMark: false, newLine: '\n' };

/** Rows with the heading first. Numbers are written as they are, `null` as nothing. */
export function formatCsv(
  rows: readonly (readonly (string | number | null)[])[],
  { byteOrderMark, newLine }: CsvStyle,
): string {
  const lines = rows.map((row) => row.map(formatCell).join(','));
  return (byteOrderMark ? '\uFEFF' : '') + lines.map((line) => line + newLine).join('');
}

function formatCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = harmless(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `=`, `+`, `-`, `@` and their full-width sisters begin a formula, also behind blanks; so does what a tab splits off. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** The text as no spreadsheet takes for a formula. Control characters, which no name has, become blanks. */
export function harmless(text: string): string {
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
  return FORMULA.test(clean) ? `'${clean}` : clean;
}
