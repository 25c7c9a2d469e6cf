/**
 * Rotary positions, alone and after the norm of each head; kernel-lib/src/ops/rotary.ts has the formulas. The table
 * has a row for each position: d/2 cosines, then d/2 sines. A unit is a token: the H heads at one position.
 */
import { inverseRoot, inverseRoots } from './norm';
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

/** y is x·scale turned, or turned back; `half` is d/2 in bytes. In pairs, which V8 may join to 256 bits. */
@inline
function rotate(back: bool, x: usize, row: usize, y: usize, half: usize, scale: v128): void {
  let left = <i32>(half >> 2);
  let z = x + half;
  let w = y + half;
  let sines = row + half;
  for (; left >= 8; left -= 8) {
    const a = f32x4.mul(v128.load(x), scale);
    const b = f32x4.mul(v128.load(x, 16), scale);
    const c = f32x4.mul(v128.load(z), scale);
    const d = f32x4.mul(v128.load(z, 16), scale);
    const cos = v128.load(row);
    const cos2 = v128.load(row, 16);
    const sin = v128.load(sines);
    const sin2 = v128.load(sines, 16);
    v128.store(y, first(back, a, c, cos, sin));
    v128.store(y, first(back, b, d, cos2, sin2), 16);
    v128.store(w, second(back, a, c, cos, sin));
    v128.store(w, second(back, b, d, cos2, sin2), 16);
    x += 32;
    y += 32;
    z += 32;
    w += 32;
    row += 32;
    sines += 32;
  }
  for (; left > 0; left -= 4) {
    const a = f32x4.mul(take(x, left), scale);
    const c = f32x4.mul(take(z, left), scale);
    const cos = take(row, left);
    const sin = take(sines, left);
    put(y, first(back, a, c, cos, sin), left);
    put(w, second(back, a, c, cos, sin), left);
    x += 16;
    y += 16;
    z += 16;
    w += 16;
    row += 16;
    sines += 16;
  }
}

@inline
function first(back: bool, a: v128, b: v128, cos: v128, sin: v128): v128 {
  const turned = f32x4.mul(b, sin);
  return back ? madd(a, cos, turned) : f32x4.sub(f32x4.mul(a, cos), turned);
}

@inline
function second(back: bool, a: v128, b: v128, cos: v128, sin: v128): v128 {
  const turned = f32x4.mul(a, sin);
  return back ? f32x4.sub(f32x4.mul(b, cos), turned) : madd(b, cos, turned);
}

/** Arguments: 0 x, 1 table, 2 positions, 3 y, 4 inverse (one a head), 5 heads, 6 d, 7 ε. */
export function headNormRotary(args: usize, from: i32, to: i32, scratch: usize): void {
  const heads = word(args, 5);
  const width = word(args, 6);
  const bytes = <usize>width << 2;
  const part: f32 = <f32>1 / <f32>width;
  for (let token = from; token < to; token++) {
    const row = tableRow(pointer(args, 1), pointer(args, 2), token, bytes);
    let head = token * heads;
    const last = head + heads;
    for (; head + 4 <= last; head += 4) {
      const inverse = pointer(args, 4) + (<usize>head << 2);
      v128.store(inverse, inverseRoots(pointer(args, 0) + <usize>head * bytes, bytes, width, part, float(args, 7)));
    }
    for (; head < last; head++) {
      const inverse = inverseRoot(pointer(args, 0) + <usize>head * bytes, width, part, float(args, 7));
      store<f32>(pointer(args, 4) + (<usize>head << 2), inverse);
    }
    for (head = token * heads; head < last; head++) {
      const at = <usize>head * bytes;
      const inverse = v128.load32_splat(pointer(args, 4) + (<usize>head << 2));
      rotate(false, pointer(args, 0) + at, row, pointer(args, 3) + at, bytes >> 1, inverse);
    }
  }
}

/**
 * With r the inverse and R the rotation: dx = r·Rᵀ(dy − y·mean(dy·y)). As R keeps lengths, y stands for the norm of x, and
 * x itself is not needed.
 * Arguments: 0 dy, 1 y, 2 table, 3 positions, 4 inverse, 5 dx, 6 heads, 7 d.
 */
export function headNormRotaryGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const heads = word(args, 6);
  const width = word(args, 7);
  const bytes = <usize>width << 2;
  const part: f32 = <f32>1 / <f32>width;
  for (let token = from; token < to; token++) {
    const row = tableRow(pointer(args, 2), pointer(args, 3), token, bytes);
    for (let head = token * heads, last = head + heads; head < last; head++) {
      const dy = pointer(args, 0) + <usize>head * bytes;
      const y = pointer(args, 1) + <usize>head * bytes;
      const dx = pointer(args, 5) + <usize>head * bytes;
      const pull = f32x4.splat(dot(dy, y, width) * part);
      headGradient(dy, y, pull, v128.load32_splat(pointer(args, 4) + (<usize>head << 2)), row, dx, bytes >> 1);
    }
  }
}

@inline
function dot(x: usize, y: usize, width: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let left = width;
  for (; left >= 8; left -= 8) {
    a = madd(v128.load(x), v128.load(y), a);
    b = madd(v128.load(x, 16), v128.load(y, 16), b);
    x += 32;
    y += 32;
  }
  for (; left > 0; left -= 4) {
    a = madd(take(x, left), take(y, left), a);
    x += 16;
    y += 16;
  }
  return sumOf(f32x4.add(a, b));
}

/** In pairs, which V8 may join to 256 bits: everything is loaded before the first store. `half` is d/2 in bytes. */
@inline
function headGradient(dy: usize, y: usize, pull: v128, scale: v128, row: usize, dx: usize, half: usize): void {
  let left = <i32>(half >> 2);
  let dz = dy + half;
  let z = y + half;
  let dw = dx + half;
  let sines = row + half;
  for (; left >= 8; left -= 8) {
    const a = pulled(v128.load(dy), v128.load(y), pull, scale);
    const b = pulled(v128.load(dy, 16), v128.load(y, 16), pull, scale);
    const c = pulled(v128.load(dz), v128.load(z), pull, scale);
    const d = pulled(v128.load(dz, 16), v128.load(z, 16), pull, scale);
    const cos = v128.load(row);
    const cos2 = v128.load(row, 16);
    const sin = v128.load(sines);
    const sin2 = v128.load(sines, 16);
    v128.store(dx, first(true, a, c, cos, sin));
    v128.store(dx, first(true, b, d, cos2, sin2), 16);
    v128.store(dw, second(true, a, c, cos, sin));
    v128.store(dw, second(true, b, d, cos2, sin2), 16);
    dy += 32;
    y += 32;
    dz += 32;
    z += 32;
    dx += 32;
    dw += 32;
    row += 32;
    sines += 32;
  }
  for (; left > 0; left -= 4) {
    const a = pulled(take(dy, left), take(y, left), pull, scale);
    const c = pulled(take(dz, left), take(z, left), pull, scale);
    const cos = take(row, left);
    const sin = take(sines, left);
    put(dx, first(true, a, c, cos, sin), left);
    put(dw, second(true, a, c, cos, sin), left);
    dy += 16;
    y += 16;
    dz += 16;
    z += 16;
    dx += 16;
    dw += 16;
    row += 16;
    sines += 16;
  }
}

@inline
function pulled(dy: v128, y: v128, pull: v128, scale: v128): v128 {
  return f32x4.mul(scale, f32x4.sub(dy, f32x4.mul(y, pull)));
}
