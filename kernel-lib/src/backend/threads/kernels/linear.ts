/** Products with weights and what follows them, in one pass; ops/linear.ts and ops/mlp.ts have the formulas. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import type { FastKernel } from '../register.js';
import { multiply, withPacked, type Last } from './matmul.js';

/** A matrix: where it lies, its rows and its columns. */
interface Matrix {
  at: number;
  rows: number;
  columns: number;
}

function matrix(backend: ThreadsBackend, tensor: TensorInfo): Matrix {
  const [rows, columns] = tensor.shape as [number, number];
  return { at: backend.pointerOf(tensor), rows, columns };
}

interface Ending {
  add?: boolean;
  last?: Last;
}

/** target = x · w */
function product(
  backend: ThreadsBackend,
  x: Matrix,
  w: Matrix,
  target: TensorInfo,
  ending: Ending = {},
): void {
  withPacked(backend, w.at, { K: w.rows, N: w.columns, steps: [w.columns, 1] }, (right) =>
    multiply(backend, x.at, right, backend.pointerOf(target), {
      ...{ M: x.rows, steps: [x.columns, 1] },
      ...ending,
    }),
  );
}

/** target = dy · wᵀ: what reaches the left side. */
function back(backend: ThreadsBackend, dy: Matrix, w: Matrix, target: TensorInfo, ending: Ending = {}): void {
  withPacked(backend, w.at, { K: w.columns, N: w.rows, steps: [1, w.columns] }, (right) =>
    multiply(backend, dy.at, right, backend.pointerOf(target), {
      ...{ M: dy.rows, steps: [dy.columns, 1] },
      ...ending,
    }),
  );
}

/** xᵀ · dy: what reaches the weights. */
function ofWeights(backend: ThreadsBackend, x: Matrix, dy: Matrix): TensorInfo {
  const result = backend.output([x.columns, dy.columns], 'float32');
  withPacked(backend, dy.at, { K: dy.rows, N: dy.columns, steps: [dy.columns, 1] }, (right) =>
    multiply(backend, x.at, right, backend.pointerOf(result), { M: x.columns, steps: [1, x.columns] }),
  );
  return result;
}

export const linearAdd: FastKernel = ({ inputs, backend }) => {
  const { x, weights, base } = inputs as Record<'x' | 'weights' | 'base', TensorInfo>;
  const result = backend.output(base.shape, 'float32');
  const last = { step: 'add', other: backend.pointerOf(base) } as const;
  product(backend, matrix(backend, x), matrix(backend, weights), result, { last });
  return result;
};

export const linearAddGradient: FastKernel = ({ inputs, backend }) => {
  const { dy, x, weights } = inputs as Record<'dy' | 'x' | 'weights', TensorInfo>;
  const dx = backend.output(x.shape, 'float32');
  const [slope, left] = [matrix(backend, dy), matrix(backend, x)];
  back(backend, slope, matrix(backend, weights), dx);
  return [dx, ofWeights(backend, left, slope)];
};

const PARTS = ['query', 'key', 'value'] as const;
type Part = (typeof PARTS)[number];

export const queryKeyValue: FastKernel = ({ inputs, backend }) => {
  const { x, ...weights } = inputs as Record<'x' | Part, TensorInfo>;
  const left = matrix(backend, x);
  return PARTS.map((part) => {
    const right = matrix(backend, weights[part]);
    const result = backend.output([left.rows, right.columns], 'float32');
    product(backend, left, right, result);
    return result;
  });
};

/** dx, in which the three paths add up, and the gradients of the weights. */
export const queryKeyValueGradient: FastKernel = ({ inputs, backend }) => {
  const { x, ...rest } = inputs as Record<'x' | Part | `d${Part}`, TensorInfo>;
  const dx = backend.output(x.shape, 'float32');
  const left = matrix(backend, x);
  const gradients = PARTS.map((part, i) => {
    const slope = matrix(backend, rest[`d${part}`]);
    back(backend, slope, matrix(backend, rest[part]), dx, { add: i > 0 });
    return ofWeights(backend, left, slope);
  });
  return [dx, ...gradients];
};

/** The result, and the inner values, which the gradient needs again. */
export const mlp: FastKernel = ({ inputs, backend }) => {
  const { x, up, down, base } = inputs as Record<'x' | 'up' | 'down' | 'base', TensorInfo>;
  const inner = backend.output([x.shape[0]!, up.shape[1]!], 'float32');
  product(backend, matrix(backend, x), matrix(backend, up), inner, { last: { step: 'reluSquared' } });
  const result = backend.output(base.shape, 'float32');
  const last = { step: 'add', other: backend.pointerOf(base) } as const;
  product(backend, matrix(backend, inner), matrix(backend, down), result, { last });
  return [result, inner];
};

export const mlpGradient: FastKernel = ({ inputs, backend }) => {
  const named = inputs as Record<'dy' | 'x' | 'up' | 'down' | 'inner', TensorInfo>;
  const [dy, x, up, down] = [named.dy, named.x, named.up, named.down].map((each) =>
    matrix(backend, each),
  ) as [Matrix, Matrix, Matrix, Matrix];
  const inner = matrix(backend, named.inner);
  const dInner = backend.output(named.inner.shape, 'float32');
  back(backend, dy, down, dInner, { last: { step: 'reluSquaredGradient', other: inner.at } });
  const slope = matrix(backend, dInner);
  const dx = backend.output(named.x.shape, 'float32');
  back(backend, slope, up, dx);
  const gradients = [dx, ofWeights(backend, x, slope), ofWeights(backend, inner, dy)];
  backend.disposeData(dInner.dataId);
  return gradients;
};
