/** Functions, whole numbers, truth values and conversions on `threads` against tfjs's own `cpu`. */
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { compare, compareGradients } from './compare.js';

type OfOne = (x: tf.Tensor) => tf.Tensor;
type OfTwo = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const functions = tf as unknown as Record<string, (...tensors: tf.Tensor[]) => tf.Tensor>;

const whole = (shape: number[], below: number) => ({ shape, below });
const truths = (shape: number[]) => ({ shape, dtype: 'bool' as const });

const ONE = 'sin,cos,tan,asin,acos,atan,sinh,cosh,asinh,acosh,atanh,log1p,expm1,selu,softplus,sign'.split(
  ',',
);
const PAIRS: [number[], number[]][] = [
  [[], []],
  [[0], [1]],
  [[9], [9]],
  [[3, 5], [5]],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [
    [130, 70],
    [130, 70],
  ],
];

describe('threads: functions, whole numbers and truth values', () => {
  before(() => registerThreads());

  for (const name of ONE) {
    it(`${name} of every kind of number`, async () => {
      const work: OfOne = (x) => functions[name]!(x);
      for (const shape of [[], [0], [1], [3, 7], [5000], [40_000]]) await compare(work, [shape], 1e-6);
      await compare(work, [[11]], 3e-6, true);
      await compare((x) => work(x.mul(20)), [[1001]], 3e-6);
      // Those two subtract or add 1 in float32.
      const near = name === 'selu' || name === 'softplus' ? 1e-7 : 1e-9;
      await compare((x) => work(x.mul(1e-3)), [[101]], near);
    });
  }

  for (const name of ['sin', 'log1p', 'expm1', 'selu', 'softplus'] as const) {
    it(`the gradient of ${name}`, async () => compareGradients((x) => tf[name](x.abs()), [[3, 7]]));
  }

  for (const name of ['pow', 'mod', 'atan2']) {
    it(`${name}, broadcast, of every kind of number`, async () => {
      const work: OfTwo = (a, b) => functions[name]!(a, b);
      for (const [a, b] of PAIRS) {
        await compare((x, y) => work(x!, y!), [a, b], 1e-5);
        await compare((x, y) => work(x!, y!), [b, a], 1e-5);
      }
      await compare((x, y) => work(x!, y!), [[12], [12]], 1e-5, true);
      await compare((x, y) => work(x!, y!.reverse(0)), [[8], [8]], 1e-5, true);
    });
  }

  it('pow with whole exponents and its gradient', async () => {
    for (const exponent of [0, 1, 2, 3, -1, 0.5, -2.5]) {
      await compare((x) => tf.pow(x, exponent), [[2001]], 1e-5);
      await compare((x) => tf.pow(x, exponent), [[12]], 1e-5, true);
      await compareGradients((x) => tf.pow(tf.abs(x), exponent), [[3, 7]], 1e-4);
    }
  });

  for (const name of ['add', 'sub', 'mul', 'maximum', 'minimum', 'floorDiv']) {
    it(`${name} of whole numbers`, async () => {
      const work: OfTwo = (a, b) => functions[name]!(a, b);
      const five = tf.scalar(5, 'int32');
      for (const [a, b] of PAIRS) {
        await compare((x, y) => work(x!.sub(five), y!.sub(five)), [whole(a, 11), whole(b, 11)], 0);
      }
      // Beyond 2^31 the result is taken modulo 2^32; JavaScript's products are exact to 2^53 alone.
      const large = whole([50], name === 'mul' ? 90_000 : 2_147_483_647);
      await compare((x, y) => work(x!, y!.reverse(0)), [large, large], 0);
      await compare((x, y) => work(x!, y!), [[9], whole([9], 9)]);
    });
  }

  it('floorDiv of floats', async () => compare((a, b) => tf.floorDiv(a!, b!), [[30], [30]], 0));

  it('and, or, not', async () => {
    for (const shape of [[], [0], [1], [15], [16], [33, 7], [300, 131]]) {
      await compare((a, b) => tf.logicalAnd(a!, b!), [truths(shape), truths(shape)], 0);
      await compare((a, b) => tf.logicalOr(a!, b!), [truths(shape), truths(shape)], 0);
      await compare((a) => tf.logicalNot(a), [truths(shape)], 0);
    }
    await compare((a, b) => tf.logicalAnd(a!, b!), [truths([3, 5]), truths([5])], 0);
  });

  it('converts between floats, whole numbers and truth values', async () => {
    for (const shape of [[], [0], [7], [8], [21], [300, 131]]) {
      for (const to of ['float32', 'int32', 'bool'] as const) {
        await compare((x) => tf.cast(x.mul(3), to), [shape], 0);
        await compare((x) => tf.cast(x, to), [whole(shape, 2)], 0);
        await compare(
          (x) => tf.cast(x, to).add(tf.scalar(0, to === 'bool' ? 'int32' : to)),
          [truths(shape)],
          0,
        );
      }
    }
    await compare((x) => tf.cast(x, 'int32'), [[9]], 0, true);
    await compare((x) => tf.cast(x.mul(1e10), 'int32'), [[100]], 0);
  });

  it('tan near its poles', async () => {
    const near = [Math.PI / 2, -Math.PI / 2, 39.269907, 1.5707, 1e6, -12345.678];
    await compare(() => tf.tan(tf.tensor1d(near)), [], 1e-6);
  });

  for (const name of ['isNaN', 'isInf', 'isFinite'] as const) {
    it(name, async () => {
      for (const shape of [[], [0], [11], [40_000]]) await compare((x) => tf[name](x), [shape], 0, true);
      await compare((x) => tf[name](x), [whole([5], 9)], 0);
    });
  }

  it('addN of two and more', async () => {
    for (const shape of [[], [0], [7], [300, 131]]) {
      await compare((a, b) => tf.addN([a!, b!]), [shape, shape], 0);
      await compare((a, b, c) => tf.addN([a!, b!, c!, a!]), [shape, shape, shape], 0);
      await compare((a, b) => tf.addN([a!, b!]), [whole(shape, 9), whole(shape, 9)], 0);
    }
    await compare((a) => tf.addN([a]), [[5]], 0);
  });
});
