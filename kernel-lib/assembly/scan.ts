/**
 * Reductions that are no sums of floats, one value after the other: of whole numbers, of truth values, products, places
 * of the largest and the smallest, and running sums. A tensor is seen as [outer, length, inner]; a unit is one value of
 * [outer, inner]. Arguments: 0 x, 1 result, 2 length, 3 inner.
 */
import { pointer, word } from './simd';

const SUM: i32 = 0;
const MAX: i32 = 1;
const MIN: i32 = 2;
const ALL: i32 = 3;
const ANY: i32 = 4;

/** The first value of a unit, counted in values. */
@inline
function first(unit: i32, length: i32, inner: i32): usize {
  const outer = unit / inner;
  return <usize>outer * <usize>length * <usize>inner + <usize>(unit - outer * inner);
}

@inline
function integers(f: i32, args: usize, from: i32, to: i32): void {
  const length = word(args, 2);
  const inner = word(args, 3);
  const stride = <usize>inner << 2;
  for (let unit = from; unit < to; unit++) {
    let x = pointer(args, 0) + (first(unit, length, inner) << 2);
    let total: i32 = f === SUM ? 0 : load<i32>(x);
    for (let i = 0; i < length; i++) {
      const value = load<i32>(x);
      if (f === SUM) total += value;
      else if (f === MAX) total = max(total, value);
      else total = min(total, value);
      x += stride;
    }
    store<i32>(pointer(args, 1) + (<usize>unit << 2), total);
  }
}

export function sumIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  integers(SUM, args, from, to);
}
export function maxIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  integers(MAX, args, from, to);
}
export function minIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  integers(MIN, args, from, to);
}

/** Stops at the first value that decides. */
@inline
function truths(f: i32, args: usize, from: i32, to: i32): void {
  const length = word(args, 2);
  const inner = word(args, 3);
  for (let unit = from; unit < to; unit++) {
    let x = pointer(args, 0) + first(unit, length, inner);
    let i = 0;
    for (; i < length && (load<u8>(x) !== 0) === (f === ALL); i++) x += inner;
    store<u8>(pointer(args, 1) + unit, <u8>((i === length) === (f === ALL)));
  }
}

export function all(args: usize, from: i32, to: i32, scratch: usize): void {
  truths(ALL, args, from, to);
}
export function any(args: usize, from: i32, to: i32, scratch: usize): void {
  truths(ANY, args, from, to);
}

/** In float64, as JavaScript does it. */
export function product(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 2);
  const inner = word(args, 3);
  const stride = <usize>inner << 2;
  for (let unit = from; unit < to; unit++) {
    let x = pointer(args, 0) + (first(unit, length, inner) << 2);
    let total: f64 = 1;
    let second: f64 = 1;
    let third: f64 = 1;
    let fourth: f64 = 1;
    let i = 0;
    // Four at a time: a product waits for the one before it.
    for (; i + 4 <= length; i += 4) {
      total *= <f64>load<f32>(x);
      second *= <f64>load<f32>(x + stride);
      third *= <f64>load<f32>(x + 2 * stride);
      fourth *= <f64>load<f32>(x + 3 * stride);
      x += 4 * stride;
    }
    total *= second * (third * fourth);
    for (; i < length; i++) {
      total *= <f64>load<f32>(x);
      x += stride;
    }
    store<f32>(pointer(args, 1) + (<usize>unit << 2), <f32>total);
  }
}

/** The first of equal ones; NaN is never larger or smaller, so a NaN at the beginning stays. */
@inline
function place<T>(largest: bool, args: usize, from: i32, to: i32): void {
  const length = word(args, 2);
  const inner = word(args, 3);
  const stride = <usize>inner << 2;
  for (let unit = from; unit < to; unit++) {
    let x = pointer(args, 0) + (first(unit, length, inner) << 2);
    let best = load<T>(x);
    let found = 0;
    for (let i = 0; i < length; i++) {
      const value = load<T>(x);
      if (largest ? value > best : value < best) {
        best = value;
        found = i;
      }
      x += stride;
    }
    store<i32>(pointer(args, 1) + (<usize>unit << 2), found);
  }
}

export function argMax(args: usize, from: i32, to: i32, scratch: usize): void {
  place<f32>(true, args, from, to);
}
export function argMin(args: usize, from: i32, to: i32, scratch: usize): void {
  place<f32>(false, args, from, to);
}
export function argMaxIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  place<i32>(true, args, from, to);
}
export function argMinIntegers(args: usize, from: i32, to: i32, scratch: usize): void {
  place<i32>(false, args, from, to);
}

/** Arguments 4: whether a value is left out of its own sum, 5: whether to begin at the end. */
export function cumulativeSum(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 2);
  const inner = word(args, 3);
  const exclusive = word(args, 4) !== 0;
  const back = word(args, 5) !== 0;
  const stride = back ? 0 - (<usize>inner << 2) : <usize>inner << 2;
  for (let unit = from; unit < to; unit++) {
    const start = first(unit, length, inner) + (back ? <usize>(length - 1) * <usize>inner : 0);
    let x = pointer(args, 0) + (start << 2);
    let y = pointer(args, 1) + (start << 2);
    let total: f32 = 0;
    for (let i = 0; i < length; i++) {
      const value = load<f32>(x);
      // Not 0 + the first: that would lose the sign of −0.
      const next = i === 0 ? value : total + value;
      store<f32>(y, exclusive ? total : next);
      total = next;
      x += stride;
      y += stride;
    }
  }
}
