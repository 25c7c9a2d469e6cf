/**
 * The innermost step of a matrix product: six rows of A by 16 (or 8) columns of B, all sums in registers.
 * Where V8 joins two 128-bit vectors to one of 256 (its flag --experimental-wasm-revectorize), 24 sums of four are
 * twelve registers; without it only 12 sums of four fit, so the 16 columns are taken in two halves.
 * Both add in the same order and give the same bits.
 */
import { madd } from './simd';

const ZERO = f32x4.splat(0);

/**
 * C[6,16] = or += A[6,depth] · B[depth,16].
 * @param a - packed: for each step of depth the six values of a column
 * @param b - packed: for each step of depth 16 values of a row
 * @param stride - bytes from one row of C to the next
 * @param more - add to what C holds (the depth is taken in blocks)
 */
@inline
export function tile(a: usize, b: usize, depth: i32, c: usize, stride: usize, more: bool, wide: bool): void {
  if (wide) {
    tile16(a, b, depth, c, stride, more);
  } else {
    tile8(a, b, depth, c, stride, more);
    tile8(a, b + 32, depth, c + 32, stride, more);
  }
}

function tile16(a: usize, b: usize, depth: i32, c: usize, stride: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO; let c02 = ZERO; let c03 = ZERO;
  let c10 = ZERO; let c11 = ZERO; let c12 = ZERO; let c13 = ZERO;
  let c20 = ZERO; let c21 = ZERO; let c22 = ZERO; let c23 = ZERO;
  let c30 = ZERO; let c31 = ZERO; let c32 = ZERO; let c33 = ZERO;
  let c40 = ZERO; let c41 = ZERO; let c42 = ZERO; let c43 = ZERO;
  let c50 = ZERO; let c51 = ZERO; let c52 = ZERO; let c53 = ZERO;
  for (let k = depth; k > 0; k--) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const a0 = v128.load32_splat(a, 0);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    c02 = madd(a0, b2, c02);
    c03 = madd(a0, b3, c03);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    c12 = madd(a1, b2, c12);
    c13 = madd(a1, b3, c13);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    c22 = madd(a2, b2, c22);
    c23 = madd(a2, b3, c23);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    c32 = madd(a3, b2, c32);
    c33 = madd(a3, b3, c33);
    const a4 = v128.load32_splat(a, 16);
    c40 = madd(a4, b0, c40);
    c41 = madd(a4, b1, c41);
    c42 = madd(a4, b2, c42);
    c43 = madd(a4, b3, c43);
    const a5 = v128.load32_splat(a, 20);
    c50 = madd(a5, b0, c50);
    c51 = madd(a5, b1, c51);
    c52 = madd(a5, b2, c52);
    c53 = madd(a5, b3, c53);
    a += 24;
    b += 64;
  }
  if (more) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p, 0));
    c01 = f32x4.add(c01, v128.load(p, 16));
    c02 = f32x4.add(c02, v128.load(p, 32));
    c03 = f32x4.add(c03, v128.load(p, 48));
    p += stride;
    c10 = f32x4.add(c10, v128.load(p, 0));
    c11 = f32x4.add(c11, v128.load(p, 16));
    c12 = f32x4.add(c12, v128.load(p, 32));
    c13 = f32x4.add(c13, v128.load(p, 48));
    p += stride;
    c20 = f32x4.add(c20, v128.load(p, 0));
    c21 = f32x4.add(c21, v128.load(p, 16));
    c22 = f32x4.add(c22, v128.load(p, 32));
    c23 = f32x4.add(c23, v128.load(p, 48));
    p += stride;
    c30 = f32x4.add(c30, v128.load(p, 0));
    c31 = f32x4.add(c31, v128.load(p, 16));
    c32 = f32x4.add(c32, v128.load(p, 32));
    c33 = f32x4.add(c33, v128.load(p, 48));
    p += stride;
    c40 = f32x4.add(c40, v128.load(p, 0));
    c41 = f32x4.add(c41, v128.load(p, 16));
    c42 = f32x4.add(c42, v128.load(p, 32));
    c43 = f32x4.add(c43, v128.load(p, 48));
    p += stride;
    c50 = f32x4.add(c50, v128.load(p, 0));
    c51 = f32x4.add(c51, v128.load(p, 16));
    c52 = f32x4.add(c52, v128.load(p, 32));
    c53 = f32x4.add(c53, v128.load(p, 48));
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  c += stride;
  v128.store(c, c10, 0);
  v128.store(c, c11, 16);
  v128.store(c, c12, 32);
  v128.store(c, c13, 48);
  c += stride;
  v128.store(c, c20, 0);
  v128.store(c, c21, 16);
  v128.store(c, c22, 32);
  v128.store(c, c23, 48);
  c += stride;
  v128.store(c, c30, 0);
  v128.store(c, c31, 16);
  v128.store(c, c32, 32);
  v128.store(c, c33, 48);
  c += stride;
  v128.store(c, c40, 0);
  v128.store(c, c41, 16);
  v128.store(c, c42, 32);
  v128.store(c, c43, 48);
  c += stride;
  v128.store(c, c50, 0);
  v128.store(c, c51, 16);
  v128.store(c, c52, 32);
  v128.store(c, c53, 48);
}

function tile8(a: usize, b: usize, depth: i32, c: usize, stride: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO;
  let c10 = ZERO; let c11 = ZERO;
  let c20 = ZERO; let c21 = ZERO;
  let c30 = ZERO; let c31 = ZERO;
  let c40 = ZERO; let c41 = ZERO;
  let c50 = ZERO; let c51 = ZERO;
  for (let k = depth; k > 0; k--) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a, 0);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    const a4 = v128.load32_splat(a, 16);
    c40 = madd(a4, b0, c40);
    c41 = madd(a4, b1, c41);
    const a5 = v128.load32_splat(a, 20);
    c50 = madd(a5, b0, c50);
    c51 = madd(a5, b1, c51);
    a += 24;
    b += 64;
  }
  if (more) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p, 0));
    c01 = f32x4.add(c01, v128.load(p, 16));
    p += stride;
    c10 = f32x4.add(c10, v128.load(p, 0));
    c11 = f32x4.add(c11, v128.load(p, 16));
    p += stride;
    c20 = f32x4.add(c20, v128.load(p, 0));
    c21 = f32x4.add(c21, v128.load(p, 16));
    p += stride;
    c30 = f32x4.add(c30, v128.load(p, 0));
    c31 = f32x4.add(c31, v128.load(p, 16));
    p += stride;
    c40 = f32x4.add(c40, v128.load(p, 0));
    c41 = f32x4.add(c41, v128.load(p, 16));
    p += stride;
    c50 = f32x4.add(c50, v128.load(p, 0));
    c51 = f32x4.add(c51, v128.load(p, 16));
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  c += stride;
  v128.store(c, c10, 0);
  v128.store(c, c11, 16);
  c += stride;
  v128.store(c, c20, 0);
  v128.store(c, c21, 16);
  c += stride;
  v128.store(c, c30, 0);
  v128.store(c, c31, 16);
  c += stride;
  v128.store(c, c40, 0);
  v128.store(c, c41, 16);
  c += stride;
  v128.store(c, c50, 0);
  v128.store(c, c51, 16);
}
