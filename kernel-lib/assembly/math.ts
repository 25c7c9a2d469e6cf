/** Functions of four floats, right to about two units in the last place, with JavaScript's NaN and infinities. */
import { madd } from './simd';

@inline
function number(value: f32): v128 {
  return f32x4.splat(value);
}

/** −a·b + c. */
@inline
function nmadd(a: v128, b: v128, c: v128): v128 {
  return madd(f32x4.neg(a), b, c);
}

/** 2^n for whole n from −126 to 127. */
@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** e^x: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial for e^r (Cephes), then the exponent in two halves, so that
 * results below the smallest normal number come out right, too. */
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, number(89)), number(-105));
  const n = f32x4.nearest(f32x4.mul(bounded, number(1.44269504)));
  let r = nmadd(n, number(0.693359375), bounded);
  r = nmadd(n, number(-2.12194440e-4), r);
  let p = number(1.9875691500e-4);
  p = madd(p, r, number(1.3981999507e-3));
  p = madd(p, r, number(8.3334519073e-3));
  p = madd(p, r, number(4.1665795894e-2));
  p = madd(p, r, number(1.6666665459e-1));
  p = madd(p, r, number(5.0000001201e-1));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), number(1));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(whole, half)));
}

/** ln x: the mantissa between √½ and √2, a polynomial (Cephes), plus the exponent times ln 2. */
@inline
export function log(x: v128): v128 {
  // Numbers below the smallest normal one are scaled up first.
  const small = f32x4.lt(x, number(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, number(8388608)), x, small);
  const offset = v128.and(small, number(23));
  const exponent = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  let e = f32x4.sub(f32x4.convert_i32x4_s(exponent), offset);
  const mantissa = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(mantissa, number(0.707106781));
  e = f32x4.sub(e, v128.and(low, number(1)));
  const m = f32x4.add(f32x4.sub(mantissa, number(1)), v128.and(low, mantissa));
  const z = f32x4.mul(m, m);
  let p = number(7.0376836292e-2);
  p = madd(p, m, number(-1.1514610310e-1));
  p = madd(p, m, number(1.1676998740e-1));
  p = madd(p, m, number(-1.2420140846e-1));
  p = madd(p, m, number(1.4249322787e-1));
  p = madd(p, m, number(-1.6668057665e-1));
  p = madd(p, m, number(2.0000714765e-1));
  p = madd(p, m, number(-2.4999993993e-1));
  p = madd(p, m, number(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, number(-2.12194440e-4), y);
  y = nmadd(z, number(0.5), y);
  const result = madd(e, number(0.693359375), f32x4.add(m, y));
  const special = v128.bitselect(
    number(-Infinity),
    v128.bitselect(number(Infinity), number(NaN), f32x4.eq(x, number(Infinity))),
    f32x4.eq(x, number(0)),
  );
  const ordinary = v128.and(f32x4.gt(x, number(0)), f32x4.lt(x, number(Infinity)));
  return v128.bitselect(result, special, ordinary);
}

/** Near zero a polynomial (Cephes), as 1 − 2/(e^2x + 1) loses digits there. */
@inline
export function tanh(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = number(-5.70498872745e-3);
  p = madd(p, z, number(2.06390887954e-2));
  p = madd(p, z, number(-5.37397155531e-2));
  p = madd(p, z, number(1.33314422036e-1));
  p = madd(p, z, number(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const size = f32x4.abs(x);
  const far = f32x4.sub(number(1), f32x4.div(number(2), f32x4.add(exp(f32x4.add(size, size)), number(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, number(0.625)));
}

@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(number(1), f32x4.add(number(1), exp(f32x4.neg(x))));
}

/** Abramowitz and Stegun 7.1.26, as tfjs has it. */
@inline
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = f32x4.div(number(1), madd(number(0.3275911), size, number(1)));
  let p = number(1.061405429);
  p = madd(p, t, number(-1.453152027));
  p = madd(p, t, number(1.421413741));
  p = madd(p, t, number(-0.284496736));
  p = madd(p, t, number(0.254829592));
  const y = nmadd(f32x4.mul(p, t), exp(f32x4.neg(f32x4.mul(size, size))), number(1));
  return v128.or(y, v128.and(x, i32x4.splat(0x80000000)));
}
