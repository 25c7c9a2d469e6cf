/** Rows of a table by their numbers, and the gradient: for each row of the table, the sum of what came back for it. */
import { put, take } from './rows';
import { pointer, word } from './simd';

/** Arguments: 0 table, 1 ids, 2 y, 3 values in a row. A unit is a row of y. */
export function lookUp(args: usize, from: i32, to: i32, scratch: usize): void {
  const bytes = <usize>word(args, 3) << 2;
  for (let unit = from; unit < to; unit++) {
    const id = load<i32>(pointer(args, 1) + (<usize>unit << 2));
    copyRow(pointer(args, 0) + <usize>id * bytes, pointer(args, 2) + <usize>unit * bytes, word(args, 3));
  }
}

@inline
function copyRow(x: usize, y: usize, width: i32): void {
  let left = width;
  for (; left >= 16; left -= 16) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    const c = v128.load(x, 32);
    const d = v128.load(x, 48);
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    x += 64;
    y += 64;
  }
  for (; left > 0; left -= 4) {
    put(y, take(x, left), left);
    x += 16;
    y += 16;
  }
}

/**
 * Puts the places of the ids in the order of the ids, equal ones in their own order (a counting sort), so that each row
 * of the table finds its places side by side. Arguments: 0 ids, 1 order (as many), 2 ends (one a row of the table: the
 * place in `order` after its last), 3 number of ids, 4 rows of the table. One unit: all of it.
 */
export function sortIds(args: usize, from: i32, to: i32, scratch: usize): void {
  const ids = pointer(args, 0);
  const order = pointer(args, 1);
  const ends = pointer(args, 2);
  const count = word(args, 3);
  const rows = word(args, 4);
  memory.fill(ends, 0, <usize>rows << 2);
  for (let i = 0; i < count; i++) {
    const at = ends + (<usize>load<i32>(ids + (<usize>i << 2)) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  let start = 0;
  for (let row = 0; row < rows; row++) {
    const at = ends + (<usize>row << 2);
    const own = load<i32>(at);
    store<i32>(at, start);
    start += own;
  }
  for (let i = 0; i < count; i++) {
    const at = ends + (<usize>load<i32>(ids + (<usize>i << 2)) << 2);
    const place = load<i32>(at);
    store<i32>(order + (<usize>place << 2), i);
    store<i32>(at, place + 1);
  }
}

/** Arguments: 0 dy, 1 order, 2 ends, 3 dtable, 4 values in a row. A unit is a row of the table. */
export function addLookedUp(args: usize, from: i32, to: i32, scratch: usize): void {
  const width = word(args, 4);
  const bytes = <usize>width << 2;
  const ends = pointer(args, 2);
  let next = from === 0 ? 0 : load<i32>(ends + (<usize>(from - 1) << 2));
  for (let unit = from; unit < to; unit++) {
    const y = pointer(args, 3) + <usize>unit * bytes;
    const end = load<i32>(ends + (<usize>unit << 2));
    if (next === end) {
      memory.fill(y, 0, bytes);
      continue;
    }
    const order = pointer(args, 1);
    copyRow(pointer(args, 0) + <usize>load<i32>(order + (<usize>next << 2)) * bytes, y, width);
    for (next++; next < end; next++) {
      addRow(pointer(args, 0) + <usize>load<i32>(order + (<usize>next << 2)) * bytes, y, width);
    }
  }
}

@inline
function addRow(x: usize, y: usize, width: i32): void {
  let left = width;
  for (; left >= 8; left -= 8) {
    const a = f32x4.add(v128.load(y), v128.load(x));
    const b = f32x4.add(v128.load(y, 16), v128.load(x, 16));
    v128.store(y, a);
    v128.store(y, b, 16);
    x += 32;
    y += 32;
  }
  for (; left > 0; left -= 4) {
    put(y, f32x4.add(take(y, left), take(x, left)), left);
    x += 16;
    y += 16;
  }
}
