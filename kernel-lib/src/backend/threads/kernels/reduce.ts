/** Sums, means, largest and smallest values over trailing, leading or middle axes; softmax. */
import { backend_util, util } from '@tensorflow/tfjs';
import { bits } from '../pool.js';
import type { FastKernel } from '../register.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
const COLUMNS = 16;

/** Over axes that stand side by side; others are left to tfjs's own kernel. */
export function reduce(kernel: 'sum' | 'max' | 'min', mean = false): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return undefined;
    const given = (attrs['axis'] ?? attrs['reductionIndices']) as number | number[];
    const axes = util.parseAxisParam(given, x.shape).sort((p, q) => p - q);
    if (axes.length === 0 || axes.at(-1)! - axes[0]! !== axes.length - 1) return undefined;
    const outer = util.sizeFromShape(x.shape.slice(0, axes[0]!));
    const length = util.sizeFromShape(axes.map((axis) => x.shape[axis]!));
    const inner = util.sizeFromShape(x.shape.slice(axes.at(-1)! + 1));
    if (outer * length * inner === 0) return undefined;
    const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = attrs['keepDims'] === true ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
    const result = backend.output(shape, 'float32');
    const args = [
      backend.pointerOf(x),
      backend.pointerOf(result),
      outer,
      length,
      inner,
      bits(mean ? 1 / length : 1),
    ];
    if (inner === 1) {
      backend.pool.run(`${kernel}Rows`, args, outer, Math.max(1, Math.ceil(PART / length)));
    } else {
      const units = outer * Math.ceil(inner / COLUMNS);
      backend.pool.run(`${kernel}Columns`, args, units, Math.max(1, Math.ceil(PART / (length * COLUMNS))));
    }
    return result;
  };
}

/** Over the last axis, the only one that tfjs allows. */
export const softmax: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['logits']!;
  const last = x.shape.length - 1;
  const dim = attrs['dim'] as number;
  if (x.dtype !== 'float32' || (dim !== -1 && dim !== last)) return undefined;
  const result = backend.output(x.shape, 'float32');
  const length = x.shape[last] ?? 1;
  const rows = length === 0 ? 0 : util.sizeFromShape(x.shape) / length;
  const args = [backend.pointerOf(x), backend.pointerOf(result), length];
  backend.pool.run('softmax', args, rows, Math.max(1, Math.ceil(PART / 4 / Math.max(1, length))));
  return result;
};
