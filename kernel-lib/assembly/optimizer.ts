/**
 * A step of an optimizer over many parameters at once, in place. What each does is said, with its formula, in
 * kernel-lib/src/train (optimizers/adamw.ts, optimizers/muon.ts, clip.ts).
 */
import { multiply, packPanel, up16 } from './panels';
import { sumOf } from './rows';
import { float, madd, pointer, word } from './simd';

const ZERO = f32x4.splat(0);

/**
 * The sum of squares of chunks of values. Arguments: 0 table (for each chunk: address, values), 1 sums. A unit is a
 * chunk.
 */
export function squaredSums(args: usize, from: i32, to: i32, scratch: usize): void {
  for (let unit = from; unit < to; unit++) {
    const entry = pointer(args, 0) + (<usize>unit << 3);
    store<f32>(pointer(args, 1) + (<usize>unit << 2), squares(pointer(entry, 0), word(entry, 1)));
  }
}

function squares(x: usize, count: i32): f32 {
  let s0 = ZERO; let s1 = ZERO; let s2 = ZERO; let s3 = ZERO;
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(x, 0);
    const b = v128.load(x, 16);
    const c = v128.load(x, 32);
    const d = v128.load(x, 48);
    s0 = madd(a, a, s0);
    s1 = madd(b, b, s1);
    s2 = madd(c, c, s2);
    s3 = madd(d, d, s3);
    x += 64;
  }
  let total = sumOf(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  for (; i < count; i++) {
    total += load<f32>(x) * load<f32>(x);
    x += 4;
  }
  return total;
}

/**
 * Arguments: 0 table (for each chunk: addresses of parameter, gradient, m, v; values; weight decay as f32), then floats:
 * 1 learning rate, 2 β₁, 3 β₂, 4 ε, 5 1/(1 − β₁ᵗ), 6 1/(1 − β₂ᵗ), 7 what the gradient is multiplied by. A unit is a
 * chunk.
 */
export function adamW(args: usize, from: i32, to: i32, scratch: usize): void {
  for (let unit = from; unit < to; unit++) adamChunk(args, pointer(args, 0) + <usize>unit * 24);
}

function adamChunk(args: usize, entry: usize): void {
  let w = pointer(entry, 0);
  let g = pointer(entry, 1);
  let m = pointer(entry, 2);
  let v = pointer(entry, 3);
  const count = word(entry, 4);
  const rate = float(args, 1);
  const keep: f32 = <f32>1 - rate * float(entry, 5);
  const beta1 = f32x4.splat(float(args, 2));
  const beta2 = f32x4.splat(float(args, 3));
  const fresh1 = f32x4.splat(<f32>1 - float(args, 2));
  const fresh2 = f32x4.splat(<f32>1 - float(args, 3));
  const epsilon = f32x4.splat(float(args, 4));
  const unbias1 = f32x4.splat(float(args, 5));
  const unbias2 = f32x4.splat(float(args, 6));
  const scale = f32x4.splat(float(args, 7));
  for (let i = 0; i < count; i += 4) {
    // The last values of a chunk may be fewer than four: then one lane at a time.
    const whole = i + 4 <= count;
    const slope = f32x4.mul(whole ? v128.load(g) : v128.load32_splat(g), scale);
    const mean = madd(beta1, whole ? v128.load(m) : v128.load32_splat(m), f32x4.mul(fresh1, slope));
    const spread = madd(beta2, whole ? v128.load(v) : v128.load32_splat(v), f32x4.mul(fresh2, f32x4.mul(slope, slope)));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(spread, unbias2)), epsilon);
    const update = f32x4.div(f32x4.mul(mean, unbias1), root);
    const old = f32x4.mul(whole ? v128.load(w) : v128.load32_splat(w), f32x4.splat(keep));
    const next = f32x4.sub(old, f32x4.mul(f32x4.splat(rate), update));
    if (whole) {
      v128.store(m, mean);
      v128.store(v, spread);
      v128.store(w, next);
    } else {
      v128.store_lane<f32>(m, mean, 0);
      v128.store_lane<f32>(v, spread, 0);
      v128.store_lane<f32>(w, next, 0);
      i -= 3;
    }
    const step: usize = whole ? 16 : 4;
    w += step;
    g += step;
    m += step;
    v += step;
  }
}

/**
 * Matrices of one shape. Arguments: 0 table (for each matrix: addresses of parameter, gradient, momentum), 1 rows,
 * 2 columns, 3 space (`words` for each matrix), 4 words, 5 rounds, 6 whether sums may take 16 registers of 256 bits, then
 * floats: 7 learning rate × factor of the shape, 8 1 − rate·decay, 9 momentum, 10 scale of the gradient, 11 smallest norm,
 * 12 to 14 the quintic's a, b, c. A unit is a matrix.
 */
export function muon(args: usize, from: i32, to: i32, scratch: usize): void {
  for (let unit = from; unit < to; unit++) {
    const entry = pointer(args, 0) + <usize>unit * 12;
    muonStep(args, entry, pointer(args, 3) + (<usize>unit * <usize>word(args, 4) << 2));
  }
}

/** Of the shorter side R and the longer one C: x and y [R, C], square and fourth [R, R], and a packed matrix. */
function muonStep(args: usize, entry: usize, space: usize): void {
  const rows = word(args, 1);
  const columns = word(args, 2);
  const R = min(rows, columns);
  const C = max(rows, columns);
  const wide = up16(C);
  const square = up16(R);
  const x = space;
  const y = x + (<usize>(R * wide) << 2);
  const s = y + (<usize>(R * wide) << 2);
  const t = s + (<usize>(R * square) << 2);
  const packed = t + (<usize>(R * square) << 2);
  memory.fill(x, 0, <usize>(R * wide) << 2);
  lookAhead(args, entry, x, wide);
  for (let round = word(args, 5); round > 0; round--) orthogonalRound(args, R, C, x, y, s, t, packed);
  addUpdate(args, entry, x, wide);
}

/** The momentum goes on, and x becomes what Nesterov looks at, the longer side in its rows, its norm 1. */
function lookAhead(args: usize, entry: usize, x: usize, wide: i32): void {
  const rows = word(args, 1);
  const columns = word(args, 2);
  const isTall = rows > columns;
  const beta = float(args, 9);
  const scale = float(args, 10);
  let g = pointer(entry, 1);
  let m = pointer(entry, 2);
  const fresh: f32 = <f32>1 - beta;
  let sum: f64 = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const slope = load<f32>(g) * scale;
      const momentum: f32 = beta * load<f32>(m) + fresh * slope;
      store<f32>(m, momentum);
      const ahead: f32 = fresh * slope + beta * momentum;
      store<f32>(x + (<usize>(isTall ? j * wide + i : i * wide + j) << 2), ahead);
      sum += <f64>ahead * <f64>ahead;
      g += 4;
      m += 4;
    }
  }
  const inverse = f32x4.splat(1 / max<f32>(<f32>sqrt<f64>(sum), float(args, 11)));
  const end = x + (<usize>(min(rows, columns) * wide) << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), inverse));
}

/** x ← ax + (b·xxᵀ + c·(xxᵀ)²)·x */
function orthogonalRound(args: usize, R: i32, C: i32, x: usize, y: usize, s: usize, t: usize, packed: usize): void {
  const fast = word(args, 6) !== 0;
  const strideX = <usize>up16(C) << 2;
  const strideS = <usize>up16(R) << 2;
  const panelsR = up16(R) >> 4;
  const panelsC = up16(C) >> 4;
  for (let panel = 0; panel < panelsR; panel++) packPanel(x, packed, C, R, 4, strideX, panel);
  symmetric(x, strideX, R, C, packed, s, strideS, fast);
  for (let panel = 0; panel < panelsR; panel++) packPanel(s, packed, R, R, strideS, 4, panel);
  symmetric(s, strideS, R, R, packed, t, strideS, fast);
  blend(s, t, R * up16(R), float(args, 13), float(args, 14));
  for (let panel = 0; panel < panelsC; panel++) packPanel(x, packed, R, C, strideX, 4, panel);
  multiply(s, strideS, R, R, packed, panelsC, y, strideX, false, fast);
  blend(x, y, R * up16(C), float(args, 12), 1);
}

/** A product [n, n] that is symmetric: panel by panel the rows down to the diagonal, and then the rest mirrored. */
function symmetric(x: usize, strideX: usize, n: i32, depth: i32, packed: usize, y: usize, strideY: usize, fast: bool): void {
  for (let first = 0; first < n; first += 16) {
    const panel = packed + (<usize>first * <usize>depth << 2);
    multiply(x, strideX, min(n, first + 16), depth, panel, 1, y + (<usize>first << 2), strideY, false, fast);
  }
  for (let i = 16; i < n; i++) {
    const row = y + <usize>i * strideY;
    for (let j = 0, end = i & ~15; j < end; j++) {
      store<f32>(row + (<usize>j << 2), load<f32>(y + <usize>j * strideY + (<usize>i << 2)));
    }
  }
}

/** x ← p·x + q·y */
function blend(x: usize, y: usize, count: i32, p: f32, q: f32): void {
  const left = f32x4.splat(p);
  const right = f32x4.splat(q);
  for (const end = x + (<usize>count << 2); x < end; x += 16) {
    v128.store(x, madd(left, v128.load(x), f32x4.mul(right, v128.load(y))));
    y += 16;
  }
}

function addUpdate(args: usize, entry: usize, x: usize, wide: i32): void {
  const rows = word(args, 1);
  const columns = word(args, 2);
  const isTall = rows > columns;
  const rate = float(args, 7);
  const keep = float(args, 8);
  let w = pointer(entry, 0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const update = load<f32>(x + (<usize>(isTall ? j * wide + i : i * wide + j) << 2));
      store<f32>(w, load<f32>(w) * keep - rate * update);
      w += 4;
    }
  }
}
