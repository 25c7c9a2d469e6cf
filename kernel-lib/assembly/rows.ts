/**
 * What kernels over rows share: sums of four floats, and the one to three values at a row's end. `count` is how many
 * values are left; where it is the number 4, the branches vanish when it is compiled.
 */

export const ZERO = f32x4.splat(0);

/** The four lanes, added in one order. */
@inline
export function sumOf(v: v128): f32 {
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  return low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** `sumOf` of four vectors, each in the order that it has there. */
@inline
export function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Four values; where fewer are left, the other lanes are 0. */
@inline
export function take(at: usize, count: i32): v128 {
  if (count >= 4) return v128.load(at);
  let v = v128.load32_zero(at);
  if (count > 1) v = v128.load_lane<f32>(at, v, 1, 4);
  if (count > 2) v = v128.load_lane<f32>(at, v, 2, 8);
  return v;
}

@inline
export function put(at: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, v);
    return;
  }
  v128.store_lane<f32>(at, v, 0);
  if (count > 1) v128.store_lane<f32>(at, v, 1, 4);
  if (count > 2) v128.store_lane<f32>(at, v, 2, 8);
}

/** `v` with 0 in the lanes from `count` on. */
@inline
export function firstLanes(v: v128, count: i32): v128 {
  if (count >= 4) return v;
  return v128.and(v, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}
