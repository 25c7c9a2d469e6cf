/**
 * The layer norm and its gradient; kernel-lib/src/ops/norm.ts has the formulas. A unit is a row; of the gradient it is a
 * block of rows, as in norm.ts.
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

@inline
function sum(x: usize, width: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let c = ZERO;
  let d = ZERO;
  let left = width;
  for (; left >= 16; left -= 16) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
    x += 64;
  }
  for (; left > 0; left -= 4) {
    a = f32x4.add(a, take(x, left));
    x += 16;
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** Arguments: 0 x, 1 gain, 2 bias, 3 y, 4 mean and 5 inverse (one a row), 6 values in a row, 7 ε. */
export function layerNorm(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 6);
  const part: f32 = <f32>1 / <f32>width;
  for (let unit = from; unit < to; unit++) {
    const at = (<usize>unit * <usize>width) << 2;
    const x = pointer(args, 0) + at;
    const mean = sum(x, width) * part;
    const inverse: f32 = 1 / sqrt<f32>(squares(x, width, f32x4.splat(mean)) * part + float(args, 7));
    store<f32>(pointer(args, 4) + (<usize>unit << 2), mean);
    store<f32>(pointer(args, 5) + (<usize>unit << 2), inverse);
    layerRow(x, pointer(args, 1), pointer(args, 2), pointer(args, 3) + at, width, mean, inverse);
  }
}

@inline
function layerRow(x: usize, gain: usize, bias: usize, y: usize, width: i32, mean: f32, inverse: f32): void {
  const shift = f32x4.splat(mean);
  const scale = f32x4.splat(inverse);
  let left = width;
  for (; left >= 8; left -= 8) {
    const a = f32x4.mul(f32x4.sub(v128.load(x), shift), scale);
    const b = f32x4.mul(f32x4.sub(v128.load(x, 16), shift), scale);
    const c = madd(a, v128.load(gain), v128.load(bias));
    const d = madd(b, v128.load(gain, 16), v128.load(bias, 16));
    v128.store(y, c);
    v128.store(y, d, 16);
    x += 32;
    gain += 32;
    bias += 32;
    y += 32;
  }
  for (; left > 0; left -= 4) {
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
  const part: f32 = <f32>1 / <f32>width;
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
      layerRowGradient(dy, x, pointer(args, 2), mean, inverse, pointer(args, 5) + at, gains, biases, width, part);
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
  part: f32,
): void {
  const shift = f32x4.splat(mean);
  const scale = f32x4.splat(inverse);
  let slopes = ZERO;
  let others = ZERO;
  let products = ZERO;
  let rest = ZERO;
  let i = 0;
  for (; i + 8 <= width; i += 8) {
    const at = <usize>i << 2;
    const g = f32x4.mul(v128.load(dy + at), v128.load(gain + at));
    const h = f32x4.mul(v128.load(dy + at, 16), v128.load(gain + at, 16));
    slopes = f32x4.add(slopes, g);
    others = f32x4.add(others, h);
    products = madd(f32x4.sub(v128.load(x + at), shift), g, products);
    rest = madd(f32x4.sub(v128.load(x + at, 16), shift), h, rest);
  }
  for (; i < width; i += 4) {
    const at = <usize>i << 2;
    const g = f32x4.mul(take(dy + at, width - i), take(gain + at, width - i));
    slopes = f32x4.add(slopes, g);
    products = madd(f32x4.sub(take(x + at, width - i), shift), g, products);
  }
  const level = f32x4.splat(sumOf(f32x4.add(slopes, others)) * part);
  const pull = f32x4.splat(sumOf(f32x4.add(products, rest)) * inverse * part);
  layerRowStep(dy, x, gain, shift, scale, level, pull, dx, gains, biases, width);
}

/** In pairs, which V8 may join to one vector of 256 bits: everything is loaded before the first store. */
@inline
function layerRowStep(
  dy: usize,
  x: usize,
  gain: usize,
  shift: v128,
  scale: v128,
  level: v128,
  pull: v128,
  dx: usize,
  gains: usize,
  biases: usize,
  width: i32,
): void {
  let left = width;
  for (; left >= 8; left -= 8) {
    const p = v128.load(dy);
    const q = v128.load(dy, 16);
    const n = f32x4.mul(f32x4.sub(v128.load(x), shift), scale);
    const m = f32x4.mul(f32x4.sub(v128.load(x, 16), shift), scale);
    const g = f32x4.sub(f32x4.mul(p, v128.load(gain)), level);
    const h = f32x4.sub(f32x4.mul(q, v128.load(gain, 16)), level);
    const s = madd(p, n, v128.load(gains));
    const t = madd(q, m, v128.load(gains, 16));
    const u = f32x4.add(p, v128.load(biases));
    const v = f32x4.add(q, v128.load(biases, 16));
    v128.store(dx, f32x4.mul(scale, f32x4.sub(g, f32x4.mul(n, pull))));
    v128.store(dx, f32x4.mul(scale, f32x4.sub(h, f32x4.mul(m, pull))), 16);
    v128.store(gains, s);
    v128.store(gains, t, 16);
    v128.store(biases, u);
    v128.store(biases, v, 16);
    dy += 32;
    x += 32;
    gain += 32;
    dx += 32;
    gains += 32;
    biases += 32;
  }
  for (; left > 0; left -= 4) {
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
