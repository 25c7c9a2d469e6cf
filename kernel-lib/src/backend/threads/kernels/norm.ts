/** The norms of ops/norm.ts and their gradients. */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { FastKernel } from '../register.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
/** Rows whose shares of dgain become one sum. It may not depend on the threads: it says in which order is added. */
const ROWS = 16;
/** More blocks than this only make the second sum longer. */
const BLOCKS = 128;

/** A tensor as rows along its last axis. */
function rowsOf({ shape }: TensorInfo): { width: number; rows: number; outer: number[] } {
  const outer = shape.slice(0, -1);
  return { width: shape.at(-1)!, rows: util.sizeFromShape(outer), outer };
}

const grainOf = (width: number) => Math.max(1, Math.ceil(PART / width));

export const rmsNorm: FastKernel = ({ inputs, attrs, backend }) => {
  const x = inputs['x']!;
  const gain = inputs['gain'];
  const { width, rows, outer } = rowsOf(x);
  const [y, inverse] = [backend.output(x.shape, 'float32'), backend.output(outer, 'float32')];
  const pointers = [x, gain, y, inverse].map((each) => (each === undefined ? 0 : backend.pointerOf(each)));
  backend.pool.run('rmsNorm', [...pointers, width, bits(attrs['epsilon'] as number)], rows, grainOf(width));
  return [y, inverse];
};

export const layerNorm: FastKernel = ({ inputs, attrs, backend }) => {
  const [x, gain, bias] = [inputs['x']!, inputs['gain']!, inputs['bias']!];
  const { width, rows, outer } = rowsOf(x);
  const [y, mean, inverse] = [x.shape, outer, outer].map((shape) => backend.output(shape, 'float32'));
  const pointers = [x, gain, bias, y!, mean!, inverse!].map((each) => backend.pointerOf(each));
  backend.pool.run('layerNorm', [...pointers, width, bits(attrs['epsilon'] as number)], rows, grainOf(width));
  return [y!, mean!, inverse!];
};

export const rmsNormGradient: FastKernel = ({ inputs, backend }) => {
  const [dy, x, inverse, gain] = [inputs['dy']!, inputs['x']!, inputs['inverse']!, inputs['gain']];
  const { width, rows } = rowsOf(x);
  const dx = backend.output(x.shape, 'float32');
  const [at, factors, target] = [dy, inverse, dx].map((each) => backend.pointerOf(each));
  const { size, blocks } = blocksOf(rows);
  const run = (shares: number) => {
    const scale = gain === undefined ? 0 : backend.pointerOf(gain);
    const args = [at!, backend.pointerOf(x), scale, factors!, target!, shares, width, rows, size];
    const kernel = gain === undefined ? 'rmsNormPlainGradient' : 'rmsNormGradient';
    backend.pool.run(kernel, args, blocks, Math.ceil(PART / (size * width)));
  };
  if (gain !== undefined) return [dx, ...sumsOfShares(backend, 1, width, blocks, ([shares]) => run(shares!))];
  run(0);
  return [dx];
};

export const layerNormGradient: FastKernel = ({ inputs, backend }) => {
  const { width, rows } = rowsOf(inputs['x']!);
  const dx = backend.output(inputs['x']!.shape, 'float32');
  const given = ['dy', 'x', 'gain', 'mean', 'inverse'].map((name) => backend.pointerOf(inputs[name]!));
  const { size, blocks } = blocksOf(rows);
  const sums = sumsOfShares(backend, 2, width, blocks, (shares) => {
    const args = [...given, backend.pointerOf(dx), ...shares, width, rows, size];
    backend.pool.run('layerNormGradient', args, blocks, Math.ceil(PART / (size * width)));
  });
  return [dx, ...sums];
};

/** How the rows are cut for sums over them. */
function blocksOf(rows: number): { size: number; blocks: number } {
  const size = Math.max(ROWS, Math.ceil(rows / BLOCKS));
  return { size, blocks: Math.ceil(rows / size) };
}

/** Lends memory for `count` shares [blocks, width], lets `work` fill them, and adds up each over its blocks. */
function sumsOfShares(
  backend: ThreadsBackend,
  count: number,
  width: number,
  blocks: number,
  work: (shares: number[]) => void,
): TensorInfo[] {
  const bytes = blocks * width * 4;
  return backend.lend(count * bytes, (space) => {
    const shares = Array.from({ length: count }, (_, i) => space + i * bytes);
    work(shares);
    return shares.map((share) => {
      const sum = backend.output([width], 'float32');
      const args = [share, backend.pointerOf(sum), 1, blocks, width, bits(1)];
      backend.pool.run('sumColumns', args, Math.ceil(width / 16), Math.ceil(PART / (16 * blocks)));
      return sum;
    });
  });
}
