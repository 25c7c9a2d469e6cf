/** What the kernels of images share: the arguments 2 to 14, which say where the windows of a result lie. */

export const HEIGHT: i32 = 2;
export const WIDTH: i32 = 3;
export const CHANNELS: i32 = 4;
export const OUT_HEIGHT: i32 = 5;
export const OUT_WIDTH: i32 = 6;
export const FILTER_HEIGHT: i32 = 7;
export const FILTER_WIDTH: i32 = 8;
export const STRIDE_HEIGHT: i32 = 9;
export const STRIDE_WIDTH: i32 = 10;
export const DILATION_HEIGHT: i32 = 11;
export const DILATION_WIDTH: i32 = 12;
export const TOP: i32 = 13;
export const LEFT: i32 = 14;

@inline
export function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

@inline
export function clear(y: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(y, i), f32x4.splat(0));
  for (; i < count; i++) store<f32>(at(y, i), 0);
}
