/** Four floats at once: what every family of kernels builds on. */

/** a·b + c in one rounding where the engine has relaxed SIMD and the processor a fused multiply-add, else in two. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The number at word `index` of a job's arguments. */
@inline
export function word(args: usize, index: i32): i32 {
  return load<i32>(args + (<usize>index << 2));
}

@inline
export function pointer(args: usize, index: i32): usize {
  return load<usize>(args + (<usize>index << 2));
}

@inline
export function float(args: usize, index: i32): f32 {
  return load<f32>(args + (<usize>index << 2));
}
