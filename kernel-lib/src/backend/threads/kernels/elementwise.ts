/** Functions of every value, and of two values with broadcasting. */
import { broadcast_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { Call, FastKernel } from '../register.js';

/** Values in a unit, as in kernel-lib/assembly. */
const CHUNK = 2048;
/** Chunks in a part: fewer are sooner done than handed over. */
const PART = 8;

/** y = f(x) for float32; `parameters` reads up to two numbers from the attributes. */
export function unary(kernel: string, parameters: (attrs: Call['attrs']) => number[] = () => []): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return undefined;
    const result = backend.output(x.shape, 'float32');
    const count = util.sizeFromShape(x.shape);
    const args = [backend.pointerOf(x), backend.pointerOf(result), count, ...parameters(attrs).map(bits)];
    backend.pool.run(kernel, args, Math.ceil(count / CHUNK), PART);
    return result;
  };
}

/** result = f(a, b) for float32 on both sides. */
export function binary(kernel: string, names: [string, string] = ['a', 'b']): FastKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs[names[0]]!, inputs[names[1]]!];
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    return pairs(backend, kernel, a, b, 'float32');
  };
}

/** A comparison of two float32 or two int32 sides. */
export function comparison(kernel: string): FastKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs['a']!, inputs['b']!];
    if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return undefined;
    return pairs(backend, a.dtype === 'int32' ? `${kernel}Integers` : kernel, a, b, 'bool');
  };
}

function pairs(
  backend: ThreadsBackend,
  kernel: string,
  a: TensorInfo,
  b: TensorInfo,
  dtype: 'float32' | 'bool',
) {
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const result = backend.output(shape, dtype);
  const count = util.sizeFromShape(shape);
  if (count === 0) return result;
  const axes = joinedAxes(shape, stridesIn(a.shape, shape), stridesIn(b.shape, shape));
  const [length, stepA, stepB] = axes.pop() ?? [1, 0, 0];
  const chunks = Math.ceil(length / CHUNK);
  const pointers = [backend.pointerOf(a), backend.pointerOf(b), backend.pointerOf(result)];
  const args = [...pointers, length, stepA, stepB, chunks, axes.length, ...axes.flat()];
  const perUnit = Math.min(length, CHUNK);
  backend.pool.run(kernel, args, (count / length) * chunks, Math.ceil((PART * CHUNK) / perUnit));
  return result;
}

/** How far each axis of the result moves in a tensor that is broadcast to it: 0 where it stays. */
function stridesIn(shape: number[], result: number[]): number[] {
  const strides = Array<number>(result.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) strides[axis + result.length - shape.length] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** [size, stride of a, stride of b] of each axis; neighbours along which both go on evenly become one. */
export function joinedAxes(shape: number[], a: number[], b: number[]): [number, number, number][] {
  const axes: [number, number, number][] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const last = axes.at(-1);
    if (last !== undefined && last[1] === a[axis]! * size && last[2] === b[axis]! * size) {
      axes[axes.length - 1] = [last[0] * size, a[axis]!, b[axis]!];
    } else axes.push([size, a[axis]!, b[axis]!]);
  }
  return axes;
}

/**
 * Whole numbers and truth values to floats (and to whole numbers). tfjs's own kernel leaves the values as they are and
 * changes the type's name alone, which kernels that read raw memory cannot tell.
 */
export const cast: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const dtype = attrs['dtype'] as string;
  const fits =
    x.dtype === 'bool'
      ? dtype === 'float32' || dtype === 'int32'
      : x.dtype === 'int32' && dtype === 'float32';
  if (!fits) return undefined;
  const result = backend.output(x.shape, dtype as 'float32' | 'int32');
  const count = util.sizeFromShape(x.shape);
  const [from, to] = [backend.pointerOf(x), backend.pointerOf(result)];
  if (dtype === 'float32') {
    const kernel = x.dtype === 'bool' ? 'fromBool' : 'fromInteger';
    backend.pool.run(kernel, [from, to, count], Math.ceil(count / CHUNK), PART);
  } else {
    backend.integers.set(backend.dataOf(x.dataId).values as Uint8Array, to / 4);
  }
  return result;
};
