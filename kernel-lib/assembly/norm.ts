/**
 * The norm by the root mean square and its gradient; kernel-lib/src/ops/norm.ts has the formulas. A unit is a row; of
 * the gradient it is a block of rows, which also sums its share of dgain: the shares are added in order afterwards. Four
 * rows are done at once where there are as many, with the sums in the same order as for one: the bits do not depend on
 * the number of threads.
 */
import { put, sumOf, sumsOf, take, ZERO } from './rows';
import { float, madd, pointer, word } from './simd';

/** 1/√(mean x² + ε) of a row; `part` is 1/width. */
@inline
export function inverseRoot(x: usize, width: i32, part: f32, epsilon: f32): f32 {
  let a = ZERO;
  let b = ZERO;
  let left = width;
  for (; left >= 8; left -= 8) {
    a = addSquare(x, 4, a);
    b = addSquare(x + 16, 4, b);
    x += 32;
  }
  for (; left > 0; left -= 4) {
    a = addSquare(x, left, a);
    x += 16;
  }
  return 1 / sqrt<f32>(sumOf(f32x4.add(a, b)) * part + epsilon);
}

/** The same of four rows, `stride` bytes apart. */
@inline
export function inverseRoots(x: usize, stride: usize, width: i32, part: f32, epsilon: f32): v128 {
  let a = ZERO;
  let b = ZERO;
  let c = ZERO;
  let d = ZERO;
  let e = ZERO;
  let f = ZERO;
  let g = ZERO;
  let h = ZERO;
  let y = x + stride;
  let z = y + stride;
  let w = z + stride;
  let left = width;
  for (; left >= 8; left -= 8) {
    a = addSquare(x, 4, a);
    b = addSquare(x + 16, 4, b);
    c = addSquare(y, 4, c);
    d = addSquare(y + 16, 4, d);
    e = addSquare(z, 4, e);
    f = addSquare(z + 16, 4, f);
    g = addSquare(w, 4, g);
    h = addSquare(w + 16, 4, h);
    x += 32;
    y += 32;
    z += 32;
    w += 32;
  }
  for (; left > 0; left -= 4) {
    a = addSquare(x, left, a);
    c = addSquare(y, left, c);
    e = addSquare(z, left, e);
    g = addSquare(w, left, g);
    x += 16;
    y += 16;
    z += 16;
    w += 16;
  }
  const sums = sumsOf(f32x4.add(a, b), f32x4.add(c, d), f32x4.add(e, f), f32x4.add(g, h));
  const means = f32x4.add(f32x4.mul(sums, f32x4.splat(part)), f32x4.splat(epsilon));
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(means));
}

@inline
function addSquare(x: usize, count: i32, sum: v128): v128 {
  const p = take(x, count);
  return madd(p, p, sum);
}

/** Arguments: 0 x, 1 gain (0: none), 2 y, 3 inverse (one a row), 4 values in a row, 5 ε. */
export function rmsNorm(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 4);
  const bytes = <usize>width << 2;
  const gain = pointer(args, 1);
  const part: f32 = <f32>1 / <f32>width;
  let unit = from;
  let x = pointer(args, 0) + <usize>unit * bytes;
  let y = pointer(args, 2) + <usize>unit * bytes;
  let inverse = pointer(args, 3) + (<usize>unit << 2);
  for (; unit + 4 <= to; unit += 4) {
    v128.store(inverse, inverseRoots(x, bytes, width, part, float(args, 5)));
    for (let i: usize = 0; i < 4; i++) scaleRow(x + i * bytes, gain, inverse + (i << 2), y + i * bytes, width);
    x += bytes << 2;
    y += bytes << 2;
    inverse += 16;
  }
  for (; unit < to; unit++) {
    store<f32>(inverse, inverseRoot(x, width, part, float(args, 5)));
    scaleRow(x, gain, inverse, y, width);
    x += bytes;
    y += bytes;
    inverse += 4;
  }
}

@inline
function scaleRow(x: usize, gain: usize, inverse: usize, y: usize, width: i32): void {
  if (gain === 0) scaleBy(false, x, 0, v128.load32_splat(inverse), y, width);
  else scaleBy(true, x, gain, v128.load32_splat(inverse), y, width);
}

/** In pairs, which V8 may join to one vector of 256 bits. */
@inline
function scaleBy(gained: bool, x: usize, gain: usize, scale: v128, y: usize, width: i32): void {
  let left = width;
  for (; left >= 8; left -= 8) {
    const a = f32x4.mul(v128.load(x), scale);
    const b = f32x4.mul(v128.load(x, 16), scale);
    v128.store(y, gained ? f32x4.mul(a, v128.load(gain)) : a);
    v128.store(y, gained ? f32x4.mul(b, v128.load(gain, 16)) : b, 16);
    x += 32;
    y += 32;
    if (gained) gain += 32;
  }
  for (; left > 0; left -= 4) {
    const a = f32x4.mul(take(x, left), scale);
    put(y, gained ? f32x4.mul(a, take(gain, left)) : a, left);
    x += 16;
    y += 16;
    if (gained) gain += 16;
  }
}

/**
 * With r the inverse, n = x·r and g = dy·gain: dx = r·(g − n·mean(g·n)), dgain = Σ dy·n.
 * Arguments: 0 dy, 1 x, 2 gain, 3 inverse, 4 dx, 5 shares of dgain [blocks, values in a row], 6 values in a row, 7 rows,
 * 8 rows in a block.
 */
export function rmsNormGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  blocksGradient(true, args, from, to);
}

/** The same without a gain: arguments 2 and 5 mean nothing. */
export function rmsNormPlainGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  blocksGradient(false, args, from, to);
}

@inline
function blocksGradient(gained: bool, args: usize, from: i32, to: i32): void {
  const width = word(args, 6);
  const bytes = <usize>width << 2;
  const part: f32 = <f32>1 / <f32>width;
  for (let unit = from; unit < to; unit++) {
    const share = pointer(args, 5) + <usize>unit * bytes;
    if (gained) memory.fill(share, 0, bytes);
    let row = unit * word(args, 8);
    const last = min(row + word(args, 8), word(args, 7));
    for (; row < last; row++) {
      const at = <usize>row * bytes;
      const inverse = load<f32>(pointer(args, 3) + (<usize>row << 2));
      const dy = pointer(args, 0) + at;
      const x = pointer(args, 1) + at;
      const pull = product(gained, dy, x, pointer(args, 2), width) * inverse * part;
      rowGradient(gained, dy, x, pointer(args, 2), inverse, pull, pointer(args, 4) + at, share, width);
    }
  }
}

/** Σ x·dy·gain of a row. */
@inline
function product(gained: bool, dy: usize, x: usize, gain: usize, width: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let c = ZERO;
  let d = ZERO;
  let left = width;
  for (; left >= 16; left -= 16) {
    a = madd(gained ? f32x4.mul(v128.load(dy), v128.load(gain)) : v128.load(dy), v128.load(x), a);
    b = madd(gained ? f32x4.mul(v128.load(dy, 16), v128.load(gain, 16)) : v128.load(dy, 16), v128.load(x, 16), b);
    c = madd(gained ? f32x4.mul(v128.load(dy, 32), v128.load(gain, 32)) : v128.load(dy, 32), v128.load(x, 32), c);
    d = madd(gained ? f32x4.mul(v128.load(dy, 48), v128.load(gain, 48)) : v128.load(dy, 48), v128.load(x, 48), d);
    dy += 64;
    x += 64;
    if (gained) gain += 64;
  }
  for (; left > 0; left -= 4) {
    const slope = take(dy, left);
    a = madd(gained ? f32x4.mul(slope, take(gain, left)) : slope, take(x, left), a);
    dy += 16;
    x += 16;
    if (gained) gain += 16;
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

@inline
function rowGradient(
  gained: bool,
  dy: usize,
  x: usize,
  gain: usize,
  inverse: f32,
  pull: f32,
  dx: usize,
  share: usize,
  width: i32,
): void {
  const scale = f32x4.splat(inverse);
  const pulled = f32x4.splat(pull);
  let left = width;
  for (; left >= 8; left -= 8) {
    const p = v128.load(dy);
    const q = v128.load(dy, 16);
    const n = f32x4.mul(v128.load(x), scale);
    const m = f32x4.mul(v128.load(x, 16), scale);
    const g = gained ? f32x4.mul(p, v128.load(gain)) : p;
    const h = gained ? f32x4.mul(q, v128.load(gain, 16)) : q;
    v128.store(dx, f32x4.mul(scale, f32x4.sub(g, f32x4.mul(n, pulled))));
    v128.store(dx, f32x4.mul(scale, f32x4.sub(h, f32x4.mul(m, pulled))), 16);
    if (gained) {
      const s = madd(p, n, v128.load(share));
      const t = madd(q, m, v128.load(share, 16));
      v128.store(share, s);
      v128.store(share, t, 16);
      gain += 32;
      share += 32;
    }
    dy += 32;
    x += 32;
    dx += 32;
  }
  for (; left > 0; left -= 4) {
    const slope = take(dy, left);
    const normed = f32x4.mul(take(x, left), scale);
    const g = gained ? f32x4.mul(slope, take(gain, left)) : slope;
    put(dx, f32x4.mul(scale, f32x4.sub(g, f32x4.mul(normed, pulled))), left);
    if (gained) {
      put(share, madd(slope, normed, take(share, left)), left);
      gain += 16;
      share += 16;
    }
    dy += 16;
    x += 16;
    dx += 16;
  }
}
