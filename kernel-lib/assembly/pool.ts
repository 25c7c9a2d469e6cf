/** Pools of images [batch, height, width, channels], and their gradients. */
import { float, pointer, word } from './simd';
import {
  at, CHANNELS, clear, DILATION_HEIGHT, DILATION_WIDTH, FILTER_HEIGHT, FILTER_WIDTH, HEIGHT, LEFT, OUT_HEIGHT,
  OUT_WIDTH, STRIDE_HEIGHT, STRIDE_WIDTH, TOP, WIDTH,
} from './window';

const ZERO = f32x4.splat(0);

/** Every dilation'th place from `start` that lies in [0, size). */
@inline
function firstInside(start: i32, dilation: i32): i32 {
  return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
}

/** The largest, or the mean, of each window. Arguments: 0 x, 1 y, then the window's. A unit is a row of the result. */
@inline
function pool(largest: bool, args: usize, from: i32, to: i32): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const stepDown = word(args, DILATION_HEIGHT);
  const stepRight = word(args, DILATION_WIDTH);
  for (let unit = from; unit < to; unit++) {
    const image = unit / outHeight;
    const top = (unit - image * outHeight) * word(args, STRIDE_HEIGHT) - word(args, TOP);
    const x = at(pointer(args, 0), image * height * width * channels);
    let y = at(pointer(args, 1), unit * outWidth * channels);
    for (let column = 0; column < outWidth; column++) {
      const left = column * word(args, STRIDE_WIDTH) - word(args, LEFT);
      const firstRow = top + firstInside(top, stepDown) * stepDown;
      const firstColumn = left + firstInside(left, stepRight) * stepRight;
      const lastRow = min(top + word(args, FILTER_HEIGHT) * stepDown, height);
      const lastColumn = min(left + word(args, FILTER_WIDTH) * stepRight, width);
      for (let c = 0; c < channels; c += 4) {
        const lanes = min(4, channels - c);
        let best = largest ? f32x4.splat(-Infinity) : ZERO;
        let count = 0;
        for (let row = firstRow; row < lastRow; row += stepDown) {
          for (let place = firstColumn; place < lastColumn; place += stepRight) {
            const source = at(x, (row * width + place) * channels + c);
            const value = lanes === 4 ? v128.load(source) : part(source, lanes);
            // pmax leaves NaN out, as tfjs does.
            best = largest ? f32x4.pmax(best, value) : f32x4.add(best, value);
            count++;
          }
        }
        if (!largest) best = f32x4.div(best, f32x4.splat(<f32>count));
        if (lanes === 4) v128.store(y, best);
        else putPart(y, best, lanes);
        y += <usize>lanes << 2;
      }
    }
  }
}

/** One to three values. */
@inline
function part(source: usize, lanes: i32): v128 {
  let value = v128.load32_zero(source);
  if (lanes > 1) value = v128.load_lane<f32>(source + 4, value, 1);
  if (lanes > 2) value = v128.load_lane<f32>(source + 8, value, 2);
  return value;
}

@inline
function putPart(target: usize, value: v128, lanes: i32): void {
  v128.store_lane<f32>(target, value, 0);
  if (lanes > 1) v128.store_lane<f32>(target + 4, value, 1);
  if (lanes > 2) v128.store_lane<f32>(target + 8, value, 2);
}

export function maxPool(args: usize, from: i32, to: i32, scratch: usize): void {
  pool(true, args, from, to);
}

export function averagePool(args: usize, from: i32, to: i32, scratch: usize): void {
  pool(false, args, from, to);
}

/**
 * The gradient of maxPool goes to the first largest value of each window, that of averagePool to all, each with the
 * factor. Arguments: 0 dy, 1 dx, then the window's, 15 x, 16 the factor. A unit is an image.
 */
@inline
function poolGradient(largest: bool, args: usize, from: i32, to: i32): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const stepDown = word(args, DILATION_HEIGHT);
  const stepRight = word(args, DILATION_WIDTH);
  const size = height * width * channels;
  for (let image = from; image < to; image++) {
    const x = at(pointer(args, 15), image * size);
    const dx = at(pointer(args, 1), image * size);
    clear(dx, size);
    let dy = at(pointer(args, 0), image * outHeight * outWidth * channels);
    for (let place = 0; place < outHeight * outWidth; place++) {
      const outRow = place / outWidth;
      const top = outRow * word(args, STRIDE_HEIGHT) - word(args, TOP);
      const left = (place - outRow * outWidth) * word(args, STRIDE_WIDTH) - word(args, LEFT);
      const firstRow = top + firstInside(top, stepDown) * stepDown;
      const firstColumn = left + firstInside(left, stepRight) * stepRight;
      const lastRow = min(top + word(args, FILTER_HEIGHT) * stepDown, height);
      const lastColumn = min(left + word(args, FILTER_WIDTH) * stepRight, width);
      for (let c = 0; c < channels; c++) {
        const slope = load<f32>(dy);
        dy += 4;
        let best: f32 = -Infinity;
        let found = -1;
        for (let row = firstRow; row < lastRow; row += stepDown) {
          for (let column = firstColumn; column < lastColumn; column += stepRight) {
            const index = (row * width + column) * channels + c;
            if (!largest) {
              store<f32>(at(dx, index), load<f32>(at(dx, index)) + slope * float(args, 16));
            } else if (load<f32>(at(x, index)) > best) {
              best = load<f32>(at(x, index));
              found = index;
            }
          }
        }
        if (largest && found >= 0) store<f32>(at(dx, found), load<f32>(at(dx, found)) + slope);
      }
    }
  }
}

export function maxPoolGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  poolGradient(true, args, from, to);
}

export function averagePoolGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  poolGradient(false, args, from, to);
}
