/** A tensor of tfjs as its type, shape and memory, and a small table of its numbers. tfjs itself is not loaded. */
import { inspect } from 'node:util';
import { escapeHtml } from './escape.js';
import type { MimeBundle } from './host.js';
import { attempt, cutText, more } from './inspectText.js';
import { formatNumber } from './numbers.js';
import { tableBundle } from './tableBundle.js';

type Numbers = ArrayLike<number | string>;

/** What we use of a tensor. */
export interface TensorLike {
  shape: number[];
  dtype: string;
  size: number;
  isDisposed: boolean;
  /** Of a variable. */
  name?: unknown;
  trainable?: unknown;
  dataSync(): Numbers;
  data(): Promise<Numbers>;
  toString(): string;
}

const BYTES: Record<string, number> = { float32: 4, int32: 4, bool: 1, complex64: 8 };
/** Rows and columns of the table; of what is larger the first and the last ones. */
const MOST = 10;
/** Characters of the numbers as text. */
const MOST_NUMBERS = 4000;

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Partial<TensorLike>;
  return Array.isArray(one.shape) && typeof one.dtype === 'string' && typeof one.dataSync === 'function';
}

export function tensorBundle(tensor: TensorLike): MimeBundle | Promise<MimeBundle> {
  if (tensor.isDisposed) return plain(`${titleOf(tensor)}, disposed`);
  const numbers = attempt(() => tensor.dataSync());
  if (numbers !== undefined) return drawn(tensor, numbers, withoutTitle(tensor.toString()));
  // A backend on a graphics card answers only later.
  return tensor.data().then(
    (come) => drawn(tensor, come, ''),
    (thrown: unknown) => plain(`${titleOf(tensor)}\n(its numbers cannot be read: ${String(thrown)})`),
  );
}

/** While `work` runs, tensors inside of other values print as `Tensor float32 [2, 3]`, not as their fields. */
export function nameTensors<T>(work: () => T): T {
  // Where tfjs keeps the class, for all its copies.
  const globals = (globalThis as { _tfGlobals?: Map<string, { prototype: object }> })._tfGlobals;
  const prototype = attempt(() => globals?.get('Tensor')?.prototype);
  if (prototype === undefined || inspect.custom in prototype) return work();
  Object.defineProperty(prototype, inspect.custom, {
    configurable: true,
    value(this: TensorLike) {
      return this.isDisposed === undefined ? this : `${titleOf(this)}${this.isDisposed ? ', disposed' : ''}`;
    },
  });
  try {
    return work();
  } finally {
    Reflect.deleteProperty(prototype, inspect.custom);
  }
}

function titleOf({ constructor, name, trainable, dtype, shape }: TensorLike): string {
  const named = typeof name === 'string' ? ` ${JSON.stringify(name)}` : '';
  const fixed = trainable === false ? ', not trainable' : '';
  return `${constructor.name}${named} ${dtype} [${shape.join(', ')}]${fixed}`;
}

function plain(text: string): MimeBundle {
  return { 'text/html': `<div>${escapeHtml(text)}</div>`, 'text/plain': text };
}

function bytesOf({ dtype, size }: TensorLike, numbers: Numbers): number {
  const each = BYTES[dtype];
  if (each !== undefined) return each * size;
  return Array.from(numbers).reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
}

/** tfjs's own text: the edges of what is large. */
function withoutTitle(text: string): string {
  return text.replace(/^\s*Tensor\s*\n/, '').replace(/^ {4}/gm, '');
}

function drawn(tensor: TensorLike, numbers: Numbers, text: string): MimeBundle {
  const bytes = new Intl.NumberFormat('en').format(bytesOf(tensor, numbers));
  const title = `${titleOf(tensor)}, ${bytes} bytes`;
  if (tensor.size === 0) return plain(title);
  const grid = gridOf(tensor, numbers);
  const caption = grid.remark === '' ? title : `${title}; ${grid.remark}`;
  const align = Object.fromEntries(grid.columns.map((name) => [name, 'right' as const]));
  const bundle = tableBundle(grid, { caption, align, maxRows: MOST + 1 })();
  if (text === '') return bundle;
  return { ...bundle, 'text/plain': `${title}\n${cutText(text, MOST_NUMBERS)}` };
}

interface Grid {
  columns: string[];
  index: string[];
  values: string[][];
  /** Which part of the tensor it is. */
  remark: string;
}

/** The last two dimensions, at the beginning of the others. */
function gridOf({ shape, dtype }: TensorLike, numbers: Numbers): Grid {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const down = edges(rows);
  const across = edges(columns);
  const values = down.map((row) =>
    across.map((column) =>
      row < 0 || column < 0 ? '…' : numberText(numbers, row * columns + column, dtype),
    ),
  );
  const name = (place: number) => (place < 0 ? '…' : String(place));
  const index = shape.length < 2 ? [''] : down.map(name);
  const others = shape.slice(0, -2);
  const slices = others.reduce((product, size) => product * size, 1);
  const first = `[${[...others.map(() => 0), ':', ':'].join(', ')}]`;
  const remark = slices === 1 ? '' : `shown: ${first}, left out: ${more(slices - 1, 'such table')}`;
  return { columns: across.map(name), index, values, remark };
}

/** All places, or the first and the last ones with -1 for those between. */
function edges(count: number): number[] {
  if (count <= MOST) return Array.from({ length: count }, (_, place) => place);
  const half = Array.from({ length: MOST / 2 }, (_, place) => place);
  return [...half, -1, ...half.map((place) => count - MOST / 2 + place)];
}

function numberText(numbers: Numbers, place: number, dtype: string): string {
  if (dtype === 'complex64') {
    const [real, imaginary] = [numbers[2 * place], numbers[2 * place + 1]].map(Number) as [number, number];
    return `${formatNumber(real)} + ${formatNumber(imaginary)}j`;
  }
  const value = numbers[place] ?? NaN;
  if (dtype === 'bool') return Number(value) === 0 ? 'false' : 'true';
  return typeof value === 'string' ? cutText(value, 60) : formatNumber(value);
}
