/** The optimizers' kernels of the backend `threads` against their pieces, over many shapes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { squaredNorms } from 'kernel-lib/dist/train/clip.js';
import { trainLoop, type TrainOptions } from 'kernel-lib/dist/train/loop.js';
import { adamW } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { hasKernel } from 'kernel-lib/dist/train/optimizers/fused.js';
import { muon } from 'kernel-lib/dist/train/optimizers/muon.js';
import type { Optimizer } from 'kernel-lib/dist/train/optimizers/optimizer.js';
import { assertClose, growth } from './support.js';
import { tinyTraining, type Batch } from './tinyModel.js';

const SHAPES = [
  [0],
  [1],
  [3],
  [4],
  [8193],
  [70, 300],
  [1, 1],
  [1, 9],
  [9, 1],
  [16, 16],
  [33, 17],
  [17, 33],
  [128, 40],
];

function numbers(shape: number[], seed: number): tf.Tensor {
  const random = seededRandom(seed);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random() * 2 - 1),
    shape,
  );
}

/** Three steps; the parameters after them. */
function train(optimizer: Optimizer, isSlow: boolean): Record<string, ArrayLike<number>> {
  if (isSlow) process.env['BLOSSOM_SLOW'] = '1';
  try {
    const parameters = Object.fromEntries(
      SHAPES.map((shape, i) => [`p${i}`, tf.variable(numbers(shape, i))]),
    );
    for (let step = 0; step < 3; step++) {
      const gradients = Object.fromEntries(
        SHAPES.map((shape, i) => [`p${i}`, numbers(shape, 100 * step + i)]),
      );
      optimizer.step(parameters, gradients, { rate: 0.5 + step / 4, gradientScale: 0.7 });
    }
    return Object.fromEntries(
      Object.entries(parameters).map(([name, parameter]) => [name, parameter.dataSync()]),
    );
  } finally {
    delete process.env['BLOSSOM_SLOW'];
  }
}

async function losses(options: TrainOptions<Batch>): Promise<number[]> {
  const seen = [];
  for await (const { loss } of trainLoop(options)) seen.push(loss);
  return seen;
}

describe('training on threads', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });
  after(() => tf.setBackend('cpu'));

  for (const [name, make] of [
    ['adamW', () => adamW()],
    ['muon', () => muon()],
  ] as const) {
    it(`gives the same bits for the same seed, and from a checkpoint (${name})`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'blossom-threads-'));
      const path = join(folder, 'run.safetensors');
      try {
        const whole = await losses(tinyTraining({ optimizer: make(), steps: 8 }));
        assert.ok(whole[7]! < whole[0]!);
        await losses(tinyTraining({ optimizer: make(), steps: 5, checkpointPath: path }));
        const rest = await losses(tinyTraining({ optimizer: make(), steps: 8, resumeFrom: path }));
        assert.deepEqual(rest, whole.slice(5));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it(`keeps the number of tensors and the shared memory from step to step (${name})`, async () => {
      const seen: object[] = [];
      for await (const { step } of trainLoop(tinyTraining({ optimizer: make(), steps: 200 }))) {
        const { numTensors, numBytes, sharedBytes } = tf.memory() as tf.MemoryInfo & { sharedBytes: number };
        if (step === 20 || step === 200) seen.push({ numTensors, numBytes, sharedBytes });
      }
      assert.deepEqual(seen[1], seen[0]);
      assert.ok('sharedBytes' in seen[0]! && Number(seen[0].sharedBytes) > 0);
    });
  }
});

describe('optimizers on threads', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });
  after(() => tf.setBackend('cpu'));

  it('have kernels of their own', () => {
    for (const name of ['BlossomAdamW', 'BlossomMuon', 'BlossomSquaredNorms'])
      assert.ok(hasKernel(name), name);
  });

  it('measure gradients of every size', () => {
    const tensors = [
      ...SHAPES.map((shape, i) => numbers(shape, i)),
      tf.tensor1d([1, Infinity]),
      tf.tensor1d([NaN]),
    ];
    const expected = tensors.map((x) =>
      (x.dataSync() as Float32Array).reduce((sum, value) => sum + value * value, 0),
    );
    const norms = squaredNorms(tensors).dataSync();
    assertClose([...norms].slice(0, -2), expected.slice(0, -2), 1e-5);
    assert.deepEqual([...norms].slice(-2), [Infinity, NaN]);
    assert.equal(
      growth(() => squaredNorms(tensors)),
      1,
    );
  });

  for (const [name, make] of [
    ['adamW', () => adamW({ learningRate: 0.02, weightDecay: 0.1 })],
    ['muon', () => muon({ learningRate: 0.02, weightDecay: 0.1 })],
  ] as const) {
    it(`${name} changes parameters of every shape as its pieces do`, () => {
      const [fast, slow] = [train(make(), false), train(make(), true)];
      // Muon orthogonalises: where singular values are close to 0, roundings grow.
      for (const each of Object.keys(slow))
        assertClose(fast[each]!, slow[each]!, name === 'muon' ? 2e-4 : 1e-6, each);
      assert.deepEqual(train(make(), false), fast, 'the same bits each time');
    });
  }
});
