/**
 * What attention and its gradient share: one head of one row of the batch, seen as matrices in place, the mask, and the
 * products of a block of queries with a block of keys. Letters: T queries, S keys, H heads, d width of a head. A matrix
 * of a head is [T, d] or [S, d] with `stride` bytes from row to row; scores are [rows, keys] in the thread's scratch
 * memory. Keys that the rule of causal rows hides wholly are passed over: in a block, a query sees the first `seen(…)`
 * keys at most.
 */
import { float, pointer, word } from './simd';
import { across, along, COLUMNS, ROWS } from './strided';

/**
 * Arguments of all three kernels: addresses 0 q, 1 k, 2 v, 3 and 4 segments of queries and of keys, 5 causal, 6 prefix,
 * 7 out, 8 logSum; numbers 9 T, 10 S, 11 H, 12 d, 13 offset, 14 queries in a block, 15 keys in a block (a multiple of
 * 16), 16 whether 256-bit vectors are to be had, 17 scale (float). The gradient's: addresses 18 dy, 19 dq, 20 dk, 21 dv,
 * 22 Σ dy·out of each query, laid out as logSum.
 */
@unmanaged
export class Head {
  q: usize;
  k: usize;
  v: usize;
  segmentsQ: usize;
  segmentsK: usize;
  out: usize;
  logSum: usize;
  T: i32;
  S: i32;
  d: i32;
  /** Queries and keys in a block. */
  rows: i32;
  keys: i32;
  stride: usize;
  scale: f32;
  /** Scores are in units of log 2: 2^score is cheaper than e^score. */
  scoreScale: f32;
  wide: bool;
  /** Query i may see the keys before max(i + reach, prefix), as far as there are any. */
  reach: i32;
  prefix: i32;
  /** In the scratch memory: a tile that hangs over an edge, then what the kernel puts there. */
  edge: usize;
  free: usize;
}

/** Head number `index` of all [B, H]; it lies at the begin of the scratch memory. */
export function headOf(args: usize, index: i32, scratch: usize): Head {
  const head = changetype<Head>(scratch);
  const H = word(args, 11);
  const b = index / H;
  const h = index - b * H;
  head.T = word(args, 9);
  head.S = word(args, 10);
  head.d = word(args, 12);
  head.rows = word(args, 14);
  head.keys = word(args, 15);
  head.wide = word(args, 16) !== 0;
  head.scale = float(args, 17);
  head.scoreScale = <f32>(<f64>head.scale * 1.4426950408889634);
  head.stride = <usize>(H * head.d) << 2;
  head.q = pointer(args, 0) + startOf(head, b, head.T, h);
  head.k = pointer(args, 1) + startOf(head, b, head.S, h);
  head.v = pointer(args, 2) + startOf(head, b, head.S, h);
  head.segmentsQ = pointer(args, 3) + (<usize>(b * head.T) << 2);
  head.segmentsK = pointer(args, 4) + (<usize>(b * head.S) << 2);
  head.out = pointer(args, 7) + startOf(head, b, head.T, h);
  head.logSum = pointer(args, 8) + (<usize>(index * head.T) << 2);
  const causal = word(pointer(args, 5), b) !== 0;
  head.reach = word(args, 13) + 1;
  head.prefix = causal ? word(pointer(args, 6), b) : head.S;
  head.edge = scratch + 256;
  head.free = scratch + 1024;
  return head;
}

/** Where head h of row b begins in a tensor [B, length, H, d]. */
@inline
export function startOf(head: Head, b: i32, length: i32, h: i32): usize {
  return <usize>(b * length) * head.stride + (<usize>(h * head.d) << 2);
}

/** Takes bytes of the scratch memory. */
@inline
export function take(head: Head, bytes: i32): usize {
  const at = head.free;
  head.free = (at + <usize>bytes + 63) & ~63;
  return at;
}

/** How many keys of the block from `start` query i may see, by the causal rule alone. It never falls with i. */
@inline
export function seen(head: Head, i: i32, start: i32, count: i32): i32 {
  return max(0, min(count, max(i + head.reach, head.prefix) - start));
}

/** The first of `rows` queries from `first` that may see key j, by the causal rule alone; `rows` if none does. */
@inline
export function firstToSee(head: Head, j: i32, first: i32, rows: i32): i32 {
  return j < head.prefix ? 0 : max(0, min(rows, j + 1 - head.reach - first));
}

/**
 * The segments of a block of keys, zeros behind them up to a whole vector of 8. Returns the one segment that they all
 * have, or −1.
 */
export function copySegments(head: Head, start: i32, count: i32, target: usize): i32 {
  const source = head.segmentsK + (<usize>start << 2);
  const one = load<i32>(source);
  let same = true;
  for (let j = 0; j < count; j++) {
    const segment = load<i32>(source + (<usize>j << 2));
    store<i32>(target + (<usize>j << 2), segment);
    same = same && segment === one;
  }
  for (let j = count; j < head.keys; j++) store<i32>(target + (<usize>j << 2), 0);
  return same ? one : -1;
}

const HIDDEN = f32x4.splat(-Infinity);

/**
 * Makes the scores of a query −Infinity where its mask hides the key, and so at least up to a whole vector of 8.
 * @param n - so many of the keys may be seen by the causal rule
 * @param keys - the length of a row of scores
 * @param segment - of the query
 * @param only - the one segment of the keys, or −1, then `segments` counts
 * @returns how many keys are still to be looked at: n, or 0 where all are hidden
 */
@inline
export function hide(scores: usize, n: i32, keys: i32, segment: i32, only: i32, segments: usize): i32 {
  if (n === 0 || segment === 0) return 0;
  if (only !== -1) {
    if (only !== segment) return 0;
  } else {
    const own = i32x4.splat(segment);
    for (let j: usize = 0, end = <usize>n << 2; j < end; j += 16) {
      const together = i32x4.eq(v128.load(segments + j), own);
      v128.store(scores + j, v128.bitselect(v128.load(scores + j), HIDDEN, together));
    }
  }
  if (n + 8 <= keys) {
    v128.store(scores + (<usize>n << 2), HIDDEN);
    v128.store(scores + (<usize>n << 2), HIDDEN, 16);
  } else {
    for (let j = n; j < keys; j++) store<f32>(scores + (<usize>j << 2), -Infinity);
  }
  return n;
}

/** Zeros from column `from` up to where the products of the rows around may look: five columns behind n. */
@inline
export function clear(row: usize, from: i32, n: i32, keys: i32): void {
  const end = min(keys, (n + 15) & ~7);
  for (let j = from; j < end; j += 8) {
    v128.store(row + (<usize>j << 2), f32x4.splat(0), 0);
    v128.store(row + (<usize>j << 2), f32x4.splat(0), 16);
  }
}

/** A[count, d]·scale, transposed: panels of 16 columns, [count/16][d][16], zeros behind the last. */
export function packTransposed(source: usize, stride: usize, count: i32, d: i32, scale: f32, target: usize): void {
  for (let first = 0; first < count; first += COLUMNS) {
    for (let j = first; j < first + COLUMNS; j += 4) {
      const from = source + <usize>j * stride;
      const to = target + (<usize>(j - first) << 2);
      if (j + 4 <= count) fourColumns(from, stride, d, scale, to);
      else for (let i = 0; i < 4; i++) column(from + <usize>i * stride, j + i < count ? d : 0, d, scale, to + (<usize>i << 2));
    }
    target += <usize>d << 6;
  }
}

function fourColumns(source: usize, stride: usize, d: i32, scale: f32, target: usize): void {
  const factor = f32x4.splat(scale);
  let second = source + stride;
  let third = second + stride;
  let fourth = third + stride;
  let i = 0;
  for (; i + 4 <= d; i += 4) {
    const r0 = f32x4.mul(v128.load(source), factor);
    const r1 = f32x4.mul(v128.load(second), factor);
    const r2 = f32x4.mul(v128.load(third), factor);
    const r3 = f32x4.mul(v128.load(fourth), factor);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(t0, t2, 0, 2));
    v128.store(target, v128.shuffle<f64>(t0, t2, 1, 3), 64);
    v128.store(target, v128.shuffle<f64>(t1, t3, 0, 2), 128);
    v128.store(target, v128.shuffle<f64>(t1, t3, 1, 3), 192);
    source += 16;
    second += 16;
    third += 16;
    fourth += 16;
    target += 256;
  }
  if (i === d) return;
  column(source, d - i, d - i, scale, target);
  column(second, d - i, d - i, scale, target + 4);
  column(third, d - i, d - i, scale, target + 8);
  column(fourth, d - i, d - i, scale, target + 12);
}

/** One row of the source becomes a column of the panel, zeros behind the first `filled` values. */
@inline
function column(source: usize, filled: i32, d: i32, scale: f32, target: usize): void {
  for (let i = 0; i < d; i++) {
    const value: f32 = i < filled ? load<f32>(source + (<usize>i << 2)) * scale : 0;
    store<f32>(target + (<usize>i << 6), value);
  }
}

/** The last columns of a matrix [count, d] whose width is no multiple of 16, with zeros behind: [count, 16]. */
export function packTail(source: usize, stride: usize, count: i32, d: i32, target: usize): void {
  const whole = d & ~15;
  if (whole === d) return;
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < COLUMNS; i++) {
      const value: f32 = whole + i < d ? load<f32>(source + (<usize>(whole + i) << 2)) : 0;
      store<f32>(target + (<usize>i << 2), value);
    }
    source += stride;
    target += 64;
  }
}

/** scores[rows, count] = A · a packed matrix, without the panels that no query of six may see. */
export function scoresOf(head: Head, a: usize, first: i32, rows: i32, start: i32, count: i32, packed: usize, scores: usize): void {
  const rowC = <usize>head.keys << 2;
  const panel = <usize>head.d << 6;
  for (let r = 0; r < rows; r += ROWS) {
    const six = min(ROWS, rows - r);
    const end = seen(head, first + r + six - 1, start, count);
    const left = a + <usize>r * head.stride;
    let b = packed;
    let c = scores + <usize>r * rowC;
    for (let j = 0; j < end; j += COLUMNS) {
      along(left, head.stride, six, b, 64, head.d, c, rowC, false, head.wide);
      b += panel;
      c += 64;
    }
  }
}

/** C[rows, d] = or += scores[rows, count] · B[count, d]; the sums end where a query's keys end. */
export function weighQueries(
  head: Head, scores: usize, first: i32, rows: i32, start: i32, count: i32, b: usize, tail: usize, c: usize, more: bool,
): void {
  const rowA = <usize>head.keys << 2;
  const whole = head.d & ~15;
  for (let r = 0; r < rows; r += ROWS) {
    const six = min(ROWS, rows - r);
    const depth = seen(head, first + r + six - 1, start, count);
    if (depth === 0 && more) continue;
    const a = scores + <usize>r * rowA;
    const row = c + <usize>r * head.stride;
    for (let i = 0; i < whole; i += COLUMNS) {
      const at = <usize>i << 2;
      along(a, rowA, six, b + at, head.stride, depth, row + at, head.stride, more, head.wide);
    }
    if (whole === head.d) continue;
    along(a, rowA, six, tail, 64, depth, head.edge, 64, false, head.wide);
    copyEdge(head.edge, row + (<usize>whole << 2), six, head.d - whole, head.stride, more);
  }
}

/** C[count, d] = or += scores[rows, count]ᵀ · B[rows, d]; the sums begin where a key is first seen. */
export function weighKeys(
  head: Head, scores: usize, first: i32, rows: i32, start: i32, count: i32, b: usize, tail: usize, c: usize, more: bool,
): void {
  const step = <usize>head.keys << 2;
  const whole = head.d & ~15;
  for (let j = 0; j < count; j += ROWS) {
    const six = min(ROWS, count - j);
    const skip = firstToSee(head, start + j, first, rows);
    if (skip === rows && more) continue;
    const depth = rows - skip;
    const a = scores + <usize>skip * step + (<usize>j << 2);
    const right = b + <usize>skip * head.stride;
    const row = c + <usize>j * head.stride;
    for (let i = 0; i < whole; i += COLUMNS) {
      const at = <usize>i << 2;
      if (six === ROWS) {
        across(a, step, right + at, head.stride, depth, row + at, head.stride, more, head.wide);
      } else {
        across(a, step, right + at, head.stride, depth, head.edge, 64, false, head.wide);
        copyEdge(head.edge, row + at, six, COLUMNS, head.stride, more);
      }
    }
    if (whole === head.d) continue;
    across(a, step, tail + (<usize>skip << 6), 64, depth, head.edge, 64, false, head.wide);
    copyEdge(head.edge, row + (<usize>whole << 2), six, head.d - whole, head.stride, more);
  }
}

function copyEdge(edge: usize, c: usize, rows: i32, columns: i32, stride: usize, more: bool): void {
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      const at = c + (<usize>i << 2);
      const value = load<f32>(edge + (<usize>i << 2));
      store<f32>(at, more ? load<f32>(at) + value : value);
    }
    edge += 64;
    c += stride;
  }
}

/** Multiplies a row of d values. */
@inline
export function scaleRow(row: usize, d: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let i = 0;
  for (; i + 8 <= d; i += 8) {
    const low = f32x4.mul(v128.load(row), factors);
    const high = f32x4.mul(v128.load(row, 16), factors);
    v128.store(row, low);
    v128.store(row, high, 16);
    row += 32;
  }
  for (; i < d; i++) {
    store<f32>(row, load<f32>(row) * factor);
    row += 4;
  }
}

@inline
function join(a: v128, b: v128, largest: bool): v128 {
  return largest ? f32x4.pmax(a, b) : f32x4.add(a, b);
}

/** Of four rows of eight values the four sums, or the largest. */
@inline
export function fold(parts: usize, largest: bool): v128 {
  const r0 = join(v128.load(parts, 0), v128.load(parts, 16), largest);
  const r1 = join(v128.load(parts, 32), v128.load(parts, 48), largest);
  const r2 = join(v128.load(parts, 64), v128.load(parts, 80), largest);
  const r3 = join(v128.load(parts, 96), v128.load(parts, 112), largest);
  const s0 = join(v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), largest);
  const s1 = join(v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), v128.shuffle<f32>(r2, r3, 2, 6, 3, 7), largest);
  return join(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3), largest);
}
