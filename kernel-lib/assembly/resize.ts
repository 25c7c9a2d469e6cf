/**
 * Images of another size. Where a row (or a column) of the result comes from is in a table: for each the two rows it
 * lies between and how near it is to the second, [first, second, share].
 * Arguments: 0 x, 1 y, 2 height and 3 width of x, 4 channels, 5 height and 6 width of y, 7 table of rows, 8 of columns,
 * 9 whether the first is taken alone (the nearest neighbour).
 */
import { float, pointer, word } from './simd';
import { at, clear } from './window';

/** Between four pixels. A unit is a row of y. */
export function interpolate(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, 2);
  const width = word(args, 3);
  const channels = word(args, 4);
  const outHeight = word(args, 5);
  const outWidth = word(args, 6);
  const alone = word(args, 9) !== 0;
  for (let unit = from; unit < to; unit++) {
    const image = unit / outHeight;
    const entry = at(pointer(args, 7), 3 * (unit - image * outHeight));
    const top = at(pointer(args, 0), (image * height + word(entry, 0)) * width * channels);
    const bottom = at(pointer(args, 0), (image * height + word(entry, 1)) * width * channels);
    const down = float(entry, 2);
    let y = at(pointer(args, 1), unit * outWidth * channels);
    for (let column = 0; column < outWidth; column++) {
      const place = at(pointer(args, 8), 3 * column);
      const left = word(place, 0) * channels;
      const right = word(place, 1) * channels;
      const aside = float(place, 2);
      let c = 0;
      for (; alone && c + 4 <= channels; c += 4) v128.store(at(y, c), v128.load(at(top, left + c)));
      for (; alone && c < channels; c++) store<f32>(at(y, c), load<f32>(at(top, left + c)));
      for (; c + 4 <= channels; c += 4) {
        const share = f32x4.splat(aside);
        const high = between(v128.load(at(top, left + c)), v128.load(at(top, right + c)), share);
        const low = between(v128.load(at(bottom, left + c)), v128.load(at(bottom, right + c)), share);
        v128.store(at(y, c), between(high, low, f32x4.splat(down)));
      }
      for (; c < channels; c++) {
        const a = load<f32>(at(top, left + c));
        const b = load<f32>(at(bottom, left + c));
        const high = a + (load<f32>(at(top, right + c)) - a) * aside;
        const low = b + (load<f32>(at(bottom, right + c)) - b) * aside;
        store<f32>(at(y, c), high + (low - high) * down);
      }
      y = at(y, channels);
    }
  }
}

@inline
function between(a: v128, b: v128, share: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), share));
}

@inline
function addScaled(target: usize, dy: usize, channels: i32, share: f32): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4) {
    const more = f32x4.mul(v128.load(at(dy, c)), f32x4.splat(share));
    v128.store(at(target, c), f32x4.add(v128.load(at(target, c)), more));
  }
  for (; c < channels; c++) store<f32>(at(target, c), load<f32>(at(target, c)) + load<f32>(at(dy, c)) * share);
}

/** The way back: here y is dy and x is dx. A unit is an image. */
export function spreadBack(args: usize, from: i32, to: i32, scratch: usize): void {
  const height = word(args, 2);
  const width = word(args, 3);
  const channels = word(args, 4);
  const outHeight = word(args, 5);
  const outWidth = word(args, 6);
  const alone = word(args, 9) !== 0;
  const size = height * width * channels;
  for (let image = from; image < to; image++) {
    const dx = at(pointer(args, 0), image * size);
    let dy = at(pointer(args, 1), image * outHeight * outWidth * channels);
    clear(dx, size);
    for (let row = 0; row < outHeight; row++) {
      const entry = at(pointer(args, 7), 3 * row);
      const top = at(dx, word(entry, 0) * width * channels);
      const bottom = at(dx, word(entry, 1) * width * channels);
      const down = float(entry, 2);
      for (let column = 0; column < outWidth; column++) {
        const place = at(pointer(args, 8), 3 * column);
        const left = word(place, 0) * channels;
        const right = word(place, 1) * channels;
        const aside = float(place, 2);
        if (alone) {
          addScaled(at(top, left), dy, channels, 1);
        } else {
          addScaled(at(top, left), dy, channels, (1 - down) * (1 - aside));
          addScaled(at(top, right), dy, channels, (1 - down) * aside);
          addScaled(at(bottom, left), dy, channels, down * (1 - aside));
          addScaled(at(bottom, right), dy, channels, down * aside);
        }
        dy = at(dy, channels);
      }
    }
  }
}
