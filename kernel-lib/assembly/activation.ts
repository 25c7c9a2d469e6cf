/**
 * Activations and their gradients; kernel-lib/src/ops/activation.ts has the formulas. Arguments: 0 x, 1 y, 2 the number
 * of values; of a gradient: 0 dy, 1 x, 2 dx, 3 the number of values. A unit is CHUNK values.
 */
import { exp } from './math';
import { put, take, ZERO } from './rows';
import { madd, pointer, word } from './simd';

const CHUNK: i32 = 2048;
const RELU_SQUARED: i32 = 0;
const GELU: i32 = 1;

/** 1, −2·√(2/π) and that times 0.044715; three times these two with a plus; 11. In memory, as in math.ts. */
const GELU_NUMBERS: usize = memory.data<f32>([1, -1.5957691216, -0.0713548128, 1.5957691216, 0.2140644384, 11, -11]);

@inline
function constant(index: i32): v128 {
  return v128.load32_splat(GELU_NUMBERS + (<usize>index << 2));
}

@inline
function apply(f: i32, x: v128): v128 {
  if (f === RELU_SQUARED) {
    const positive = f32x4.max(ZERO, x);
    return f32x4.mul(positive, positive);
  }
  return f32x4.mul(x, share(x));
}

/** dy times the slope at x. */
@inline
function slope(f: i32, dy: v128, x: v128): v128 {
  if (f === RELU_SQUARED) {
    const positive = f32x4.max(ZERO, x);
    return f32x4.mul(dy, f32x4.add(positive, positive));
  }
  // From ±11 on the share is 0 or 1 in float32; far beyond, the square of x would overflow.
  const near = f32x4.pmax(f32x4.pmin(x, constant(5)), constant(6));
  const s = share(near);
  const steep = madd(f32x4.mul(near, near), constant(4), constant(3));
  const change = f32x4.mul(f32x4.mul(s, f32x4.sub(constant(0), s)), steep);
  return f32x4.mul(dy, madd(near, change, s));
}

/** (1 + tanh(u))/2 = 1/(1 + e^−2u): what gelu leaves of x. */
@inline
function share(x: v128): v128 {
  const twice = f32x4.mul(x, madd(f32x4.mul(x, x), constant(2), constant(1)));
  return f32x4.div(constant(0), f32x4.add(constant(0), exp(twice)));
}

@inline
function forward(f: i32, args: usize, from: i32, to: i32): void {
  let i = from * CHUNK;
  const end = min(to * CHUNK, word(args, 2));
  let x = pointer(args, 0) + (<usize>i << 2);
  let y = pointer(args, 1) + (<usize>i << 2);
  for (; i + 8 <= end; i += 8) {
    const a = apply(f, v128.load(x));
    const b = apply(f, v128.load(x, 16));
    v128.store(y, a);
    v128.store(y, b, 16);
    x += 32;
    y += 32;
  }
  for (; i < end; i += 4) {
    put(y, apply(f, take(x, end - i)), end - i);
    x += 16;
    y += 16;
  }
}

@inline
function backward(f: i32, args: usize, from: i32, to: i32): void {
  let i = from * CHUNK;
  const end = min(to * CHUNK, word(args, 3));
  let dy = pointer(args, 0) + (<usize>i << 2);
  let x = pointer(args, 1) + (<usize>i << 2);
  let dx = pointer(args, 2) + (<usize>i << 2);
  for (; i + 8 <= end; i += 8) {
    const a = slope(f, v128.load(dy), v128.load(x));
    const b = slope(f, v128.load(dy, 16), v128.load(x, 16));
    v128.store(dx, a);
    v128.store(dx, b, 16);
    dy += 32;
    x += 32;
    dx += 32;
  }
  for (; i < end; i += 4) {
    put(dx, slope(f, take(dy, end - i), take(x, end - i)), end - i);
    dy += 16;
    x += 16;
    dx += 16;
  }
}

export function reluSquared(args: usize, from: i32, to: i32, scratch: usize): void {
  forward(RELU_SQUARED, args, from, to);
}
export function reluSquaredGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  backward(RELU_SQUARED, args, from, to);
}
export function gelu(args: usize, from: i32, to: i32, scratch: usize): void {
  forward(GELU, args, from, to);
}
export function geluGradient(args: usize, from: i32, to: i32, scratch: usize): void {
  backward(GELU, args, from, to);
}
