/**
 * Reads a table: UTF-8, one row a line, columns separated by a tab, `#` for a comment, the first row names the
 * columns. No quotes and no escapes: what you see is what is read.
 */
import { UserError } from '../../errors.js';

/** One row with the place it was read from. */
export interface Row {
  /** Path of the table, for errors. */
  file: string;
  /** From 1, as an editor counts. */
  line: number;
  cells: Readonly<Record<string, string>>;
}

/** A table as text, before it is read. */
export interface TableSource {
  path: string;
  text: string;
}

/** An error about one row, as `path:line: what is wrong; what to do`. */
export function rowError(row: Pick<Row, 'file' | 'line'>, message: string): UserError {
  return new UserError(`${row.file}:${row.line}: ${message}`);
}

function checkHeader(file: string, line: number, found: readonly string[], columns: readonly string[]): void {
  const missing = columns.filter((column) => !found.includes(column));
  const unknown = found.filter((column) => !columns.includes(column));
  const twice = found.find((column, index) => found.indexOf(column) !== index);
  const wanted = `its columns are ${columns.join(', ')}, separated by tabs`;
  if (missing.length > 0) {
    throw rowError({ file, line }, `the column "${missing[0]}" is missing; ${wanted}.`);
  }
  if (unknown.length > 0) throw rowError({ file, line }, `there is no column "${unknown[0]}"; ${wanted}.`);
  if (twice !== undefined) throw rowError({ file, line }, `the column "${twice}" stands twice; ${wanted}.`);
}

function readRow(file: string, line: number, text: string, header: readonly string[]): Row {
  const cells = text.split('\t').map((cell) => cell.trim());
  if (cells.length !== header.length) {
    const spaces = cells.length === 1 ? ' (spaces do not separate)' : '';
    throw rowError(
      { file, line },
      `${cells.length} columns, ${header.length} expected: ${header.join(', ')}; put one tab between them${spaces}.`,
    );
  }
  const empty = cells.indexOf('');
  if (empty >= 0) {
    throw rowError({ file, line }, `the column "${header[empty]}" is empty; write - where there is nothing.`);
  }
  return { file, line, cells: Object.fromEntries(header.map((name, index) => [name, cells[index]!])) };
}

/**
 * The rows of a table, in order.
 * @param columns - all that the table must have, in any order.
 * Throws a UserError with file and line for a missing or unknown column, a wrong number of cells, an empty cell,
 * bytes that are not UTF-8, and a table without rows.
 */
export function readRows({ path, text }: TableSource, columns: readonly string[]): Row[] {
  const rows: Row[] = [];
  let header: string[] | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n/)
    .entries()) {
    const line = index + 1;
    if (raw.includes('\uFFFD')) {
      throw rowError({ file: path, line }, 'this line is not UTF-8; save the table as UTF-8.');
    }
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    if (header === undefined) {
      header = raw.split('\t').map((cell) => cell.trim());
      checkHeader(path, line, header, columns);
    } else rows.push(readRow(path, line, raw, header));
  }
  if (rows.length === 0) {
    throw new UserError(
      `${path}: the table has no rows; restore it from the repository, or add one row below ${columns.join(', ')}.`,
    );
  }
  return rows;
}

/** The cell of a column that readRows has checked. */
export function cell(row: Row, column: string): string {
  return row.cells[column]!;
}

/** The cell as one of the given words. Throws a UserError with file and line for any other. */
export function oneOfCell<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const found = cell(row, column);
  const match = allowed.find((word) => word === found);
  if (match === undefined) {
    throw rowError(row, `${column} is "${found}"; it must be one of ${allowed.join(', ')}.`);
  }
  return match;
}

/** The cell as a number within limits. Throws a UserError with file and line. */
export function numberCell(row: Row, column: string, min: number, max: number): number {
  const found = cell(row, column);
  const value = Number(found);
  if (!(value >= min && value <= max)) {
    throw rowError(row, `${column} is "${found}"; it must be a number from ${min} to ${max}.`);
  }
  return value;
}

/** Items by key, in the order of their first appearance. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
