/**
 * Attention without its matrix of weights (FlashAttention; Dao, 2022): block by block of keys, with the softmax corrected
 * as larger scores come. A unit is a block of queries of one head. Kept of each query: logSum, the logarithm of the sum
 * of exp(score), or +Infinity where it sees nothing, so that the gradient finds weights exp(score − logSum) of 0.
 */
import { clear, copySegments, Head, headOf, hide, packTail, packTransposed, scaleRow, scoresOf, seen, sumOf, take, weighQueries } from './heads';
import * as math from './math';
import { word } from './simd';

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

function attend(head: Head, first: i32, rows: i32): void {
  const d = head.d;
  const scores = take(head, rows * head.keys * 4);
  const packed = take(head, d * head.keys * 4);
  const tail = take(head, head.keys * 64);
  const segments = take(head, head.keys * 4);
  const largest = take(head, rows * 4);
  const sums = take(head, rows * 4);
  const out = head.out + <usize>first * head.stride;
  const end = seen(head, first + rows - 1, 0, head.S);
  // The first block is always done: it sets what is not seen to zero.
  for (let start = 0; start === 0 || start < end; start += head.keys) {
    const count = min(head.keys, head.S - start);
    const v = head.v + <usize>start * head.stride;
    const only = copySegments(head, start, count, segments);
    packTransposed(head.k + <usize>start * head.stride, head.stride, count, d, head.scale, packed);
    packTail(v, head.stride, count, d, tail);
    scoresOf(head, head.q + <usize>first * head.stride, first, rows, start, count, packed, scores);
    for (let r = 0; r < rows; r++) {
      const row = scores + (<usize>(r * head.keys) << 2);
      const n = seen(head, first + r, start, count);
      const segment = load<i32>(head.segmentsQ + (<usize>(first + r) << 2));
      const open = hide(row, n, segment, only, segments);
      const at = <usize>r << 2;
      weights(row, open, largest + at, sums + at, start > 0, out + <usize>r * head.stride, d);
      clear(row, (open + 7) & ~7, n, head.keys);
    }
    weighQueries(head, scores, first, rows, start, count, v, tail, out, start > 0);
  }
  finish(head, first, rows, largest, sums);
}

/** Scores become weights exp(score − largest); what there is of the sums is made to fit a new largest one. */
function weights(row: usize, n: i32, largest: usize, sum: usize, more: bool, out: usize, d: i32): void {
  const before: f32 = more ? load<f32>(largest) : -Infinity;
  const best = max(before, largestOf(row, n));
  // Where all is hidden, any finite number does: all weights are exp(−Infinity).
  const shift: f32 = best === -Infinity ? 0 : best;
  let total: f32 = more ? load<f32>(sum) : 0;
  if (more && best !== before) {
    const factor = f32x4.extract_lane(math.exp(f32x4.splat(before - shift)), 0);
    total *= factor;
    scaleRow(out, d, factor);
  }
  store<f32>(largest, best);
  store<f32>(sum, total + exponentials(row, n, shift));
}

@inline
function largestOf(row: usize, n: i32): f32 {
  let a = f32x4.splat(-Infinity);
  let b = a;
  for (const end = row + (<usize>n << 2); row < end; row += 32) {
    a = f32x4.max(a, v128.load(row));
    b = f32x4.max(b, v128.load(row, 16));
  }
  a = f32x4.max(a, b);
  a = f32x4.max(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2)), 0);
}

/** Returns their sum. */
@inline
function exponentials(row: usize, n: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  for (const end = row + (<usize>n << 2); row < end; row += 32) {
    const first = math.exp(f32x4.sub(v128.load(row), shifts));
    const second = math.exp(f32x4.sub(v128.load(row, 16), shifts));
    v128.store(row, first);
    v128.store(row, second, 16);
    a = f32x4.add(a, first);
    b = f32x4.add(b, second);
  }
  return sumOf(f32x4.add(a, b));
}

function finish(head: Head, first: i32, rows: i32, largest: usize, sums: usize): void {
  let out = head.out + <usize>first * head.stride;
  const logSum = head.logSum + (<usize>first << 2);
  for (let r = 0; r < rows; r++) {
    const at = <usize>r << 2;
    const sum = load<f32>(sums + at);
    const log = f32x4.extract_lane(math.log(f32x4.splat(sum)), 0);
    store<f32>(logSum + at, sum === 0 ? Infinity : load<f32>(largest + at) + log);
    if (sum !== 0) scaleRow(out, head.d, 1 / sum);
    out += head.stride;
  }
}
