/** Tables as spreadsheets write them: fields in quotes, commas and line ends inside of quotes, a byte-order mark. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { fileError } from '../../files.js';
import { decodeText } from './text.js';

export interface CsvRow {
  /** The line of the file on which the row begins, from 1. */
  line: number;
  fields: string[];
}

/**
 * The rows of a table; empty lines are left out. Columns are separated by what the first line has most of: comma,
 * semicolon or tab. Throws a UserError that names the line of a quote that is never closed, or that stands in a field.
 * @param path - names the file in the message.
 */
export function parseCsv(text: string, path: string): CsvRow[] {
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const row: CsvRow = { line, fields: [] };
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at, line, path) : plainField(text, at, separator);
      row.fields.push(field.value);
      line += field.value.split('\n').length - 1;
      at = field.end;
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    else if (at < text.length && text[at - 1] !== '\r') {
      throw new UserError(
        `${path}, line ${line}: there is text behind a closing quote; write a quote inside as "".`,
      );
    }
    line++;
    if (row.fields.some((field) => field.trim() !== '')) rows.push(row);
  }
  return rows;
}

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: first.split(mark).length }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).mark;
}

function plainField(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end), end };
}

function quotedField(
  text: string,
  start: number,
  line: number,
  path: string,
): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new UserError(`${path}, line ${line}: a quote is opened and never closed.`);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value: value.replace(/\r\n?/g, '\n'), end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

/** The text of a table. Throws a UserError for one that is neither UTF-8 nor UTF-16. */
export async function readTable(path: string): Promise<string> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    throw fileError('Cannot read', path, thrown);
  });
  const { text } = decodeText(bytes);
  if (text.includes('\uFFFD')) {
    throw new UserError(
      `${path} is neither UTF-8 nor UTF-16; save it as "CSV UTF-8" in your spreadsheet program.`,
    );
  }
  return text;
}
