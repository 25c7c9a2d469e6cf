/**
 * Rotary positions, alone and after the norm of each head; kernel-lib/src/ops/rotary.ts has the formulas. The table
 * has a row for each position: d/2 cosines, then d/2 sines. A unit is a token: the H heads at one position.
 */
import { inverseRoot } from './norm';
import { put, sumOf, take, ZERO } from './rows';
import { float, madd, pointer, word } from './simd';

/** The row of the table for a token; without positions (address 0) the table has a row for each token. */
@inline
function tableRow(table: usize, positions: usize, token: i32, bytes: usize): usize {
  const row = positions === 0 ? token : load<i32>(positions + (<usize>token << 2));
  return table + <usize>row * bytes;
}

/** Arguments: 0 x, 1 table, 2 positions, 3 y, 4 heads, 5 d. */
export function rotary(args: usize, from: i32, to: i32, scratch: usize): void {
  rotateTokens(false, args, from, to);
}

/** The rotation back, with the same arguments: the gradient. */
export function rotaryBack(args: usize, from: i32, to: i32, scratch: usize): void {
  rotateTokens(true, args, from, to);
}

@inline
function rotateTokens(back: bool, args: usize, from: i32, to: i32): void {
  const heads = word(args, 4);
  const bytes = <usize>word(args, 5) << 2;
  for (let token = from; token < to; token++) {
    const row = tableRow(pointer(args, 1), pointer(args, 2), token, bytes);
    let at = <usize>token * <usize>heads * bytes;
    for (let head = 0; head < heads; head++) {
      rotate(back, pointer(args, 0) + at, row, pointer(args, 3) + at, bytes >> 1, f32x4.splat(1));
      at += bytes;
    }
  }
}

/** y is x·scale turned, or turned back. `half` is d/2 in bytes. */
@inline
function rotate(back: bool, x: usize, row: usize, y: usize, half: usize, scale: v128): void {
  let left = <i32>(half >> 2);
  for (; left >= 4; left -= 4) {
    rotateSome(back, x, row, y, half, scale, 4);
    x += 16;
    row += 16;
    y += 16;
  }
  if (left > 0) rotateSome(back, x, row, y, half, scale, left);
}

@inline
function rotateSome(back: bool, x: usize, row: usize, y: usize, half: usize, scale: v128, count: i32): void {
  const a = f32x4.mul(take(x, count), scale);
  const b = f32x4.mul(take(x + half, count), scale);
  const cos = take(row, count);
  const sin = back ? f32x4.neg(take(row + half, count)) : take(row + half, count);
  put(y, f32x4.sub(f32x4.mul(a, cos), f32x4.mul(b, sin)), count);
  put(y + half, madd(b, cos, f32x4.mul(a, sin)), count);
}

/** Arguments: 0 x, 1 table, 2 positions, 3 y, 4 inverse (one a head), 5 heads, 6 d, 7 ε. */
export function headNormRotary(args: usize, from: i32, to: i32, scratch: usize): void {
  const heads = word(args, 5);
  const width = word(args, 6);
  const bytes = <usize>width << 2;
  for (let token = from; token < to; token++) {
    const row = tableRow(pointer(args, 1), pointer(args, 2), token, bytes);
    for (let head = token * heads, end = head + heads; head < end; head++) {
      const x = pointer(args, 0) + <usize>head * bytes;
      const inverse = inverseRoot(x, width, 0, float(args, 7));
      store<f32>(pointer(args, 4) + (<usize>head << 2), inverse);
      rotate(false, x, row, pointer(args, 3) + <usize>head * bytes, bytes >> 1, f32x4.splat(inverse));
    }
  }
}

/** Arguments: 0 dy, 1 x, 2 table, 3 positions, 4 inverse, 5 dx, 6 heads, 7 d. */
export function headNormRotaryGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const heads = word(args, 6);
  const width = word(args, 7);
  const bytes = <usize>width << 2;
  for (let token = from; token < to; token++) {
    const row = tableRow(pointer(args, 2), pointer(args, 3), token, bytes);
    for (let head = token * heads, end = head + heads; head < end; head++) {
      const at = <usize>head * bytes;
      const inverse = load<f32>(pointer(args, 4) + (<usize>head << 2));
      headGradient(pointer(args, 0) + at, pointer(args, 1) + at, row, inverse, pointer(args, 5) + at, width);
    }
  }
}

/** With r the inverse, n = x·r and g = dy turned back: dx = r·(g − n·mean(g·n)). */
@inline
function headGradient(dy: usize, x: usize, row: usize, inverse: f32, dx: usize, width: i32): void {
  rotate(true, dy, row, dx, <usize>width << 1, f32x4.splat(inverse));
  let products = ZERO;
  for (let i = 0; i < width; i += 4) {
    const at = <usize>i << 2;
    products = madd(take(dx + at, width - i), take(x + at, width - i), products);
  }
  // r·g stands in dx already.
  const pull = f32x4.splat((sumOf(products) * inverse * inverse) / <f32>width);
  for (let i = 0; i < width; i += 4) {
    const at = <usize>i << 2;
    put(dx + at, f32x4.sub(take(dx + at, width - i), f32x4.mul(take(x + at, width - i), pull)), width - i);
  }
}
