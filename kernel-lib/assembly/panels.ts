/**
 * Products whose right side is packed once and used often, and whose left side has few rows: the matrices of generation
 * and of Muon. A matrix [K, N] is packed in panels of 16 columns, [N/16][K][16], zeros behind the last column.
 */
import { madd, pointer, word } from './simd';

const ZERO = f32x4.splat(0);

@inline
export function up16(n: i32): i32 {
  return (n + 15) & ~15;
}

/** y[n, 16·panels] = or += x[n, depth] · a packed matrix; strides in bytes. */
export function multiply(
  x: usize, strideX: usize, n: i32, depth: i32, packed: usize, panels: i32, y: usize, strideY: usize, more: bool, wide: bool,
): void {
  for (let panel = 0; panel < panels; panel++) {
    const b = packed + (<usize>panel * <usize>depth << 6);
    const c = y + (<usize>panel << 6);
    let row = 0;
    for (; row + 4 <= n; row += 4) {
      const a = x + <usize>row * strideX;
      const target = c + <usize>row * strideY;
      if (wide) {
        four16(a, strideX, depth, b, target, strideY, more);
      } else {
        four8(a, strideX, depth, b, target, strideY, more);
        four8(a, strideX, depth, b + 32, target + 32, strideY, more);
      }
    }
    for (; row < n; row++) one16(x + <usize>row * strideX, depth, b, c + <usize>row * strideY, more);
  }
}

@inline
function put(c: usize, sum: v128, more: bool): void {
  v128.store(c, more ? f32x4.add(v128.load(c), sum) : sum);
}

function one16(a: usize, depth: i32, b: usize, c: usize, more: bool): void {
  let c0 = ZERO; let c1 = ZERO; let c2 = ZERO; let c3 = ZERO;
  for (let k = depth; k > 0; k--) {
    const a0 = v128.load32_splat(a);
    c0 = madd(a0, v128.load(b, 0), c0);
    c1 = madd(a0, v128.load(b, 16), c1);
    c2 = madd(a0, v128.load(b, 32), c2);
    c3 = madd(a0, v128.load(b, 48), c3);
    a += 4;
    b += 64;
  }
  put(c, c0, more);
  put(c + 16, c1, more);
  put(c + 32, c2, more);
  put(c + 48, c3, more);
}

function four8(a: usize, stride: usize, depth: i32, b: usize, c: usize, strideC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO;
  let c10 = ZERO; let c11 = ZERO;
  let c20 = ZERO; let c21 = ZERO;
  let c30 = ZERO; let c31 = ZERO;
  let second = a + stride;
  let third = second + stride;
  let fourth = third + stride;
  for (let k = depth; k > 0; k--) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(second);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(third);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(fourth);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    a += 4;
    second += 4;
    third += 4;
    fourth += 4;
    b += 64;
  }
  if (more) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p, 0));
    c01 = f32x4.add(c01, v128.load(p, 16));
    p += strideC;
    c10 = f32x4.add(c10, v128.load(p, 0));
    c11 = f32x4.add(c11, v128.load(p, 16));
    p += strideC;
    c20 = f32x4.add(c20, v128.load(p, 0));
    c21 = f32x4.add(c21, v128.load(p, 16));
    p += strideC;
    c30 = f32x4.add(c30, v128.load(p, 0));
    c31 = f32x4.add(c31, v128.load(p, 16));
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  c += strideC;
  v128.store(c, c10, 0);
  v128.store(c, c11, 16);
  c += strideC;
  v128.store(c, c20, 0);
  v128.store(c, c21, 16);
  c += strideC;
  v128.store(c, c30, 0);
  v128.store(c, c31, 16);
}

function four16(a: usize, stride: usize, depth: i32, b: usize, c: usize, strideC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO; let c02 = ZERO; let c03 = ZERO;
  let c10 = ZERO; let c11 = ZERO; let c12 = ZERO; let c13 = ZERO;
  let c20 = ZERO; let c21 = ZERO; let c22 = ZERO; let c23 = ZERO;
  let c30 = ZERO; let c31 = ZERO; let c32 = ZERO; let c33 = ZERO;
  let second = a + stride;
  let third = second + stride;
  let fourth = third + stride;
  for (let k = depth; k > 0; k--) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    c02 = madd(a0, b2, c02);
    c03 = madd(a0, b3, c03);
    const a1 = v128.load32_splat(second);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    c12 = madd(a1, b2, c12);
    c13 = madd(a1, b3, c13);
    const a2 = v128.load32_splat(third);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    c22 = madd(a2, b2, c22);
    c23 = madd(a2, b3, c23);
    const a3 = v128.load32_splat(fourth);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    c32 = madd(a3, b2, c32);
    c33 = madd(a3, b3, c33);
    a += 4;
    second += 4;
    third += 4;
    fourth += 4;
    b += 64;
  }
  if (more) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p, 0));
    c01 = f32x4.add(c01, v128.load(p, 16));
    c02 = f32x4.add(c02, v128.load(p, 32));
    c03 = f32x4.add(c03, v128.load(p, 48));
    p += strideC;
    c10 = f32x4.add(c10, v128.load(p, 0));
    c11 = f32x4.add(c11, v128.load(p, 16));
    c12 = f32x4.add(c12, v128.load(p, 32));
    c13 = f32x4.add(c13, v128.load(p, 48));
    p += strideC;
    c20 = f32x4.add(c20, v128.load(p, 0));
    c21 = f32x4.add(c21, v128.load(p, 16));
    c22 = f32x4.add(c22, v128.load(p, 32));
    c23 = f32x4.add(c23, v128.load(p, 48));
    p += strideC;
    c30 = f32x4.add(c30, v128.load(p, 0));
    c31 = f32x4.add(c31, v128.load(p, 16));
    c32 = f32x4.add(c32, v128.load(p, 32));
    c33 = f32x4.add(c33, v128.load(p, 48));
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  c += strideC;
  v128.store(c, c10, 0);
  v128.store(c, c11, 16);
  v128.store(c, c12, 32);
  v128.store(c, c13, 48);
  c += strideC;
  v128.store(c, c20, 0);
  v128.store(c, c21, 16);
  v128.store(c, c22, 32);
  v128.store(c, c23, 48);
  c += strideC;
  v128.store(c, c30, 0);
  v128.store(c, c31, 16);
  v128.store(c, c32, 32);
  v128.store(c, c33, 48);
}

/**
 * Packs panel number `panel` of a matrix. The steps are those of the source, in bytes, from row to row and from column
 * to column: 4 and 4K read a transposed one.
 */
export function packPanel(source: usize, packed: usize, K: i32, N: i32, stepK: usize, stepN: usize, panel: i32): void {
  let target = packed + (<usize>panel * <usize>K << 6);
  const first = panel << 4;
  const count = min(16, N - first);
  for (let k = 0; k < K; k++) {
    let from = source + <usize>k * stepK + <usize>first * stepN;
    for (let i = 0; i < 16; i++) {
      store<f32>(target, i < count ? load<f32>(from) : 0);
      from += stepN;
      target += 4;
    }
  }
}

/**
 * Packs a matrix. Arguments: 0 source, 1 packed, 2 K, 3 N, 4 step (in values) from row to row and 5 from column to
 * column of the source. A unit is a panel.
 */
export function packPanels(args: usize, from: i32, to: i32, scratch: usize): void {
  for (let panel = from; panel < to; panel++) {
    const stepK = <usize>word(args, 4) << 2;
    const stepN = <usize>word(args, 5) << 2;
    packPanel(pointer(args, 0), pointer(args, 1), word(args, 2), word(args, 3), stepK, stepN, panel);
  }
}
