/** Softmax of each row. Arguments: 0 x, 1 y, 2 values in a row. A unit is a row. */
import * as math from './math';
import { sumOf } from './rows';
import { pointer, word } from './simd';

/** A NaN may be passed over: it comes back in the sum. */
@inline
export function largest(x: usize, count: i32): f32 {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    a = f32x4.pmax(a, v128.load(x + (<usize>i << 2)));
    b = f32x4.pmax(b, v128.load(x + (<usize>i << 2), 16));
  }
  for (; i < count; i++) a = f32x4.pmax(a, v128.load32_splat(x + (<usize>i << 2)));
  const best = f32x4.pmax(a, b);
  const two = f32x4.pmax(best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(two, v128.shuffle<f32>(two, two, 1, 0, 3, 2)), 0);
}

/** y = e^(x − shift), or nothing is kept. Returns the sum. */
@inline
export function exponentials(keep: bool, x: usize, y: usize, count: i32, shift: v128): f32 {
  let sums = f32x4.splat(0);
  let others = sums;
  let i = 0;
  // In pairs, which V8 may join to one vector of 256 bits.
  for (; i + 8 <= count; i += 8) {
    const at = <usize>i << 2;
    const a = math.exp(f32x4.sub(v128.load(x + at), shift));
    const b = math.exp(f32x4.sub(v128.load(x + at, 16), shift));
    if (keep) {
      v128.store(y + at, a);
      v128.store(y + at, b, 16);
    }
    sums = f32x4.add(sums, a);
    others = f32x4.add(others, b);
  }
  let sum = sumOf(f32x4.add(sums, others));
  for (; i < count; i++) {
    const at = <usize>i << 2;
    const e = math.exp(f32x4.sub(v128.load32_splat(x + at), shift));
    if (keep) v128.store_lane<f32>(y + at, e, 0);
    sum += f32x4.extract_lane(e, 0);
  }
  return sum;
}

@inline
export function scale(y: usize, count: i32, by: f32): void {
  const factors = f32x4.splat(by);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = y + (<usize>i << 2);
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
  for (; i < count; i++) {
    const at = y + (<usize>i << 2);
    store<f32>(at, load<f32>(at) * by);
  }
}

export function softmax(args: usize, from: i32, to: i32, scratch: usize): void {
  const count = word(args, 2);
  for (let unit = from; unit < to; unit++) {
    const x = pointer(args, 0) + <usize>unit * <usize>count * 4;
    const y = pointer(args, 1) + <usize>unit * <usize>count * 4;
    const sum = exponentials(true, x, y, count, f32x4.splat(largest(x, count)));
    scale(y, count, 1 / sum);
  }
}
