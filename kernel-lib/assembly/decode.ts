/**
 * The whole network for generation, in one call: a few cells (a token of a row, at a position) go through all layers,
 * and their keys and values stay in a cache. A cell sees the first `limit` positions of its row; all cells of a call
 * write a layer's keys before one of them looks, so a call may hold a whole row that sees itself both ways.
 *
 * Letters: D width, F hidden width, V vocabulary, d width of a head; Dp, Fp, Vp: rounded up to 16. Matrices are
 * packed as panels.ts says.
 *
 * Arguments, in words: 0 tokens, 1 rows, 2 positions, 3 limits (i32, one for each cell), 4 how many cells want logits,
 * 5 which (i32), 6 logits [wanted, Vp], 7 layers, 8 D, 9 heads, 10 F, 11 V, 12 epsilon (f32), 13 cosines and 14 sines
 * [positions, d/2], 15 positions and 16 rows in the cache, 17 keys and 18 values [layer, row, position, Dp],
 * 19 embedding [V, D], 20 embeddingᵀ packed, 21 last gain, 22 eight pointers a layer (gain 1, query, key, value, out,
 * gain 2, up, down), then space for cells: 23 x, 24 y, 25 q, 26 t [cells, Dp], 27 f [cells, Fp], 28 scores
 * [positions + 4], 29 whether sums may take 16 registers of 256 bits.
 */
import { multiply, up16 } from './panels';
import { sumOf } from './rows';
import { float, madd, pointer, word } from './simd';

const ZERO = f32x4.splat(0);

/** e^x for x ≤ 0, right to about two units in the last place: 2^n·e^r with a polynomial for e^r (Cephes). */
@inline
function exp(x: v128): v128 {
  const bounded = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  let r = madd(n, f32x4.splat(-0.693359375), bounded);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  return f32x4.mul(y, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

function dot(a: usize, b: usize, length: i32): f32 {
  let sum = ZERO;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    sum = madd(v128.load(a + (<usize>i << 2)), v128.load(b + (<usize>i << 2)), sum);
  }
  let total = sumOf(sum);
  for (; i < length; i++) total += load<f32>(a + (<usize>i << 2)) * load<f32>(b + (<usize>i << 2));
  return total;
}

@inline
function inverseRms(x: usize, length: i32, epsilon: f32): f32 {
  return 1 / sqrt<f32>(dot(x, x, length) / <f32>length + epsilon);
}

/** RMS norm with gain. */
function norm(x: usize, gain: usize, y: usize, length: i32, epsilon: f32): void {
  const inverse = inverseRms(x, length, epsilon);
  const all = f32x4.splat(inverse);
  let i: usize = 0;
  for (const end = <usize>(length & ~3) << 2; i < end; i += 16) {
    v128.store(y + i, f32x4.mul(f32x4.mul(v128.load(x + i), all), v128.load(gain + i)));
  }
  for (const end = <usize>length << 2; i < end; i += 4) {
    store<f32>(y + i, load<f32>(x + i) * inverse * load<f32>(gain + i));
  }
}

/** RMS norm of one head without gain, then its halves turned against each other by the position's angles. */
function normAndTurn(x: usize, y: usize, d: i32, cosines: usize, sines: usize, epsilon: f32): void {
  const inverse = inverseRms(x, d, epsilon);
  const half = <usize>(d >> 1) << 2;
  for (let i: usize = 0; i < half; i += 4) {
    const a = load<f32>(x + i) * inverse;
    const b = load<f32>(x + half + i) * inverse;
    const c = load<f32>(cosines + i);
    const s = load<f32>(sines + i);
    store<f32>(y + i, a * c - b * s);
    store<f32>(y + half + i, b * c + a * s);
  }
}

/** The sums of four vectors, as one. */
@inline
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** q·k for `limit` positions, four at a time. */
function score(q: usize, keys: usize, stride: usize, limit: i32, d: i32, scale: f32, scores: usize): void {
  const whole = <usize>(d & ~3) << 2;
  let j = 0;
  for (; j + 4 <= limit && <usize>d << 2 === whole; j += 4) {
    const k0 = keys + <usize>j * stride;
    const k1 = k0 + stride;
    const k2 = k1 + stride;
    const k3 = k2 + stride;
    let s0 = ZERO; let s1 = ZERO; let s2 = ZERO; let s3 = ZERO;
    for (let i: usize = 0; i < whole; i += 16) {
      const part = v128.load(q + i);
      s0 = madd(part, v128.load(k0 + i), s0);
      s1 = madd(part, v128.load(k1 + i), s1);
      s2 = madd(part, v128.load(k2 + i), s2);
      s3 = madd(part, v128.load(k3 + i), s3);
    }
    v128.store(scores + (<usize>j << 2), f32x4.mul(sumsOf(s0, s1, s2, s3), f32x4.splat(scale)));
  }
  for (; j < limit; j++) store<f32>(scores + (<usize>j << 2), dot(q, keys + <usize>j * stride, d) * scale);
}

/** Turns scores into their powers, and gives the sum. What fills up the last four counts as nothing. */
function powers(scores: usize, limit: i32): f32 {
  for (let j = limit; j & 3; j++) store<f32>(scores + (<usize>j << 2), -Infinity);
  let tops = f32x4.splat(-Infinity);
  for (let j = 0; j < limit; j += 4) tops = f32x4.max(tops, v128.load(scores + (<usize>j << 2)));
  const low = max<f32>(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1));
  const top = f32x4.splat(max<f32>(low, max<f32>(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3))));
  let sums = ZERO;
  for (let j = 0; j < limit; j += 4) {
    const at = scores + (<usize>j << 2);
    const power = exp(f32x4.sub(v128.load(at), top));
    v128.store(at, power);
    sums = f32x4.add(sums, power);
  }
  return sumOf(sums);
}

/** One head of one cell: softmax(q·kᵀ/√d)·v over the first `limit` positions; zeros where there are none. */
function attend(q: usize, keys: usize, values: usize, stride: usize, limit: i32, d: i32, scores: usize, y: usize): void {
  score(q, keys, stride, limit, d, 1 / sqrt<f32>(<f32>d), scores);
  const share: f32 = limit > 0 ? 1 / powers(scores, limit) : 0;
  const all = f32x4.splat(share);
  let i: i32 = 0;
  for (; i + 16 <= d; i += 16) {
    let s0 = ZERO; let s1 = ZERO; let s2 = ZERO; let s3 = ZERO;
    let value = values + (<usize>i << 2);
    for (let j = 0; j < limit; j++) {
      const power = v128.load32_splat(scores + (<usize>j << 2));
      s0 = madd(power, v128.load(value, 0), s0);
      s1 = madd(power, v128.load(value, 16), s1);
      s2 = madd(power, v128.load(value, 32), s2);
      s3 = madd(power, v128.load(value, 48), s3);
      value += stride;
    }
    const target = y + (<usize>i << 2);
    v128.store(target, f32x4.mul(s0, all), 0);
    v128.store(target, f32x4.mul(s1, all), 16);
    v128.store(target, f32x4.mul(s2, all), 32);
    v128.store(target, f32x4.mul(s3, all), 48);
  }
  for (; i < d; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < limit; j++) {
      sum += load<f32>(scores + (<usize>j << 2)) * load<f32>(values + <usize>j * stride + (<usize>i << 2));
    }
    store<f32>(y + (<usize>i << 2), sum * share);
  }
}

/** relu(x)². */
function squareOfPositive(x: usize, length: i32): void {
  for (let i: usize = 0, end = <usize>length << 2; i < end; i += 16) {
    const positive = f32x4.max(v128.load(x + i), ZERO);
    v128.store(x + i, f32x4.mul(positive, positive));
  }
}

/** The cells `from` to `to` together; `from` is 0. */
export function decodeCells(args: usize, from: i32, to: i32, scratch: usize): void {
  const D = word(args, 8);
  const stride = <usize>up16(D) << 2;
  const epsilon = float(args, 12);
  const x = pointer(args, 23);
  for (let cell = from; cell < to; cell++) {
    const token = word(pointer(args, 0), cell);
    memory.copy(x + <usize>cell * stride, pointer(args, 19) + (<usize>token * <usize>D << 2), <usize>D << 2);
  }
  for (let layer = 0, layers = word(args, 7); layer < layers; layer++) decodeLayer(args, layer, to);

  const y = pointer(args, 24);
  const wanted = word(args, 4);
  for (let i = 0; i < wanted; i++) {
    const cell = word(pointer(args, 5), i);
    norm(x + <usize>cell * stride, pointer(args, 21), y + <usize>i * stride, D, epsilon);
  }
  const width = up16(word(args, 11));
  multiply(y, stride, wanted, D, pointer(args, 20), width >> 4, pointer(args, 6), <usize>width << 2, false, word(args, 29) !== 0);
}

function decodeLayer(args: usize, layer: i32, n: i32): void {
  const D = word(args, 8);
  const heads = word(args, 9);
  const F = word(args, 10);
  const epsilon = float(args, 12);
  const d = D / heads;
  const wide = word(args, 29) !== 0;
  const panels = up16(D) >> 4;
  const stride = <usize>up16(D) << 2;
  const strideF = <usize>up16(F) << 2;
  const weights = pointer(args, 22) + (<usize>layer << 5);
  const x = pointer(args, 23);
  const y = pointer(args, 24);
  const q = pointer(args, 25);
  const t = pointer(args, 26);
  const f = pointer(args, 27);
  const capacity = <usize>word(args, 15);
  const layerStart = <usize>layer * <usize>word(args, 16) * capacity * stride;
  const keys = pointer(args, 17) + layerStart;
  const values = pointer(args, 18) + layerStart;

  for (let i: usize = 0; i < <usize>n; i++) norm(x + i * stride, pointer(weights, 0), y + i * stride, D, epsilon);
  multiply(y, stride, n, D, pointer(weights, 1), panels, q, stride, false, wide);
  multiply(y, stride, n, D, pointer(weights, 2), panels, t, stride, false, wide);
  for (let i = 0; i < n; i++) {
    const position = word(pointer(args, 2), i);
    const angles = <usize>position * <usize>(d >> 1) << 2;
    const place = (<usize>word(pointer(args, 1), i) * capacity + <usize>position) * stride;
    for (let head = 0; head < heads; head++) {
      const part = <usize>i * stride + (<usize>(head * d) << 2);
      const target = keys + place + (<usize>(head * d) << 2);
      normAndTurn(q + part, q + part, d, pointer(args, 13) + angles, pointer(args, 14) + angles, epsilon);
      normAndTurn(t + part, target, d, pointer(args, 13) + angles, pointer(args, 14) + angles, epsilon);
    }
  }
  multiply(y, stride, n, D, pointer(weights, 3), panels, t, stride, false, wide);
  for (let i = 0; i < n; i++) {
    const place = <usize>word(pointer(args, 1), i) * capacity + <usize>word(pointer(args, 2), i);
    memory.copy(values + place * stride, t + <usize>i * stride, stride);
  }
  for (let i = 0; i < n; i++) {
    const row = <usize>word(pointer(args, 1), i) * capacity * stride;
    const limit = word(pointer(args, 3), i);
    for (let head = 0; head < heads; head++) {
      const part = <usize>(head * d) << 2;
      const from = <usize>i * stride + part;
      attend(q + from, keys + row + part, values + row + part, stride, limit, d, pointer(args, 28), y + from);
    }
  }
  multiply(y, stride, n, D, pointer(weights, 4), panels, x, stride, true, wide);

  for (let i: usize = 0; i < <usize>n; i++) norm(x + i * stride, pointer(weights, 5), y + i * stride, D, epsilon);
  multiply(y, stride, n, D, pointer(weights, 6), up16(F) >> 4, f, strideF, false, wide);
  squareOfPositive(f, n * up16(F));
  multiply(f, strideF, n, F, pointer(weights, 7), panels, x, stride, true, wide);
}
