/** Attention on `threads` against its slow twin, against float64, and against itself on other numbers of threads. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { attention, slowAttention } from 'kernel-lib/dist/ops/attention.js';
import type { AttentionMask } from 'kernel-lib/dist/ops/attention.js';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { closeTo } from '../backend/compare.js';
import { hasFast } from 'kernel-lib/dist/ops/run.js';
import { root } from '../support/paths.js';
import { assertGradient, numbers } from './support.js';

interface Shape {
  B: number;
  T: number;
  S?: number;
  H: number;
  d: number;
}

interface Mask {
  causal?: number[];
  prefix?: number[];
  queries?: number[][];
  keys?: number[][];
  offset?: number;
}

/** What is not said: nobody is padding, all see all. */
function maskOf({ B, T, S = T }: Shape, { causal, prefix, queries, keys, offset }: Mask): AttentionMask {
  const ones = (length: number) => Array.from({ length: B }, () => Array<number>(length).fill(1));
  return {
    segmentsOfQueries: tf.tensor2d(queries ?? ones(T), [B, T], 'int32'),
    segmentsOfKeys: tf.tensor2d(keys ?? ones(S), [B, S], 'int32'),
    causal: tf.tensor1d(causal ?? Array<number>(B).fill(0), 'int32'),
    prefix: tf.tensor1d(prefix ?? Array<number>(B).fill(0), 'int32'),
    ...(offset === undefined ? {} : { offset }),
  };
}

type Attend = typeof attention;

/** out, dq, dk and dv for a loss of Σ c·out. */
function results(attend: Attend, shape: Shape, mask: Mask, scale?: number, size = 1): Float32Array[] {
  const { B, T, S = T, H, d } = shape;
  const [queries, keys] = [
    [B, T, H, d],
    [B, S, H, d],
  ] as const;
  return tf.tidy(() => {
    const [q, k, v] = [queries, keys, keys].map((each, i) =>
      tf.tensor4d(numbers(each, i + 1, size), [...each]),
    ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const c = tf.tensor4d(numbers(queries, 4), [...queries]);
    const masks = maskOf(shape, mask);
    const f = (...x: tf.Tensor[]) =>
      attend(x[0] as tf.Tensor4D, x[1] as tf.Tensor4D, x[2] as tf.Tensor4D, masks, scale);
    const gradients = tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(f(...x), c)))([q, k, v]);
    return [f(q, k, v), ...gradients].map((x) => x.dataSync() as Float32Array);
  });
}

function assertTwins(shape: Shape, mask: Mask, { scale, size = 1, within = 2e-5 }: Options = {}): void {
  const fast = results(attention, shape, mask, scale, size);
  const slow = results(slowAttention, shape, mask, scale, size);
  for (const [i, name] of ['out', 'dq', 'dk', 'dv'].entries()) {
    assert.ok(fast[i]!.every(Number.isFinite), `${name} is finite`);
    try {
      closeTo(fast[i]!, slow[i]!, within);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

interface Options {
  scale?: number;
  size?: number;
  within?: number;
}

/** Documents one after the other, some padding at the end. */
function packed(length: number, row: number): number[] {
  const padding = row === 0 ? 0 : Math.min(length - 1, row + 1);
  return Array.from({ length }, (_, i) => (i >= length - padding ? 0 : 1 + Math.floor((i * 3) / length)));
}

const SHAPES: Shape[] = [
  { B: 1, T: 1, H: 1, d: 1 },
  { B: 2, T: 3, H: 2, d: 5 },
  { B: 3, T: 7, H: 1, d: 16 },
  { B: 2, T: 45, H: 3, d: 32 },
  { B: 2, T: 64, H: 2, d: 24 },
  { B: 2, T: 73, H: 2, d: 37 },
  { B: 2, T: 131, H: 1, d: 64 },
  { B: 1, T: 90, H: 2, d: 128 },
  { B: 1, T: 20, H: 1, d: 300 },
];

const MASKS: Record<string, (shape: Shape) => Mask> = {
  bidirectional: () => ({}),
  causal: ({ B }) => ({ causal: Array<number>(B).fill(1) }),
  'a mixture of causal and bidirectional rows': ({ B }) => ({
    causal: Array.from({ length: B }, (_, b) => b % 2),
  }),
  'a prefix': ({ B, T }) => ({
    causal: Array<number>(B).fill(1),
    prefix: Array.from({ length: B }, (_, b) => Math.floor(T / 2) + b),
  }),
  'packed documents with padding': ({ B, T }) => {
    const rows = Array.from({ length: B }, (_, b) => packed(T, b));
    return { causal: Array.from({ length: B }, (_, b) => (b + 1) % 2), queries: rows, keys: rows };
  },
  'a row of padding alone': ({ B, T }) => {
    const rows = Array.from({ length: B }, (_, b) => Array<number>(T).fill(b % 2));
    return { causal: Array<number>(B).fill(1), queries: rows, keys: rows };
  },
};

describe('attention on threads', function () {
  this.timeout(120_000);

  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
    assert.ok(hasFast('BlossomAttention') && hasFast('BlossomAttentionGrad'));
  });

  for (const [name, mask] of Object.entries(MASKS)) {
    for (const shape of SHAPES) {
      const { B, T, H, d } = shape;
      it(`agrees with its slow twin: ${name}, [${[B, T, H, d]}]`, () => assertTwins(shape, mask(shape)));
    }
  }

  for (const [T, S] of [
    [1, 9],
    [5, 70],
    [3, 200],
    [80, 150],
  ] as const) {
    const shape = { B: 2, T, S, H: 2, d: 20 };
    const keys = [0, 1].map((b) => Array.from({ length: S }, (_, j) => (j < 2 * b ? 0 : 1)));
    it(`agrees for ${T} queries behind ${S - T} cached keys`, () => {
      assertTwins(shape, { causal: [1, 1], keys });
      assertTwins(shape, { causal: [1, 0], keys, prefix: [S - 1, 0] });
    });
    it(`agrees for ${T} queries with an offset among ${S} keys`, () => {
      assertTwins(shape, { causal: [1, 1], keys, offset: 2 });
      assertTwins(shape, { causal: [1, 1], keys, offset: -1 });
    });
  }

  it('agrees where the first queries, or the last keys, are hidden by the causal rule', () => {
    const shape = { B: 1, T: 150, S: 170, H: 1, d: 20 };
    assertTwins(shape, { causal: [1], offset: -80 });
    assertTwins({ ...shape, T: 170, S: 20 }, { causal: [1] });
  });

  it('agrees for 700 tokens', () => {
    const shape = { B: 1, T: 700, H: 1, d: 32 };
    assertTwins(shape, { causal: [1] });
    const rows = [packed(700, 1)];
    assertTwins(shape, { queries: rows, keys: rows });
  });

  it('agrees for any scale', () => {
    const shape = { B: 1, T: 70, H: 1, d: 8 };
    for (const scale of [0, -0.7, 2]) assertTwins(shape, { causal: [1] }, { scale });
  });

  it('takes scores of ±10,000', () => {
    const shape = { B: 1, T: 75, H: 1, d: 16 };
    assertTwins(shape, { causal: [1] }, { size: 50, within: 2e-3 });
  });

  it('gives a score of −Infinity no weight, and where there is no other, 0 and no gradient', () => {
    const mask = maskOf({ B: 1, T: 2, H: 1, d: 2 }, { causal: [1] });
    const [q, k] = [
      tf.tensor4d([1, 1e30, 1, 1e30], [1, 2, 1, 2]),
      tf.tensor4d([0, -1e30, 1, 0], [1, 2, 1, 2]),
    ];
    const v = tf.tensor4d([5, 6, 7, 8], [1, 2, 1, 2]);
    const f = (...x: tf.Tensor[]) =>
      attention(x[0] as tf.Tensor4D, x[1] as tf.Tensor4D, x[2] as tf.Tensor4D, mask, 1);
    assert.deepEqual([...f(q, k, v).dataSync()], [0, 0, 7, 8]);
    const slopes = tf.grads((...x: tf.Tensor[]) => tf.sum(tf.square(f(...x))))([q, k, v]);
    for (const slope of slopes.slice(0, 2)) assert.ok(slope.dataSync().every((value) => value === 0));
    assert.deepEqual([...slopes[2]!.dataSync()], [0, 0, 14, 16]);
  });

  it('reads the results of reshapes, transposes and slices', () => {
    const shape = { B: 2, T: 9, H: 2, d: 20 };
    const all = numbers([2 * 9 * 3 * 40], 8);
    const run = (attend: Attend) =>
      tf.tidy(() => {
        const mask = maskOf(shape, { causal: [1, 0] });
        const loss = (x: tf.Tensor) => {
          const [q, k, v] = tf.split(tf.reshape(x, [18, 120]), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const heads = (y: tf.Tensor) => tf.reshape(y, [2, 9, 2, 20]) as tf.Tensor4D;
          const turned = tf.transpose(tf.transpose(heads(k), [0, 2, 1, 3]), [0, 2, 1, 3]) as tf.Tensor4D;
          const seen = tf.reshape(attend(heads(q), turned, heads(v), mask), [18, 40]);
          return tf.sum(tf.square(seen));
        };
        return tf.grad(loss)(tf.tensor1d(all)).dataSync();
      });
    closeTo(run(attention), run(slowAttention), 2e-5);
  });

  it('has the gradient of its formula', () => {
    const [T, d] = [5, 3];
    const segments = [1, 1, 1, 2, 2];
    const mask = maskOf({ B: 1, T, H: 1, d }, { causal: [1], queries: [segments], keys: [segments] });
    const f = (x: tf.Tensor) => {
      const [q, k, v] = tf.split(x, 3).map((y) => tf.reshape(y, [1, T, 1, d]) as tf.Tensor4D);
      return attention(q!, k!, v!, mask);
    };
    assertGradient(f, (x) => exactAttention(x, T, d, segments), numbers([3 * T * d], 5), [3 * T * d]);
  });

  it('names the width of a head that is too wide', () => {
    const shape = { B: 1, T: 1, H: 1, d: 2000 };
    assert.throws(() => results(attention, shape, {}), /a head may have 1024 values .*, got 2000/);
  });

  it('keeps nothing but its result', () => {
    const shape = { B: 2, T: 30, H: 2, d: 8 };
    const held = () => [
      tf.memory().numTensors,
      (tf.memory() as unknown as { sharedBytes: number }).sharedBytes,
    ];
    results(attention, shape, {});
    const before = held();
    results(attention, shape, {});
    assert.deepEqual(held(), before);
  });

  it('gives the same bits on one, two and three threads', () => {
    // One head and few heads: there the gradient is cut into blocks on more threads. Many: never.
    const program = `
const tf = require('@tensorflow/tfjs');
const { chooseBackend } = require('kernel-lib');
const { attention } = require('kernel-lib/dist/ops/attention.js');
const sum = (x) => new Int32Array(x.dataSync().buffer).reduce((h, bits) => (Math.imul(h, 31) + bits) | 0, 0);
const values = (shape, seed) => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) },
  (_, i) => Math.sin(i * 12.9898 + seed)), shape);
chooseBackend().then(() => {
  const all = [];
  for (const [B, T, S, H, d, offset] of [[1, 300, 300, 1, 37, 0], [1, 150, 170, 3, 32, -90], [9, 64, 64, 4, 32, 0]]) {
    const ones = (n) => tf.ones([B, n], 'int32');
    const mask = { segmentsOfQueries: ones(T), segmentsOfKeys: ones(S), causal: ones(1).reshape([B]),
      prefix: tf.zeros([B], 'int32'), offset };
    const [q, k, v, c] = [T, S, S, T].map((n, i) => values([B, n, H, d], i));
    const slopes = tf.grads((q, k, v) => attention(q, k, v, mask).mul(c).sum())([q, k, v]);
    all.push(attention(q, k, v, mask), ...slopes);
  }
  console.log(JSON.stringify(all.map(sum)));
});`;
    const [one, two, three] = ['1', '2', '3'].map((BLOSSOM_THREADS) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
        cwd: root,
        env: { ...process.env, BLOSSOM_BACKEND: 'threads', BLOSSOM_THREADS },
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, new RegExp(`${BLOSSOM_THREADS} thread`));
      return stdout.trim().split('\n').at(-1);
    });
    assert.equal(two, one);
    assert.equal(three, one);
  });
});

/** Causal attention of one head within segments, in float64; x holds q, k and v. */
function exactAttention(x: Float64Array, T: number, d: number, segments: number[]): number[] {
  const row = (matrix: number, i: number) => x.subarray((matrix * T + i) * d, (matrix * T + i + 1) * d);
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return segments.flatMap((segment, i) => {
    const weights = segments.map((other, j) =>
      j <= i && other === segment ? Math.exp(dot(row(0, i), row(1, j)) / Math.sqrt(d)) : 0,
    );
    const total = weights.reduce((a, b) => a + b, 0);
    return Array.from({ length: d }, (_, c) =>
      weights.reduce((sum, weight, j) => sum + (weight / total) * row(2, j)[c]!, 0),
    );
  });
}
