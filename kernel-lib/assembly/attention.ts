/**
 * Attention without its matrix of weights (FlashAttention; Dao, 2022): block by block of keys, with the softmax corrected
 * as larger scores come. A unit is a block of queries of one head. Kept of each query: logSum, the logarithm (base 2) of
 * the sum of 2^score, or +Infinity where it sees nothing, so that the gradient finds weights 2^(score − logSum) of 0.
 */
import { clear, copySegments, fold, Head, headOf, hide, packTail, packTransposed, scaleRow, scoresOf, seen, take, weighQueries } from './heads';
import * as math from './math';
import { madd, word } from './simd';

/** Of the queries of a block, in the scratch memory. */
@unmanaged
class Rows {
  scores: usize;
  /** How many of the block of keys are still to be looked at. */
  open: usize;
  /** Eight values a row, to be folded. */
  parts: usize;
  /** The largest score so far, what is subtracted from the scores, the sum of weights, the last correction of that. */
  largest: usize;
  shifts: usize;
  sums: usize;
  factors: usize;
}

export function attention(args: usize, from: i32, to: i32, scratch: usize): void {
  const rows = word(args, 14);
  const blocks = (word(args, 9) + rows - 1) / rows;
  for (let unit = from; unit < to; unit++) {
    const index = unit / blocks;
    const head = headOf(args, index, scratch);
    const first = (unit - index * blocks) * rows;
    attend(head, first, min(rows, head.T - first));
  }
}

function rowsOf(head: Head): Rows {
  const rows = changetype<Rows>(take(head, offsetof<Rows>()));
  const four = (head.rows + 3) & ~3;
  rows.scores = take(head, head.rows * head.keys * 4);
  rows.open = take(head, four * 4);
  rows.parts = take(head, four * 32);
  rows.largest = take(head, four * 4);
  rows.shifts = take(head, four * 4);
  rows.sums = take(head, four * 4);
  rows.factors = take(head, four * 4);
  return rows;
}

function attend(head: Head, first: i32, count: i32): void {
  const rows = rowsOf(head);
  const packed = take(head, head.d * head.keys * 4);
  const tail = take(head, head.keys * 64);
  const segments = take(head, head.keys * 4);
  const out = head.out + <usize>first * head.stride;
  const end = seen(head, first + count - 1, 0, head.S);
  // The first block is always done: it sets what is not seen to zero.
  for (let start = 0; start === 0 || start < end; start += head.keys) {
    const keys = min(head.keys, head.S - start);
    const v = head.v + <usize>start * head.stride;
    const only = copySegments(head, start, keys, segments);
    packTransposed(head.k + <usize>start * head.stride, head.stride, keys, head.d, head.scoreScale, packed);
    packTail(v, head.stride, keys, head.d, tail);
    scoresOf(head, head.q + <usize>first * head.stride, first, count, start, keys, packed, rows.scores);
    findLargest(head, rows, first, count, start, keys, only, segments);
    findShifts(rows, count, start > 0);
    exponentials(head, rows, first, count, start, keys);
    findSums(rows, count, start > 0);
    if (start > 0) correct(head, rows, count, out);
    weighQueries(head, rows.scores, first, count, start, keys, v, tail, out, start > 0);
  }
  finish(head, rows, first, count, out);
}

/** Applies the mask, and takes the largest scores, eight of a row. */
function findLargest(head: Head, rows: Rows, first: i32, count: i32, start: i32, keys: i32, only: i32, segments: usize): void {
  for (let r = 0; r < count; r++) {
    let row = rows.scores + (<usize>(r * head.keys) << 2);
    const segment = load<i32>(head.segmentsQ + (<usize>(first + r) << 2));
    const open = hide(row, seen(head, first + r, start, keys), head.keys, segment, only, segments);
    store<i32>(rows.open + (<usize>r << 2), open);
    let a = f32x4.splat(-Infinity);
    let b = a;
    for (const end = row + (<usize>open << 2); row < end; row += 32) {
      a = f32x4.pmax(a, v128.load(row));
      b = f32x4.pmax(b, v128.load(row, 16));
    }
    v128.store(rows.parts + (<usize>r << 5), a);
    v128.store(rows.parts + (<usize>r << 5), b, 16);
  }
}

/** Four rows at a time. */
function findShifts(rows: Rows, count: i32, more: bool): void {
  const none = f32x4.splat(-Infinity);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const before = more ? v128.load(rows.largest + at) : none;
    const largest = f32x4.pmax(before, fold(rows.parts + (at << 3), true));
    // Where all is hidden, any finite number does: all weights are 2^−Infinity.
    const shift = v128.andnot(largest, f32x4.eq(largest, none));
    v128.store(rows.largest + at, largest);
    v128.store(rows.shifts + at, shift);
    if (more) v128.store(rows.factors + at, math.exp(f32x4.mul(f32x4.sub(before, shift), f32x4.splat(0.69314718))));
  }
}

/** Scores become weights 2^(score − largest); their sums, eight of a row. */
function exponentials(head: Head, rows: Rows, first: i32, count: i32, start: i32, keys: i32): void {
  const table = math.EXP2;
  const c6 = v128.load32_splat(table, 0);
  const c5 = v128.load32_splat(table, 4);
  const c4 = v128.load32_splat(table, 8);
  const c3 = v128.load32_splat(table, 12);
  const c2 = v128.load32_splat(table, 16);
  const c1 = v128.load32_splat(table, 20);
  const c0 = v128.load32_splat(table, 24);
  const whole = v128.load32_splat(table, 28);
  const least = v128.load32_splat(table, 32);
  for (let r = 0; r < count; r++) {
    const begin = rows.scores + (<usize>(r * head.keys) << 2);
    const open = load<i32>(rows.open + (<usize>r << 2));
    const shift = v128.load32_splat(rows.shifts + (<usize>r << 2));
    let a = f32x4.splat(0);
    let b = a;
    let row = begin;
    for (const end = row + (<usize>open << 2); row < end; row += 32) {
      const x0 = f32x4.sub(v128.load(row), shift);
      const x1 = f32x4.sub(v128.load(row, 16), shift);
      const y0 = math.exp2(x0, c6, c5, c4, c3, c2, c1, c0, whole, least);
      const y1 = math.exp2(x1, c6, c5, c4, c3, c2, c1, c0, whole, least);
      v128.store(row, y0);
      v128.store(row, y1, 16);
      a = f32x4.add(a, y0);
      b = f32x4.add(b, y1);
    }
    v128.store(rows.parts + (<usize>r << 5), a);
    v128.store(rows.parts + (<usize>r << 5), b, 16);
    clear(begin, (open + 7) & ~7, seen(head, first + r, start, keys), head.keys);
  }
}

function findSums(rows: Rows, count: i32, more: bool): void {
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const sum = fold(rows.parts + (at << 3), false);
    const before = more ? f32x4.mul(v128.load(rows.sums + at), v128.load(rows.factors + at)) : f32x4.splat(0);
    v128.store(rows.sums + at, f32x4.add(before, sum));
  }
}

/** What there is of the results is made to fit the new largest scores. */
function correct(head: Head, rows: Rows, count: i32, out: usize): void {
  for (let r = 0; r < count; r++) {
    const factor = load<f32>(rows.factors + (<usize>r << 2));
    if (factor !== 1) scaleRow(out, head.d, factor);
    out += head.stride;
  }
}

function finish(head: Head, rows: Rows, first: i32, count: i32, out: usize): void {
  const zero = f32x4.splat(0);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const sum = v128.load(rows.sums + at);
    const blind = f32x4.eq(sum, zero);
    const log = madd(math.log(sum), f32x4.splat(1.44269504), v128.load(rows.largest + at));
    v128.store(rows.shifts + at, v128.bitselect(f32x4.splat(Infinity), log, blind));
    v128.store(rows.factors + at, v128.andnot(f32x4.div(f32x4.splat(1), sum), blind));
  }
  memory.copy(head.logSum + (<usize>first << 2), rows.shifts, <usize>count << 2);
  for (let r = 0; r < count; r++) {
    scaleRow(out, head.d, load<f32>(rows.factors + (<usize>r << 2)));
    out += head.stride;
  }
}
