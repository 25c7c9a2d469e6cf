/**
 * The gradient of attention. The weights are calculated again, block of queries by block of keys:
 *
 *   P = exp(q·kᵀ·scale − logSum)      dP = dy·vᵀ·scale      dS = P ∘ (dP − Σ dy·out·scale)
 *   dv = Pᵀ·dy      dk = dSᵀ·q      dq = dS·k
 *
 * Either a unit is a head and does it all (`attentionGrad`, after whose first lines the sums Σ dy·out·scale are there), or,
 * where there are few heads, units are blocks: of queries for dq (`attentionGradQueries`), then of keys for dk and dv
 * (`attentionGradKeys`). Both take the blocks in one order and so give the same bits.
 */
import { clear, copySegments, fold, Head, headOf, hide, packTail, packTransposed, scoresOf, seen, startOf, take, weighKeys, weighQueries } from './heads';
import * as math from './math';
import { madd, pointer, word } from './simd';

/** What the gradient needs of a head beside what attention needs. */
@unmanaged
class Slopes {
  dy: usize;
  dq: usize;
  dk: usize;
  dv: usize;
  /** Σ dy·out·scale of each query. */
  dots: usize;
  weights: usize;
  slopes: usize;
  packedK: usize;
  packedV: usize;
  tailK: usize;
  tailQ: usize;
  tailDy: usize;
  segments: usize;
  /** The one segment of the block of keys, or −1. */
  only: i32;
}

function slopesOf(args: usize, index: i32, head: Head): Slopes {
  const grad = changetype<Slopes>(take(head, offsetof<Slopes>()));
  const H = word(args, 11);
  const b = index / H;
  const ofQueries = startOf(head, b, head.T, index - b * H);
  const ofKeys = startOf(head, b, head.S, index - b * H);
  grad.dy = pointer(args, 18) + ofQueries;
  grad.dq = pointer(args, 19) + ofQueries;
  grad.dk = pointer(args, 20) + ofKeys;
  grad.dv = pointer(args, 21) + ofKeys;
  grad.dots = pointer(args, 22) + (<usize>(index * head.T) << 2);
  grad.weights = take(head, head.rows * head.keys * 4);
  grad.slopes = take(head, head.rows * head.keys * 4);
  grad.packedK = take(head, head.d * head.keys * 4);
  grad.packedV = take(head, head.d * head.keys * 4);
  grad.tailK = take(head, head.keys * 64);
  grad.tailQ = take(head, head.rows * 64);
  grad.tailDy = take(head, head.rows * 64);
  grad.segments = take(head, head.keys * 4);
  return grad;
}

/** A unit is a head. */
export function attentionGrad(args: usize, from: i32, to: i32, scratch: usize): void {
  for (let unit = from; unit < to; unit++) {
    const head = headOf(args, unit, scratch);
    const grad = slopesOf(args, unit, head);
    dotRows(head, grad, 0, head.T);
    for (let start = 0; start < head.S; start += head.keys) overQueries(head, grad, start, true);
  }
}

/** A unit is a block of queries of a head. */
export function attentionGradQueries(args: usize, from: i32, to: i32, scratch: usize): void {
  const rows = word(args, 14);
  const blocks = (word(args, 9) + rows - 1) / rows;
  for (let unit = from; unit < to; unit++) {
    const index = unit / blocks;
    const head = headOf(args, index, scratch);
    const grad = slopesOf(args, index, head);
    const first = (unit - index * blocks) * rows;
    const count = min(rows, head.T - first);
    dotRows(head, grad, first, count);
    const end = seen(head, first + count - 1, 0, head.S);
    for (let start = 0; start === 0 || start < end; start += head.keys) {
      packKeys(head, grad, start);
      weigh(head, grad, first, count, start);
      slopeQueries(head, grad, first, count, start);
    }
  }
}

/** A unit is a block of keys of a head. */
export function attentionGradKeys(args: usize, from: i32, to: i32, scratch: usize): void {
  const keys = word(args, 15);
  const blocks = (word(args, 10) + keys - 1) / keys;
  for (let unit = from; unit < to; unit++) {
    const index = unit / blocks;
    const head = headOf(args, index, scratch);
    overQueries(head, slopesOf(args, index, head), (unit - index * blocks) * keys, false);
  }
}

/** A block of keys with all blocks of queries that may see it. */
function overQueries(head: Head, grad: Slopes, start: i32, queriesToo: bool): void {
  const count = min(head.keys, head.S - start);
  packKeys(head, grad, start);
  let more = false;
  for (let first = 0; first < head.T; first += head.rows) {
    const rows = min(head.rows, head.T - first);
    // What nobody sees is set to zero: dk and dv by the last block of queries, dq by the first of keys.
    if (seen(head, first + rows - 1, start, count) === 0 && (more || first + rows < head.T)) {
      if (queriesToo && start === 0) slopeQueries(head, grad, first, rows, start);
      continue;
    }
    weigh(head, grad, first, rows, start);
    slopeKeys(head, grad, first, rows, start, count, more);
    if (queriesToo) slopeQueries(head, grad, first, rows, start);
    more = true;
  }
}

function packKeys(head: Head, grad: Slopes, start: i32): void {
  const count = min(head.keys, head.S - start);
  const at = <usize>start * head.stride;
  grad.only = copySegments(head, start, count, grad.segments);
  packTransposed(head.k + at, head.stride, count, head.d, head.scoreScale, grad.packedK);
  packTransposed(head.v + at, head.stride, count, head.d, head.scale, grad.packedV);
  packTail(head.k + at, head.stride, count, head.d, grad.tailK);
}

/** P and dS of a block. */
function weigh(head: Head, grad: Slopes, first: i32, rows: i32, start: i32): void {
  const count = min(head.keys, head.S - start);
  const at = <usize>first * head.stride;
  scoresOf(head, head.q + at, first, rows, start, count, grad.packedK, grad.weights);
  scoresOf(head, grad.dy + at, first, rows, start, count, grad.packedV, grad.slopes);
  slopesOfRows(head, grad, first, rows, start, count);
}

/** Scores become weights P, and dP becomes dS. */
function slopesOfRows(head: Head, grad: Slopes, first: i32, rows: i32, start: i32, count: i32): void {
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
  for (let r = 0; r < rows; r++) {
    const place = <usize>(r * head.keys) << 2;
    const query = <usize>(first + r) << 2;
    const n = seen(head, first + r, start, count);
    const open = hide(grad.weights + place, n, head.keys, load<i32>(head.segmentsQ + query), grad.only, grad.segments);
    const logSum = v128.load32_splat(head.logSum + query);
    const dot = v128.load32_splat(grad.dots + query);
    let row = grad.weights + place;
    let slopes = grad.slopes + place;
    for (const end = row + (<usize>open << 2); row < end; row += 32) {
      const x0 = f32x4.sub(v128.load(row), logSum);
      const x1 = f32x4.sub(v128.load(row, 16), logSum);
      const d0 = f32x4.sub(v128.load(slopes), dot);
      const d1 = f32x4.sub(v128.load(slopes, 16), dot);
      const y0 = math.exp2(x0, c6, c5, c4, c3, c2, c1, c0, whole, least);
      const y1 = math.exp2(x1, c6, c5, c4, c3, c2, c1, c0, whole, least);
      v128.store(row, y0);
      v128.store(row, y1, 16);
      v128.store(slopes, f32x4.mul(y0, d0));
      v128.store(slopes, f32x4.mul(y1, d1), 16);
      slopes += 32;
    }
    clear(grad.weights + place, (open + 7) & ~7, n, head.keys);
    clear(grad.slopes + place, (open + 7) & ~7, n, head.keys);
  }
}

function slopeQueries(head: Head, grad: Slopes, first: i32, rows: i32, start: i32): void {
  const count = min(head.keys, head.S - start);
  const k = head.k + <usize>start * head.stride;
  const dq = grad.dq + <usize>first * head.stride;
  weighQueries(head, grad.slopes, first, rows, start, count, k, grad.tailK, dq, start > 0);
}

function slopeKeys(head: Head, grad: Slopes, first: i32, rows: i32, start: i32, count: i32, more: bool): void {
  const at = <usize>first * head.stride;
  const to = <usize>start * head.stride;
  packTail(head.q + at, head.stride, rows, head.d, grad.tailQ);
  packTail(grad.dy + at, head.stride, rows, head.d, grad.tailDy);
  weighKeys(head, grad.weights, first, rows, start, count, grad.dy + at, grad.tailDy, grad.dv + to, more);
  weighKeys(head, grad.slopes, first, rows, start, count, head.q + at, grad.tailQ, grad.dk + to, more);
}

/** Σ dy·out·scale of the queries, four at a time. */
function dotRows(head: Head, grad: Slopes, first: i32, rows: i32): void {
  const parts = head.edge;
  for (let r = 0; r < rows; r += 4) {
    const count = min(4, rows - r);
    for (let i = 0; i < count; i++) {
      const at = <usize>(first + r + i) * head.stride;
      dotParts(grad.dy + at, head.out + at, head.d, parts + (<usize>i << 5));
    }
    v128.store(parts, f32x4.mul(fold(parts, false), f32x4.splat(head.scale)));
    for (let i = 0; i < count; i++) {
      store<f32>(grad.dots + (<usize>(first + r + i) << 2), load<f32>(parts + (<usize>i << 2)));
    }
  }
}

/** Eight sums that together are Σ x·y. */
@inline
function dotParts(x: usize, y: usize, count: i32, parts: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    a = madd(v128.load(x), v128.load(y), a);
    b = madd(v128.load(x, 16), v128.load(y, 16), b);
    x += 32;
    y += 32;
  }
  v128.store(parts, a);
  v128.store(parts, b, 16);
  for (; i < count; i++) {
    store<f32>(parts, load<f32>(parts) + load<f32>(x) * load<f32>(y));
    x += 4;
    y += 4;
  }
}
