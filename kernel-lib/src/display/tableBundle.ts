/** Tables of objects, of arrays and of danfojs DataFrames: HTML for notebooks, aligned text for terminals. */
import { UserError } from '../errors.js';
import { escapeHtml } from './escape.js';
import type { MimeBundle } from './host.js';
import { formatNumber } from './numbers.js';
import { columns as columnsOf, cut, pad } from './textWidth.js';

/** What we use of a danfojs DataFrame or Series. */
export interface DataFrameLike {
  columns: readonly unknown[];
  index: readonly unknown[];
  values: readonly unknown[];
}

export type TableRows = readonly object[] | readonly (readonly unknown[])[] | DataFrameLike;
export type Mark = 'good' | 'bad' | 'strong';

export interface TableOptions {
  caption?: string;
  /** Which columns, in this order; for arrays their headers. Default: all, in the order in which they come. */
  columns?: readonly string[];
  /** Longer tables keep their first rows and say how many are left out. Default 20. */
  maxRows?: number;
  /** Default: numbers right, everything else left. */
  align?: Readonly<Record<string, 'left' | 'right' | 'centre'>>;
  /** Marks rows, for example passed and failed ones; the text shows ✓, ✗ and ▸. */
  mark?: (row: Readonly<Record<string, unknown>>, index: number) => Mark | undefined;
}

interface Grid {
  headers: string[];
  /** Names of rows; a DataFrame has them. */
  index: string[] | undefined;
  rows: unknown[][];
}

const isFrame = (value: unknown): value is DataFrameLike =>
  typeof value === 'object' && value !== null && 'columns' in value && 'values' in value && 'index' in value;

function frameGrid({ columns, index, values }: DataFrameLike): Grid {
  // A Series has one column, and its values are not in rows.
  const rows = values.map((row) => (Array.isArray(row) ? [...(row as unknown[])] : [row]));
  return { headers: columns.map(String), index: index.map(String), rows };
}

function arrayGrid(rows: readonly (readonly unknown[])[], names: readonly string[] | undefined): Grid {
  const width = rows.reduce((most, row) => Math.max(most, row.length), names?.length ?? 0);
  const headers = Array.from({ length: width }, (_, column) => names?.[column] ?? String(column));
  return { headers, index: undefined, rows: rows.map((row) => headers.map((_, column) => row[column])) };
}

function objectGrid(rows: readonly object[]): Grid {
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => headers.map((header) => (row as Record<string, unknown>)[header]));
  return { headers, index: undefined, rows: cells };
}

function pickColumns(grid: Grid, names: readonly string[] | undefined): Grid {
  if (names === undefined) return grid;
  const places = names.map((name) => {
    const place = grid.headers.indexOf(name);
    if (place < 0)
      throw new UserError(`No column "${name}" in the table; it has ${grid.headers.join(', ')}.`);
    return place;
  });
  return { ...grid, headers: [...names], rows: grid.rows.map((row) => places.map((place) => row[place])) };
}

function gridOf(rows: TableRows, names: readonly string[] | undefined): Grid {
  if (isFrame(rows)) return pickColumns(frameGrid(rows), names);
  if (!Array.isArray(rows)) {
    throw new UserError(
      `A table needs an array of objects, an array of arrays or a DataFrame, got ${typeof rows}.`,
    );
  }
  if (rows.every(Array.isArray))
    return rows.length === 0 && names === undefined ? objectGrid([]) : arrayGrid(rows, names);
  const bad = rows.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row));
  if (bad >= 0)
    throw new UserError(
      `Row ${bad} of the table is ${String(rows[bad])}; all rows must be objects, or all arrays.`,
    );
  return pickColumns(objectGrid(rows as object[]), names);
}

/** A cell as text. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '');
  if (typeof value === 'object') return JSON.stringify(value) ?? String(value);
  return String(value as string | bigint | symbol);
}

type Side = 'left' | 'right' | 'centre';
interface Prepared {
  caption: string | undefined;
  headers: string[];
  sides: Side[];
  cells: string[][];
  marks: (Mark | undefined)[];
  /** How many rows were left out. */
  left: number;
  /** The first column holds names of rows. */
  named: boolean;
}

function prepare(
  rows: TableRows,
  { caption, columns, maxRows = 20, align = {}, mark }: TableOptions,
): Prepared {
  const { headers, index, rows: all } = gridOf(rows, columns);
  const shown = all.slice(0, maxRows);
  const side = (header: string, column: number): Side => {
    const asked = Object.hasOwn(align, header) ? align[header] : undefined;
    const values = shown.map((row) => row[column]).filter((value) => value !== undefined && value !== null);
    return (
      asked ?? (values.length > 0 && values.every((value) => typeof value === 'number') ? 'right' : 'left')
    );
  };
  const marks = shown.map((row, place) =>
    mark?.(Object.fromEntries(headers.map((header, column) => [header, row[column]])), place),
  );
  const cells = shown.map((row, place) => [...(index ? [index[place] ?? ''] : []), ...row.map(cellText)]);
  return {
    caption,
    headers: [...(index ? [''] : []), ...headers],
    sides: [...(index ? ['right' as const] : []), ...headers.map(side)],
    cells,
    marks,
    left: all.length - shown.length,
    named: index !== undefined,
  };
}

const leftOut = (count: number) => `… ${formatNumber(count)} more row${count === 1 ? '' : 's'}`;

const CSS_SIDE = { left: 'left', right: 'right', centre: 'center' } as const;
const MARK_CSS: Record<Mark, string> = {
  good: 'background:rgba(0,158,115,.16);',
  bad: 'background:rgba(213,94,0,.18);',
  strong: 'font-weight:600;background:rgba(128,128,128,.12);',
};

function tableHtml({ caption, headers, sides, cells, marks, left, named }: Prepared): string {
  const cell = (tag: 'td' | 'th', column: number, text: string) => {
    const digits = sides[column] === 'right' ? 'font-variant-numeric:tabular-nums;' : '';
    const style = `text-align:${CSS_SIDE[sides[column] ?? 'left']};padding:3px 12px;${digits}`;
    return `<${tag} style="${style}">${escapeHtml(text)}</${tag}>`;
  };
  const line = 'border-bottom:1px solid rgba(128,128,128,.5)';
  const rows = cells.map((row, place) => {
    const mark = marks[place];
    const style = `border-bottom:1px solid rgba(128,128,128,.18);${mark === undefined ? '' : MARK_CSS[mark]}`;
    const inner = row.map((text, column) => cell(named && column === 0 ? 'th' : 'td', column, text)).join('');
    return `<tr style="${style}">${inner}</tr>`;
  });
  const captionHtml =
    caption === undefined
      ? ''
      : `<caption style="text-align:left;font-weight:600;padding:4px 0;caption-side:top">${escapeHtml(caption)}</caption>`;
  const notice =
    left === 0
      ? ''
      : `<tfoot><tr><td colspan="${headers.length}" style="opacity:.7;padding:3px 12px">${leftOut(left)}</td></tr></tfoot>`;
  const head = headers.map((header, column) => cell('th', column, header)).join('');
  return (
    `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:6px 0">${captionHtml}` +
    `<thead><tr style="${line}">${head}</tr></thead><tbody>${rows.join('')}</tbody>${notice}</table></div>`
  );
}

const MARK_TEXT: Record<Mark, string> = { good: '✓', bad: '✗', strong: '▸' };
/** Columns of a terminal that one cell may fill. */
const MOST_CELL = 60;

function tableText({ caption, headers, sides, cells, marks, left }: Prepared): string {
  const line = (text: string) => cut(text.replace(/\s+/g, ' '), MOST_CELL);
  const all = [headers, ...cells].map((row) => row.map(line));
  const widths = headers.map((_, column) => Math.max(...all.map((row) => columnsOf(row[column] ?? ''))));
  const marked = marks.some((mark) => mark !== undefined);
  const written = all.map((row, place) => {
    const mark = place === 0 ? undefined : marks[place - 1];
    const before = marked ? `${mark === undefined ? ' ' : MARK_TEXT[mark]} ` : '';
    return (
      before + row.map((text, column) => pad(text, widths[column] ?? 0, sides[column])).join('  ')
    ).trimEnd();
  });
  const rule = (marked ? '  ' : '') + widths.map((width) => '─'.repeat(width)).join('  ');
  const [head = '', ...body] = written;
  return [
    ...(caption === undefined ? [] : [caption]),
    head,
    rule,
    ...body,
    ...(left > 0 ? [leftOut(left)] : []),
  ].join('\n');
}

export function tableBundle(rows: TableRows, options: TableOptions = {}): () => MimeBundle {
  const prepared = prepare(rows, options);
  return () => ({ 'text/html': tableHtml(prepared), 'text/plain': tableText(prepared) });
}
