/** Attention and its gradient (ops/attention.ts): which blocks of queries and keys the work is cut into. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { UserError } from '../../../errors.js';
import { bits } from '../pool.js';
import type { Call, FastKernel } from '../register.js';

/** Queries, and keys, of a block at most: both matrices of scores then stay in the second cache. */
const QUERIES = 72;
const KEYS = 64;
/** Values of a packed block of keys at most: two of them are half of a thread's scratch memory. */
const PACKED = 16_384;
/** Queries of a block at least, where blocks are cut smaller so that every thread finds one. */
const FEWEST = 12;
/** Multiplications that one part of a job should have at least: some 3 µs. */
const PART = 131_072;

const upTo = (multiple: number, n: number) => Math.ceil(n / multiple) * multiple;

/** The parts of [0, length) have equal sizes, as near as can be. */
const blockSize = (length: number, most: number, multiple: number) =>
  upTo(multiple, Math.ceil(length / Math.ceil(length / most)));

/** The widest head that the scratch memory has room for. */
const WIDEST = PACKED / 16;

/** @param most - queries of a block at most */
function planOf({ inputs, attrs, backend }: Call, most = QUERIES) {
  const [q, k] = [inputs['q']!, inputs['k']!];
  const [B, T, H, d] = q.shape as [number, number, number, number];
  const S = k.shape[1]!;
  if (d > WIDEST) {
    throw new UserError(`attention: a head may have ${WIDEST} values on the backend 'threads', got ${d}.`);
  }
  const room = Math.floor(PACKED / d / 16) * 16;
  const rows = blockSize(T, most, 6);
  const keys = blockSize(S, Math.min(KEYS, room), 16);
  const pointers = ['q', 'k', 'v', 'segments_q', 'segments_k', 'causal', 'prefix'].map((name) =>
    backend.pointerOf(inputs[name]!),
  );
  const numbers = [T, S, H, d, attrs['offset'] as number, rows, keys, Number(backend.wide)];
  const argsOf = (out: TensorInfo, logSum: TensorInfo) => [
    ...[...pointers, backend.pointerOf(out), backend.pointerOf(logSum)],
    ...[...numbers, bits(attrs['scale'] as number)],
  ];
  const blocks = { queries: Math.ceil(T / rows), keys: Math.ceil(S / keys) };
  return { heads: B * H, products: T * S * d, blocks, logShape: [B, H, T], argsOf };
}

const grain = (work: number) => Math.max(1, Math.ceil(PART / work));

export const attention: FastKernel = (call) => {
  const { inputs, backend } = call;
  const [B, T, H] = inputs['q']!.shape as [number, number, number];
  // A query's result does not depend on its block, so the blocks may follow the number of threads.
  const perHead = Math.ceil((2 * backend.pool.threads) / (B * H));
  const most = Math.min(QUERIES, Math.max(FEWEST, Math.ceil(T / perHead)));
  const { heads, products, blocks, logShape, argsOf } = planOf(call, most);
  const out = backend.output(inputs['q']!.shape, 'float32');
  const logSum = backend.output(logShape, 'float32');
  const units = heads * blocks.queries;
  backend.pool.run('attention', argsOf(out, logSum), units, grain((2 * products) / blocks.queries));
  return [out, logSum];
};

export const attentionGrad: FastKernel = (call) => {
  const { inputs, backend } = call;
  const { heads, products, blocks, logShape, argsOf } = planOf(call);
  const results = ['q', 'k', 'v'].map((name) => backend.output(inputs[name]!.shape, 'float32'));
  const bytes = logShape.reduce((a, b) => a * b) * 4;
  const pointers = [inputs['dy']!, ...results].map((info) => backend.pointerOf(info));
  backend.lend(bytes, (dots) => {
    const args = [...argsOf(inputs['out']!, inputs['logSum']!), ...pointers, dots];
    if (heads >= 2 * backend.pool.threads || blocks.queries * blocks.keys === 1) {
      backend.pool.run('attentionGrad', args, heads, grain(5 * products));
      return;
    }
    // Two passes calculate the weights twice, but keep more threads busy. The bits are the same.
    const [byQueries, byKeys] = [heads * blocks.queries, heads * blocks.keys];
    backend.pool.run('attentionGradQueries', args, byQueries, grain((3 * products) / blocks.queries));
    backend.pool.run('attentionGradKeys', args, byKeys, grain((4 * products) / blocks.keys));
  });
  return results;
};
