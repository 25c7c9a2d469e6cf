/** A table of `data/world-web/`: the world's own format, with a rule for each column. */
import { readFileSync } from 'node:fs';
import { fileError } from '../../files.js';
import { readRows, rowError, type TableSource } from '../tables/rows.js';

/** What a column may hold: one of these words, or whatever this finds nothing to say against (it sees the row). */
export type Column =
  readonly string[] | ((value: string, row: Readonly<Record<string, string>>) => string | undefined);

/** A row by the names of its columns. */
export type Row<Name extends string> = Record<Name, string>;

/** Any text; the reader refuses empty ones. */
export const someText: Column = () => undefined;

/**
 * The rows of a table.
 * @param columns - each column's name and what it may hold.
 * @param unique - columns that together may not say the same twice.
 * Throws a UserError with `file:line` for the first row that is wrong.
 */
export function parseTable<Name extends string>(
  source: TableSource,
  columns: Readonly<Record<Name, Column>>,
  unique: readonly NoInfer<Name>[],
): Row<Name>[] {
  const names = Object.keys(columns) as Name[];
  const seen = new Map<string, number>();
  return readRows(source, names).map((row) => {
    for (const name of names) {
      const wrong = complaint(columns[name], row.cells[name]!, row.cells);
      if (wrong !== undefined) throw rowError(row, `${name} is "${row.cells[name]}"; ${wrong}.`);
    }
    const key = unique.map((name) => row.cells[name]).join(', ');
    if (seen.has(key)) {
      throw rowError(row, `"${key}" stands on line ${seen.get(key)} already; leave one of them out.`);
    }
    seen.set(key, row.line);
    return row.cells as Row<Name>;
  });
}

function complaint(column: Column, value: string, row: Readonly<Record<string, string>>): string | undefined {
  if (typeof column === 'function') return column(value, row);
  return column.includes(value) ? undefined : `it must be one of ${column.join(', ')}`;
}

/** The text of a table's file. Throws a UserError that names it where it cannot be read. */
export function tableSource(path: string, shown: string): TableSource {
  try {
    return { path: shown, text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    throw fileError('Cannot read the table', path, thrown);
  }
}
