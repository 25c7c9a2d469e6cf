/** BatchMatMul and _FusedMatMul: which blocks the product is cut into, and where the matrices of a batch lie. */
import { broadcast_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { ZEROS } from '../layout.js';
import type { FastKernel } from '../register.js';
import { multiplySmall } from './vectors.js';

const ROWS = 6;
const COLUMNS = 16;
/** Rows of A that are packed at once: with a depth of 256 floats they fill a fifth of the second cache. */
const BLOCK = 96;
/** Multiplications that one part of a job should have at least: some 2 µs. */
const PART = 65_536;

export interface Product {
  a: TensorInfo;
  b: TensorInfo;
  transposeA: boolean;
  transposeB: boolean;
}

export const batchMatMul: FastKernel = ({ inputs, attrs, backend }) => {
  const [a, b] = [inputs['a']!, inputs['b']!];
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [transposeA, transposeB] = [attrs['transposeA'] === true, attrs['transposeB'] === true];
  return matMul(backend, { a, b, transposeA, transposeB });
};

/** op(A) · op(B) of float32 tensors of rank 2 or more, with batches broadcast against each other. */
export function matMul(backend: ThreadsBackend, { a, b, transposeA, transposeB }: Product): TensorInfo {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new Error(
      `matMul: both sides need at least two dimensions, but the shapes are [${a.shape}] and [${b.shape}].`,
    );
  }
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  let M = transposeA ? columnsA : rowsA;
  const K = transposeA ? rowsA : columnsA;
  const depthB = transposeB ? columnsB : rowsB;
  const N = transposeB ? rowsB : columnsB;
  if (K !== depthB) {
    throw new Error(
      `matMul: the inner dimensions ${K} and ${depthB} of shapes [${a.shape}] and [${b.shape}] differ ` +
        `(transposeA=${transposeA}, transposeB=${transposeB}).`,
    );
  }
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const result = backend.output([...outer, M, N], 'float32');
  const target = backend.pointerOf(result);
  let batch = util.sizeFromShape(outer);
  if (batch * M * N === 0) return result;
  if (K === 0) {
    backend.floats.fill(0, target / 4, target / 4 + batch * M * N);
    return result;
  }
  const left = backend.pointerOf(a);
  const right = backend.pointerOf(b);
  const batchB = util.sizeFromShape(outerB);
  // One B for all: the rows of all A are one tall matrix.
  if (batchB === 1 && !transposeA) {
    M *= batch;
    batch = 1;
  }
  const evenA = util.sizeFromShape(outerA) === batch;
  if ((evenA || batch === 1) && (batchB === batch || batchB === 1)) {
    const steps = { stepA: batch === 1 ? 0 : M * K, stepB: batchB === 1 ? 0 : K * N };
    const pointers: [number, number, number] = [left, right, target];
    if (multiplySmall(backend, { pointers, M, N, K, transposeA, transposeB, batch, ...steps })) return result;
  }
  const tables = new Tables(backend, 2 * batch + batchB);
  const ofRight = {
    ...{ K, N, steps: transposeB ? [1, K] : [N, 1], matrices: batchB },
    offsets: tables.add(batchB, (matrix) => matrix * K * N),
  };
  const placeA = placesIn(outerA, outer);
  const ofLeft = {
    ...{ M, steps: transposeA ? [1, M] : [K, 1], batch },
    offsets: tables.add(batch, (matrix) => placeA(matrix) * M * K),
    places: tables.add(batch, placesIn(outerB, outer)),
  };
  try {
    withPacked(backend, right, ofRight, (packed) => multiply(backend, left, packed, target, ofLeft));
  } finally {
    tables.free();
  }
  return result;
}

/** Right sides [K, N], laid out for the innermost step. */
interface Packed {
  pointer: number;
  K: number;
  N: number;
}

interface Right {
  K: number;
  N: number;
  /** In values, from row to row and from column to column of the source. */
  steps: readonly number[];
  matrices?: number;
  /** The address of a table: where each matrix begins, in values. */
  offsets?: number;
}

/** Right sides, packed for the time of `work`. */
export function withPacked<T>(
  backend: ThreadsBackend,
  source: number,
  { K, N, steps, matrices = 1, offsets = ZEROS }: Right,
  work: (packed: Packed) => T,
): T {
  const panels = Math.ceil(N / COLUMNS);
  return backend.lend(matrices * panels * K * COLUMNS * 4, (pointer) => {
    backend.pool.run(
      'packRight',
      [source, pointer, N, K, ...steps, panels, offsets],
      matrices * panels,
      Math.max(1, Math.ceil(PART / 4 / (K * COLUMNS))),
    );
    return work({ pointer, K, N });
  });
}

interface Left {
  M: number;
  /** In values, from row to row and from column to column of the source. */
  steps: readonly number[];
  batch?: number;
  /** Addresses of tables: where each left matrix begins, in values, and which of the packed ones it meets. */
  offsets?: number;
  places?: number;
  /** Adds to what `target` holds. */
  add?: boolean;
  /** What is done with each value at the end. */
  last?: Last;
}

/** The last step of a product, and the address of the other matrix that it needs. */
export type Last = { step: 'add' | 'reluSquaredGradient'; other: number } | { step: 'reluSquared' };

const STEPS = { add: 1, reluSquared: 2, reluSquaredGradient: 3 } as const;

/** Fills `target` [batch, M, N]. */
export function multiply(
  backend: ThreadsBackend,
  source: number,
  { pointer, K, N }: Packed,
  target: number,
  { M, steps, batch = 1, offsets = ZEROS, places = ZEROS, add = false, last }: Left,
): void {
  const panels = Math.ceil(N / COLUMNS);
  const { rows, rowBlocks, width, panelBlocks } = blocks(M, panels, batch, backend.pool.threads);
  const shape = [M, N, K, ...steps, rows, width, rowBlocks, panelBlocks];
  const perUnit = rows * Math.min(N, width * COLUMNS) * K;
  const ending = last === undefined ? [0, 0] : [STEPS[last.step], 'other' in last ? last.other : target];
  const flags = [Number(backend.wide), Number(add), ...ending];
  backend.pool.run(
    'multiplyMatrices',
    [source, pointer, target, ...shape, offsets, places, ...flags],
    batch * rowBlocks * panelBlocks,
    Math.max(1, Math.ceil(PART / perUnit)),
  );
}

/** Blocks of rows and of panels, so many that every thread finds a few. */
function blocks(M: number, panels: number, batch: number, threads: number) {
  const enough = threads === 1 ? 1 : 3 * threads;
  let rows = Math.min(BLOCK, Math.ceil(M / ROWS) * ROWS);
  const rowBlocks = () => Math.ceil(M / rows);
  let width = panels;
  while (batch * rowBlocks() * Math.ceil(panels / width) < enough && (width > 4 || rows > 24)) {
    if (width > 4) width = Math.ceil(width / 2);
    else rows = Math.ceil(rows / 12) * ROWS;
  }
  // As many blocks, but of one size: 512 rows are five times 90 and 62, not five times 96 and 32.
  rows = Math.ceil(M / rowBlocks() / ROWS) * ROWS;
  return { rows, rowBlocks: rowBlocks(), width, panelBlocks: Math.ceil(panels / width) };
}

/** Tables of whole numbers for the time of one product; a table of one zero needs no memory. */
class Tables {
  private readonly pointer: number;
  private used = 0;

  constructor(
    private readonly backend: ThreadsBackend,
    private readonly count: number,
  ) {
    this.pointer = count > 3 ? backend.allocate(count * 4) : 0;
  }

  add(length: number, valueOf: (index: number) => number): number {
    if (this.pointer === 0) return ZEROS;
    const at = this.pointer + this.used * 4;
    for (let i = 0; i < length; i++) this.backend.integers[at / 4 + i] = valueOf(i);
    this.used += length;
    return at;
  }

  free(): void {
    if (this.pointer !== 0) this.backend.free(this.pointer, this.count * 4);
  }
}

/** Which matrix of a tensor with the batch shape `outer` stands at a place of the broadcast batch. */
function placesIn(outer: number[], broadcast: number[]): (place: number) => number {
  const size = util.sizeFromShape(outer);
  if (size === util.sizeFromShape(broadcast)) return (place) => place;
  if (size === 1) return () => 0;
  const shape = [...Array<number>(broadcast.length - outer.length).fill(1), ...outer];
  const strides = util.computeStrides([...shape, 1]);
  return (place) => {
    let rest = place;
    let found = 0;
    for (let axis = broadcast.length - 1; axis >= 0; axis--) {
      const index = rest % broadcast[axis]!;
      rest = (rest - index) / broadcast[axis]!;
      if (shape[axis] !== 1) found += index * strides[axis]!;
    }
    return found;
  };
}
