/**
 * C = op(A) · op(B), as GotoBLAS does it: both sides are packed into panels that the innermost step reads in order, so
 * a transpose costs nothing more. Letters: M rows of C, N columns, K the depth. Two jobs, one after the other:
 * `packRight` lays B out (a unit is a panel of 16 columns), `multiply` fills C (a unit is a block of rows by a block
 * of panels). Every value of C is one thread's work and is summed over K in blocks of DEPTH in one order, so the bits
 * do not depend on how the work was shared out.
 */
import { pointer, word } from './simd';
import { tile } from './tile';

const ROWS: i32 = 6;
const COLUMNS: i32 = 16;
/** A panel of B is DEPTH·16 floats = 16 KB: it stays in the first cache while the rows go by. */
const DEPTH: i32 = 256;

/**
 * A panel of packed B: K rows of 16 values, zeros where N ends.
 * Arguments: 0 B, 1 packed, 2 N, 3 K, 4 stride of k, 5 stride of n (both in floats), 6 panels in a matrix,
 * 7 offsets of the matrices of B (in floats).
 */
export function packRight(args: usize, from: i32, to: i32, scratch: usize): void {
  const N = word(args, 2);
  const K = word(args, 3);
  const strideK = <usize>word(args, 4) << 2;
  const strideN = <usize>word(args, 5) << 2;
  const panels = word(args, 6);
  const offsets = pointer(args, 7);
  for (let unit = from; unit < to; unit++) {
    const matrix = unit / panels;
    const n = (unit - matrix * panels) * COLUMNS;
    const source = pointer(args, 0) + (load<usize>(offsets + (<usize>matrix << 2)) << 2) + <usize>n * strideN;
    const target = pointer(args, 1) + <usize>unit * <usize>K * 64;
    const columns = min(COLUMNS, N - n);
    if (strideN === 4 && columns === COLUMNS) copyRows(source, target, K, strideK);
    else if (strideK === 4 && columns === COLUMNS) turnColumns(source, target, K, strideN);
    else gather(source, target, K, columns, strideK, strideN);
  }
}

function copyRows(source: usize, target: usize, K: i32, stride: usize): void {
  for (let k = 0; k < K; k++) {
    v128.store(target, v128.load(source), 0);
    v128.store(target, v128.load(source, 16), 16);
    v128.store(target, v128.load(source, 32), 32);
    v128.store(target, v128.load(source, 48), 48);
    source += stride;
    target += 64;
  }
}

/** B is stored by columns: blocks of 4×4 are turned in registers. */
function turnColumns(source: usize, target: usize, K: i32, stride: usize): void {
  let k = 0;
  for (; k + 4 <= K; k += 4) {
    for (let j = 0; j < 4; j++) {
      const at = source + <usize>(j << 2) * stride + (<usize>k << 2);
      turn4(at, stride, target + (<usize>k << 6) + (<usize>j << 4), 64);
    }
  }
  for (; k < K; k++) {
    for (let j = 0; j < COLUMNS; j++) {
      const value = load<f32>(source + <usize>j * stride + (<usize>k << 2));
      store<f32>(target + (<usize>k << 6) + (<usize>j << 2), value);
    }
  }
}

/** Four rows of four, `stride` bytes apart, become four columns, `step` bytes apart. */
@inline
export function turn4(source: usize, stride: usize, target: usize, step: usize): void {
  const r0 = v128.load(source);
  const r1 = v128.load(source + stride);
  const r2 = v128.load(source + 2 * stride);
  const r3 = v128.load(source + 3 * stride);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f64>(t0, t2, 0, 2));
  v128.store(target + step, v128.shuffle<f64>(t0, t2, 1, 3));
  v128.store(target + 2 * step, v128.shuffle<f64>(t1, t3, 0, 2));
  v128.store(target + 3 * step, v128.shuffle<f64>(t1, t3, 1, 3));
}

function gather(source: usize, target: usize, K: i32, columns: i32, strideK: usize, strideN: usize): void {
  for (let k = 0; k < K; k++) {
    let at = source;
    let j = 0;
    for (; j < columns; j++) {
      store<f32>(target + (<usize>j << 2), load<f32>(at));
      at += strideN;
    }
    for (; j < COLUMNS; j++) store<f32>(target + (<usize>j << 2), 0);
    source += strideK;
    target += 64;
  }
}

/** `rows` rows of A from `source`, `depth` deep, in panels of six; zeros where the rows end. */
function packLeft(source: usize, target: usize, rows: i32, depth: i32, strideM: usize, strideK: usize): void {
  const whole = rows - (rows % ROWS);
  if (strideM === 4) {
    for (let m = 0; m < whole; m += EIGHT_PANELS) {
      const panels = min(EIGHT_PANELS, whole - m) / ROWS;
      packColumns(source + (<usize>m << 2), target + <usize>(m * depth) * 4, depth, strideK, panels);
    }
  } else {
    for (let m = 0; m < whole; m += ROWS) {
      packSixRows(source + <usize>m * strideM, target + <usize>(m * depth) * 4, depth, strideM, strideK);
    }
  }
  if (whole === rows) return;
  packRest(source + <usize>whole * strideM, target + <usize>(whole * depth) * 4, rows - whole, depth, strideM, strideK);
}

/** The rows of eight panels. Where A is stored by columns, the values that lie side by side are read at once. */
const EIGHT_PANELS: i32 = 48;

function packColumns(at: usize, target: usize, depth: i32, strideK: usize, panels: i32): void {
  const step = <usize>depth * 24;
  for (let k = 0; k < depth; k++) {
    let from = at;
    let to = target;
    for (let panel = 0; panel < panels; panel++) {
      v128.store(to, v128.load(from));
      store<u64>(to, load<u64>(from, 16), 16);
      from += 24;
      to += step;
    }
    at += strideK;
    target += 24;
  }
}

function packSixRows(start: usize, target: usize, depth: i32, strideM: usize, strideK: usize): void {
  let k = 0;
  if (strideK === 4) {
    // Blocks of 4×4 and of 2×4 are turned in registers.
    for (; k + 4 <= depth; k += 4) {
      const at = start + (<usize>k << 2);
      const to = target + <usize>k * 24;
      turn4(at, strideM, to, 24);
      const r4 = v128.load(at + 4 * strideM);
      const r5 = v128.load(at + 5 * strideM);
      const low = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
      const high = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
      v128.store_lane<u64>(to, low, 0, 16);
      v128.store_lane<u64>(to, low, 1, 40);
      v128.store_lane<u64>(to, high, 0, 64);
      v128.store_lane<u64>(to, high, 1, 88);
    }
  }
  for (; k < depth; k++) {
    const at = start + <usize>k * strideK;
    const to = target + <usize>k * 24;
    for (let r = 0; r < ROWS; r++) store<f32>(to + (<usize>r << 2), load<f32>(at + <usize>r * strideM));
  }
}

function packRest(start: usize, target: usize, count: i32, depth: i32, strideM: usize, strideK: usize): void {
  for (let k = 0; k < depth; k++) {
    for (let r = 0; r < ROWS; r++) {
      const value: f32 = r < count ? load<f32>(start + <usize>r * strideM) : 0;
      store<f32>(target + <usize>(k * ROWS + r) * 4, value);
    }
    start += strideK;
  }
}

/**
 * Arguments: 0 A, 1 packed B, 2 C, 3 M, 4 N, 5 K, 6 stride of m, 7 stride of k (in floats), 8 rows in a block,
 * 9 panels in a block, 10 blocks of rows, 11 blocks of panels, 12 offsets of A's matrices (in floats),
 * 13 places of B's packed matrices (in matrices), 14 whether 256-bit vectors are to be had, 15 whether to add to what
 * C holds, 16 what is done with each value at the end (see `finish`), 17 another matrix of C's shape for it.
 * A unit is (matrix, block of rows, block of panels), the last the fastest.
 */
export function multiply(args: usize, from: i32, to: i32, scratch: usize): void {
  const rowBlocks = word(args, 10);
  const panelBlocks = word(args, 11);
  const blocks = rowBlocks * panelBlocks;
  for (let unit = from; unit < to; unit++) {
    const matrix = unit / blocks;
    const rest = unit - matrix * blocks;
    const rowBlock = rest / panelBlocks;
    multiplyBlock(args, matrix, rowBlock, rest - rowBlock * panelBlocks, scratch);
  }
}

function multiplyBlock(args: usize, matrix: i32, rowBlock: i32, panelBlock: i32, scratch: usize): void {
  const M = word(args, 3);
  const N = word(args, 4);
  const K = word(args, 5);
  const strideM = <usize>word(args, 6) << 2;
  const strideK = <usize>word(args, 7) << 2;
  const m = rowBlock * word(args, 8);
  const rows = min(word(args, 8), M - m);
  const panels = (N + COLUMNS - 1) / COLUMNS;
  const firstPanel = panelBlock * word(args, 9);
  const lastPanel = min(firstPanel + word(args, 9), panels);
  const wide = word(args, 14) !== 0;
  const add = word(args, 15) !== 0;
  const at = <usize>matrix << 2;
  const A = pointer(args, 0) + (load<usize>(pointer(args, 12) + at) << 2) + <usize>m * strideM;
  const B = pointer(args, 1) + load<usize>(pointer(args, 13) + at) * <usize>(panels * K) * 64;
  const C = pointer(args, 2) + (<usize>matrix * <usize>M + <usize>m) * <usize>N * 4;
  // The first floats of the scratch memory hold a tile that hangs over the edge of C.
  const packed = scratch + 512;
  for (let k = 0; k < K; k += DEPTH) {
    const depth = min(DEPTH, K - k);
    packLeft(A + <usize>k * strideK, packed, rows, depth, strideM, strideK);
    for (let panel = firstPanel; panel < lastPanel; panel++) {
      const right = B + (<usize>panel * <usize>K + <usize>k) * 64;
      const n = panel * COLUMNS;
      column(packed, right, depth, C + (<usize>n << 2), rows, min(COLUMNS, N - n), <usize>N << 2, add || k > 0, scratch, wide);
    }
  }
  if (word(args, 16) === 0) return;
  const first = firstPanel * COLUMNS;
  const start = C + (<usize>first << 2);
  const other = pointer(args, 17) - pointer(args, 2);
  finish(word(args, 16), start, other, rows, min(lastPanel * COLUMNS, N) - first, <usize>N << 2);
}

const ADD: i32 = 1;
const RELU_SQUARED: i32 = 2;

/**
 * A last step while the block is still in the cache. 1: y + other; 2: max(y, 0)²; 3: y times the gradient of max(x, 0)²,
 * which is 2·max(x, 0) = 2·√other where `other` is max(x, 0)².
 * @param other - bytes from a value to its partner in the other matrix
 */
function finish(step: i32, y: usize, other: usize, rows: i32, columns: i32, stride: usize): void {
  for (let row = 0; row < rows; row++) {
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      const at = y + (<usize>j << 2);
      v128.store(at, last(step, v128.load(at), at + other, 4));
    }
    for (; j < columns; j++) {
      const at = y + (<usize>j << 2);
      v128.store_lane<f32>(at, last(step, v128.load32_splat(at), at + other, 1), 0);
    }
    y += stride;
  }
}

@inline
function last(step: i32, value: v128, other: usize, lanes: i32): v128 {
  if (step === RELU_SQUARED) {
    const positive = f32x4.max(value, f32x4.splat(0));
    return f32x4.mul(positive, positive);
  }
  const partner = lanes === 4 ? v128.load(other) : v128.load32_splat(other);
  if (step === ADD) return f32x4.add(value, partner);
  const root = f32x4.sqrt(partner);
  return f32x4.mul(value, f32x4.add(root, root));
}

/** All panels of rows against one panel of columns. */
function column(
  left: usize,
  right: usize,
  depth: i32,
  c: usize,
  rows: i32,
  columns: i32,
  stride: usize,
  more: bool,
  edge: usize,
  wide: bool,
): void {
  for (let m = 0; m < rows; m += ROWS) {
    if (columns === COLUMNS && m + ROWS <= rows) {
      tile(left, right, depth, c, stride, more, wide);
    } else {
      tile(left, right, depth, edge, 64, false, wide);
      copyEdge(edge, c, min(ROWS, rows - m), columns, stride, more);
    }
    left += <usize>depth * 24;
    c += stride * ROWS;
  }
}

function copyEdge(edge: usize, c: usize, rows: i32, columns: i32, stride: usize, more: bool): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>r * stride + (<usize>j << 2);
      const value = load<f32>(edge + (<usize>(r * COLUMNS + j) << 2));
      store<f32>(at, more ? load<f32>(at) + value : value);
    }
  }
}
