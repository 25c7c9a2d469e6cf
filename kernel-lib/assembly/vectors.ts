/**
 * Matrix products of a few rows or one column, where packing would cost more than the product, and tiny ones, where
 * every call counts. Each value is one thread's sum in one order.
 */
import { madd, pointer, word } from './simd';

const ZERO = f32x4.splat(0);
/** Columns in a unit of `rowsTimesMatrix`: of one row, whose sums stay in registers, or of several. */
const WIDE: i32 = 64;

@inline
function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

@inline
function folded(x: v128): f32 {
  const two = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.add(two, v128.shuffle<f32>(two, two, 1, 0, 3, 2)), 0);
}

/** The inner product of two stretches of values. */
function dot(x: usize, y: usize, length: i32): f32 {
  let a = ZERO;
  let b = ZERO;
  let c = ZERO;
  let d = ZERO;
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    a = madd(v128.load(x, 0), v128.load(y, 0), a);
    b = madd(v128.load(x, 16), v128.load(y, 16), b);
    c = madd(v128.load(x, 32), v128.load(y, 32), c);
    d = madd(v128.load(x, 48), v128.load(y, 48), d);
    x += 64;
    y += 64;
  }
  for (; i + 4 <= length; i += 4) {
    a = madd(v128.load(x), v128.load(y), a);
    x += 16;
    y += 16;
  }
  let sum = folded(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (; i < length; i++) {
    sum += load<f32>(x) * load<f32>(y);
    x += 4;
    y += 4;
  }
  return sum;
}

/**
 * result[p, q] = P[p] · Q[q], both by rows of `length` values. Arguments: 0 P, 1 Q, 2 result, 3 rows of P, 4 rows of Q,
 * 5 length. A unit is a row of Q.
 */
export function dotRows(args: usize, from: i32, to: i32, scratch: usize): void {
  const rows = word(args, 3);
  const count = word(args, 4);
  const length = word(args, 5);
  for (let q = from; q < to; q++) {
    const y = pointer(args, 1) + <usize>q * <usize>length * 4;
    for (let p = 0; p < rows; p++) {
      const x = pointer(args, 0) + <usize>p * <usize>length * 4;
      store<f32>(at(pointer(args, 2), p * count + q), dot(x, y, length));
    }
  }
}

/** The inner product of two long vectors in parts. Arguments: 0 x, 1 y, 2 sums, 3 length, 4 part. A unit is a part. */
export function dotParts(args: usize, from: i32, to: i32, scratch: usize): void {
  const part = word(args, 4);
  for (let unit = from; unit < to; unit++) {
    const start = unit * part;
    const count = min(part, word(args, 3) - start);
    store<f32>(at(pointer(args, 2), unit), dot(at(pointer(args, 0), start), at(pointer(args, 1), start), count));
  }
}

/**
 * result[r] = Σ x[r, k] · M[k], where M lies by rows. Arguments: 0 x, 1 M, 2 result, 3 rows of x, 4 rows of M (the
 * depth), 5 values in a row of M. A unit is 64 values of a row of the result, for all its rows.
 */
export function rowsTimesMatrix(args: usize, from: i32, to: i32, scratch: usize): void {
  const rows = word(args, 3);
  const depth = word(args, 4);
  const columns = word(args, 5);
  const stride = <usize>columns << 2;
  for (let unit = from; unit < to; unit++) {
    const last = min((unit + 1) * WIDE, columns);
    for (let r = 0; r < rows; r++) {
      const x = at(pointer(args, 0), r * depth);
      const y = at(pointer(args, 2), r * columns);
      let n = unit * WIDE;
      for (; n + 32 <= last; n += 32) eight(x, at(pointer(args, 1), n), at(y, n), depth, stride);
      for (; n + 4 <= last; n += 4) four(x, at(pointer(args, 1), n), at(y, n), depth, stride);
      for (; n < last; n++) single(x, at(pointer(args, 1), n), at(y, n), depth, stride);
    }
  }
}

/** 32 columns in eight sums. */
@inline
function eight(x: usize, m: usize, y: usize, depth: i32, stride: usize): void {
  let c0 = ZERO;
  let c1 = ZERO;
  let c2 = ZERO;
  let c3 = ZERO;
  let c4 = ZERO;
  let c5 = ZERO;
  let c6 = ZERO;
  let c7 = ZERO;
  for (let k = depth; k > 0; k--) {
    const a = v128.load32_splat(x);
    c0 = madd(a, v128.load(m, 0), c0);
    c1 = madd(a, v128.load(m, 16), c1);
    c2 = madd(a, v128.load(m, 32), c2);
    c3 = madd(a, v128.load(m, 48), c3);
    c4 = madd(a, v128.load(m, 64), c4);
    c5 = madd(a, v128.load(m, 80), c5);
    c6 = madd(a, v128.load(m, 96), c6);
    c7 = madd(a, v128.load(m, 112), c7);
    x += 4;
    m += stride;
  }
  v128.store(y, c0, 0);
  v128.store(y, c1, 16);
  v128.store(y, c2, 32);
  v128.store(y, c3, 48);
  v128.store(y, c4, 64);
  v128.store(y, c5, 80);
  v128.store(y, c6, 96);
  v128.store(y, c7, 112);
}

@inline
function four(x: usize, m: usize, y: usize, depth: i32, stride: usize): void {
  let sum = ZERO;
  for (let k = depth; k > 0; k--) {
    sum = madd(v128.load32_splat(x), v128.load(m), sum);
    x += 4;
    m += stride;
  }
  v128.store(y, sum);
}

/** In a vector, so that it rounds as its neighbours do. */
@inline
function single(x: usize, m: usize, y: usize, depth: i32, stride: usize): void {
  let sum = ZERO;
  for (let k = depth; k > 0; k--) {
    sum = madd(v128.load32_splat(x), v128.load32_splat(m), sum);
    x += 4;
    m += stride;
  }
  v128.store_lane<f32>(y, sum, 0);
}

/**
 * C = op(A) · op(B) for tiny matrices. Arguments: 0 A, 1 B, 2 C, 3 M, 4 N, 5 K, 6 stride of m and 7 of k in A,
 * 8 stride of k and 9 of n in B, 10 stride of a matrix in A and 11 in B (all in floats). A unit is a matrix.
 */
export function multiplyTiny(args: usize, from: i32, to: i32, scratch: usize): void {
  const M = word(args, 3);
  const N = word(args, 4);
  const K = word(args, 5);
  const strideM = <usize>word(args, 6) << 2;
  const strideA = <usize>word(args, 7) << 2;
  const strideB = <usize>word(args, 8) << 2;
  const strideN = <usize>word(args, 9) << 2;
  for (let unit = from; unit < to; unit++) {
    const A = at(pointer(args, 0), unit * word(args, 10));
    const B = at(pointer(args, 1), unit * word(args, 11));
    let c = at(pointer(args, 2), unit * M * N);
    for (let m = 0; m < M; m++) {
      const a = A + <usize>m * strideM;
      let n = 0;
      if (strideN === 4) {
        for (; n + 4 <= N; n += 4) {
          let sum = ZERO;
          let x = a;
          let b = at(B, n);
          for (let k = K; k > 0; k--) {
            sum = madd(v128.load32_splat(x), v128.load(b), sum);
            x += strideA;
            b += strideB;
          }
          v128.store(c, sum);
          c += 16;
        }
      }
      for (; n < N; n++) {
        let sum = ZERO;
        let x = a;
        let b = B + <usize>n * strideN;
        for (let k = K; k > 0; k--) {
          sum = madd(v128.load32_splat(x), v128.load32_splat(b), sum);
          x += strideA;
          b += strideB;
        }
        v128.store_lane<f32>(c, sum, 0);
        c += 4;
      }
    }
  }
}
