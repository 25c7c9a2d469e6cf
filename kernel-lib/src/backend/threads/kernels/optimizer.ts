/**
 * The optimizers' kernels, each over all parameters in one call and in place; `train/` says what they are asked for
 * (optimizers/adamw.ts, optimizers/muon.ts, clip.ts) and has their slow twins.
 */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';

/** Lists of tensors that go together, by their place. */
type Lists = Record<string, TensorInfo[]>;
type Attributes = Record<string, unknown>;

/** Values in a part of a job: some 5 µs of work. */
const CHUNK = 8192;
const up16 = (n: number) => Math.ceil(n / 16) * 16;
const sizeOf = ({ shape }: TensorInfo) => util.sizeFromShape(shape);
const number = (attributes: Attributes, name: string) => attributes[name] as number;

interface Chunk {
  tensor: number;
  /** In values. */
  start: number;
  count: number;
}

function chunksOf(tensors: TensorInfo[]): Chunk[] {
  return tensors.flatMap((info, tensor) => {
    const size = sizeOf(info);
    return Array.from({ length: Math.ceil(size / CHUNK) }, (_, i) => ({
      tensor,
      start: i * CHUNK,
      count: Math.min(CHUNK, size - i * CHUNK),
    }));
  });
}

/** Lends a table of whole numbers for the time of `work`. */
function withTable(backend: ThreadsBackend, words: number[], work: (address: number) => void): void {
  backend.lend(words.length * 4, (address) => {
    backend.integers.set(words, address / 4);
    work(address);
  });
}

/** Sums of squares: each chunk's in float32, then one after the other in float64, the same on any number of threads. */
export function squaredNorms(backend: ThreadsBackend, { xs }: Lists): TensorInfo {
  const chunks = chunksOf(xs!);
  const pointers = xs!.map((x) => backend.pointerOf(x));
  const result = backend.output([xs!.length], 'float32');
  const words = chunks.flatMap(({ tensor, start, count }) => [pointers[tensor]! + start * 4, count]);
  backend.lend(chunks.length * 4, (sums) => {
    withTable(backend, words, (table) => backend.pool.run('squaredSums', [table, sums], chunks.length, 4));
    const totals = new Float64Array(xs!.length);
    chunks.forEach(({ tensor }, i) => (totals[tensor]! += backend.floats[sums / 4 + i]!));
    backend.floats.set(totals, backend.pointerOf(result) / 4);
  });
  return result;
}

export function adamW(backend: ThreadsBackend, lists: Lists, attributes: Attributes): TensorInfo[] {
  const { parameters, gradients, m, v } = lists as Record<
    'parameters' | 'gradients' | 'm' | 'v',
    TensorInfo[]
  >;
  const all = [parameters, gradients, m, v].map((list) => list.map((info) => backend.pointerOf(info)));
  const decay = attributes['weightDecay'] as number[];
  const chunks = chunksOf(parameters);
  const words = chunks.flatMap(({ tensor, start, count }) => [
    ...all.map((pointers) => pointers[tensor]! + start * 4),
    ...[count, bits(decay[tensor]!)],
  ]);
  const [beta1, beta2, step] = ['beta1', 'beta2', 'step'].map((name) => number(attributes, name));
  const floats = [
    ...[number(attributes, 'learningRate'), beta1!, beta2!, number(attributes, 'epsilon')],
    ...[1 / (1 - beta1! ** step!), 1 / (1 - beta2! ** step!), number(attributes, 'gradientScale')],
  ];
  withTable(backend, words, (table) =>
    backend.pool.run('adamW', [table, ...floats.map(bits)], chunks.length, 2),
  );
  return [];
}

export function muon(backend: ThreadsBackend, lists: Lists, attributes: Attributes): TensorInfo[] {
  const { parameters, gradients, momenta } = lists as Record<
    'parameters' | 'gradients' | 'momenta',
    TensorInfo[]
  >;
  const shapes = new Map<string, number[]>();
  parameters.forEach(({ shape }, i) => shapes.set(`${shape}`, [...(shapes.get(`${shape}`) ?? []), i]));
  for (const members of shapes.values()) {
    const factor = (attributes['shapeFactors'] as number[])[members[0]!]!;
    const most = 2 * backend.pool.threads; // so many matrices at once: each needs space of its own
    for (let start = 0; start < members.length; start += most) {
      const group = members.slice(start, start + most);
      const entries = group.map((i) => [parameters[i]!, gradients[i]!, momenta[i]!]);
      muonGroup(backend, entries, attributes, factor);
    }
  }
  return [];
}

/** Matrices of one shape, one a part. */
function muonGroup(
  backend: ThreadsBackend,
  group: TensorInfo[][],
  attributes: Attributes,
  factor: number,
): void {
  const [rows, columns] = group[0]![0]!.shape as [number, number];
  if (rows * columns === 0) return;
  const [R, C] = [Math.min(rows, columns), Math.max(rows, columns)];
  const words = 2 * R * up16(C) + 2 * R * up16(R) + Math.max(C * up16(R), R * up16(C));
  const rate = number(attributes, 'learningRate');
  const floats = [
    ...[rate * factor, 1 - rate * number(attributes, 'weightDecay'), number(attributes, 'momentum')],
    ...[number(attributes, 'gradientScale'), number(attributes, 'smallestNorm')],
    ...(attributes['coefficients'] as number[]),
  ];
  const pointers = group.flat().map((info) => backend.pointerOf(info));
  backend.lend(group.length * words * 4, (space) => {
    const shape = [rows, columns, space, words, number(attributes, 'rounds'), Number(backend.wide)];
    withTable(backend, pointers, (table) =>
      backend.pool.run('muon', [table, ...shape, ...floats.map(bits)], group.length, 1),
    );
  });
}
