/**
 * Norms of rows and their gradients; kernel-lib/src/ops/norm.ts has the formulas. A unit is a row; of a gradient it is
 * a block of rows, which also sums its share of dgain and dbias: the shares are added in order afterwards, so the bits
 * do not depend on the number of threads.
 */
import { firstLanes, put, sumOf, take, ZERO } from './rows';
import { float, madd, pointer, word } from './simd';

/** Σ (x − shift)² of a row. */
@inline
function squares(x: usize, width: i32, shift: v128): f32 {
  let a = ZERO;
  let b = ZERO;
  let c = ZERO;
  let d = ZERO;
  let left = width;
  for (; left >= 16; left -= 16) {
    const p = f32x4.sub(v128.load(x), shift);
    const q = f32x4.sub(v128.load(x, 16), shift);
    const r = f32x4.sub(v128.load(x, 32), shift);
    const s = f32x4.sub(v128.load(x, 48), shift);
    a = madd(p, p, a);
    b = madd(q, q, b);
    c = madd(r, r, c);
    d = madd(s, s, d);
    x += 64;
  }
  for (; left > 0; left -= 4) {
    const p = firstLanes(f32x4.sub(take(x, left), shift), left);
    a = madd(p, p, a);
    x += 16;
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** 1 over the root of the mean of (x − middle)², and of ε. */
@inline
export function inverseRoot(x: usize, width: i32, middle: f32, epsilon: f32): f32 {
  return 1 / sqrt<f32>(squares(x, width, f32x4.splat(middle)) / <f32>width + epsilon);
}

@inline
function sum(x: usize, width: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let left = width;
  for (; left >= 8; left -= 8) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    x += 32;
  }
  for (; left > 0; left -= 4) {
    a = f32x4.add(a, take(x, left));
    x += 16;
  }
  return sumOf(f32x4.add(a, b));
}

/** Σ x·y of two rows. */
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

/** Σ (x − shift)·y·gain of three rows. */
@inline
function weightedDot(x: usize, shift: v128, y: usize, gain: usize, width: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let left = width;
  for (; left >= 8; left -= 8) {
    a = madd(f32x4.sub(v128.load(x), shift), f32x4.mul(v128.load(y), v128.load(gain)), a);
    b = madd(f32x4.sub(v128.load(x, 16), shift), f32x4.mul(v128.load(y, 16), v128.load(gain, 16)), b);
    x += 32;
    y += 32;
    gain += 32;
  }
  for (; left > 0; left -= 4) {
    a = madd(f32x4.sub(take(x, left), shift), f32x4.mul(take(y, left), take(gain, left)), a);
    x += 16;
    y += 16;
    gain += 16;
  }
  return sumOf(f32x4.add(a, b));
}

/** Arguments: 0 x, 1 gain (0: none), 2 y, 3 inverse (one a row), 4 values in a row, 5 ε. */
export function rmsNorm(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 4);
  const gain = pointer(args, 1);
  for (let unit = from; unit < to; unit++) {
    const at = (<usize>unit * <usize>width) << 2;
    const x = pointer(args, 0) + at;
    const y = pointer(args, 2) + at;
    const inverse = inverseRoot(x, width, 0, float(args, 5));
    store<f32>(pointer(args, 3) + (<usize>unit << 2), inverse);
    if (gain === 0) rmsRow(false, x, 0, y, width, inverse);
    else rmsRow(true, x, gain, y, width, inverse);
  }
}

@inline
function rmsRow(gained: bool, x: usize, gain: usize, y: usize, width: i32, inverse: f32): void {
  const scale = f32x4.splat(inverse);
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
 * Arguments: 0 dy, 1 x, 2 gain (0: none), 3 inverse, 4 dx, 5 shares of dgain [blocks, values in a row], 6 values in a
 * row, 7 rows, 8 rows in a block.
 */
export function rmsNormGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 6);
  const gain = pointer(args, 2);
  const bytes = <usize>width << 2;
  for (let unit = from; unit < to; unit++) {
    const share = pointer(args, 5) + <usize>unit * bytes;
    if (gain !== 0) memory.fill(share, 0, bytes);
    const last = min((unit + 1) * word(args, 8), word(args, 7));
    for (let row = unit * word(args, 8); row < last; row++) {
      const at = <usize>row * bytes;
      const inverse = load<f32>(pointer(args, 3) + (<usize>row << 2));
      const dy = pointer(args, 0) + at;
      const x = pointer(args, 1) + at;
      const dx = pointer(args, 4) + at;
      if (gain === 0) rmsRowGradient(false, dy, x, 0, inverse, dx, 0, width);
      else rmsRowGradient(true, dy, x, gain, inverse, dx, share, width);
    }
  }
}

/** With r the inverse, n = x·r and g = dy·gain: dx = r·(g − n·mean(g·n)), dgain += dy·n. */
@inline
function rmsRowGradient(
  gained: bool,
  dy: usize,
  x: usize,
  gain: usize,
  inverse: f32,
  dx: usize,
  share: usize,
  width: i32,
): void {
  const product = gained ? weightedDot(x, ZERO, dy, gain, width) : dot(x, dy, width);
  const scale = f32x4.splat(inverse);
  const pull = f32x4.splat((product * inverse) / <f32>width);
  let left = width;
  for (; left >= 4; left -= 4) {
    rmsStep(gained, dy, x, gain, scale, pull, dx, share, 4);
    dy += 16;
    x += 16;
    dx += 16;
    if (gained) {
      gain += 16;
      share += 16;
    }
  }
  if (left > 0) rmsStep(gained, dy, x, gain, scale, pull, dx, share, left);
}

@inline
function rmsStep(
  gained: bool,
  dy: usize,
  x: usize,
  gain: usize,
  scale: v128,
  pull: v128,
  dx: usize,
  share: usize,
  count: i32,
): void {
  const slope = take(dy, count);
  const normed = f32x4.mul(take(x, count), scale);
  const g = gained ? f32x4.mul(slope, take(gain, count)) : slope;
  put(dx, f32x4.mul(scale, f32x4.sub(g, f32x4.mul(normed, pull))), count);
  if (gained) put(share, madd(slope, normed, take(share, count)), count);
}

/** Arguments: 0 x, 1 gain, 2 bias, 3 y, 4 mean and 5 inverse (one a row), 6 values in a row, 7 ε. */
export function layerNorm(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 6);
  for (let unit = from; unit < to; unit++) {
    const at = (<usize>unit * <usize>width) << 2;
    const x = pointer(args, 0) + at;
    const mean = sum(x, width) / <f32>width;
    const inverse = inverseRoot(x, width, mean, float(args, 7));
    store<f32>(pointer(args, 4) + (<usize>unit << 2), mean);
    store<f32>(pointer(args, 5) + (<usize>unit << 2), inverse);
    layerRow(x, pointer(args, 1), pointer(args, 2), pointer(args, 3) + at, width, mean, inverse);
  }
}

@inline
function layerRow(x: usize, gain: usize, bias: usize, y: usize, width: i32, mean: f32, inverse: f32): void {
  const shift = f32x4.splat(mean);
  const scale = f32x4.splat(inverse);
  for (let left = width; left > 0; left -= 4) {
    const normed = f32x4.mul(f32x4.sub(take(x, left), shift), scale);
    put(y, madd(normed, take(gain, left), take(bias, left)), left);
    x += 16;
    gain += 16;
    bias += 16;
    y += 16;
  }
}

/**
 * Arguments: 0 dy, 1 x, 2 gain, 3 mean, 4 inverse, 5 dx, 6 shares of dgain and 7 of dbias [blocks, values in a row],
 * 8 values in a row, 9 rows, 10 rows in a block.
 */
export function layerNormGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 8);
  const bytes = <usize>width << 2;
  for (let unit = from; unit < to; unit++) {
    const gains = pointer(args, 6) + <usize>unit * bytes;
    const biases = pointer(args, 7) + <usize>unit * bytes;
    memory.fill(gains, 0, bytes);
    memory.fill(biases, 0, bytes);
    const last = min((unit + 1) * word(args, 10), word(args, 9));
    for (let row = unit * word(args, 10); row < last; row++) {
      const at = <usize>row * bytes;
      const mean = load<f32>(pointer(args, 3) + (<usize>row << 2));
      const inverse = load<f32>(pointer(args, 4) + (<usize>row << 2));
      const dy = pointer(args, 0) + at;
      const x = pointer(args, 1) + at;
      layerRowGradient(dy, x, pointer(args, 2), mean, inverse, pointer(args, 5) + at, gains, biases, width);
    }
  }
}

/** With n = (x − mean)·r and g = dy·gain: dx = r·(g − mean g − n·mean(g·n)), dgain += dy·n, dbias += dy. */
@inline
function layerRowGradient(
  dy: usize,
  x: usize,
  gain: usize,
  mean: f32,
  inverse: f32,
  dx: usize,
  gains: usize,
  biases: usize,
  width: i32,
): void {
  const shift = f32x4.splat(mean);
  const scale = f32x4.splat(inverse);
  const level = f32x4.splat(dot(dy, gain, width) / <f32>width);
  const pull = f32x4.splat((weightedDot(x, shift, dy, gain, width) * inverse) / <f32>width);
  for (let left = width; left > 0; left -= 4) {
    const slope = take(dy, left);
    const normed = f32x4.mul(f32x4.sub(take(x, left), shift), scale);
    const g = f32x4.sub(f32x4.mul(slope, take(gain, left)), level);
    put(dx, f32x4.mul(scale, f32x4.sub(g, f32x4.mul(normed, pull))), left);
    put(gains, madd(slope, normed, take(gains, left)), left);
    put(biases, f32x4.add(slope, take(biases, left)), left);
    dy += 16;
    x += 16;
    gain += 16;
    dx += 16;
    gains += 16;
    biases += 16;
  }
}
