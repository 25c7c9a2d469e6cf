/**
 * Functions of every value that have no vector form here: those of the C library, in AssemblyScript's port, one value
 * at a time. Arguments: 0 x, 1 y, 2 the number of values. A unit is CHUNK values.
 */
import { pointer, word } from './simd';

const CHUNK: i32 = 2048;

const SIN: i32 = 0;
const COS: i32 = 1;
const TAN: i32 = 2;
const ASIN: i32 = 3;
const ACOS: i32 = 4;
const ATAN: i32 = 5;
const SINH: i32 = 6;
const COSH: i32 = 7;
const ASINH: i32 = 8;
const ACOSH: i32 = 9;
const ATANH: i32 = 10;
const LOG1P: i32 = 11;
const EXPM1: i32 = 12;

@inline
function apply(f: i32, x: f32): f32 {
  if (f === SIN) return Mathf.sin(x);
  if (f === COS) return Mathf.cos(x);
  // Near its poles the one of float32 is wrong in the sixth digit.
  if (f === TAN) return <f32>Math.tan(<f64>x);
  if (f === ASIN) return Mathf.asin(x);
  if (f === ACOS) return Mathf.acos(x);
  if (f === ATAN) return Mathf.atan(x);
  if (f === SINH) return Mathf.sinh(x);
  if (f === COSH) return Mathf.cosh(x);
  if (f === ASINH) return Mathf.asinh(x);
  if (f === ACOSH) return Mathf.acosh(x);
  if (f === ATANH) return Mathf.atanh(x);
  if (f === LOG1P) return Mathf.log1p(x);
  return Mathf.expm1(x);
}

@inline
function map(f: i32, args: usize, from: i32, to: i32): void {
  const x = pointer(args, 0);
  const y = pointer(args, 1);
  const end = min(to * CHUNK, word(args, 2));
  for (let i = from * CHUNK; i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(y + at, apply(f, load<f32>(x + at)));
  }
}

export function sin(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SIN, args, from, to);
}
export function cos(args: usize, from: i32, to: i32, scratch: usize): void {
  map(COS, args, from, to);
}
export function tan(args: usize, from: i32, to: i32, scratch: usize): void {
  map(TAN, args, from, to);
}
export function asin(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ASIN, args, from, to);
}
export function acos(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ACOS, args, from, to);
}
export function atan(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ATAN, args, from, to);
}
export function sinh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(SINH, args, from, to);
}
export function cosh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(COSH, args, from, to);
}
export function asinh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ASINH, args, from, to);
}
export function acosh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ACOSH, args, from, to);
}
export function atanh(args: usize, from: i32, to: i32, scratch: usize): void {
  map(ATANH, args, from, to);
}
export function log1p(args: usize, from: i32, to: i32, scratch: usize): void {
  map(LOG1P, args, from, to);
}
export function expm1(args: usize, from: i32, to: i32, scratch: usize): void {
  map(EXPM1, args, from, to);
}
