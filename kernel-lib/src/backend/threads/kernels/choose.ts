/** Rows by their index, and one of two values by a truth value. */
import { backend_util, util } from '@tensorflow/tfjs';
import type { FastKernel } from '../register.js';
import { isWord } from './move.js';

/** Values in a unit of `select`, as in kernel-lib/assembly, and units in a part. */
const CHUNK = 2048;
const CHUNKS = 8;
const PART = 16_384;

/** An index out of range is left to tfjs's own kernel, which refuses it by its value. */
export const gather: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const indices = inputs['indices']!;
  if (!isWord(x) || indices.dtype !== 'int32') return undefined;
  const [axis] = util.parseAxisParam(attrs['axis'] as number, x.shape) as [number];
  const batchDims = (attrs['batchDims'] as number | undefined) ?? 0;
  const info = backend_util.segment_util.collectGatherOpShapeInfo(
    x as never,
    indices as never,
    axis,
    batchDims,
  );
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
  const size = util.sizeFromShape(indices.shape);
  const start = backend.pointerOf(indices) / 4;
  const { integers } = backend;
  for (let i = start; i < start + size; i++) {
    if (integers[i]! < 0 || integers[i]! >= dimSize) return undefined;
  }
  const result = backend.output(outputShape, x.dtype);
  if (util.sizeFromShape(outputShape) === 0) return result;
  const pointers = [backend.pointerOf(x), backend.pointerOf(indices), backend.pointerOf(result)];
  const count = size / batchSize;
  const units = batchSize * outerSize * count;
  backend.pool.run(
    'gatherRows',
    [...pointers, sliceSize, dimSize, count, outerSize],
    units,
    Math.ceil(PART / (sliceSize + 4)),
  );
  return result;
};

/** Where the three have one shape, as `tf.where` makes them. */
export const select: FastKernel = ({ inputs, backend }) => {
  const condition = inputs['condition']!;
  const t = inputs['t']!;
  const e = inputs['e']!;
  if (!isWord(t) || e.dtype !== t.dtype || condition.dtype !== 'bool') return undefined;
  if (!util.arraysEqual(condition.shape, t.shape) || !util.arraysEqual(e.shape, t.shape)) return undefined;
  const result = backend.output(t.shape, t.dtype);
  const count = util.sizeFromShape(t.shape);
  const args = [condition, t, e, result].map((tensor) => backend.pointerOf(tensor));
  backend.pool.run('select', [...args, count], Math.ceil(count / CHUNK), CHUNKS);
  return result;
};
