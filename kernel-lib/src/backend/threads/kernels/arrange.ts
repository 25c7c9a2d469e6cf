/** Kernels that repeat, turn round and mirror values, each a few strided copies, and constants. */
import { slice_util, util } from '@tensorflow/tfjs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import type { FastKernel } from '../register.js';
import { copy, isWord, offsetOf, stridesOf } from './move.js';

/** Some axes from their end to their beginning. */
export const reverse: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (!isWord(x) || x.shape.length === 0) return undefined;
  const turned = new Set(util.parseAxisParam(attrs['dims'] as number | number[], x.shape));
  const result = backend.output(x.shape, x.dtype);
  if (util.sizeFromShape(x.shape) === 0) return result;
  const strides = stridesOf(x.shape);
  const last = x.shape.map((size, axis) => (turned.has(axis) ? size - 1 : 0));
  const source = {
    pointer: backend.pointerOf(x) + 4 * offsetOf(last, strides),
    strides: strides.map((stride, axis) => (turned.has(axis) ? -stride : stride)),
  };
  copy(backend, x.shape, source, { pointer: backend.pointerOf(result), strides });
  return result;
};

/** Only where values are left out or taken backwards: tfjs's own kernel makes a plain slice of the rest. */
export const stridedSlice: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (!isWord(x)) return undefined;
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'];
  const [begin, end, strides] = ['begin', 'end', 'strides'].map((name) => attrs[name] as number[]);
  const [a, b, c, d, e] = masks.map((name) => attrs[name] as number);
  const info = slice_util.sliceInfo(x.shape, begin!, end!, strides!, a!, b!, c!, d!, e!);
  if (info.isIdentity || info.sliceDim0 || info.isSimpleSlice) return undefined;
  const result = backend.output(info.finalShape, x.dtype);
  // Not `finalShapeSparse`, from which dropped axes are missing: tfjs's own kernel then reads other values.
  const shape = slice_util.computeOutShape(info.begin, info.end, info.strides);
  if (util.sizeFromShape(shape) === 0) return result;
  const own = stridesOf(x.shape);
  const source = {
    pointer: backend.pointerOf(x) + 4 * offsetOf(info.begin, own),
    strides: own.map((stride, axis) => stride * info.strides[axis]!),
  };
  copy(backend, shape, source, { pointer: backend.pointerOf(result), strides: stridesOf(shape) });
  return result;
};

/** Each axis so many times; the result is seen with two axes for one, the first of which does not move in x. */
export const tile: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const times = attrs['reps'] as number[];
  if (!isWord(x) || times.length !== x.shape.length) return undefined;
  const result = backend.output(
    x.shape.map((size, axis) => size * times[axis]!),
    x.dtype,
  );
  const shape = x.shape.flatMap((size, axis) => [times[axis]!, size]);
  if (util.sizeFromShape(shape) === 0) return result;
  const strides = stridesOf(x.shape).flatMap((stride) => [0, stride]);
  const target = { pointer: backend.pointerOf(result), strides: stridesOf(shape) };
  copy(backend, shape, { pointer: backend.pointerOf(x), strides }, target);
  return result;
};

/** The values in the middle, then for one axis after the other what its two borders mirror. */
export const mirrorPad: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (!isWord(x) || util.sizeFromShape(x.shape) === 0) return undefined;
  const paddings = attrs['paddings'] as [number, number][];
  const skip = attrs['mode'] === 'reflect' ? 1 : 0;
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  const strides = stridesOf(shape);
  const result = backend.output(shape, x.dtype);
  const first = backend.pointerOf(result);
  const begin = paddings.map(([before]) => before);
  const extent = [...x.shape];
  const at = (place: number[]) => first + 4 * offsetOf(place, strides);
  copy(
    backend,
    extent,
    { pointer: backend.pointerOf(x), strides: stridesOf(x.shape) },
    { pointer: at(begin), strides },
  );
  for (const [axis, [before, after]] of paddings.entries()) {
    const backwards = strides.map((stride, i) => (i === axis ? -stride : stride));
    const moved = (index: number) => begin.map((start, i) => (i === axis ? index : start));
    const end = before + x.shape[axis]!;
    for (const [width, from, to] of [
      [before, 2 * before - 1 + skip, 0],
      [after, end - 1 - skip, end],
    ] as const) {
      const border = extent.map((size, i) => (i === axis ? width : size));
      if (width === 0) continue;
      copy(
        backend,
        border,
        { pointer: at(moved(from)), strides: backwards },
        { pointer: at(moved(to)), strides },
      );
    }
    begin[axis] = 0;
    extent[axis] = shape[axis]!;
  }
  return result;
};

function filled(
  backend: ThreadsBackend,
  shape: number[],
  dtype: DataType,
  value: number,
): TensorInfo | undefined {
  if (dtype !== 'float32' && dtype !== 'int32') return undefined;
  const result = backend.output(shape, dtype);
  const first = backend.pointerOf(result) / 4;
  const all = dtype === 'float32' ? backend.floats : backend.integers;
  all.fill(value, first, first + util.sizeFromShape(shape));
  return result;
}

export const fill: FastKernel = ({ attrs, backend }) => {
  const { shape, value, dtype } = attrs as { shape: number[]; value: number; dtype?: DataType };
  if (typeof value !== 'number') return undefined;
  return filled(backend, shape, dtype ?? util.inferDtype(value), value);
};

/** Zeros or ones in the shape of x. */
export function constantLike(value: number): FastKernel {
  return ({ inputs, backend }) => filled(backend, inputs['x']!.shape, inputs['x']!.dtype, value);
}

/** A row for each index: `offValue` but at the place that the index names. */
export const oneHot: FastKernel = ({ inputs, attrs, backend }) => {
  const indices = inputs['indices']!;
  const { dtype, depth, onValue, offValue } = attrs as {
    dtype: DataType;
    depth: number;
    onValue: number;
    offValue: number;
  };
  if (indices.dtype !== 'int32') return undefined;
  const result = filled(backend, [...indices.shape, depth], dtype, offValue);
  if (result === undefined) return undefined;
  const first = backend.pointerOf(indices) / 4;
  const target = backend.pointerOf(result) / 4;
  const all = dtype === 'float32' ? backend.floats : backend.integers;
  const { integers } = backend;
  const count = util.sizeFromShape(indices.shape);
  for (let i = 0; i < count; i++) {
    const index = integers[first + i]!;
    if (index >= 0 && index < depth) all[target + i * depth + index] = onValue;
  }
  return result;
};
