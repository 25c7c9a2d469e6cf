/** AdamW and Muon: against PyTorch, the fused seam, states, bad input. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { storedTensor } from 'kernel-lib/dist/nn/checkpoint.js';
import { clipScale, squaredNorms, totalNorm } from 'kernel-lib/dist/train/clip.js';
import { adamW, scaleByAdam } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { muon, newtonSchulz } from 'kernel-lib/dist/train/optimizers/muon.js';
import type { Optimizer, SavedState } from 'kernel-lib/dist/train/optimizers/optimizer.js';
import { constant, type Schedule } from 'kernel-lib/dist/train/schedule.js';
import { chain, scaleByLearningRate } from 'kernel-lib/dist/train/optimizers/pieces.js';
import { root } from '../support/paths.js';
import { withFusedKernels } from './fusedKernels.js';
import { assertClose, bits, growth } from './support.js';

type Values = Record<string, number[]>;
interface Fixture {
  shapes: Record<string, number[]>;
  start: Values;
  gradients: Values[];
  adamw: { after: Values[]; norms: number[] };
  orthogonal: Values;
  muon: { float32: Values[]; pytorch: Values };
}
const fixture = JSON.parse(
  readFileSync(join(root, 'test', 'train', 'fixtures', 'optimizers.json'), 'utf8'),
) as Fixture;

const tensors = (values: Values, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, tf.tensor(values[name]!, fixture.shapes[name]!)]));
const variables = (names: string[]) =>
  Object.fromEntries(
    Object.entries(tensors(fixture.start, names)).map(([name, start]) => [name, tf.variable(start)]),
  );
const ALL = ['tall', 'wide', 'gain'];
const MATRICES = ['tall', 'wide'];

/** Five steps with the fixture's gradients. */
function train(
  optimizer: Optimizer,
  names: string[],
  { clip = Infinity, from = 0, to = 5, rate = constant() as Schedule, parameters = variables(names) } = {},
) {
  const after: Values[] = [];
  const norms: number[] = [];
  for (let step = from; step < to; step++) {
    const gradients = tensors(fixture.gradients[step]!, names);
    const norm = totalNorm(squaredNorms(Object.values(gradients)).dataSync());
    optimizer.step(parameters, gradients, { rate: rate(step), gradientScale: clipScale(norm, clip) });
    norms.push(norm);
    after.push(Object.fromEntries(names.map((name) => [name, [...parameters[name]!.dataSync()]])));
  }
  return { after, norms, parameters };
}

async function saved(optimizer: Optimizer): Promise<SavedState> {
  const { steps, tensors } = optimizer.state();
  const entries = Object.entries(tensors).map(
    async ([name, tensor]) => [name, await storedTensor(tensor)] as const,
  );
  return { steps, tensors: new Map(await Promise.all(entries)) };
}

const halved = (step: number) => (step < 2 ? 1 : 0.5);
const makers: [string, () => Optimizer, string[]][] = [
  ['adamW', () => adamW({ learningRate: 2e-2 }), ALL],
  ['muon', () => muon({ isHidden: (name) => name !== 'gain' }), ALL],
];

const plain = (work: () => void) => work();
const ways: [string, string, (work: () => void) => void][] = [
  ['in pieces', 'cpu', plain],
  ['by the kernels of their comments', 'cpu', withFusedKernels],
  ['by the kernels of threads', 'threads', plain],
];

for (const [way, backend, around] of ways) {
  describe(`optimizers, ${way}`, () => {
    before(async () => {
      registerThreads();
      await tf.setBackend(backend);
    });
    after(() => tf.setBackend('cpu'));

    it('AdamW takes PyTorch’s steps, with clipping, a schedule and decay on matrices alone', () => {
      around(() => {
        const { after, norms } = train(adamW({ learningRate: 2e-2 }), ALL, { clip: 1, rate: halved });
        assertClose(norms, fixture.adamw.norms, 1e-6, 'norms');
        for (const [step, expected] of fixture.adamw.after.entries()) {
          for (const name of ALL)
            assertClose(after[step]![name]!, expected[name]!, 1e-6, `${name}, step ${step}`);
        }
      });
    });

    it('Muon takes the steps of PyTorch’s formula in float32, and PyTorch’s own but for bfloat16', () => {
      around(() => {
        const { after } = train(muon(), MATRICES);
        for (const [step, expected] of fixture.muon.float32.entries()) {
          for (const name of MATRICES)
            assertClose(after[step]![name]!, expected[name]!, 2e-6, `${name}, step ${step}`);
        }
        for (const name of MATRICES) assertClose(after[4]![name]!, fixture.muon.pytorch[name]!, 3e-3, name);
      });
    });

    it('a copy of a weight stays what it was', () => {
      around(() => {
        for (const [, make, names] of makers) {
          const parameters = variables(names);
          const copies = names.map((name) => parameters[name]!.clone());
          const before = copies.map(bits);
          train(make(), names, { parameters });
          assert.deepEqual(copies.map(bits), before);
          assert.notDeepEqual(bits(parameters['gain']!), before[2]);
        }
      });
    });

    it('steps leave no tensor behind', () => {
      around(() => {
        for (const [, make, names] of makers) {
          const optimizer = make();
          const parameters = variables(names);
          const gradients = tensors(fixture.gradients[0]!, names);
          const step = () => optimizer.step(parameters, gradients, { gradientScale: 0.5 });
          step(); // makes the moments
          assert.equal(growth(step), 0);
          assert.equal(growth(() => optimizer.dispose()) < 0, true);
        }
      });
    });
  });
}

describe('optimizers', () => {
  it('the seam is off with BLOSSOM_SLOW=1', () => {
    process.env['BLOSSOM_SLOW'] = '1';
    try {
      withFusedKernels((calls) => {
        train(adamW(), ALL);
        assert.deepEqual(calls, []);
      });
    } finally {
      delete process.env['BLOSSOM_SLOW'];
    }
    withFusedKernels((calls) => {
      train(muon(), ALL, { to: 1 });
      assert.deepEqual(calls, ['BlossomSquaredNorms', 'BlossomMuon', 'BlossomAdamW']);
    });
  });

  for (const [name, make, names] of makers) {
    it(`${name} goes on from a saved state to the same bits`, async () => {
      const whole = train(make(), names).parameters;
      const optimizer = make();
      const { parameters } = train(optimizer, names, { to: 3 });
      const state = await saved(optimizer);
      const second = make();
      second.prepareRestore(state, parameters)();
      train(second, names, { from: 3, parameters });
      for (const each of names) assert.deepEqual(bits(parameters[each]!), bits(whole[each]!), each);
    });

    it(`${name} refuses a state that does not fit, and keeps its own`, async () => {
      const optimizer = make();
      const { parameters } = train(optimizer, names);
      const before = await saved(optimizer);
      const broken = (change: (state: SavedState) => void) => {
        const state = { ...before, tensors: new Map(before.tensors) };
        change(state);
        return () => optimizer.prepareRestore(state, parameters);
      };
      const [slot] = before.tensors.keys();
      const wrong = { shape: [9], values: new Float32Array(9) };
      const sentence = (rest: string) =>
        new RegExp(`cannot go on: ${slot} must be \\[6,4\\] in the checkpoint and is ${rest}`);
      assert.throws(
        broken(({ tensors }) => tensors.set(slot!, wrong)),
        sentence('\\[9\\]'),
      );
      assert.throws(
        broken(({ tensors }) => tensors.delete(slot!)),
        sentence('not there'),
      );
      assert.throws(
        broken(({ tensors }) => tensors.set('adam.m/other', wrong)),
        /knows no adam\.m\/other/,
      );
      assert.throws(
        broken((state) => (state.steps = -1)),
        /its number of steps is -1/,
      );
      assert.deepEqual(await saved(optimizer), before);
    });
  }

  it('Newton–Schulz gives the matrix of PyTorch, all singular values near 1, and 0 for 0', () => {
    const { tall } = tensors(fixture.start, ['tall']);
    assertClose(newtonSchulz(tall as tf.Tensor2D).dataSync(), fixture.orthogonal['tall']!, 1e-5);
    const u = newtonSchulz(tall as tf.Tensor2D);
    const product = tf.matMul<tf.Tensor2D>(u, u, true, false).arraySync(); // close to the unit matrix
    product.forEach((row, i) =>
      row.forEach((value, j) =>
        assert.ok(Math.abs(value - (i === j ? 1 : 0)) < 0.55, `${i}, ${j}: ${value}`),
      ),
    );
    assert.deepEqual([...newtonSchulz(tf.zeros([2, 3])).dataSync()], [0, 0, 0, 0, 0, 0]);
    assert.equal(
      growth(() => newtonSchulz(tall as tf.Tensor2D)),
      1,
    );
  });

  it('pieces can be chained by hand: plain Adam is two of them', () => {
    const piece = chain(scaleByAdam({ beta2: 0.95 }), scaleByLearningRate(0.1));
    const parameters = variables(['gain']);
    const { gain } = piece.update(tensors(fixture.gradients[0]!, ['gain']), { parameters, step: 1, rate: 1 });
    // The first step of Adam is the sign of the gradient times the rate.
    assertClose(
      gain!.dataSync(),
      fixture.gradients[0]!['gain']!.map((value) => -0.1 * Math.sign(value)),
      1e-6,
    );
  });

  it('leaves embeddings, heads and vectors to AdamW', () => {
    const parameters: Record<string, tf.Variable> = {};
    for (const name of ['embedding', 'reward.head', 'blocks.0.up'])
      parameters[name] = tf.variable(tf.ones([2, 2]));
    parameters['norm'] = tf.variable(tf.ones([2]));
    const optimizer = muon();
    optimizer.step(parameters, parameters);
    assert.deepEqual(
      Object.keys(optimizer.state().tensors).filter((name) => name.startsWith('muon')),
      ['muon.m/blocks.0.up'],
    );
  });

  it('refuse missing and misshapen gradients, and change nothing', () => {
    const parameters = variables(ALL);
    const { tall, wide } = tensors(fixture.gradients[0]!, MATRICES);
    const optimizer = adamW();
    assert.throws(
      () => optimizer.step(parameters, { tall: tall!, wide: wide! }),
      /gain \[5\] needs a gradient .* got none/,
    );
    const turned = { tall: wide!, wide: wide!, gain: tf.zeros([5]) };
    assert.throws(() => optimizer.step(parameters, turned), /tall \[6,4\] needs a gradient .* shape \[4,6\]/);
    assert.equal(optimizer.state().steps, 0);
  });

  it('refuse options that are wrong or unknown', () => {
    assert.throws(() => adamW({ beta1: 1 }), /adamW: beta1 must be a number from 0 to below 1, got 1/);
    assert.throws(
      () => adamW({ learningRate: NaN }),
      /learningRate must be a finite number above 0, got NaN/,
    );
    assert.throws(
      () => muon({ momentum: '0.9' as unknown as number }),
      /muon: momentum must be .*, got "0\.9"/,
    );
    assert.throws(
      () => muon({ lr: 1 } as object),
      /muon has no option "lr"; it has learningRate, adamLearningRate/,
    );
  });
});
