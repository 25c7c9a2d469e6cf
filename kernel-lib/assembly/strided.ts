/**
 * Products of small matrices that lie where they are, so that nothing is packed: six rows of A, along its rows or, for a
 * transposed one, across its columns, by 16 columns of B, whose rows lie `stepB` apart. As in tile.ts all sums stay in
 * registers, and the 16 columns are taken in two halves where there are no vectors of 256 bits. Steps are in bytes.
 */
import { madd } from './simd';

const ZERO = f32x4.splat(0);
export const ROWS: i32 = 6;
export const COLUMNS: i32 = 16;

/**
 * C[rows,16] = or += A[rows,depth] · B[depth,16].
 * @param rows - 1 to 6; what is missing repeats the last row, which so is calculated and stored more than once
 * @param more - add to what C holds
 */
@inline
export function along(
  a: usize, rowA: usize, rows: i32, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool, wide: bool,
): void {
  if (wide) {
    along16(a, rowA, rows, b, stepB, depth, c, rowC, more);
  } else {
    along8(a, rowA, rows, b, stepB, depth, c, rowC, more);
    along8(a, rowA, rows, b + 32, stepB, depth, c + 32, rowC, more);
  }
}

/** C[6,16] = or += Aᵀ · B[depth,16] for six columns of A[depth,6], whose rows lie `stepA` apart. */
@inline
export function across(
  a: usize, stepA: usize, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool, wide: bool,
): void {
  if (wide) {
    across16(a, stepA, b, stepB, depth, c, rowC, more);
  } else {
    across8(a, stepA, b, stepB, depth, c, rowC, more);
    across8(a, stepA, b + 32, stepB, depth, c + 32, rowC, more);
  }
}

function along16(a: usize, rowA: usize, rows: i32, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO; let c02 = ZERO; let c03 = ZERO;
  let c10 = ZERO; let c11 = ZERO; let c12 = ZERO; let c13 = ZERO;
  let c20 = ZERO; let c21 = ZERO; let c22 = ZERO; let c23 = ZERO;
  let c30 = ZERO; let c31 = ZERO; let c32 = ZERO; let c33 = ZERO;
  let c40 = ZERO; let c41 = ZERO; let c42 = ZERO; let c43 = ZERO;
  let c50 = ZERO; let c51 = ZERO; let c52 = ZERO; let c53 = ZERO;
  let a1 = rows > 1 ? a + rowA : a;
  let a2 = rows > 2 ? a1 + rowA : a1;
  let a3 = rows > 3 ? a2 + rowA : a2;
  let a4 = rows > 4 ? a3 + rowA : a3;
  let a5 = rows > 5 ? a4 + rowA : a4;
  for (let k = depth; k > 0; k--) {
    const x0 = v128.load(b, 0); const x1 = v128.load(b, 16); const x2 = v128.load(b, 32); const x3 = v128.load(b, 48);
    const xa0 = v128.load32_splat(a);
    c00 = madd(xa0, x0, c00); c01 = madd(xa0, x1, c01); c02 = madd(xa0, x2, c02); c03 = madd(xa0, x3, c03);
    const xa1 = v128.load32_splat(a1);
    c10 = madd(xa1, x0, c10); c11 = madd(xa1, x1, c11); c12 = madd(xa1, x2, c12); c13 = madd(xa1, x3, c13);
    const xa2 = v128.load32_splat(a2);
    c20 = madd(xa2, x0, c20); c21 = madd(xa2, x1, c21); c22 = madd(xa2, x2, c22); c23 = madd(xa2, x3, c23);
    const xa3 = v128.load32_splat(a3);
    c30 = madd(xa3, x0, c30); c31 = madd(xa3, x1, c31); c32 = madd(xa3, x2, c32); c33 = madd(xa3, x3, c33);
    const xa4 = v128.load32_splat(a4);
    c40 = madd(xa4, x0, c40); c41 = madd(xa4, x1, c41); c42 = madd(xa4, x2, c42); c43 = madd(xa4, x3, c43);
    const xa5 = v128.load32_splat(a5);
    c50 = madd(xa5, x0, c50); c51 = madd(xa5, x1, c51); c52 = madd(xa5, x2, c52); c53 = madd(xa5, x3, c53);
    a += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4; b += stepB;
  }
  const d1 = rows > 1 ? c + rowC : c;
  const d2 = rows > 2 ? d1 + rowC : d1;
  const d3 = rows > 3 ? d2 + rowC : d2;
  const d4 = rows > 4 ? d3 + rowC : d3;
  const d5 = rows > 5 ? d4 + rowC : d4;
  if (more) {
    c00 = f32x4.add(c00, v128.load(c, 0)); c01 = f32x4.add(c01, v128.load(c, 16)); c02 = f32x4.add(c02, v128.load(c, 32)); c03 = f32x4.add(c03, v128.load(c, 48));
    c10 = f32x4.add(c10, v128.load(d1, 0)); c11 = f32x4.add(c11, v128.load(d1, 16)); c12 = f32x4.add(c12, v128.load(d1, 32)); c13 = f32x4.add(c13, v128.load(d1, 48));
    c20 = f32x4.add(c20, v128.load(d2, 0)); c21 = f32x4.add(c21, v128.load(d2, 16)); c22 = f32x4.add(c22, v128.load(d2, 32)); c23 = f32x4.add(c23, v128.load(d2, 48));
    c30 = f32x4.add(c30, v128.load(d3, 0)); c31 = f32x4.add(c31, v128.load(d3, 16)); c32 = f32x4.add(c32, v128.load(d3, 32)); c33 = f32x4.add(c33, v128.load(d3, 48));
    c40 = f32x4.add(c40, v128.load(d4, 0)); c41 = f32x4.add(c41, v128.load(d4, 16)); c42 = f32x4.add(c42, v128.load(d4, 32)); c43 = f32x4.add(c43, v128.load(d4, 48));
    c50 = f32x4.add(c50, v128.load(d5, 0)); c51 = f32x4.add(c51, v128.load(d5, 16)); c52 = f32x4.add(c52, v128.load(d5, 32)); c53 = f32x4.add(c53, v128.load(d5, 48));
  }
  v128.store(c, c00, 0); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48);
  v128.store(d1, c10, 0); v128.store(d1, c11, 16); v128.store(d1, c12, 32); v128.store(d1, c13, 48);
  v128.store(d2, c20, 0); v128.store(d2, c21, 16); v128.store(d2, c22, 32); v128.store(d2, c23, 48);
  v128.store(d3, c30, 0); v128.store(d3, c31, 16); v128.store(d3, c32, 32); v128.store(d3, c33, 48);
  v128.store(d4, c40, 0); v128.store(d4, c41, 16); v128.store(d4, c42, 32); v128.store(d4, c43, 48);
  v128.store(d5, c50, 0); v128.store(d5, c51, 16); v128.store(d5, c52, 32); v128.store(d5, c53, 48);
}

function along8(a: usize, rowA: usize, rows: i32, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO;
  let c10 = ZERO; let c11 = ZERO;
  let c20 = ZERO; let c21 = ZERO;
  let c30 = ZERO; let c31 = ZERO;
  let c40 = ZERO; let c41 = ZERO;
  let c50 = ZERO; let c51 = ZERO;
  let a1 = rows > 1 ? a + rowA : a;
  let a2 = rows > 2 ? a1 + rowA : a1;
  let a3 = rows > 3 ? a2 + rowA : a2;
  let a4 = rows > 4 ? a3 + rowA : a3;
  let a5 = rows > 5 ? a4 + rowA : a4;
  for (let k = depth; k > 0; k--) {
    const x0 = v128.load(b, 0); const x1 = v128.load(b, 16);
    const xa0 = v128.load32_splat(a);
    c00 = madd(xa0, x0, c00); c01 = madd(xa0, x1, c01);
    const xa1 = v128.load32_splat(a1);
    c10 = madd(xa1, x0, c10); c11 = madd(xa1, x1, c11);
    const xa2 = v128.load32_splat(a2);
    c20 = madd(xa2, x0, c20); c21 = madd(xa2, x1, c21);
    const xa3 = v128.load32_splat(a3);
    c30 = madd(xa3, x0, c30); c31 = madd(xa3, x1, c31);
    const xa4 = v128.load32_splat(a4);
    c40 = madd(xa4, x0, c40); c41 = madd(xa4, x1, c41);
    const xa5 = v128.load32_splat(a5);
    c50 = madd(xa5, x0, c50); c51 = madd(xa5, x1, c51);
    a += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4; b += stepB;
  }
  const d1 = rows > 1 ? c + rowC : c;
  const d2 = rows > 2 ? d1 + rowC : d1;
  const d3 = rows > 3 ? d2 + rowC : d2;
  const d4 = rows > 4 ? d3 + rowC : d3;
  const d5 = rows > 5 ? d4 + rowC : d4;
  if (more) {
    c00 = f32x4.add(c00, v128.load(c, 0)); c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(d1, 0)); c11 = f32x4.add(c11, v128.load(d1, 16));
    c20 = f32x4.add(c20, v128.load(d2, 0)); c21 = f32x4.add(c21, v128.load(d2, 16));
    c30 = f32x4.add(c30, v128.load(d3, 0)); c31 = f32x4.add(c31, v128.load(d3, 16));
    c40 = f32x4.add(c40, v128.load(d4, 0)); c41 = f32x4.add(c41, v128.load(d4, 16));
    c50 = f32x4.add(c50, v128.load(d5, 0)); c51 = f32x4.add(c51, v128.load(d5, 16));
  }
  v128.store(c, c00, 0); v128.store(c, c01, 16);
  v128.store(d1, c10, 0); v128.store(d1, c11, 16);
  v128.store(d2, c20, 0); v128.store(d2, c21, 16);
  v128.store(d3, c30, 0); v128.store(d3, c31, 16);
  v128.store(d4, c40, 0); v128.store(d4, c41, 16);
  v128.store(d5, c50, 0); v128.store(d5, c51, 16);
}

function across16(a: usize, stepA: usize, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO; let c02 = ZERO; let c03 = ZERO;
  let c10 = ZERO; let c11 = ZERO; let c12 = ZERO; let c13 = ZERO;
  let c20 = ZERO; let c21 = ZERO; let c22 = ZERO; let c23 = ZERO;
  let c30 = ZERO; let c31 = ZERO; let c32 = ZERO; let c33 = ZERO;
  let c40 = ZERO; let c41 = ZERO; let c42 = ZERO; let c43 = ZERO;
  let c50 = ZERO; let c51 = ZERO; let c52 = ZERO; let c53 = ZERO;
  for (let k = depth; k > 0; k--) {
    const x0 = v128.load(b, 0); const x1 = v128.load(b, 16); const x2 = v128.load(b, 32); const x3 = v128.load(b, 48);
    const xa0 = v128.load32_splat(a);
    c00 = madd(xa0, x0, c00); c01 = madd(xa0, x1, c01); c02 = madd(xa0, x2, c02); c03 = madd(xa0, x3, c03);
    const xa1 = v128.load32_splat(a, 4);
    c10 = madd(xa1, x0, c10); c11 = madd(xa1, x1, c11); c12 = madd(xa1, x2, c12); c13 = madd(xa1, x3, c13);
    const xa2 = v128.load32_splat(a, 8);
    c20 = madd(xa2, x0, c20); c21 = madd(xa2, x1, c21); c22 = madd(xa2, x2, c22); c23 = madd(xa2, x3, c23);
    const xa3 = v128.load32_splat(a, 12);
    c30 = madd(xa3, x0, c30); c31 = madd(xa3, x1, c31); c32 = madd(xa3, x2, c32); c33 = madd(xa3, x3, c33);
    const xa4 = v128.load32_splat(a, 16);
    c40 = madd(xa4, x0, c40); c41 = madd(xa4, x1, c41); c42 = madd(xa4, x2, c42); c43 = madd(xa4, x3, c43);
    const xa5 = v128.load32_splat(a, 20);
    c50 = madd(xa5, x0, c50); c51 = madd(xa5, x1, c51); c52 = madd(xa5, x2, c52); c53 = madd(xa5, x3, c53);
    a += stepA; b += stepB;
  }
  const d1 = c + rowC;
  const d2 = d1 + rowC;
  const d3 = d2 + rowC;
  const d4 = d3 + rowC;
  const d5 = d4 + rowC;
  if (more) {
    c00 = f32x4.add(c00, v128.load(c, 0)); c01 = f32x4.add(c01, v128.load(c, 16)); c02 = f32x4.add(c02, v128.load(c, 32)); c03 = f32x4.add(c03, v128.load(c, 48));
    c10 = f32x4.add(c10, v128.load(d1, 0)); c11 = f32x4.add(c11, v128.load(d1, 16)); c12 = f32x4.add(c12, v128.load(d1, 32)); c13 = f32x4.add(c13, v128.load(d1, 48));
    c20 = f32x4.add(c20, v128.load(d2, 0)); c21 = f32x4.add(c21, v128.load(d2, 16)); c22 = f32x4.add(c22, v128.load(d2, 32)); c23 = f32x4.add(c23, v128.load(d2, 48));
    c30 = f32x4.add(c30, v128.load(d3, 0)); c31 = f32x4.add(c31, v128.load(d3, 16)); c32 = f32x4.add(c32, v128.load(d3, 32)); c33 = f32x4.add(c33, v128.load(d3, 48));
    c40 = f32x4.add(c40, v128.load(d4, 0)); c41 = f32x4.add(c41, v128.load(d4, 16)); c42 = f32x4.add(c42, v128.load(d4, 32)); c43 = f32x4.add(c43, v128.load(d4, 48));
    c50 = f32x4.add(c50, v128.load(d5, 0)); c51 = f32x4.add(c51, v128.load(d5, 16)); c52 = f32x4.add(c52, v128.load(d5, 32)); c53 = f32x4.add(c53, v128.load(d5, 48));
  }
  v128.store(c, c00, 0); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48);
  v128.store(d1, c10, 0); v128.store(d1, c11, 16); v128.store(d1, c12, 32); v128.store(d1, c13, 48);
  v128.store(d2, c20, 0); v128.store(d2, c21, 16); v128.store(d2, c22, 32); v128.store(d2, c23, 48);
  v128.store(d3, c30, 0); v128.store(d3, c31, 16); v128.store(d3, c32, 32); v128.store(d3, c33, 48);
  v128.store(d4, c40, 0); v128.store(d4, c41, 16); v128.store(d4, c42, 32); v128.store(d4, c43, 48);
  v128.store(d5, c50, 0); v128.store(d5, c51, 16); v128.store(d5, c52, 32); v128.store(d5, c53, 48);
}

function across8(a: usize, stepA: usize, b: usize, stepB: usize, depth: i32, c: usize, rowC: usize, more: bool): void {
  let c00 = ZERO; let c01 = ZERO;
  let c10 = ZERO; let c11 = ZERO;
  let c20 = ZERO; let c21 = ZERO;
  let c30 = ZERO; let c31 = ZERO;
  let c40 = ZERO; let c41 = ZERO;
  let c50 = ZERO; let c51 = ZERO;
  for (let k = depth; k > 0; k--) {
    const x0 = v128.load(b, 0); const x1 = v128.load(b, 16);
    const xa0 = v128.load32_splat(a);
    c00 = madd(xa0, x0, c00); c01 = madd(xa0, x1, c01);
    const xa1 = v128.load32_splat(a, 4);
    c10 = madd(xa1, x0, c10); c11 = madd(xa1, x1, c11);
    const xa2 = v128.load32_splat(a, 8);
    c20 = madd(xa2, x0, c20); c21 = madd(xa2, x1, c21);
    const xa3 = v128.load32_splat(a, 12);
    c30 = madd(xa3, x0, c30); c31 = madd(xa3, x1, c31);
    const xa4 = v128.load32_splat(a, 16);
    c40 = madd(xa4, x0, c40); c41 = madd(xa4, x1, c41);
    const xa5 = v128.load32_splat(a, 20);
    c50 = madd(xa5, x0, c50); c51 = madd(xa5, x1, c51);
    a += stepA; b += stepB;
  }
  const d1 = c + rowC;
  const d2 = d1 + rowC;
  const d3 = d2 + rowC;
  const d4 = d3 + rowC;
  const d5 = d4 + rowC;
  if (more) {
    c00 = f32x4.add(c00, v128.load(c, 0)); c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(d1, 0)); c11 = f32x4.add(c11, v128.load(d1, 16));
    c20 = f32x4.add(c20, v128.load(d2, 0)); c21 = f32x4.add(c21, v128.load(d2, 16));
    c30 = f32x4.add(c30, v128.load(d3, 0)); c31 = f32x4.add(c31, v128.load(d3, 16));
    c40 = f32x4.add(c40, v128.load(d4, 0)); c41 = f32x4.add(c41, v128.load(d4, 16));
    c50 = f32x4.add(c50, v128.load(d5, 0)); c51 = f32x4.add(c51, v128.load(d5, 16));
  }
  v128.store(c, c00, 0); v128.store(c, c01, 16);
  v128.store(d1, c10, 0); v128.store(d1, c11, 16);
  v128.store(d2, c20, 0); v128.store(d2, c21, 16);
  v128.store(d3, c30, 0); v128.store(d3, c31, 16);
  v128.store(d4, c40, 0); v128.store(d4, c41, 16);
  v128.store(d5, c50, 0); v128.store(d5, c51, 16);
}
