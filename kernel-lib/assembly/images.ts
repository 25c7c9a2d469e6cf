/**
 * What layers of images need beside the matrix product: patches, batch normalisation, and a layer's bias and
 * activation. Images are [batch, height, width, channels].
 */
import * as math from './math';
import { float, madd, pointer, word } from './simd';
import {
  at, CHANNELS, clear, DILATION_HEIGHT, DILATION_WIDTH, FILTER_HEIGHT, FILTER_WIDTH, HEIGHT, LEFT, OUT_HEIGHT,
  OUT_WIDTH, STRIDE_HEIGHT, STRIDE_WIDTH, TOP, WIDTH,
} from './window';

const ZERO = f32x4.splat(0);

const LINEAR: i32 = 0;
const RELU: i32 = 1;
const RELU6: i32 = 2;
const ELU: i32 = 3;
const LEAKY: i32 = 4;
const SIGMOID: i32 = 5;

@inline
function activate(f: i32, x: v128, alpha: v128): v128 {
  if (f === RELU) return f32x4.max(ZERO, x);
  if (f === RELU6) return f32x4.min(f32x4.max(ZERO, x), f32x4.splat(6));
  if (f === ELU) return v128.bitselect(x, f32x4.sub(math.exp(x), f32x4.splat(1)), f32x4.ge(x, ZERO));
  if (f === LEAKY) return v128.bitselect(f32x4.mul(x, alpha), x, f32x4.lt(x, ZERO));
  if (f === SIGMOID) return math.sigmoid(x);
  return x;
}

@inline
function finishRows(f: i32, args: usize, from: i32, to: i32): void {
  const bias = pointer(args, 1);
  const length = word(args, 2);
  const step = <usize>word(args, 3) << 2;
  const alpha = f32x4.splat(float(args, 5));
  for (let unit = from; unit < to; unit++) {
    const x = at(pointer(args, 0), unit * length);
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      const b = step === 0 ? v128.load32_splat(bias) : v128.load(at(bias, i));
      v128.store(at(x, i), activate(f, f32x4.add(v128.load(at(x, i)), b), alpha));
    }
    for (; i < length; i++) {
      const b = v128.load32_splat(bias + <usize>i * step);
      v128.store_lane<f32>(at(x, i), activate(f, f32x4.add(v128.load32_splat(at(x, i)), b), alpha), 0);
    }
  }
}

/**
 * x = activation(x + bias), in place. Arguments: 0 x, 1 bias, 2 values in a row, 3 step of the bias (0: one for all),
 * 4 the activation's number, 5 the slope of leaky relu. A unit is a row.
 */
export function finishLayer(args: usize, from: i32, to: i32, scratch: usize): void {
  const f = word(args, 4);
  if (f === LINEAR) finishRows(LINEAR, args, from, to);
  else if (f === RELU) finishRows(RELU, args, from, to);
  else if (f === RELU6) finishRows(RELU6, args, from, to);
  else if (f === ELU) finishRows(ELU, args, from, to);
  else if (f === LEAKY) finishRows(LEAKY, args, from, to);
  else finishRows(SIGMOID, args, from, to);
}

@inline
function copyValues(x: usize, y: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(y, i), v128.load(at(x, i)));
  for (; i < count; i++) store<f32>(at(y, i), load<f32>(at(x, i)));
}

/**
 * The window of each place of the result as a row of a matrix: [batch·outHeight·outWidth, filterHeight·filterWidth·C],
 * zeros outside of the image. Arguments: 0 x, 1 patches, then the window's. A unit is a row of places.
 */
export function patches(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const filterHeight = word(args, FILTER_HEIGHT);
  const filterWidth = word(args, FILTER_WIDTH);
  const dilation = word(args, DILATION_WIDTH);
  const span = filterWidth * channels;
  for (let unit = from; unit < to; unit++) {
    const image = unit / outHeight;
    const top = (unit - image * outHeight) * word(args, STRIDE_HEIGHT) - word(args, TOP);
    const x = at(pointer(args, 0), image * height * width * channels);
    let y = at(pointer(args, 1), unit * outWidth * filterHeight * span);
    for (let column = 0; column < outWidth; column++) {
      const left = column * word(args, STRIDE_WIDTH) - word(args, LEFT);
      for (let i = 0; i < filterHeight; i++) {
        const row = top + i * word(args, DILATION_HEIGHT);
        if (row < 0 || row >= height) {
          clear(y, span);
        } else if (dilation === 1 && left >= 0 && left + filterWidth <= width) {
          copyValues(at(x, (row * width + left) * channels), y, span);
        } else {
          for (let j = 0; j < filterWidth; j++) {
            const place = left + j * dilation;
            const target = at(y, j * channels);
            if (place < 0 || place >= width) clear(target, channels);
            else copyValues(at(x, (row * width + place) * channels), target, channels);
          }
        }
        y += <usize>span << 2;
      }
    }
  }
}

@inline
function addValues(x: usize, y: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(y, i), f32x4.add(v128.load(at(y, i)), v128.load(at(x, i))));
  for (; i < count; i++) store<f32>(at(y, i), load<f32>(at(y, i)) + load<f32>(at(x, i)));
}

/**
 * The way back of `patches`: each value of the image is the sum of what stands for it in the patches.
 * Arguments: 0 patches, 1 dx, then the window's. A unit is a row of the image.
 */
export function addPatches(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const filterHeight = word(args, FILTER_HEIGHT);
  const filterWidth = word(args, FILTER_WIDTH);
  const strideHeight = word(args, STRIDE_HEIGHT);
  const span = filterWidth * channels;
  for (let unit = from; unit < to; unit++) {
    const image = unit / height;
    const row = unit - image * height;
    const y = at(pointer(args, 1), unit * width * channels);
    clear(y, width * channels);
    for (let i = 0; i < filterHeight; i++) {
      const offset = row + word(args, TOP) - i * word(args, DILATION_HEIGHT);
      const outRow = offset / strideHeight;
      if (offset < 0 || outRow * strideHeight !== offset || outRow >= outHeight) continue;
      for (let column = 0; column < outWidth; column++) {
        const left = column * word(args, STRIDE_WIDTH) - word(args, LEFT);
        const place = ((image * outHeight + outRow) * outWidth + column) * filterHeight + i;
        const x = at(pointer(args, 0), place * span);
        for (let j = 0; j < filterWidth; j++) {
          const target = left + j * word(args, DILATION_WIDTH);
          if (target >= 0 && target < width) addValues(at(x, j * channels), at(y, target * channels), channels);
        }
      }
    }
  }
}

/**
 * (x − mean) · factor + offset for each channel. Arguments: 0 x, 1 y, 2 channels, 3 table of [mean, factor, offset],
 * each for all channels. A unit is a row of channels.
 */
export function batchNorm(args: usize, from: i32, to: i32, scratch: usize): void {
  const channels = word(args, 2);
  const mean = pointer(args, 3);
  const factor = at(mean, channels);
  const offset = at(factor, channels);
  for (let unit = from; unit < to; unit++) {
    const x = at(pointer(args, 0), unit * channels);
    const y = at(pointer(args, 1), unit * channels);
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const centred = f32x4.sub(v128.load(at(x, c)), v128.load(at(mean, c)));
      v128.store(at(y, c), madd(centred, v128.load(at(factor, c)), v128.load(at(offset, c))));
    }
    for (; c < channels; c++) {
      const centred = f32x4.sub(v128.load32_splat(at(x, c)), v128.load32_splat(at(mean, c)));
      const value = madd(centred, v128.load32_splat(at(factor, c)), v128.load32_splat(at(offset, c)));
      v128.store_lane<f32>(at(y, c), value, 0);
    }
  }
}
