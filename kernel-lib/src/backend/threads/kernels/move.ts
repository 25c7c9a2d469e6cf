/** Kernels that move values of four bytes: transpose, slice, concat, pad, and the sum of rows by segment. */
import { backend_util, slice_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import type { FastKernel } from '../register.js';
import { joinedAxes } from './elementwise.js';

const PART = 16_384;

export const transpose: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (x.dtype !== 'float32' && x.dtype !== 'int32') return undefined;
  const perm = attrs['perm'] as number[];
  const shape = perm.map((axis) => x.shape[axis]!);
  const result = backend.output(shape, x.dtype);
  const count = util.sizeFromShape(shape);
  if (count === 0) return result;
  const from = stridesOf(x.shape);
  const axes = joinedAxes(
    shape,
    perm.map((axis) => from[axis]!),
    stridesOf(shape),
  );
  const pointers = [backend.pointerOf(x), backend.pointerOf(result)];
  const plain = axes.length <= 3 && axes.at(-2)?.[1] === 1 && axes.at(-1)![1] === axes.at(-2)![0];
  const evenBatch = axes.length === 2 || axes[0]?.[1] === axes[0]?.[2];
  if (plain && evenBatch) {
    const [columns, rows] = [axes.at(-2)![0], axes.at(-1)![0]];
    const strips = Math.ceil(columns / 8);
    const units = (count / (rows * columns)) * strips;
    backend.pool.run('turn', [...pointers, rows, columns, strips], units, Math.ceil(PART / (8 * rows)));
    return result;
  }
  copyAlong(backend, axes, pointers, count);
  return result;
};

export const isWord = ({ dtype }: TensorInfo) => dtype === 'float32' || dtype === 'int32';

/** One side of a copy: where its first value lies, and how many values lie between neighbours on each axis. */
export interface Side {
  pointer: number;
  strides: number[];
}

export function copy(backend: ThreadsBackend, shape: number[], source: Side, target: Side): void {
  const axes = joinedAxes(shape, source.strides, target.strides);
  copyAlong(backend, axes, [source.pointer, target.pointer], util.sizeFromShape(shape));
}

/** Copies `count` values along axes, each with its size and its two strides. */
function copyAlong(
  backend: ThreadsBackend,
  axes: [number, number, number][],
  pointers: number[],
  count: number,
): void {
  const [length, stepX, stepY] = axes.pop() ?? [1, 1, 1];
  const args = [...pointers, length, stepX, stepY, axes.length, ...axes.flat()];
  backend.pool.run('copyStrided', args, count / length, Math.ceil(PART / length));
}

/** How many values lie before a place. */
export const offsetOf = (place: number[], strides: number[]) =>
  place.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);

export const slice: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (!isWord(x)) return undefined;
  const [begin, size] = slice_util.parseSliceParams(
    x as never,
    attrs['begin'] as number[],
    attrs['size'] as number[],
  ) as [number[], number[]];
  slice_util.assertParamsValid(x as never, begin, size);
  const result = backend.output(size, x.dtype);
  if (util.sizeFromShape(size) === 0) return result;
  const strides = stridesOf(x.shape);
  const source = { pointer: backend.pointerOf(x) + 4 * offsetOf(begin, strides), strides };
  copy(backend, size, source, { pointer: backend.pointerOf(result), strides: stridesOf(size) });
  return result;
};

/** Pieces along an axis, each a slice. */
export const splitV: FastKernel = (call) => {
  const x = call.inputs['x']!;
  if (!isWord(x)) return undefined;
  const [axis] = util.parseAxisParam(call.attrs['axis'] as number, x.shape) as [number];
  const sizes = backend_util.prepareSplitSize(
    x as never,
    call.attrs['numOrSizeSplits'] as number[] | number,
    axis,
  );
  let start = 0;
  return sizes.map((extent) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    const size = x.shape.map((whole, i) => (i === axis ? extent : whole));
    start += extent;
    return slice({ ...call, attrs: { begin, size } }) as TensorInfo;
  });
};

/** Pieces of one place of an axis, without that axis. */
export const unpack: FastKernel = (call) => {
  const x = call.inputs['value']!;
  if (!isWord(x)) return undefined;
  const [axis] = util.parseAxisParam(call.attrs['axis'] as number, x.shape) as [number];
  const size = x.shape.map((whole, i) => (i === axis ? 1 : whole));
  const shape = x.shape.filter((_, i) => i !== axis);
  return Array.from({ length: x.shape[axis]! }, (_, index) => {
    const begin = x.shape.map((_, i) => (i === axis ? index : 0));
    const piece = slice({ ...call, inputs: { x }, attrs: { begin, size } }) as TensorInfo;
    return { ...piece, shape };
  });
};

/** A constant around the values. */
export const pad: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const paddings = attrs['paddings'] as [number, number][];
  if (!isWord(x) || paddings.flat().some((width) => width < 0)) return undefined;
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  const result = backend.output(shape, x.dtype);
  const [source, first] = [backend.pointerOf(x), backend.pointerOf(result)];
  const all = x.dtype === 'float32' ? backend.floats : backend.integers;
  all.fill(attrs['constantValue'] as number, first / 4, first / 4 + util.sizeFromShape(shape));
  if (util.sizeFromShape(x.shape) === 0) return result;
  const strides = stridesOf(shape);
  const before = paddings.map(([width]) => width);
  const target = { pointer: first + 4 * offsetOf(before, strides), strides };
  copy(backend, x.shape, { pointer: source, strides: stridesOf(x.shape) }, target);
  return result;
};

/** Several tensors of one dtype, end to end on an axis. */
export const concat: FastKernel = ({ inputs, attrs, backend }) => {
  const all = Object.values(inputs) as TensorInfo[];
  const parts = all.filter(({ shape }) => util.sizeFromShape(shape) > 0);
  const [first] = parts;
  if (first === undefined || parts.length < 2) return undefined;
  if (!all.every((part) => isWord(part) && part.dtype === first.dtype)) return undefined;
  const [axis] = util.parseAxisParam(attrs['axis'] as number, first.shape) as [number];
  if (!parts.every(({ shape }) => fits(shape, first.shape, axis))) return undefined;
  const sizes = parts.map(({ shape }) => util.sizeFromShape(shape.slice(axis)));
  const total = sizes.reduce((a, b) => a + b, 0);
  const along = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const result = backend.output(
    first.shape.map((size, i) => (i === axis ? along : size)),
    first.dtype,
  );
  const outer = util.sizeFromShape(first.shape.slice(0, axis));
  let pointer = backend.pointerOf(result);
  parts.forEach((part, i) => {
    const source = { pointer: backend.pointerOf(part), strides: [sizes[i]!, 1] };
    copy(backend, [outer, sizes[i]!], source, { pointer, strides: [total, 1] });
    pointer += 4 * sizes[i]!;
  });
  return result;
};

/** Several tensors of one shape on a new axis. */
export const stack: FastKernel = (call) => {
  const all = Object.values(call.inputs) as TensorInfo[];
  const shape = all[0]!.shape;
  if (!all.every((part) => util.arraysEqual(part.shape, shape))) return undefined;
  const given = call.attrs['axis'] as number;
  const axis = given < 0 ? given + shape.length + 1 : given;
  const widened = all.map((part) => ({ ...part, shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)] }));
  return concat({ ...call, inputs: Object.fromEntries(widened.entries()), attrs: { axis } });
};

const fits = (shape: number[], other: number[], axis: number) =>
  shape.length === other.length && shape.every((size, i) => i === axis || size === other[i]);

export function stridesOf(shape: number[]): number[] {
  const strides = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

export const unsortedSegmentSum: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const ids = inputs['segmentIds']!;
  const segments = attrs['numSegments'] as number;
  if (x.dtype !== 'float32' || ids.dtype !== 'int32' || ids.shape.length !== 1) return undefined;
  const result = backend.output([segments, ...x.shape.slice(1)], 'float32');
  const rows = x.shape[0]!;
  const length = util.sizeFromShape(x.shape.slice(1));
  const target = backend.pointerOf(result);
  const [source, indices] = [backend.pointerOf(x), backend.pointerOf(ids)];
  // An index beyond the last segment would write elsewhere in the memory; tfjs leaves such rows out.
  const inside = backend.integers
    .subarray(indices / 4, indices / 4 + rows)
    .every((index) => index < segments);
  if (!inside) {
    backend.disposeIntermediateTensorInfo(result);
    return undefined;
  }
  backend.floats.fill(0, target / 4, target / 4 + segments * length);
  backend.pool.run(
    'addRows',
    [source, indices, target, length, rows],
    Math.ceil(length / 16),
    1 + (rows < 256 ? length : 0),
  );
  return result;
};
