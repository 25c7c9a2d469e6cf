/**
 * Tables that a person can read and edit: one row a line, columns parted by ` | `, the first row names them.
 * Lines that are empty or begin with `#` are skipped. Errors name the file and the line.
 */
import { readFileSync } from 'node:fs';
import { fileError } from '../../files.js';
import { UserError } from '../../errors.js';

/** What a column may hold: one of these words, or any text that this says nothing against. */
export type Column = readonly string[] | ((value: string) => string | undefined);

/** A row by the names of its columns. */
export type Row<Name extends string> = Record<Name, string>;

/** Any text with at least one character. */
export const someText: Column = (value) => (value === '' ? 'it is empty' : undefined);

/**
 * The rows of a table.
 * @param columns - each column's name and what it may hold, in the order of the file.
 * @param unique - columns that together may not say the same twice.
 * Throws a UserError with `file:line` for the first row that is wrong.
 */
export function parseTable<Name extends string>(
  text: string,
  file: string,
  columns: Readonly<Record<Name, Column>>,
  unique: readonly NoInfer<Name>[] = [],
): Row<Name>[] {
  const names = Object.keys(columns) as Name[];
  const rows: Row<Name>[] = [];
  const seen = new Map<string, number>();
  let headed = false;
  text.split(/\r?\n/).forEach((line, i) => {
    const bad = (message: string) => new UserError(`${file}:${i + 1}: ${message}`);
    if (line.trim() === '' || line.startsWith('#')) return;
    const cells = line.split(' | ').map((cell) => cell.trim());
    if (!headed) {
      if (cells.join('|') !== names.join('|')) throw bad(`the columns must be "${names.join(' | ')}".`);
      headed = true;
      return;
    }
    if (cells.length !== names.length) {
      throw bad(`${names.length} columns parted by " | " are needed, there are ${cells.length}.`);
    }
    const row = Object.fromEntries(names.map((name, c) => [name, cells[c]!])) as Row<Name>;
    for (const name of names) {
      const wrong = complaint(columns[name], row[name]);
      if (wrong !== undefined) throw bad(`column ${name}: ${wrong}.`);
    }
    const key = unique.map((name) => row[name]).join(' | ');
    if (unique.length > 0 && seen.has(key)) throw bad(`"${key}" is already on line ${seen.get(key)}.`);
    seen.set(key, i + 1);
    rows.push(row);
  });
  if (!headed) throw new UserError(`${file}: the table is empty; its first row must name the columns.`);
  return rows;
}

function complaint(column: Column, value: string): string | undefined {
  if (typeof column === 'function') return column(value);
  return column.includes(value) ? undefined : `"${value}" is not one of ${column.join(', ')}`;
}

/** The text of a table's file. Throws a UserError that names it where it cannot be read. */
export function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (thrown) {
    throw fileError('Cannot read', path, thrown);
  }
}
