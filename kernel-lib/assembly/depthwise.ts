/**
 * Convolutions of each channel with filters of its own, and their gradients. Arguments: 0 x and 1 y (or dx and dy), then
 * the window's, 15 filter [height, width, channels, multiplier] (or its gradient), 16 multiplier.
 */
import { madd, pointer, word } from './simd';
import {
  at, CHANNELS, clear, DILATION_HEIGHT, DILATION_WIDTH, FILTER_HEIGHT, FILTER_WIDTH, HEIGHT, LEFT, OUT_HEIGHT,
  OUT_WIDTH, STRIDE_HEIGHT, STRIDE_WIDTH, TOP, WIDTH,
} from './window';

/** a += b · c, for each of `count`. */
@inline
function addProducts(a: usize, b: usize, c: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(at(a, i), madd(v128.load(at(b, i)), v128.load(at(c, i)), v128.load(at(a, i))));
  }
  for (; i < count; i++) store<f32>(at(a, i), load<f32>(at(a, i)) + load<f32>(at(b, i)) * load<f32>(at(c, i)));
}

/** a[c, q] += x[c] · b[c, q]. */
@inline
function spread(a: usize, x: usize, b: usize, channels: i32, multiplier: i32): void {
  if (multiplier === 1) return addProducts(a, x, b, channels);
  for (let c = 0; c < channels; c++) {
    const value = load<f32>(at(x, c));
    for (let q = c * multiplier; q < (c + 1) * multiplier; q++) {
      store<f32>(at(a, q), load<f32>(at(a, q)) + value * load<f32>(at(b, q)));
    }
  }
}

/** a[c] += Σ b[c, q] · d[c, q]. */
@inline
function gather(a: usize, b: usize, d: usize, channels: i32, multiplier: i32): void {
  if (multiplier === 1) return addProducts(a, b, d, channels);
  for (let c = 0; c < channels; c++) {
    let sum = load<f32>(at(a, c));
    for (let q = c * multiplier; q < (c + 1) * multiplier; q++) sum += load<f32>(at(b, q)) * load<f32>(at(d, q));
    store<f32>(at(a, c), sum);
  }
}

/** A unit is a row of y. */
export function depthwise(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const filterWidth = word(args, FILTER_WIDTH);
  const multiplier = word(args, 16);
  const outChannels = channels * multiplier;
  for (let unit = from; unit < to; unit++) {
    const image = unit / outHeight;
    const top = (unit - image * outHeight) * word(args, STRIDE_HEIGHT) - word(args, TOP);
    const x = at(pointer(args, 0), image * height * width * channels);
    clear(at(pointer(args, 1), unit * outWidth * outChannels), outWidth * outChannels);
    for (let column = 0; column < outWidth; column++) {
      const y = at(pointer(args, 1), (unit * outWidth + column) * outChannels);
      const left = column * word(args, STRIDE_WIDTH) - word(args, LEFT);
      for (let i = 0; i < word(args, FILTER_HEIGHT); i++) {
        const row = top + i * word(args, DILATION_HEIGHT);
        if (row < 0 || row >= height) continue;
        for (let j = 0; j < filterWidth; j++) {
          const place = left + j * word(args, DILATION_WIDTH);
          if (place < 0 || place >= width) continue;
          const weights = at(pointer(args, 15), (i * filterWidth + j) * outChannels);
          spread(y, at(x, (row * width + place) * channels), weights, channels, multiplier);
        }
      }
    }
  }
}

/** A unit is a row of dx. */
export function depthwiseInputGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const filterWidth = word(args, FILTER_WIDTH);
  const strideHeight = word(args, STRIDE_HEIGHT);
  const multiplier = word(args, 16);
  const outChannels = channels * multiplier;
  for (let unit = from; unit < to; unit++) {
    const image = unit / height;
    const dx = at(pointer(args, 0), unit * width * channels);
    clear(dx, width * channels);
    for (let i = 0; i < word(args, FILTER_HEIGHT); i++) {
      const offset = unit - image * height + word(args, TOP) - i * word(args, DILATION_HEIGHT);
      const outRow = offset / strideHeight;
      if (offset < 0 || outRow * strideHeight !== offset || outRow >= outHeight) continue;
      for (let column = 0; column < outWidth; column++) {
        const left = column * word(args, STRIDE_WIDTH) - word(args, LEFT);
        const dy = at(pointer(args, 1), ((image * outHeight + outRow) * outWidth + column) * outChannels);
        for (let j = 0; j < filterWidth; j++) {
          const place = left + j * word(args, DILATION_WIDTH);
          if (place < 0 || place >= width) continue;
          const weights = at(pointer(args, 15), (i * filterWidth + j) * outChannels);
          gather(at(dx, place * channels), dy, weights, channels, multiplier);
        }
      }
    }
  }
}

/** Argument 17: how many images. A unit is one place of the filter. Sums are taken by rows, then over the rows. */
export function depthwiseFilterGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, HEIGHT);
  const width = word(args, WIDTH);
  const channels = word(args, CHANNELS);
  const outHeight = word(args, OUT_HEIGHT);
  const outWidth = word(args, OUT_WIDTH);
  const filterWidth = word(args, FILTER_WIDTH);
  const multiplier = word(args, 16);
  const outChannels = channels * multiplier;
  for (let unit = from; unit < to; unit++) {
    const i = unit / filterWidth;
    const total = at(pointer(args, 15), unit * outChannels);
    const shift = (unit - i * filterWidth) * word(args, DILATION_WIDTH) - word(args, LEFT);
    clear(total, outChannels);
    for (let line = 0; line < word(args, 17) * outHeight; line++) {
      const image = line / outHeight;
      const down = (line - image * outHeight) * word(args, STRIDE_HEIGHT);
      const row = down - word(args, TOP) + i * word(args, DILATION_HEIGHT);
      if (row < 0 || row >= height) continue;
      clear(scratch, outChannels);
      for (let column = 0; column < outWidth; column++) {
        const place = column * word(args, STRIDE_WIDTH) + shift;
        if (place < 0 || place >= width) continue;
        const x = at(pointer(args, 0), ((image * height + row) * width + place) * channels);
        const dy = at(pointer(args, 1), (line * outWidth + column) * outChannels);
        spread(scratch, x, dy, channels, multiplier);
      }
      for (let c = 0; c < outChannels; c++) store<f32>(at(total, c), load<f32>(at(total, c)) + load<f32>(at(scratch, c)));
    }
  }
}
