/** Moves values of four bytes: transposes, slices, joins, pads, and the sum of rows by their indices. */
import { turn4 } from './matmul';
import { pointer, word } from './simd';

/**
 * A copy between two tensors that each have their own strides, which may be 0 or negative. Arguments: 0 source, 1 target, 2 values in a row,
 * 3 stride of the source in a row, 4 stride of the target in a row, 5 how many outer axes, then for each, the first
 * the slowest: size, stride of the source, stride of the target (in values). A unit is a row.
 */
export function copyStrided(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 2);
  const stepX = word(args, 3);
  const stepY = word(args, 4);
  const axes = word(args, 5);
  for (let unit = from; unit < to; unit++) {
    let rest = unit;
    let atX = 0;
    let atY = 0;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const extent = word(args, 6 + 3 * axis);
      const next = rest / extent;
      const index = rest - next * extent;
      atX += index * word(args, 7 + 3 * axis);
      atY += index * word(args, 8 + 3 * axis);
      rest = next;
    }
    const x = pointer(args, 0) + (<usize>atX << 2);
    const y = pointer(args, 1) + (<usize>atY << 2);
    if (stepX === 1 && stepY === 1) {
      copyRow(x, y, length);
    } else if (stepX === 0 && stepY === 1) {
      fillRow(x, y, length);
    } else {
      const stepFrom = <usize>stepX << 2;
      const stepTo = <usize>stepY << 2;
      for (let i = 0; i < length; i++) store<i32>(y + <usize>i * stepTo, load<i32>(x + <usize>i * stepFrom));
    }
  }
}

@inline
export function copyRow(x: usize, y: usize, length: i32): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(y + (<usize>i << 2), v128.load(x + (<usize>i << 2)));
  for (; i < length; i++) store<i32>(y + (<usize>i << 2), load<i32>(x + (<usize>i << 2)));
}

/** One value over a whole row. */
@inline
function fillRow(x: usize, y: usize, length: i32): void {
  const value = v128.load32_splat(x);
  let i = 0;
  for (; i + 4 <= length; i += 4) v128.store(y + (<usize>i << 2), value);
  for (; i < length; i++) v128.store_lane<i32>(y + (<usize>i << 2), value, 0);
}

/**
 * [batch, rows, columns] → [batch, columns, rows]. Arguments: 0 x, 1 y, 2 rows, 3 columns, 4 strips in a matrix.
 * A unit is a strip of eight columns.
 */
export function turn(args: usize, from: i32, to: i32, scratch: usize): void {
  const rows = word(args, 2);
  const columns = word(args, 3);
  const strips = word(args, 4);
  const matrix = <usize>rows * <usize>columns * 4;
  const strideX = <usize>columns << 2;
  const strideY = <usize>rows << 2;
  for (let unit = from; unit < to; unit++) {
    const index = unit / strips;
    const first = (unit - index * strips) * 8;
    const last = min(first + 8, columns);
    const x = pointer(args, 0) + <usize>index * matrix;
    const y = pointer(args, 1) + <usize>index * matrix;
    let r = 0;
    for (; r + 4 <= rows; r += 4) {
      let c = first;
      for (; c + 4 <= last; c += 4) {
        turn4(x + <usize>r * strideX + (<usize>c << 2), strideX, y + <usize>c * strideY + (<usize>r << 2), strideY);
      }
      for (; c < last; c++) for (let i = r; i < r + 4; i++) one(x, y, i, c, strideX, strideY);
    }
    for (; r < rows; r++) for (let c = first; c < last; c++) one(x, y, r, c, strideX, strideY);
  }
}

@inline
function one(x: usize, y: usize, r: i32, c: i32, strideX: usize, strideY: usize): void {
  store<i32>(y + <usize>c * strideY + (<usize>r << 2), load<i32>(x + <usize>r * strideX + (<usize>c << 2)));
}

/**
 * Adds each row of x to the row of the result (all zero before) that its index names; negative ones are left out.
 * Arguments: 0 x, 1 indices (int32), 2 result, 3 values in a row, 4 rows of x. A unit is 16 values of a row, so each
 * value of the result is one thread's sum in the order of the rows.
 */
export function addRows(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 3);
  const rows = word(args, 4);
  const indices = pointer(args, 1);
  const bytes = <usize>length << 2;
  const first = from * 16;
  const last = min(to * 16, length);
  for (let row = 0; row < rows; row++) {
    const index = load<i32>(indices + (<usize>row << 2));
    if (index < 0) continue;
    const x = pointer(args, 0) + <usize>row * bytes;
    const y = pointer(args, 2) + <usize>index * bytes;
    let i = first;
    for (; i + 4 <= last; i += 4) {
      const at = <usize>i << 2;
      v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(x + at)));
    }
    for (; i < last; i++) {
      const at = <usize>i << 2;
      store<f32>(y + at, load<f32>(y + at) + load<f32>(x + at));
    }
  }
}
