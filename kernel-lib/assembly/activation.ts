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

/** 2·√(2/π), and that times 0.044715. */
const SLOPE: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.07135481282553598;
/** From here on the sigmoid below is 0 or 1 in float32; beyond, the square of x may overflow. */
const FAR: f32 = 11;

@inline
function apply(f: i32, x: v128): v128 {
  if (f === RELU_SQUARED) {
    const positive = f32x4.max(ZERO, x);
    return f32x4.mul(positive, positive);
  }
  return f32x4.mul(x, share(bounded(x)));
}

@inline
function slope(f: i32, x: v128): v128 {
  if (f === RELU_SQUARED) {
    const positive = f32x4.max(ZERO, x);
    return f32x4.add(positive, positive);
  }
  const near = bounded(x);
  const s = share(near);
  const steep = madd(f32x4.mul(near, near), f32x4.splat(3 * CUBIC), f32x4.splat(SLOPE));
  const change = f32x4.mul(f32x4.mul(s, f32x4.sub(f32x4.splat(1), s)), steep);
  return madd(near, change, s);
}

@inline
function bounded(x: v128): v128 {
  return f32x4.max(f32x4.min(x, f32x4.splat(FAR)), f32x4.splat(-FAR));
}

/** (1 + tanh(u))/2 = 1/(1 + e^−2u): what gelu leaves of x. */
@inline
function share(x: v128): v128 {
  const twice = f32x4.mul(x, madd(f32x4.mul(x, x), f32x4.splat(CUBIC), f32x4.splat(SLOPE)));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(twice))));
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
    const a = f32x4.mul(v128.load(dy), slope(f, v128.load(x)));
    const b = f32x4.mul(v128.load(dy, 16), slope(f, v128.load(x, 16)));
    v128.store(dx, a);
    v128.store(dx, b, 16);
    dy += 32;
    x += 32;
    dx += 32;
  }
  for (; i < end; i += 4) {
    put(dx, f32x4.mul(take(dy, end - i), slope(f, take(x, end - i))), end - i);
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
