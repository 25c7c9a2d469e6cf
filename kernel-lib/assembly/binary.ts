/**
 * One function of two values, with broadcasting. The result is seen as rows: within a row each side goes on by one
 * value or stays; where a row begins on each side is found from its place among the outer axes.
 * Arguments: 0 a, 1 b, 2 result, 3 values in a row, 4 step of a in a row (0 or 1), 5 step of b, 6 chunks in a row,
 * 7 how many outer axes, then for each outer axis, the first the slowest: size, stride of a, stride of b (in values).
 * A unit is a chunk of a row: at most CHUNK values.
 */
import { pointer, word } from './simd';

/** Functions with a negative number are no vector instructions: the lanes one by one, or whole numbers. */
const POWER: i32 = -1;
const MODULO: i32 = -2;
const ARC_TANGENT: i32 = -3;
const ADD_INTEGERS: i32 = -4;
const SUBTRACT_INTEGERS: i32 = -5;
const MULTIPLY_INTEGERS: i32 = -6;
const MAXIMUM_INTEGERS: i32 = -7;
const MINIMUM_INTEGERS: i32 = -8;
const FLOOR_DIVIDE_INTEGERS: i32 = -9;

const CHUNK: i32 = 2048;
const ZERO = f32x4.splat(0);

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;
const SQUARED_DIFFERENCE: i32 = 6;
const PRELU: i32 = 7;
const ELU_GRAD: i32 = 8;
const EQUAL: i32 = 9;
const NOT_EQUAL: i32 = 10;
const GREATER: i32 = 11;
const GREATER_EQUAL: i32 = 12;
const LESS: i32 = 13;
const LESS_EQUAL: i32 = 14;
const EQUAL_INTEGERS: i32 = 15;
const NOT_EQUAL_INTEGERS: i32 = 16;
const GREATER_INTEGERS: i32 = 17;
const GREATER_EQUAL_INTEGERS: i32 = 18;
const LESS_INTEGERS: i32 = 19;
const LESS_EQUAL_INTEGERS: i32 = 20;

@inline
function square(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** As tfjs has it: the rest of the division has the sign of the divisor. */
function modulo(a: f64, b: f64): f64 {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
}

/** One lane of a function that has no vector instruction. */
@inline
function lane(f: i32, a: f32, b: f32): f32 {
  if (f === POWER) return Mathf.pow(a, b);
  if (f === MODULO) return <f32>modulo(a, b);
  return Mathf.atan2(a, b);
}

/** What JavaScript stores for a quotient by 0 is 0. */
@inline
function integerLane(a: i32, b: i32): i32 {
  return b === 0 ? 0 : <i32>(<i64>Math.floor(<f64>a / <f64>b));
}

@inline
function byLane(f: i32, a: v128, b: v128): v128 {
  if (f === FLOOR_DIVIDE_INTEGERS) {
    let y = i32x4.splat(integerLane(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
    y = i32x4.replace_lane(y, 1, integerLane(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
    y = i32x4.replace_lane(y, 2, integerLane(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
    return i32x4.replace_lane(y, 3, integerLane(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
  }
  let y = f32x4.splat(lane(f, f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)));
  y = f32x4.replace_lane(y, 1, lane(f, f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)));
  y = f32x4.replace_lane(y, 2, lane(f, f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)));
  return f32x4.replace_lane(y, 3, lane(f, f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)));
}

/** Functions from EQUAL on give truth values. */
@inline
function apply(f: i32, a: v128, b: v128): v128 {
  if (f === ADD_INTEGERS) return i32x4.add(a, b);
  if (f === SUBTRACT_INTEGERS) return i32x4.sub(a, b);
  if (f === MULTIPLY_INTEGERS) return i32x4.mul(a, b);
  if (f === MAXIMUM_INTEGERS) return i32x4.max_s(a, b);
  if (f === MINIMUM_INTEGERS) return i32x4.min_s(a, b);
  if (f < ADD) return byLane(f, a, b);
  if (f === ADD) return f32x4.add(a, b);
  if (f === SUBTRACT) return f32x4.sub(a, b);
  if (f === MULTIPLY) return f32x4.mul(a, b);
  if (f === DIVIDE) return f32x4.div(a, b);
  if (f === MAXIMUM) return f32x4.max(a, b);
  if (f === MINIMUM) return f32x4.min(a, b);
  if (f === SQUARED_DIFFERENCE) return square(f32x4.sub(a, b));
  if (f === PRELU) return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, ZERO));
  if (f === ELU_GRAD) return v128.bitselect(a, f32x4.mul(a, f32x4.add(b, f32x4.splat(1))), f32x4.ge(b, ZERO));
  if (f === EQUAL) return f32x4.eq(a, b);
  if (f === NOT_EQUAL) return f32x4.ne(a, b);
  if (f === GREATER) return f32x4.gt(a, b);
  if (f === GREATER_EQUAL) return f32x4.ge(a, b);
  if (f === LESS) return f32x4.lt(a, b);
  if (f === LESS_EQUAL) return f32x4.le(a, b);
  if (f === EQUAL_INTEGERS) return i32x4.eq(a, b);
  if (f === NOT_EQUAL_INTEGERS) return i32x4.ne(a, b);
  if (f === GREATER_INTEGERS) return i32x4.gt_s(a, b);
  if (f === GREATER_EQUAL_INTEGERS) return i32x4.ge_s(a, b);
  if (f === LESS_INTEGERS) return i32x4.lt_s(a, b);
  if (f === LESS_EQUAL_INTEGERS) return i32x4.le_s(a, b);
  return a;
}

/** Four values; comparisons give four bytes of 0 or 1. */
@inline
function put(f: i32, at: usize, a: v128, b: v128): void {
  const result = apply(f, a, b);
  if (f < EQUAL) {
    v128.store(at, result);
  } else {
    const words = i16x8.narrow_i32x4_s(v128.and(result, i32x4.splat(1)), ZERO);
    v128.store_lane<i32>(at, i8x16.narrow_i16x8_s(words, ZERO), 0);
  }
}

@inline
function putOne(f: i32, at: usize, a: v128, b: v128): void {
  const result = apply(f, a, b);
  if (f < EQUAL) v128.store_lane<f32>(at, result, 0);
  else store<u8>(at, <u8>(i32x4.extract_lane(result, 0) & 1));
}

@inline
function rows(f: i32, args: usize, from: i32, to: i32): void {
  const size: usize = f < EQUAL ? 4 : 1;
  const length = word(args, 3);
  const stepA = word(args, 4);
  const stepB = word(args, 5);
  const chunks = word(args, 6);
  const axes = word(args, 7);
  for (let unit = from; unit < to; unit++) {
    const row = unit / chunks;
    const start = (unit - row * chunks) * CHUNK;
    const count = min(CHUNK, length - start);
    let rest = row;
    let atA = start * stepA;
    let atB = start * stepB;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const extent = word(args, 8 + 3 * axis);
      const next = rest / extent;
      const index = rest - next * extent;
      atA += index * word(args, 9 + 3 * axis);
      atB += index * word(args, 10 + 3 * axis);
      rest = next;
    }
    const a = pointer(args, 0) + (<usize>atA << 2);
    const b = pointer(args, 1) + (<usize>atB << 2);
    const y = pointer(args, 2) + (<usize>row * <usize>length + <usize>start) * size;
    let i = 0;
    if (stepA === 1 && stepB === 1) {
      for (; i + 4 <= count; i += 4) {
        put(f, y + <usize>i * size, v128.load(a + (<usize>i << 2)), v128.load(b + (<usize>i << 2)));
      }
    } else if (stepA === 1) {
      const fixed = v128.load32_splat(b);
      for (; i + 4 <= count; i += 4) put(f, y + <usize>i * size, v128.load(a + (<usize>i << 2)), fixed);
    } else {
      const fixed = v128.load32_splat(a);
      for (; i + 4 <= count; i += 4) put(f, y + <usize>i * size, fixed, v128.load(b + (<usize>i << 2)));
    }
    for (; i < count; i++) {
      const left = v128.load32_splat(a + (<usize>(i * stepA) << 2));
      const right = v128.load32_splat(b + (<usize>(i * stepB) << 2));
      putOne(f, y + <usize>i * size, left, right);
    }
  }
}

export function add(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(ADD, args, from, to);
}
export function subtract(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(SUBTRACT, args, from, to);
}
export function multiply(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MULTIPLY, args, from, to);
}
export function divide(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(DIVIDE, args, from, to);
}
export function maximum(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MAXIMUM, args, from, to);
}
export function minimum(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MINIMUM, args, from, to);
}
export function squaredDifference(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(SQUARED_DIFFERENCE, args, from, to);
}
export function prelu(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(PRELU, args, from, to);
}
export function eluGrad(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(ELU_GRAD, args, from, to);
}
export function equal(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(EQUAL, args, from, to);
}
export function notEqual(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(NOT_EQUAL, args, from, to);
}
export function greater(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(GREATER, args, from, to);
}
export function greaterEqual(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(GREATER_EQUAL, args, from, to);
}
export function less(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(LESS, args, from, to);
}
export function lessEqual(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(LESS_EQUAL, args, from, to);
}
export function equalIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(EQUAL_INTEGERS, args, from, to);
}
export function notEqualIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(NOT_EQUAL_INTEGERS, args, from, to);
}
export function greaterIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(GREATER_INTEGERS, args, from, to);
}
export function greaterEqualIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(GREATER_EQUAL_INTEGERS, args, from, to);
}
export function lessIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(LESS_INTEGERS, args, from, to);
}
export function lessEqualIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(LESS_EQUAL_INTEGERS, args, from, to);
}
export function power(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(POWER, args, from, to);
}
export function remainder(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MODULO, args, from, to);
}
export function arcTangent2(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(ARC_TANGENT, args, from, to);
}
export function addIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(ADD_INTEGERS, args, from, to);
}
export function subtractIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(SUBTRACT_INTEGERS, args, from, to);
}
export function multiplyIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MULTIPLY_INTEGERS, args, from, to);
}
export function maximumIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MAXIMUM_INTEGERS, args, from, to);
}
export function minimumIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(MINIMUM_INTEGERS, args, from, to);
}
export function floorDivideIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  rows(FLOOR_DIVIDE_INTEGERS, args, from, to);
}
