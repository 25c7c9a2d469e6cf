/** Matrix products that need no packing: tiny ones, and those of a few rows or one column. */
import type { ThreadsBackend } from '../backend.js';

/** Multiplications of one matrix up to which the plain loop is the fastest. */
const TINY = 2048;
/** Rows of the result up to which B is read for each of them. */
const FEW = 4;
/** Columns in a unit of `rowsTimesMatrix`, as in kernel-lib/assembly. */
const WIDE = 64;
/** Multiplications that one part of a job should have at least. */
const PART = 32_768;
/** Values in a part of a long inner product. */
const LONG = 16_384;

/** One product or a batch of them; `stepA` and `stepB`: values between the matrices, 0 where there is one for all. */
export interface Small {
  /** Addresses of A, B and the result. */
  pointers: [number, number, number];
  M: number;
  N: number;
  K: number;
  transposeA: boolean;
  transposeB: boolean;
  batch: number;
  stepA: number;
  stepB: number;
}

/** Fills the result where the product is one of these; false where it is better packed. */
export function multiplySmall(backend: ThreadsBackend, product: Small): boolean {
  const { pointers, M, N, K, transposeA, transposeB, batch, stepA, stepB } = product;
  if (M * N * K <= TINY) {
    const stepsA = transposeA ? [1, M] : [K, 1];
    const stepsB = transposeB ? [1, K] : [N, 1];
    const args = [...pointers, M, N, K, ...stepsA, ...stepsB, stepA, stepB];
    backend.pool.run('multiplyTiny', args, batch, Math.ceil(PART / (M * N * K)));
    return true;
  }
  if (batch !== 1) return false;
  const [a, b, c] = pointers;
  if (M === 1 && N === 1) dotProduct(backend, a, b, c, K);
  else if (M === 1 && !transposeB) combine(backend, [a, b, c], 1, K, N);
  else if (M === 1) dots(backend, [a, b, c], 1, N, K);
  else if (N === 1 && !transposeA) dots(backend, [b, a, c], 1, M, K);
  else if (N === 1) combine(backend, [b, a, c], 1, K, M);
  else if (M > FEW || transposeA) return false;
  else if (transposeB) dots(backend, [a, b, c], M, N, K);
  else combine(backend, [a, b, c], M, K, N);
  return true;
}

/** Sums of a row's products with all rows of a matrix. */
function dots(backend: ThreadsBackend, pointers: number[], rows: number, count: number, length: number) {
  const grain = Math.max(1, Math.ceil(PART / (rows * length)));
  backend.pool.run('dotRows', [...pointers, rows, count, length], count, grain);
}

/** Sums of a matrix's rows, each times a number. */
function combine(backend: ThreadsBackend, pointers: number[], rows: number, depth: number, columns: number) {
  const grain = Math.max(1, Math.ceil(PART / (rows * depth * WIDE)));
  backend.pool.run('rowsTimesMatrix', [...pointers, rows, depth, columns], Math.ceil(columns / WIDE), grain);
}

/** A long one in parts of a fixed length, whose sums are then added in order. */
function dotProduct(backend: ThreadsBackend, a: number, b: number, c: number, length: number): void {
  const parts = Math.ceil(length / LONG);
  if (parts === 1) return dots(backend, [a, b, c], 1, 1, length);
  backend.lend(parts * 4, (sums) => {
    backend.pool.run('dotParts', [a, b, sums, length, LONG], parts, 2);
    backend.pool.run('sumRows', [sums, c, 1, parts, 1, ONE], 1, 1);
  });
}

/** The bits of 1 as a float. */
const ONE = 0x3f800000;
