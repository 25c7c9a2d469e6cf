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

/** These have a kernel for whole numbers, too. */
const ALSO_OF_INTEGERS = new Set(['add', 'subtract', 'multiply', 'maximum', 'minimum']);

/** result = f(a, b) for float32, or for some functions int32, on both sides. */
export function binary(kernel: string, names: [string, string] = ['a', 'b']): FastKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs[names[0]]!, inputs[names[1]]!];
    if (a.dtype !== b.dtype) return undefined;
    if (a.dtype === 'float32') return pairs(backend, kernel, a, b, 'float32');
    if (a.dtype !== 'int32' || !ALSO_OF_INTEGERS.has(kernel)) return undefined;
    return pairs(backend, `${kernel}Integers`, a, b, 'int32');
  };
}

/** Of whole numbers alone: tfjs makes whole numbers of floats here, too, and its own kernel may do that. */
export const floorDivide: FastKernel = ({ inputs, backend }) => {
  const [a, b] = [inputs['a']!, inputs['b']!];
  if (a.dtype !== 'int32' || b.dtype !== 'int32') return undefined;
  return pairs(backend, 'floorDivideIntegers', a, b, 'int32');
};

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
  dtype: 'float32' | 'int32' | 'bool',
) {
  const same = util.arraysEqual(a.shape, b.shape);
  const shape = same ? a.shape : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const result = backend.output(shape, dtype);
  const count = util.sizeFromShape(shape);
  if (count === 0) return result;
  if (same) {
    const chunks = Math.ceil(count / CHUNK);
    const args = [a, b, result].map((tensor) => backend.pointerOf(tensor));
    backend.pool.run(kernel, [...args, count, 1, 1, chunks, 0], chunks, PART);
    return result;
  }
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

/** The sum of tensors of one shape, one after the other. */
export const addN: FastKernel = ({ inputs, backend }) => {
  const all = Object.values(inputs) as TensorInfo[];
  const [first, second, ...rest] = all;
  if (second === undefined || !all.every(({ dtype }) => dtype === 'float32')) return undefined;
  const result = pairs(backend, 'add', first!, second, 'float32');
  const count = util.sizeFromShape(result.shape);
  const pointer = backend.pointerOf(result);
  for (const next of rest) {
    const args = [pointer, backend.pointerOf(next), pointer, count, 1, 1, Math.ceil(count / CHUNK), 0];
    backend.pool.run('add', args, Math.ceil(count / CHUNK), PART);
  }
  return result;
};

/** Of one or two tensors of truth values that have the same shape. */
export function logical(kernel: string): FastKernel {
  return ({ inputs, backend }) => {
    const a = inputs['a'] ?? inputs['x']!;
    const b = inputs['b'] ?? a;
    if (a.dtype !== 'bool' || b.dtype !== 'bool' || !util.arraysEqual(a.shape, b.shape)) return undefined;
    const result = backend.output(a.shape, 'bool');
    const count = util.sizeFromShape(a.shape);
    const args = [a, b, result].map((tensor) => backend.pointerOf(tensor));
    backend.pool.run(kernel, [...args, count], Math.ceil(count / CHUNK), 4 * PART);
    return result;
  };
}

/** A question about every float. */
export function question(kernel: string): FastKernel {
  return ({ inputs, backend }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return undefined;
    const result = backend.output(x.shape, 'bool');
    const count = util.sizeFromShape(x.shape);
    const pointers = [backend.pointerOf(x), backend.pointerOf(result)];
    backend.pool.run(kernel, [...pointers, count], Math.ceil(count / CHUNK), PART);
    return result;
  };
}

/** By the types from and to. */
const CASTS: Record<string, string> = {
  'bool float32': 'fromBool',
  'bool int32': 'boolToInteger',
  'int32 float32': 'fromInteger',
  'float32 int32': 'toInteger',
};

/**
 * tfjs's own kernel leaves truth values and whole numbers as they are where they become floats and changes the type's
 * name alone, which kernels that read raw memory cannot tell.
 */
export const cast: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const dtype = attrs['dtype'] as 'float32' | 'int32';
  const kernel = CASTS[`${x.dtype} ${dtype}`];
  if (kernel === undefined) return undefined;
  const result = backend.output(x.shape, dtype);
  const count = util.sizeFromShape(x.shape);
  const pointers = [backend.pointerOf(x), backend.pointerOf(result)];
  backend.pool.run(kernel, [...pointers, count], Math.ceil(count / CHUNK), PART);
  return result;
};
