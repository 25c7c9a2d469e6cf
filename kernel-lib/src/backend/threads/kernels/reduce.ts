/** Reductions over any axes, running sums, and softmax. */
import { backend_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { FastKernel } from '../register.js';
import { transpose } from './move.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
const COLUMNS = 16;

/** Long ones are cut into parts of about this many values where there are fewer than FEW units. */
const LONG = 16_384;
const FEW = 16;

/** A tensor seen as [outer, length, inner] with the middle to be reduced, and the shape of the result. */
export interface Layout {
  outer: number;
  length: number;
  inner: number;
  shape: number[];
}

/** Undefined where the axes do not stand side by side, or nothing is left. */
function layoutOf({ shape }: TensorInfo, axes: number[], keepDims: boolean): Layout | undefined {
  if (axes.length === 0 || axes.at(-1)! - axes[0]! !== axes.length - 1) return undefined;
  const outer = util.sizeFromShape(shape.slice(0, axes[0]!));
  const length = util.sizeFromShape(axes.map((axis) => shape[axis]!));
  const inner = util.sizeFromShape(shape.slice(axes.at(-1)! + 1));
  if (outer * length * inner === 0) return undefined;
  const [kept] = backend_util.computeOutAndReduceShapes(shape, axes);
  const result = keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
  return { outer, length, inner, shape: result };
}

/** What reduces a tensor whose axes are in order. */
export type Reduction = (backend: ThreadsBackend, x: TensorInfo, layout: Layout) => TensorInfo;

/**
 * A kernel over any axes: where they do not stand side by side, they are brought to the end first.
 * @param reductionOf - by the tensor's type; undefined leaves it to tfjs's own kernel.
 */
export function overAxes(reductionOf: (dtype: string) => Reduction | undefined): FastKernel {
  return (call) => {
    const { inputs, attrs, backend } = call;
    const x = inputs['x']!;
    const reduction = reductionOf(x.dtype);
    if (reduction === undefined) return undefined;
    const given = (attrs['axis'] ?? attrs['reductionIndices']) as number | number[];
    const axes = util.parseAxisParam(given, x.shape).sort((p, q) => p - q);
    const keepDims = attrs['keepDims'] === true;
    const layout = layoutOf(x, axes, keepDims);
    if (layout !== undefined) return reduction(backend, x, layout);
    if (axes.length < 2 || util.sizeFromShape(x.shape) === 0) return undefined;
    const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const turned = transpose({ ...call, attrs: { perm: [...others, ...axes] } }) as TensorInfo | undefined;
    if (turned === undefined) return undefined;
    const last = axes.map((_, i) => others.length + i);
    const result = reduction(backend, turned, layoutOf(turned, last, false)!);
    backend.disposeIntermediateTensorInfo(turned);
    return keepDims ? { ...result, shape: backend_util.expandShapeToKeepDim(result.shape, axes) } : result;
  };
}

/** Sum, mean, largest or smallest value of floats; the first and the last two of whole numbers, too. */
export function reduce(kernel: 'sum' | 'max' | 'min', mean = false): FastKernel {
  return overAxes((dtype) => {
    if (dtype === 'float32') return (backend, x, layout) => floats(backend, x, layout, kernel, mean);
    return dtype === 'int32' && !mean ? oneByOne(`${kernel}Integers`, 'int32') : undefined;
  });
}

function floats(
  backend: ThreadsBackend,
  x: TensorInfo,
  { outer, length, inner, shape }: Layout,
  kernel: string,
  mean: boolean,
): TensorInfo {
  const result = backend.output(shape, 'float32');
  const [from, to] = [backend.pointerOf(x), backend.pointerOf(result)];
  const factor = bits(mean ? 1 / length : 1);
  const part = Math.max(256, Math.ceil(LONG / inner));
  const units = outer * Math.ceil(inner / COLUMNS);
  if (units >= FEW || length < 2 * part) {
    run(backend, kernel, [from, to, outer, length, inner, factor]);
    return result;
  }
  // Parts by the shape alone, not by the number of threads: the bits are always the same.
  const parts = Math.ceil(length / part);
  backend.lend(4 * outer * parts * inner, (between) => {
    run(backend, kernel, [from, between, outer, length, inner, bits(1), parts, part]);
    run(backend, kernel, [between, to, outer, parts, inner, factor]);
  });
  return result;
}

/** Rows or columns, whole or in parts. */
function run(backend: ThreadsBackend, kernel: string, args: number[]): void {
  const [outer, length, inner] = args.slice(2, 5) as [number, number, number];
  const [parts, part] = args.length > 6 ? (args.slice(6) as [number, number]) : [1, length];
  const name = `${kernel}${inner === 1 ? 'Row' : 'Column'}${args.length > 6 ? 'Parts' : 's'}`;
  const columns = inner === 1 ? 1 : COLUMNS;
  const units = outer * parts * Math.ceil(inner / columns);
  backend.pool.run(name, args, units, Math.max(1, Math.ceil(PART / (part * columns))));
}

/** One value after the other (kernel-lib/assembly/scan.ts). */
function oneByOne(kernel: string, dtype: 'float32' | 'int32' | 'bool'): Reduction {
  return (backend, x, { outer, length, inner, shape }) => {
    const result = backend.output(shape, dtype);
    const args = [backend.pointerOf(x), backend.pointerOf(result), length, inner];
    backend.pool.run(kernel, args, outer * inner, Math.max(1, Math.ceil(PART / length)));
    return result;
  };
}

export const product = overAxes((dtype) =>
  dtype === 'float32' ? oneByOne('product', 'float32') : undefined,
);

export function truths(kernel: 'all' | 'any'): FastKernel {
  return overAxes((dtype) => (dtype === 'bool' ? oneByOne(kernel, 'bool') : undefined));
}

/** The place of the largest or the smallest value on an axis. */
export function placeOf(kernel: 'argMax' | 'argMin'): FastKernel {
  return overAxes((dtype) => {
    if (dtype === 'float32') return oneByOne(kernel, 'int32');
    return dtype === 'int32' ? oneByOne(`${kernel}Integers`, 'int32') : undefined;
  });
}

/** The sums up to each place of an axis. */
export const cumulativeSum: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  if (x.dtype !== 'float32') return undefined;
  const axes = util.parseAxisParam(attrs['axis'] as number, x.shape);
  const layout = layoutOf(x, axes, false);
  if (layout === undefined) return undefined;
  const { outer, length, inner } = layout;
  const result = backend.output(x.shape, 'float32');
  const flags = [attrs['exclusive'] === true ? 1 : 0, attrs['reverse'] === true ? 1 : 0];
  const args = [backend.pointerOf(x), backend.pointerOf(result), length, inner, ...flags];
  backend.pool.run('cumulativeSum', args, outer * inner, Math.max(1, Math.ceil(PART / length)));
  return result;
};

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
