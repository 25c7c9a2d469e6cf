/** Rotary positions and the norm of heads before them: ops/rotary.ts. */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { Call, FastKernel } from '../register.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
/** Positions in the first table; a longer one takes its place when it is asked for. */
const FIRST = 256;
/** Positions beyond this are rare, and get a table of their own for one call. */
const LAST = 65_536;
/** Tables of different heads and bases that are kept. */
const KEPT = 8;

export const rotary: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const [, , heads, width] = x.shape as [number, number, number, number];
  const y = backend.output(x.shape, 'float32');
  const name = attrs['inverse'] === true ? 'rotaryBack' : 'rotary';
  withTable({ inputs, attrs, backend }, width, (table) => {
    const args = [backend.pointerOf(x), ...table, backend.pointerOf(y), heads, width];
    backend.pool.run(name, args, tokensOf(x), grainOf(heads * width));
  });
  return y;
};

export const headNormRotary: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const [batch, length, heads, width] = x.shape as [number, number, number, number];
  const [y, inverse] = [x.shape, [batch, length, heads]].map((shape) => backend.output(shape, 'float32'));
  withTable({ inputs, attrs, backend }, width, (table) => {
    const pointers = [backend.pointerOf(x), ...table, backend.pointerOf(y!), backend.pointerOf(inverse!)];
    const args = [...pointers, heads, width, bits(attrs['epsilon'] as number)];
    backend.pool.run('headNormRotary', args, tokensOf(x), grainOf(heads * width));
  });
  return [y!, inverse!];
};

export const headNormRotaryGradient: FastKernel = ({ inputs, attrs, backend }) => {
  const [dy, y, inverse] = [inputs['dy']!, inputs['y']!, inputs['inverse']!];
  const [, , heads, width] = y.shape as [number, number, number, number];
  const dx = backend.output(y.shape, 'float32');
  withTable({ inputs, attrs, backend }, width, (table) => {
    const pointers = [backend.pointerOf(dy), backend.pointerOf(y), ...table, backend.pointerOf(inverse)];
    const args = [...pointers, backend.pointerOf(dx), heads, width];
    backend.pool.run('headNormRotaryGradient', args, tokensOf(y), grainOf(heads * width));
  });
  return dx;
};

const tokensOf = ({ shape }: TensorInfo) => shape[0]! * shape[1]!;
const grainOf = (values: number) => Math.max(1, Math.ceil(PART / values));

interface Table {
  pointer: number;
  positions: number;
  bytes: number;
}

/** By backend, since each has its own memory; then by base and width, the oldest first. */
const tables = new WeakMap<ThreadsBackend, Map<string, Table>>();

/** Gives `work` the addresses of the table and of the positions (0: the table has one row for each token). */
function withTable(
  { inputs, attrs, backend }: Call,
  width: number,
  work: (addresses: [number, number]) => void,
): void {
  const base = attrs['base'] as number;
  const positions = inputs['positions']!;
  const address = backend.pointerOf(positions);
  const count = util.sizeFromShape(positions.shape);
  const values = backend.integers.subarray(address / 4, address / 4 + count);
  let [least, most] = [0, 0];
  for (let i = 0; i < count; i++) {
    const position = values[i]!;
    if (position > most) most = position;
    else if (position < least) least = position;
  }
  if (least >= 0 && most < LAST) return work([keptTable(backend, base, width, most + 1), address]);
  const own = Int32Array.from(values);
  const pointer = makeTable(backend, base, width, own.length, (i) => own[i]!);
  try {
    work([pointer, 0]);
  } finally {
    backend.free(pointer, own.length * width * 4);
  }
}

/** The table for positions from 0 on, at least so many. */
function keptTable(backend: ThreadsBackend, base: number, width: number, positions: number): number {
  let kept = tables.get(backend);
  if (kept === undefined) tables.set(backend, (kept = new Map()));
  const key = `${base} ${width}`;
  let table = kept.get(key);
  if (table === undefined || table.positions < positions) {
    const longer = Math.max(FIRST, 2 ** Math.ceil(Math.log2(positions)));
    const pointer = makeTable(backend, base, width, longer, (i) => i);
    const shorter = table;
    table = { pointer, positions: longer, bytes: longer * width * 4 };
    kept.set(key, table);
    if (shorter !== undefined) backend.free(shorter.pointer, shorter.bytes);
  }
  if (kept.size > KEPT) {
    const [oldest, { pointer, bytes }] = kept.entries().next().value!;
    kept.delete(oldest);
    backend.free(pointer, bytes);
  }
  return table.pointer;
}

/** Rows of cosines and sines. The angles are in float64: in float32 those of large positions lose their digits. */
function makeTable(
  backend: ThreadsBackend,
  base: number,
  width: number,
  rows: number,
  positionOf: (row: number) => number,
): number {
  const half = width / 2;
  const speeds = Float64Array.from({ length: half }, (_, i) => base ** (-i / half));
  const pointer = backend.allocate(rows * width * 4);
  const { floats } = backend;
  for (let row = 0; row < rows; row++) {
    const [at, position] = [pointer / 4 + row * width, positionOf(row)];
    for (let i = 0; i < half; i++) {
      const angle = position * speeds[i]!;
      floats[at + i] = Math.cos(angle);
      floats[at + half + i] = Math.sin(angle);
    }
  }
  return pointer;
}
