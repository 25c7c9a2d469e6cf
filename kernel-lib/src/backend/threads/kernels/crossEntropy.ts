/** Cross-entropy with its gradient for dLoss = 1; ops/crossEntropy.ts has the formulas and the slow twins. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { FastKernel } from '../register.js';
import { multiply, withPacked } from './matmul.js';

/** Logits that stand in memory at one time: 4 MB. */
const CHUNK = 1 << 20;
/** Where so large a share of the places has a target, the others are calculated along (their gradient is 0). */
const DENSE = 0.75;
/** Logits in a part of a job. */
const PART = 4096;

/** Loss, and the gradient where `gradient` is set (else a tensor of no values). */
export const crossEntropy: FastKernel = ({ inputs, attrs, backend }) => {
  const { logits, targets } = inputs as Record<'logits' | 'targets', TensorInfo>;
  const [N, V] = logits.shape as [number, number];
  const wanted = attrs['gradient'] === true;
  const dLogits = backend.output(wanted ? [N, V] : [0], 'float32');
  const { count } = placesWithTarget(backend, targets, N);
  const loss = backend.lend(4 * N, (losses) => {
    rows(backend, {
      logits: backend.pointerOf(logits),
      gradient: wanted ? backend.pointerOf(dLogits) : 0,
      targets: backend.pointerOf(targets),
      losses: losses!,
      N,
      V,
      count,
    });
    return mean(backend, losses!, N, count);
  });
  return [scalar(backend, loss), dLogits];
};

/**
 * Loss, dHidden [N, D] and dTable [V, D] over logits = hidden · tableᵀ. Places with a target are calculated, some at a
 * time, so that their logits stay in the cache between the three products and are never all kept.
 */
export const linearCrossEntropy: FastKernel = ({ inputs, attrs, backend }) => {
  const { hidden, table, targets } = inputs as Record<'hidden' | 'table' | 'targets', TensorInfo>;
  const [N, D] = hidden.shape as [number, number];
  const V = table.shape[0]!;
  const wanted = attrs['gradient'] === true;
  const dHidden = backend.output(wanted ? [N, D] : [0], 'float32');
  const dTable = backend.output(wanted ? [V, D] : [0], 'float32');
  const { count, places } = placesWithTarget(backend, targets, N);
  if (count === 0) {
    for (const each of [dHidden, dTable]) zero(backend, each);
    return [scalar(backend, 0), dHidden, dTable];
  }
  const [from, to] = [hidden, dHidden].map((each) => backend.pointerOf(each)) as [number, number];
  const dense = {
    D,
    V,
    count,
    table: backend.pointerOf(table),
    dTable: wanted ? backend.pointerOf(dTable) : 0,
  };
  const ids = backend.pointerOf(targets);
  const loss =
    count >= DENSE * N
      ? overDense(backend, { ...dense, N, hidden: from, dHidden: to, targets: ids })
      : lendPieces(backend, [count * D, count * D, count], (chosen, gradients, chosenIds) => {
          gather(backend, { from, to: chosen!, places, D });
          gather(backend, { from: ids, to: chosenIds!, places, D: 1 });
          const sides = { hidden: chosen!, dHidden: gradients!, targets: chosenIds! };
          const result = overDense(backend, { ...dense, N: count, ...sides });
          if (wanted) {
            zero(backend, dHidden);
            scatter(backend, { from: gradients!, to, places, D });
          }
          return result;
        });
  return [scalar(backend, loss), dHidden, dTable];
};

/** Addresses, and how many there are of each. */
interface Dense {
  hidden: number;
  dHidden: number;
  targets: number;
  table: number;
  /** 0: no gradients are wanted. */
  dTable: number;
  N: number;
  /** Places with a target, over which the mean is taken. */
  count: number;
  D: number;
  V: number;
}

/** The mean loss. */
function overDense(
  backend: ThreadsBackend,
  { hidden, dHidden, targets, table, dTable, N, count, D, V }: Dense,
): number {
  const most = Math.min(N, Math.max(1, Math.floor(CHUNK / V)));
  return lendPieces(backend, [N, most * V], (losses, logits) =>
    withPacked(backend, table, { K: D, N: V, steps: [1, D] }, (forward) =>
      withPacked(backend, table, { K: V, N: D, steps: [D, 1] }, (back) => {
        for (let start = 0; start < N; start += most) {
          const M = Math.min(most, N - start);
          const source = hidden + start * D * 4;
          multiply(backend, source, forward, logits!, { M, steps: [D, 1] });
          const places = { targets: targets + start * 4, losses: losses! + start * 4, N: M, V, count };
          rows(backend, { logits: logits!, gradient: dTable === 0 ? 0 : logits!, ...places });
          if (dTable === 0) continue;
          multiply(backend, logits!, back, dHidden + start * D * 4, { M, steps: [V, 1] });
          withPacked(backend, source, { K: M, N: D, steps: [D, 1] }, (across) =>
            multiply(backend, logits!, across, dTable, { M: V, steps: [1, V], add: start > 0 }),
          );
        }
        return mean(backend, losses!, N, count);
      }),
    ),
  );
}

interface Rows {
  logits: number;
  /** 0: none is wanted. */
  gradient: number;
  targets: number;
  losses: number;
  N: number;
  V: number;
  /** Places with a target, over which the mean is taken. */
  count: number;
}

function rows(backend: ThreadsBackend, { logits, gradient, targets, losses, N, V, count }: Rows): void {
  const args = [logits, gradient, targets, losses, V, bits(1 / Math.max(1, count))];
  backend.pool.run('crossEntropyRows', args, N, Math.ceil(PART / V));
}

/** How many places have a target; which, where they are few. */
function placesWithTarget(backend: ThreadsBackend, targets: TensorInfo, N: number) {
  const start = backend.pointerOf(targets) / 4;
  const { integers } = backend;
  let count = 0;
  for (let i = start; i < start + N; i++) if (integers[i]! >= 0) count++;
  const places: number[] = [];
  if (count < DENSE * N) for (let i = 0; i < N; i++) if (integers[start + i]! >= 0) places.push(i);
  return { count, places };
}

interface Moved {
  from: number;
  to: number;
  places: readonly number[];
  D: number;
}

/** Rows of all places, side by side. */
function gather({ floats }: ThreadsBackend, { from, to, places, D }: Moved): void {
  places.forEach((place, i) => {
    const start = from / 4 + place * D;
    floats.copyWithin(to / 4 + i * D, start, start + D);
  });
}

/** The rows back to their places. */
function scatter({ floats }: ThreadsBackend, { from, to, places, D }: Moved): void {
  places.forEach((place, i) => {
    const start = from / 4 + i * D;
    floats.copyWithin(to / 4 + place * D, start, start + D);
  });
}

/** In float64, one after the other: the same on any number of threads. */
function mean({ floats }: ThreadsBackend, losses: number, N: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < N; i++) sum += floats[losses / 4 + i]!;
  return sum / Math.max(1, count);
}

function scalar(backend: ThreadsBackend, value: number): TensorInfo {
  const result = backend.output([], 'float32');
  const address = backend.pointerOf(result);
  backend.floats[address / 4] = value;
  return result;
}

function zero(backend: ThreadsBackend, tensor: TensorInfo): void {
  const start = backend.pointerOf(tensor) / 4;
  backend.floats.fill(0, start, start + tensor.shape.reduce((a, b) => a * b, 1));
}

/** Lends pieces of memory, of so many values each, for the time of `work`. */
function lendPieces<T>(backend: ThreadsBackend, sizes: number[], work: (...pieces: number[]) => T): T {
  const [size, ...others] = sizes;
  if (size === undefined) return work();
  return backend.lend(4 * size, (piece) =>
    lendPieces(backend, others, (...pieces) => work(piece, ...pieces)),
  );
}
