/** Kernels that move values of four bytes: transpose, and the sum of rows by segment (a gather's gradient). */
import { util } from '@tensorflow/tfjs';
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
  const [length, stepX, stepY] = axes.pop() ?? [1, 1, 1];
  const args = [...pointers, length, stepX, stepY, axes.length, ...axes.flat()];
  backend.pool.run('copyStrided', args, count / length, Math.ceil(PART / length));
  return result;
};

function stridesOf(shape: number[]): number[] {
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
