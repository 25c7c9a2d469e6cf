/**
 * One function of every value. Arguments: 0 x, 1 y, 2 the number of values, 3 and 4 two parameters (floats).
 * A unit is CHUNK values. A function's number says which branch `apply` keeps: the others vanish when it is compiled.
 */
import * as math from './math';
import { float, pointer, word } from './simd';

const CHUNK: i32 = 2048;
const ZERO = f32x4.splat(0);
const ONE = f32x4.splat(1);

const ABS: i32 = 0;
const NEG: i32 = 1;
const SQUARE: i32 = 2;
const SQRT: i32 = 3;
const RSQRT: i32 = 4;
const RECIPROCAL: i32 = 5;
const RELU: i32 = 6;
const RELU6: i32 = 7;
const LEAKYRELU: i32 = 8;
const STEP: i32 = 9;
const EXP: i32 = 10;
const LOG: i32 = 11;
const SIGMOID: i32 = 12;
const TANH: i32 = 13;
const ERF: i32 = 14;
const ELU: i32 = 15;
const FLOOR: i32 = 16;
const CEIL: i32 = 17;
const ROUND: i32 = 18;
const CLIP: i32 = 19;
const ADDNUMBER: i32 = 20;
const MULTIPLYNUMBER: i32 = 21;
const FROMINTEGER: i32 = 22;
const SELU: i32 = 23;
const SOFTPLUS: i32 = 24;
const SIGN: i32 = 25;

/** p and q are the parameters. */
@inline
function apply(f: i32, x: v128, p: v128, q: v128): v128 {
  if (f === ABS) return f32x4.abs(x);
  if (f === NEG) return f32x4.neg(x);
  if (f === SQUARE) return f32x4.mul(x, x);
  if (f === SQRT) return f32x4.sqrt(x);
  if (f === RSQRT) return f32x4.div(ONE, f32x4.sqrt(x));
  if (f === RECIPROCAL) return f32x4.div(ONE, x);
  if (f === RELU) return f32x4.max(ZERO, x);
  if (f === RELU6) return f32x4.min(f32x4.max(ZERO, x), f32x4.splat(6));
  if (f === LEAKYRELU) return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, ZERO));
  if (f === STEP) return v128.bitselect(v128.bitselect(ONE, p, f32x4.gt(x, ZERO)), x, f32x4.eq(x, x));
  if (f === EXP) return math.exp(x);
  if (f === LOG) return math.log(x);
  if (f === SIGMOID) return math.sigmoid(x);
  if (f === TANH) return math.tanh(x);
  if (f === ERF) return math.erf(x);
  if (f === ELU) return v128.bitselect(x, f32x4.sub(math.exp(x), ONE), f32x4.ge(x, ZERO));
  if (f === FLOOR) return f32x4.floor(x);
  if (f === CEIL) return f32x4.ceil(x);
  if (f === ROUND) return f32x4.nearest(x);
  if (f === CLIP) return v128.bitselect(q, v128.bitselect(p, x, f32x4.lt(x, p)), f32x4.gt(x, q));
  if (f === ADDNUMBER) return f32x4.add(x, p);
  if (f === MULTIPLYNUMBER) return f32x4.mul(x, p);
  if (f === SELU) return f32x4.mul(v128.bitselect(x, f32x4.mul(f32x4.sub(math.exp(x), ONE), p), f32x4.ge(x, ZERO)), q);
  if (f === SOFTPLUS) return math.softplus(x);
  if (f === SIGN) return v128.and(v128.or(v128.and(x, i32x4.splat(0x80000000)), ONE), v128.or(f32x4.gt(x, ZERO), f32x4.lt(x, ZERO)));
  if (f === FROMINTEGER) return f32x4.convert_i32x4_s(x);
  return x;
}

@inline
function map(f: i32, args: usize, from: i32, to: i32): void {
  const count = word(args, 2);
  const p = f32x4.splat(float(args, 3));
  const q = f32x4.splat(float(args, 4));
  let i = from * CHUNK;
  const end = min(to * CHUNK, count);
  let x = pointer(args, 0) + (<usize>i << 2);
  let y = pointer(args, 1) + (<usize>i << 2);
  // In pairs, which V8 may join to one vector of 256 bits.
  for (; i + 8 <= end; i += 8) {
    const a = apply(f, v128.load(x), p, q);
    const b = apply(f, v128.load(x, 16), p, q);
    v128.store(y, a);
    v128.store(y, b, 16);
    x += 32;
    y += 32;
  }
  for (; i + 4 <= end; i += 4) {
    v128.store(y, apply(f, v128.load(x), p, q));
    x += 16;
    y += 16;
  }
  for (; i < end; i++) {
    v128.store_lane<f32>(y, apply(f, v128.load32_splat(x), p, q), 0);
    x += 4;
    y += 4;
  }
}

export function abs(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ABS, args, from, to);
}
export function neg(args: usize, from: i32, to: i32, scratch: usize): void {
  map(NEG, args, from, to);
}
export function square(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SQUARE, args, from, to);
}
export function sqrt(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SQRT, args, from, to);
}
export function rsqrt(args: usize, from: i32, to: i32, scratch: usize): void {
  map(RSQRT, args, from, to);
}
export function reciprocal(args: usize, from: i32, to: i32, scratch: usize): void {
  map(RECIPROCAL, args, from, to);
}
export function relu(args: usize, from: i32, to: i32, scratch: usize): void {
  map(RELU, args, from, to);
}
export function relu6(args: usize, from: i32, to: i32, scratch: usize): void {
  map(RELU6, args, from, to);
}
export function leakyRelu(args: usize, from: i32, to: i32, scratch: usize): void {
  map(LEAKYRELU, args, from, to);
}
export function step(args: usize, from: i32, to: i32, scratch: usize): void {
  map(STEP, args, from, to);
}
export function exp(args: usize, from: i32, to: i32, scratch: usize): void {
  map(EXP, args, from, to);
}
export function log(args: usize, from: i32, to: i32, scratch: usize): void {
  map(LOG, args, from, to);
}
export function sigmoid(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SIGMOID, args, from, to);
}
export function tanh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(TANH, args, from, to);
}
export function erf(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ERF, args, from, to);
}
export function elu(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ELU, args, from, to);
}
export function floor(args: usize, from: i32, to: i32, scratch: usize): void {
  map(FLOOR, args, from, to);
}
export function ceil(args: usize, from: i32, to: i32, scratch: usize): void {
  map(CEIL, args, from, to);
}
export function round(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ROUND, args, from, to);
}
export function clip(args: usize, from: i32, to: i32, scratch: usize): void {
  map(CLIP, args, from, to);
}
export function addNumber(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ADDNUMBER, args, from, to);
}
export function multiplyNumber(args: usize, from: i32, to: i32, scratch: usize): void {
  map(MULTIPLYNUMBER, args, from, to);
}
export function fromInteger(args: usize, from: i32, to: i32, scratch: usize): void {
  map(FROMINTEGER, args, from, to);
}

export function selu(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SELU, args, from, to);
}
export function softplus(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SOFTPLUS, args, from, to);
}
export function sign(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SIGN, args, from, to);
}
