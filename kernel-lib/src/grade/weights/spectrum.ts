/**
 * What of a matrix stays when its rows and columns are put in another order and each is scaled: the singular values of
 * its balanced form. A network allows just that: hidden units, heads, the residual stream and the vocabulary may be
 * permuted; a norm's gain, a unit's size or a head's size may move from one matrix into its neighbour.
 */

/** A matrix, row after row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}

/** Enough for five digits on matrices of trained weights. */
const ROUNDS = 50;

/**
 * The singular values, largest first, of the matrix whose rows and columns were scaled until the squares of each row,
 * and of each column, have the mean 1. That form does not depend on how rows and columns were scaled before.
 * (Sinkhorn and Knopp, 1967: https://doi.org/10.2140/pjm.1967.21.343)
 */
export function balancedSpectrum(matrix: Matrix): Float64Array {
  const balanced = balance(matrix);
  const eigenvalues = symmetricEigenvalues(gramOf(balanced));
  // Without their common size: the sum of squares is rows × columns.
  return eigenvalues.map((value) => Math.sqrt(Math.max(0, value))).sort((a, b) => b - a);
}

export function balance({ rows, columns, values }: Matrix): Matrix {
  const scaled = Float64Array.from(values);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < rows; i++) scaleLine(scaled, i * columns, 1, columns);
    for (let j = 0; j < columns; j++) scaleLine(scaled, j, columns, rows);
  }
  return { rows, columns, values: scaled };
}

/** Scales `count` numbers from `start`, `step` apart, to a mean square of 1; a line of zeros stays. */
function scaleLine(values: Float64Array, start: number, step: number, count: number): void {
  let sum = 0;
  for (let k = 0, at = start; k < count; k++, at += step) sum += values[at]! ** 2;
  if (sum === 0) return;
  const factor = Math.sqrt(count / sum);
  for (let k = 0, at = start; k < count; k++, at += step) values[at]! *= factor;
}

/** The products of all rows with each other, or of all columns where there are fewer. */
function gramOf({ rows, columns, values }: Matrix): Float64Array[] {
  const [size, depth] = rows <= columns ? [rows, columns] : [columns, rows];
  // As lines that lie together, whichever they are.
  const lines = Array.from({ length: size }, (_, i) =>
    Float64Array.from(
      { length: depth },
      (_, k) => values[rows <= columns ? i * columns + k : k * columns + i]!,
    ),
  );
  const gram = lines.map(() => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += lines[i]![k]! * lines[j]![k]!;
      gram[i]![j] = gram[j]![i] = sum;
    }
  }
  return gram;
}

/**
 * The eigenvalues of a symmetric matrix, which is written over: Householder's reduction to three diagonals, then
 * implicit QL steps (Martin, Reinsch and Wilkinson, 1968; EISPACK's tred1 and imtql1).
 */
export function symmetricEigenvalues(a: Float64Array[]): Float64Array {
  const { diagonal, beside } = tridiagonal(a);
  const n = diagonal.length;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      while (m < n - 1 && !isNothing(beside[m]!, diagonal[m]!, diagonal[m + 1]!)) m++;
      if (m === l) break;
      if (round === 60) throw new Error('Eigenvalues of a matrix were not found in 60 rounds.');
      implicitStep(diagonal, beside, l, m);
    }
  }
  return diagonal;
}

const isNothing = (value: number, a: number, b: number) =>
  Math.abs(value) <= Number.EPSILON * (Math.abs(a) + Math.abs(b));

function tridiagonal(a: Float64Array[]): { diagonal: Float64Array; beside: Float64Array } {
  const n = a.length;
  const beside = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    // The reflection that makes column k zero below the line beside the diagonal.
    const v = new Float64Array(n);
    let square = 0;
    for (let i = k + 1; i < n; i++) square += (v[i] = a[i]![k]!) ** 2;
    const length = Math.sqrt(square);
    if (length === 0) continue;
    const alpha = v[k + 1]! > 0 ? -length : length;
    beside[k] = alpha;
    v[k + 1]! -= alpha;
    const half = square - alpha * (v[k + 1]! + alpha); // |v|² / 2
    if (half > 0) reflect(a, v, half, k + 1);
  }
  if (n > 1) beside[n - 2] = a[n - 1]![n - 2]!;
  return { diagonal: Float64Array.from(a, (row, i) => row[i]!), beside };
}

/** A ← H A H with H = 1 − v vᵀ / half, on the part from `from` on. */
function reflect(a: Float64Array[], v: Float64Array, half: number, from: number): void {
  const n = v.length;
  const p = new Float64Array(n);
  let overlap = 0;
  for (let i = from; i < n; i++) {
    let sum = 0;
    for (let j = from; j < n; j++) sum += a[i]![j]! * v[j]!;
    p[i] = sum / half;
    overlap += p[i]! * v[i]!;
  }
  const share = overlap / (2 * half);
  for (let i = from; i < n; i++) p[i]! -= share * v[i]!;
  for (let i = from; i < n; i++) {
    for (let j = from; j < n; j++) a[i]![j]! -= v[i]! * p[j]! + p[i]! * v[j]!;
  }
}

/** One QL step with an implicit shift on the part from l to m. */
function implicitStep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  g = d[m]! - d[l]! + e[l]! / (g + Math.sign(g || 1) * Math.hypot(g, 1));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
