/** Values as a person reads them: as they would be typed, cut where long, and lists of lists as small tables. */
import { isTypedArray, OtherValue, TensorValue } from './values.js';
import type { Shown, ShownTable } from './result.js';

/** The way to a part of a value: indices and keys. */
export type Path = readonly (number | string)[];

const TEXT_LIMIT = 300;
const ROWS = 8;
const COLUMNS = 12;

/** `[2][1].name`. */
export const formatPath = (path: Path) =>
  path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');

/** @param limit - characters; what is longer ends in "…". */
export function showText(value: unknown, limit = TEXT_LIMIT): string {
  const text = write(value, limit);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/** The call as it would be typed. */
export const showCall = (name: string, args: readonly unknown[]) =>
  `${name}(${args.map((arg) => showText(arg)).join(', ')})`;

function write(value: unknown, limit: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, limit + 1));
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${writeItems(value, limit)}]`;
  if (isTypedArray(value)) return `${value.constructor.name} [${writeItems(value, limit)}]`;
  if (value instanceof TensorValue) return writeTensor(value, limit);
  if (value instanceof OtherValue) return value.description;
  if (value instanceof Map) return `Map {${writeEntries(value, limit)}}`;
  if (value instanceof Set) return `Set {${writeItems([...value], limit)}}`;
  if (typeof value === 'object' && value !== null) return `{${writeEntries(Object.entries(value), limit)}}`;
  return String(value);
}

/** Stops early: a list of a million numbers is not written out to be cut. */
function writeItems(items: ArrayLike<unknown>, limit: number): string {
  let text = '';
  for (let i = 0; i < items.length && text.length <= limit; i++)
    text += (i > 0 ? ', ' : '') + write(items[i], limit);
  return text;
}

function writeEntries(entries: Iterable<[unknown, unknown]>, limit: number): string {
  const parts: string[] = [];
  for (const [key, value] of entries) {
    parts.push(`${write(key, limit)}: ${write(value, limit)}`);
    if (parts.length * 4 > limit) break;
  }
  return parts.join(', ');
}

/** As it would be typed, where brackets show the shape; an empty one says it. */
function writeTensor({ dtype, shape, values }: TensorValue, limit: number): string {
  const kind = dtype === 'float32' ? 'tensor' : `${dtype} tensor`;
  if (values.length === 0) return `${kind} of shape [${shape.join(', ')}]`;
  let text = '';
  // The brackets that open before a value and close behind it: one for each axis that begins or ends there.
  for (let i = 0; i < values.length && text.length <= limit; i++) {
    const begins = shape.filter((_, axis) => i % sizeFrom(shape, axis) === 0).length;
    const ends = shape.filter((_, axis) => (i + 1) % sizeFrom(shape, axis) === 0).length;
    text += (i > 0 ? ', ' : '') + '['.repeat(begins) + write(values[i], limit) + ']'.repeat(ends);
  }
  return `${kind} ${text}`;
}

const sizeFrom = (shape: readonly number[], axis: number) =>
  shape.slice(axis).reduce((product, size) => product * size, 1);

/** @param difference - the way to the first difference, which the table marks. */
export function showValue(value: unknown, difference?: Path): Shown {
  const table = toTable(value, difference);
  return { text: showText(value), ...(table === undefined ? {} : { table }) };
}

function toTable(value: unknown, difference: Path | undefined): ShownTable | undefined {
  const rows = toRows(value);
  if (rows === undefined || rows.length === 0 || rows.every((row) => row.length === 0)) return undefined;
  const isVector = !isNested(value);
  const place = isVector && difference !== undefined ? [0, ...difference] : difference;
  const [row, column] = [indexOf(place?.[0]), indexOf(place?.[1])];
  const columns = Math.max(...rows.map((cells) => cells.length));
  const from: [number, number] = [windowStart(row, rows.length, ROWS), windowStart(column, columns, COLUMNS)];
  const isDifference = (i: number, j: number) => i + from[0] === row && j + from[1] === column;
  const cells = rows
    .slice(from[0], from[0] + ROWS)
    .map((items, i) =>
      items.slice(from[1], from[1] + COLUMNS).map((item, j) => showCell(item, isDifference(i, j))),
    );
  const marked = row !== undefined && column !== undefined && row < rows.length && column < rows[row]!.length;
  return {
    rows: cells,
    from,
    size: [rows.length, columns],
    ...(marked ? { marked: [row - from[0], column - from[1]] } : {}),
  };
}

/** A number in a table has six digits, which are easy to compare; the one that differs has all. */
const showCell = (item: unknown, whole: boolean) =>
  showText(
    typeof item === 'number' && !whole && !Object.is(item, -0) ? Number(item.toPrecision(6)) : item,
    24,
  );

const indexOf = (step: number | string | undefined) => (typeof step === 'number' ? step : undefined);

/** The first index of `shown` that hold `index` near the middle. */
const windowStart = (index: number | undefined, size: number, shown: number) =>
  Math.max(0, Math.min((index ?? 0) - Math.floor(shown / 2), size - shown));

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || isTypedArray(value);
const isNested = (value: unknown) =>
  value instanceof TensorValue ? value.shape.length === 2 : isList(value) && Array.from(value).every(isList);

/** A list as one row, a list of lists as rows; undefined for all else, also for lists that hold neither. */
function toRows(value: unknown): unknown[][] | undefined {
  if (value instanceof TensorValue) {
    const [rows, columns] = value.shape.length === 1 ? [1, value.shape[0]!] : value.shape;
    if (value.shape.length > 2 || rows === undefined || columns === undefined) return undefined;
    return Array.from({ length: rows }, (_, i) => value.values.slice(i * columns, (i + 1) * columns));
  }
  if (!isList(value)) return undefined;
  const rows = isNested(value)
    ? Array.from(value, (row) => Array.from(row as ArrayLike<unknown>))
    : [Array.from(value)];
  const isFlat = rows.every((row) => row.every((item) => typeof item !== 'object' || item === null));
  return isFlat ? rows : undefined;
}
