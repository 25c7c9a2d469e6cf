/** Softmax of each row. Arguments: 0 x, 1 y, 2 values in a row. A unit is a row. */
import * as math from './math';
import { pointer, word } from './simd';

@inline
export function largest(x: usize, count: i32): f32 {
  let best = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= count; i += 4) best = f32x4.max(best, v128.load(x + (<usize>i << 2)));
  for (; i < count; i++) best = f32x4.max(best, v128.load32_splat(x + (<usize>i << 2)));
  const two = f32x4.max(best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(two, v128.shuffle<f32>(two, two, 1, 0, 3, 2)), 0);
}

export function softmax(args: usize, from: i32, to: i32, scratch: usize): void {
  const count = word(args, 2);
  for (let unit = from; unit < to; unit++) {
    const x = pointer(args, 0) + <usize>unit * <usize>count * 4;
    const y = pointer(args, 1) + <usize>unit * <usize>count * 4;
    const shift = f32x4.splat(largest(x, count));
    let sums = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const at = <usize>i << 2;
      const e = math.exp(f32x4.sub(v128.load(x + at), shift));
      v128.store(y + at, e);
      sums = f32x4.add(sums, e);
    }
    let sum =
      f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
    for (; i < count; i++) {
      const at = <usize>i << 2;
      const e = math.exp(f32x4.sub(v128.load32_splat(x + at), shift));
      v128.store_lane<f32>(y + at, e, 0);
      sum += f32x4.extract_lane(e, 0);
    }
    const scale = f32x4.splat(1 / sum);
    i = 0;
    for (; i + 4 <= count; i += 4) {
      const at = y + (<usize>i << 2);
      v128.store(at, f32x4.mul(v128.load(at), scale));
    }
    for (; i < count; i++) {
      const at = y + (<usize>i << 2);
      store<f32>(at, load<f32>(at) * f32x4.extract_lane(scale, 0));
    }
  }
}
