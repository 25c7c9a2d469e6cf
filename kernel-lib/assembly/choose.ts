/** Rows by their index, and one of two values by a truth value. */
import { copyRow } from './copy';
import { pointer, word } from './simd';

/**
 * result[group, i] = x[group, indices[i]], each a row. Arguments: 0 x, 1 indices (int32; all are in range), 2 result,
 * 3 values in a row, 4 rows of x in a group, 5 indices for a group, 6 groups that share their indices.
 * A unit is a row of the result.
 */
export function gatherRows(args: usize, from: i32, to: i32, scratch: usize): void {
  const length = word(args, 3);
  const rows = word(args, 4);
  const count = word(args, 5);
  const shared = word(args, 6);
  const bytes = <usize>length << 2;
  for (let unit = from; unit < to; unit++) {
    const group = unit / count;
    const place = (group / shared) * count + (unit - group * count);
    const index = load<i32>(pointer(args, 1) + (<usize>place << 2));
    const x = pointer(args, 0) + (<usize>group * <usize>rows + <usize>index) * bytes;
    const y = pointer(args, 2) + <usize>unit * bytes;
    if (length === 1) store<i32>(y, load<i32>(x));
    else copyRow(x, y, length);
  }
}

/** result = truth ? a : b. Arguments: 0 truth (bytes), 1 a, 2 b, 3 result, 4 how many. A unit is CHUNK values. */
const CHUNK: i32 = 2048;

export function select(args: usize, from: i32, to: i32, scratch: usize): void {
  const truth = pointer(args, 0);
  const a = pointer(args, 1);
  const b = pointer(args, 2);
  const y = pointer(args, 3);
  const end = min(to * CHUNK, word(args, 4));
  let i = from * CHUNK;
  for (; i + 4 <= end; i += 4) {
    const at = <usize>i << 2;
    const bytes = v128.load32_zero(truth + <usize>i);
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const mask = i32x4.ne(words, i32x4.splat(0));
    v128.store(y + at, v128.bitselect(v128.load(a + at), v128.load(b + at), mask));
  }
  for (; i < end; i++) {
    const at = <usize>i << 2;
    store<i32>(y + at, load<i32>((load<u8>(truth + <usize>i) !== 0 ? a : b) + at));
  }
}
