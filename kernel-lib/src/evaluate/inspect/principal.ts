/**
 * A flat map of vectors: principal component analysis (Pearson, 1901). The two directions along which the vectors differ
 * most become left–right and down–up. They are eigenvectors of the D × D covariance; fewer vectors than D give the same
 * directions faster, from the n × n products of the vectors with each other.
 */
import { UserError } from '../../errors.js';
import { checkVectors } from './vectors.js';

export interface PrincipalMap {
  /** One a vector. */
  points: [x: number, y: number][];
  /** The shares of all differences that the two axes show, 0 to 1. */
  explained: [x: number, y: number];
  /** Where another vector lies on the same map: a later state of a word, for example. */
  place(vector: ArrayLike<number>): [x: number, y: number];
}

/**
 * Takes a second for 128 numbers each, and eight times as long for twice as many.
 * @param vectors - at least two, equally long. Each axis points to where its largest weight is positive, so the same
 *   vectors always give the same map (scikit-learn does so, too).
 */
export function principalMap(vectors: readonly ArrayLike<number>[]): PrincipalMap {
  if (vectors.length < 2)
    throw new UserError(`principalMap needs two vectors at least, got ${vectors.length}.`);
  checkVectors('principalMap', vectors);
  const centre = meanOf(vectors);
  const rows = vectors.map((vector) => centre.map((value, i) => vector[i]! - value)); // [n, D]
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  const axes = directions(rows);
  const place = (vector: ArrayLike<number>): [number, number] => {
    if (vector.length !== centre.length) {
      throw new UserError(`The map is of vectors of ${centre.length} numbers, got ${vector.length}.`);
    }
    const row = centre.map((value, i) => vector[i]! - value);
    return [dot(row, axes[0]!), dot(row, axes[1]!)];
  };
  const points = vectors.map(place);
  const share = (axis: 0 | 1) =>
    total === 0 ? 0 : points.reduce((sum, point) => sum + point[axis] ** 2, 0) / total;
  return { points, explained: [share(0), share(1)], place };
}

function meanOf(vectors: readonly ArrayLike<number>[]): Float64Array {
  const mean = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  }
  return mean;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The two unit vectors along which the rows differ most; zeros where they do not differ. */
function directions(rows: readonly Float64Array[]): Float64Array[] {
  const [n, D] = [rows.length, rows[0]!.length];
  const columns = Array.from({ length: D }, (_, i) => Float64Array.from(rows, (row) => row[i]!));
  const few = n < D;
  const found = eigenvectors(few ? productsOf(rows) : productsOf(columns)).slice(0, 2);
  const axes = found.map((vector) => (few ? columns.map((column) => dot(column, vector)) : vector));
  const size = few ? Math.sqrt(rows.reduce((sum, row) => sum + dot(row, row), 0)) : 1;
  const units = axes.map((axis) => unit(Float64Array.from(axis), size));
  return [...units, new Float64Array(D)].slice(0, 2);
}

const productsOf = (rows: readonly Float64Array[]) =>
  rows.map((a) => Float64Array.from(rows, (b) => dot(a, b)));

/** Length 1, and the weight that is largest without its sign is positive; zeros where only rounding is left. */
function unit(axis: Float64Array, size: number): Float64Array {
  const length = Math.sqrt(dot(axis, axis));
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return axis.map((value) => (length <= 1e-9 * size ? 0 : (value / length) * Math.sign(largest)));
}

/**
 * The eigenvectors of a symmetric matrix, that of the largest eigenvalue first: Jacobi's method (1846). Each turn of two
 * rows and columns makes one number off the diagonal 0, until all of them are.
 */
function eigenvectors(matrix: Float64Array[]): Float64Array[] {
  const n = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
  const size = Math.sqrt(matrix.reduce((sum, row) => sum + dot(row, row), 0));
  for (let sweep = 0; sweep < 60 && offDiagonal(matrix) > 1e-13 * size; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) turn(matrix, vectors, p, q);
    }
  }
  const order = [...matrix.keys()].sort((a, b) => matrix[b]![b]! - matrix[a]![a]!);
  return order.map((i) => vectors[i]!);
}

function offDiagonal(matrix: readonly Float64Array[]): number {
  const squares = matrix.map((row, i) => row.reduce((sum, value, j) => sum + (i === j ? 0 : value ** 2), 0));
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
}

/** Turns rows and columns p and q by the angle that makes matrix[p][q] 0; row i of `vectors` is eigenvector i. */
function turn(matrix: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const off = matrix[p]![q]!;
  if (off === 0) return;
  const half = (matrix[q]![q]! - matrix[p]![p]!) / (2 * off);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(1, half));
  const cos = 1 / Math.hypot(1, tangent);
  const sin = tangent * cos;
  for (const row of matrix) {
    const [a, b] = [row[p]!, row[q]!];
    row[p] = cos * a - sin * b;
    row[q] = sin * a + cos * b;
  }
  for (const rows of [matrix, vectors]) {
    const [first, second] = [rows[p]!, rows[q]!];
    for (let i = 0; i < first.length; i++) {
      const [a, b] = [first[i]!, second[i]!];
      first[i] = cos * a - sin * b;
      second[i] = sin * a + cos * b;
    }
  }
}
