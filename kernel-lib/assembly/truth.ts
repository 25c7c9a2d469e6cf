/** Truth values, a byte each, and conversions between types. */
import { pointer, word } from './simd';

/** Values in a unit. */
const CHUNK: i32 = 2048;
const AND: i32 = 0;
const OR: i32 = 1;
const NOT: i32 = 2;

/** Sixteen truth values: 0 or 1. */
@inline
function truths(x: v128): v128 {
  return v128.and(i8x16.ne(x, i8x16.splat(0)), i8x16.splat(1));
}

/** Arguments: 0 a, 1 b, 2 result, 3 how many. */
@inline
function map(f: i32, args: usize, from: i32, to: i32): void {
  const a = pointer(args, 0);
  const b = pointer(args, 1);
  const y = pointer(args, 2);
  const end = min(to * CHUNK, word(args, 3));
  let i = from * CHUNK;
  for (; i + 16 <= end; i += 16) {
    const left = truths(v128.load(a + i));
    const right = truths(v128.load(b + i));
    if (f === AND) v128.store(y + i, v128.and(left, right));
    else if (f === OR) v128.store(y + i, v128.or(left, right));
    else v128.store(y + i, v128.xor(left, i8x16.splat(1)));
  }
  for (; i < end; i++) {
    const left = load<u8>(a + i) !== 0;
    const right = load<u8>(b + i) !== 0;
    store<u8>(y + i, <u8>(f === AND ? left && right : f === OR ? left || right : !left));
  }
}

export function logicalAnd(args: usize, from: i32, to: i32, scratch: usize): void {
  map(AND, args, from, to);
}
export function logicalOr(args: usize, from: i32, to: i32, scratch: usize): void {
  map(OR, args, from, to);
}
/** Here b is a, too. */
export function logicalNot(args: usize, from: i32, to: i32, scratch: usize): void {
  map(NOT, args, from, to);
}

/** Truth values to floats or whole numbers. Arguments: 0 x, 1 y, 2 how many. */
@inline
function widen(floats: bool, args: usize, from: i32, to: i32): void {
  const x = pointer(args, 0);
  const y = pointer(args, 1);
  const end = min(to * CHUNK, word(args, 2));
  let i = from * CHUNK;
  for (; i + 8 <= end; i += 8) {
    const words = i16x8.extend_low_i8x16_u(v128.load64_zero(x + i));
    const low = i32x4.extend_low_i16x8_u(words);
    const high = i32x4.extend_high_i16x8_u(words);
    const at = y + (<usize>i << 2);
    v128.store(at, floats ? f32x4.convert_i32x4_s(low) : low);
    v128.store(at, floats ? f32x4.convert_i32x4_s(high) : high, 16);
  }
  for (; i < end; i++) {
    const value = <i32>load<u8>(x + i);
    if (floats) store<f32>(y + (<usize>i << 2), <f32>value);
    else store<i32>(y + (<usize>i << 2), value);
  }
}

export function fromBool(args: usize, from: i32, to: i32, scratch: usize): void {
  widen(true, args, from, to);
}
export function boolToInteger(args: usize, from: i32, to: i32, scratch: usize): void {
  widen(false, args, from, to);
}

/** Beyond this all floats are whole multiples of 2^32, which leave 0. */
const HUGE: f32 = 9e18;
/** Below this a float has a place among whole numbers of 32 bits. */
const FITS: f32 = 2147483648;

@inline
function toIntegerOne(value: f32): i32 {
  return Mathf.abs(value) < HUGE ? <i32>(<i64>value) : 0;
}

/** Floats to whole numbers, as JavaScript does it: towards zero, modulo 2^32. Arguments: 0 x, 1 y, 2 how many. */
export function toInteger(args: usize, from: i32, to: i32, scratch: usize): void {
  const end = min(to * CHUNK, word(args, 2));
  let i = from * CHUNK;
  let x = pointer(args, 0) + (<usize>i << 2);
  let y = pointer(args, 1) + (<usize>i << 2);
  for (; i + 4 <= end; i += 4) {
    const value = v128.load(x);
    if (i32x4.all_true(f32x4.lt(f32x4.abs(value), f32x4.splat(FITS)))) {
      v128.store(y, i32x4.trunc_sat_f32x4_s(value));
    } else {
      store<i32>(y, toIntegerOne(load<f32>(x)), 0);
      store<i32>(y, toIntegerOne(load<f32>(x, 4)), 4);
      store<i32>(y, toIntegerOne(load<f32>(x, 8)), 8);
      store<i32>(y, toIntegerOne(load<f32>(x, 12)), 12);
    }
    x += 16;
    y += 16;
  }
  for (; i < end; i++) {
    store<i32>(y, toIntegerOne(load<f32>(x)));
    x += 4;
    y += 4;
  }
}

const IS_NAN: i32 = 0;
const IS_INFINITE: i32 = 1;

/** Arguments: 0 x, 1 y (bytes), 2 how many. */
@inline
function kind(f: i32, args: usize, from: i32, to: i32): void {
  const x = pointer(args, 0);
  const y = pointer(args, 1);
  const end = min(to * CHUNK, word(args, 2));
  for (let i = from * CHUNK; i < end; i++) {
    const size = Mathf.abs(load<f32>(x + (<usize>i << 2)));
    const truth = f === IS_NAN ? size !== size : f === IS_INFINITE ? size === Infinity : size < Infinity;
    store<u8>(y + i, <u8>truth);
  }
}

export function isNotANumber(args: usize, from: i32, to: i32, scratch: usize): void {
  kind(IS_NAN, args, from, to);
}
export function isInfinite(args: usize, from: i32, to: i32, scratch: usize): void {
  kind(IS_INFINITE, args, from, to);
}
export function isFiniteNumber(args: usize, from: i32, to: i32, scratch: usize): void {
  kind(IS_INFINITE + 1, args, from, to);
}
