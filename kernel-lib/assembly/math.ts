/**
 * Functions of four floats, right to about two units in the last place, with JavaScript's NaN and infinities.
 * Their constants lie in memory: V8 builds a vector from a number in the code anew at each use, in three to four
 * instructions, and loads one in a single one. `exp` takes less than half the time so.
 */
import { madd } from './simd';

/** A constant of a table, in every lane. */
@inline
function constant(table: usize, index: i32): v128 {
  return v128.load32_splat(table + (<usize>index << 2));
}

/** 2^n for whole n from −126 to 127. */
@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(WHOLE, 0)), 23);
}

const WHOLE: usize = memory.data<i32>([127]);

const EXP: usize = memory.data<f32>([
  // The largest and the smallest x that still make a difference.
  89, -105,
  // 1/ln 2. 1.5·2²³: a small number that is added to it is rounded to a whole one, which then stands in the lowest bits.
  1.44269504, 12582912,
  // −ln 2 in two parts.
  -0.693359375, 2.12194440e-4,
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);

/** e^x: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial for e^r (Cephes), then the exponent in two halves, so that
 * results below the smallest normal number come out right, too. */
@inline
export function exp(x: v128): v128 {
  // `pmin(x, …)` gives x where x is NaN, in one instruction where `min` takes eight.
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(EXP, 0)), constant(EXP, 1));
  const rounded = madd(bounded, constant(EXP, 2), constant(EXP, 3));
  const n = f32x4.sub(rounded, constant(EXP, 3));
  const r = madd(n, constant(EXP, 5), madd(n, constant(EXP, 4), bounded));
  let p = madd(r, constant(EXP, 6), constant(EXP, 7));
  p = madd(p, r, constant(EXP, 8));
  p = madd(p, r, constant(EXP, 9));
  p = madd(p, r, constant(EXP, 10));
  p = madd(p, r, constant(EXP, 11));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), constant(EXP, 12));
  const whole = i32x4.sub(rounded, constant(EXP, 3));
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(whole, half)));
}

const LOG: usize = memory.data<f32>([
  // The smallest normal number, 2²³ and its exponent.
  1.17549435e-38, 8388608, 23,
  0.707106781, 1,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  // ln 2 in two parts, and −½.
  -2.12194440e-4, 0.693359375, -0.5,
]);
/** What `exp2` takes after x, in its order. A loop that has them in variables before it begins keeps them in registers. */
export const EXP2: usize = memory.data<f32>([
  1.5353334957e-4, 1.3398870078e-3, 9.6184374074e-3, 5.5503324819e-2, 2.4022647914e-1, 6.9314720285e-1, 1,
  // As for `exp`, what rounds to a whole number. The smallest x with a result.
  12582912, -126,
]);

/**
 * 2^x for x ≤ 127, and 0 below the smallest normal number, x = −126: the whole part goes into the exponent, of the rest,
 * from −½ to ½, it takes a polynomial (least relative error).
 */
@inline
export function exp2(
  x: v128, c6: v128, c5: v128, c4: v128, c3: v128, c2: v128, c1: v128, c0: v128, whole: v128, least: v128,
): v128 {
  const bounded = f32x4.pmax(x, least);
  const shifted = f32x4.add(bounded, whole);
  const rest = f32x4.sub(bounded, f32x4.sub(shifted, whole));
  let p = madd(c6, rest, c5);
  p = madd(p, rest, c4);
  p = madd(p, rest, c3);
  p = madd(p, rest, c2);
  p = madd(p, rest, c1);
  p = madd(p, rest, c0);
  const power = i32x4.add(p, i32x4.shl(shifted, 23));
  return v128.andnot(power, f32x4.lt(x, least));
}

/** ln x: the mantissa between √½ and √2, a polynomial (Cephes), plus the exponent times ln 2. */
@inline
export function log(x: v128): v128 {
  // Numbers below the smallest normal one are scaled up first.
  const small = f32x4.lt(x, constant(LOG, 0));
  const scaled = v128.bitselect(f32x4.mul(x, constant(LOG, 1)), x, small);
  const offset = v128.and(small, constant(LOG, 2));
  const exponent = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  let e = f32x4.sub(f32x4.convert_i32x4_s(exponent), offset);
  const mantissa = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(mantissa, constant(LOG, 3));
  e = f32x4.sub(e, v128.and(low, constant(LOG, 4)));
  const m = f32x4.add(f32x4.sub(mantissa, constant(LOG, 4)), v128.and(low, mantissa));
  const z = f32x4.mul(m, m);
  let p = madd(m, constant(LOG, 5), constant(LOG, 6));
  p = madd(p, m, constant(LOG, 7));
  p = madd(p, m, constant(LOG, 8));
  p = madd(p, m, constant(LOG, 9));
  p = madd(p, m, constant(LOG, 10));
  p = madd(p, m, constant(LOG, 11));
  p = madd(p, m, constant(LOG, 12));
  p = madd(p, m, constant(LOG, 13));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, constant(LOG, 14), y);
  y = madd(z, constant(LOG, 16), y);
  const result = madd(e, constant(LOG, 15), f32x4.add(m, y));
  const infinity = f32x4.splat(Infinity);
  const special = v128.bitselect(
    f32x4.splat(-Infinity),
    v128.bitselect(infinity, f32x4.splat(NaN), f32x4.eq(x, infinity)),
    f32x4.eq(x, f32x4.splat(0)),
  );
  const ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, infinity));
  return v128.bitselect(result, special, ordinary);
}

const TANH: usize = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
  1, 2, 0.625,
]);

/** Near zero a polynomial (Cephes), as 1 − 2/(e^2x + 1) loses digits there. */
@inline
export function tanh(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = madd(z, constant(TANH, 0), constant(TANH, 1));
  p = madd(p, z, constant(TANH, 2));
  p = madd(p, z, constant(TANH, 3));
  p = madd(p, z, constant(TANH, 4));
  const near = madd(f32x4.mul(p, z), x, x);
  const size = f32x4.abs(x);
  const one = constant(TANH, 5);
  const far = f32x4.sub(one, f32x4.div(constant(TANH, 6), f32x4.add(exp(f32x4.add(size, size)), one)));
  const signed = v128.or(far, v128.xor(x, size));
  return v128.bitselect(near, signed, f32x4.lt(size, constant(TANH, 7)));
}

@inline
export function sigmoid(x: v128): v128 {
  const one = constant(TANH, 5);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

const ERF: usize = memory.data<f32>([
  1, 0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592,
]);

/** Abramowitz and Stegun 7.1.26, as tfjs has it. */
@inline
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = constant(ERF, 0);
  const t = f32x4.div(one, madd(size, constant(ERF, 1), one));
  let p = madd(t, constant(ERF, 2), constant(ERF, 3));
  p = madd(p, t, constant(ERF, 4));
  p = madd(p, t, constant(ERF, 5));
  p = madd(p, t, constant(ERF, 6));
  const y = f32x4.sub(one, f32x4.mul(f32x4.mul(p, t), exp(f32x4.neg(f32x4.mul(size, size)))));
  return v128.or(y, v128.xor(x, size));
}

const SOFTPLUS: usize = memory.data<f32>([
  1,
  // From here on ln(1 + e^x) is x.
  16,
]);

/** ln(1 + e^x). Where 1 + e^x is rounded, what was lost is added to first order. */
@inline
export function softplus(x: v128): v128 {
  const one = constant(SOFTPLUS, 0);
  const e = exp(x);
  const u = f32x4.add(one, e);
  const lost = f32x4.sub(e, f32x4.sub(u, one));
  const y = f32x4.add(log(u), f32x4.div(lost, u));
  return v128.bitselect(x, y, f32x4.gt(x, constant(SOFTPLUS, 1)));
}
