/**
 * Reductions of a tensor seen as [outer, length, inner] over its middle. Arguments: 0 x, 1 result, 2 outer, 3 length,
 * 4 inner, 5 a factor for the result (float; 1/length makes a mean of a sum).
 * `…Rows` takes inner = 1: a unit is a row. `…Columns` takes any inner: a unit is COLUMNS values of inner. `…Parts` cut
 * the length into 6 parts of 7 each, for few long ones, and give [outer, parts, inner]: a unit is one part of one. Sums are
 * taken in blocks of BLOCK, then over the blocks, so that a million small numbers do not lose their digits.
 */
import { float, pointer, word } from './simd';

const BLOCK: i32 = 256;
const COLUMNS: i32 = 16;
const SUM: i32 = 0;
const MAX: i32 = 1;
const MIN: i32 = 2;

@inline
function join(f: i32, a: v128, b: v128): v128 {
  if (f === MAX) return f32x4.max(a, b);
  if (f === MIN) return f32x4.min(a, b);
  return f32x4.add(a, b);
}

@inline
function neutral(f: i32): v128 {
  if (f === MAX) return f32x4.splat(-Infinity);
  if (f === MIN) return f32x4.splat(Infinity);
  return f32x4.splat(0);
}

/** The four lanes as one, in every lane. */
@inline
function fold(f: i32, x: v128): v128 {
  const two = join(f, x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return join(f, two, v128.shuffle<f32>(two, two, 1, 0, 3, 2));
}

/** One row, reduced: the result in every lane. */
@inline
function row(f: i32, x: usize, length: i32): v128 {
  let total = neutral(f);
  for (let start = 0; start < length; start += 4 * BLOCK) {
    const end = min(start + 4 * BLOCK, length);
    let a = neutral(f);
    let b = a;
    let c = a;
    let d = a;
    let i = start;
    let at = x + (<usize>start << 2);
    for (; i + 16 <= end; i += 16) {
      a = join(f, a, v128.load(at));
      b = join(f, b, v128.load(at, 16));
      c = join(f, c, v128.load(at, 32));
      d = join(f, d, v128.load(at, 48));
      at += 64;
    }
    for (; i + 4 <= end; i += 4) {
      a = join(f, a, v128.load(at));
      at += 16;
    }
    let part = fold(f, join(f, join(f, a, b), join(f, c, d)));
    for (; i < end; i++) {
      part = join(f, part, v128.load32_splat(at));
      at += 4;
    }
    total = join(f, total, part);
  }
  return total;
}

@inline
function overRows(f: i32, args: usize, from: i32, to: i32, parts: i32, part: i32): void {
  const length = word(args, 3);
  const factor = f32x4.splat(float(args, 5));
  for (let unit = from; unit < to; unit++) {
    const outer = unit / parts;
    const start = (unit - outer * parts) * part;
    const x = pointer(args, 0) + (<usize>outer * <usize>length + <usize>start) * 4;
    const total = row(f, x, min(part, length - start));
    v128.store_lane<f32>(pointer(args, 1) + (<usize>unit << 2), f === SUM ? f32x4.mul(total, factor) : total, 0);
  }
}

export function sumRows(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(SUM, args, from, to, 1, word(args, 3));
}
export function maxRows(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(MAX, args, from, to, 1, word(args, 3));
}
export function minRows(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(MIN, args, from, to, 1, word(args, 3));
}

@inline
function overColumns(f: i32, args: usize, from: i32, to: i32, parts: i32, part: i32): void {
  const whole = word(args, 3);
  const inner = word(args, 4);
  const stride = <usize>inner << 2;
  const groups = (inner + COLUMNS - 1) / COLUMNS;
  const factor = f32x4.splat(float(args, 5));
  for (let unit = from; unit < to; unit++) {
    const target = unit / groups;
    const first = (unit - target * groups) * COLUMNS;
    const outer = target / parts;
    const start = (target - outer * parts) * part;
    const length = min(part, whole - start);
    const place = <usize>outer * <usize>whole + <usize>start;
    const x = pointer(args, 0) + (place * <usize>inner + <usize>first) * 4;
    const y = pointer(args, 1) + (<usize>target * <usize>inner + <usize>first) * 4;
    const count = min(COLUMNS, inner - first);
    let j = 0;
    if (count === COLUMNS) {
      sixteen(f, x, y, length, stride, factor);
      j = COLUMNS;
    }
    for (; j + 4 <= count; j += 4) four(f, x + (<usize>j << 2), y + (<usize>j << 2), length, stride, factor, 4);
    for (; j < count; j++) four(f, x + (<usize>j << 2), y + (<usize>j << 2), length, stride, factor, 1);
  }
}

@inline
function sixteen(f: i32, x: usize, y: usize, length: i32, stride: usize, factor: v128): void {
  let t0 = neutral(f);
  let t1 = t0;
  let t2 = t0;
  let t3 = t0;
  for (let start = 0; start < length; start += BLOCK) {
    const end = min(start + BLOCK, length);
    let a = neutral(f);
    let b = a;
    let c = a;
    let d = a;
    for (let i = start; i < end; i++) {
      a = join(f, a, v128.load(x));
      b = join(f, b, v128.load(x, 16));
      c = join(f, c, v128.load(x, 32));
      d = join(f, d, v128.load(x, 48));
      x += stride;
    }
    t0 = join(f, t0, a);
    t1 = join(f, t1, b);
    t2 = join(f, t2, c);
    t3 = join(f, t3, d);
  }
  v128.store(y, f === SUM ? f32x4.mul(t0, factor) : t0, 0);
  v128.store(y, f === SUM ? f32x4.mul(t1, factor) : t1, 16);
  v128.store(y, f === SUM ? f32x4.mul(t2, factor) : t2, 32);
  v128.store(y, f === SUM ? f32x4.mul(t3, factor) : t3, 48);
}

/** Four columns, or one (`lanes`). */
@inline
function four(f: i32, x: usize, y: usize, length: i32, stride: usize, factor: v128, lanes: i32): void {
  let total = neutral(f);
  for (let start = 0; start < length; start += BLOCK) {
    const end = min(start + BLOCK, length);
    let a = neutral(f);
    for (let i = start; i < end; i++) {
      a = join(f, a, lanes === 4 ? v128.load(x) : v128.load32_splat(x));
      x += stride;
    }
    total = join(f, total, a);
  }
  if (f === SUM) total = f32x4.mul(total, factor);
  if (lanes === 4) v128.store(y, total);
  else v128.store_lane<f32>(y, total, 0);
}

export function sumColumns(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(SUM, args, from, to, 1, word(args, 3));
}
export function maxColumns(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(MAX, args, from, to, 1, word(args, 3));
}
export function minColumns(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(MIN, args, from, to, 1, word(args, 3));
}
export function sumRowParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(SUM, args, from, to, word(args, 6), word(args, 7));
}
export function sumColumnParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(SUM, args, from, to, word(args, 6), word(args, 7));
}
export function maxRowParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(MAX, args, from, to, word(args, 6), word(args, 7));
}
export function maxColumnParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(MAX, args, from, to, word(args, 6), word(args, 7));
}
export function minRowParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overRows(MIN, args, from, to, word(args, 6), word(args, 7));
}
export function minColumnParts(args: usize, from: i32, to: i32, scratch: usize): void {
  overColumns(MIN, args, from, to, word(args, 6), word(args, 7));
}
