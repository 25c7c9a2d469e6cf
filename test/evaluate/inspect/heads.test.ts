/** What changes when a head is removed, against the readable twin, and how rows are asked. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  askedRow,
  headEffects,
  traceRow,
  type Asked,
  type Head,
} from 'kernel-lib/dist/evaluate/inspect/index.js';
import { logProbability } from 'kernel-lib/dist/generate/sampling.js';
import { assertClose } from '../../ops/support.js';
import { BACKENDS, useBackend } from '../../support/backends.js';
import { config, lively, row } from './support.js';

/** Rows of different lengths, each asked at different places. */
const rows: Asked[] = [6, 2, 4, 5, 3].map((length, i) => ({
  tokens: row(length, config.vocabulary, i),
  targets: row(length, config.vocabulary, i + 9).map((target, place) =>
    (place + i) % 3 === 0 ? -1 : target,
  ),
}));

/** The mean log-probability and the share of right answers, one row after the other. */
async function slowScore(causal: boolean, without: Head[] = []) {
  const found: { log: number; right: boolean }[] = [];
  for (const { tokens, targets } of rows) {
    const { logits } = await traceRow(lively(), tokens, { causal, without });
    Array.from(targets).forEach((target, place) => {
      if (target < 0) return;
      const own = logits.slice(place * config.vocabulary, (place + 1) * config.vocabulary);
      found.push({ log: logProbability(own, target), right: own.indexOf(Math.max(...own)) === target });
    });
  }
  return {
    logProbability: found.reduce((sum, { log }) => sum + log, 0) / found.length,
    right: found.filter(({ right }) => right).length / found.length,
  };
}

for (const backend of BACKENDS) {
  describe(`headEffects on ${backend}`, () => {
    before(() => useBackend(backend));
    after(() => tf.setBackend('cpu'));

    for (const causal of [true, false]) {
      it(`is what the twin finds row by row, ${causal ? 'causal' : 'both ways'}`, async () => {
        const model = lively();
        const weights = Object.values(model.parameters).map((each) => each.dataSync().slice());
        const tensors = tf.memory().numTensors;
        const effects = await headEffects(model, rows, { causal });
        assert.equal(tf.memory().numTensors, tensors);
        Object.values(model.parameters).forEach((each, i) => assert.deepEqual(each.dataSync(), weights[i]));

        const whole = await slowScore(causal);
        assertClose([effects.whole.logProbability, effects.whole.right], [whole.logProbability, whole.right]);
        assert.deepEqual(
          effects.heads.map(({ layer, head }) => [layer, head]),
          [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ],
        );
        for (const { layer, head, logProbability: mean, right, change } of effects.heads) {
          const slow = await slowScore(causal, [{ layer, head }]);
          assertClose([mean, right], [slow.logProbability, slow.right]);
          assertClose([change], [slow.logProbability - whole.logProbability], 1e-5);
          assert.ok(Math.abs(change) > 0.01, 'every head of this model says something');
        }
      });
    }
  });
}

describe('headEffects', () => {
  before(() => useBackend('threads'));
  after(() => tf.setBackend('cpu'));

  it('many rows need several batches and give the same', async () => {
    const many = Array.from({ length: 110 }, () => rows).flat();
    const model = lively({ ...config, context: 40 });
    const [few, all] = [
      await headEffects(model, rows, { causal: true }),
      await headEffects(model, many, { causal: true }),
    ];
    assertClose(
      all.heads.map(({ change }) => change),
      few.heads.map(({ change }) => change),
    );
  });

  it('refuses rows and targets that do not fit, and rows that ask for nothing', async () => {
    const asked = (tokens: number[], targets: number[]) =>
      headEffects(lively(), [{ tokens, targets }], { causal: true });
    await assert.rejects(asked([1, 2], [1]), /row 0 has 2 tokens and 1 targets/);
    await assert.rejects(asked([1, 2], [1, 9]), /has the target 9; targets are 0 to 8, or −1/);
    await assert.rejects(asked([1, 2], [-1, -1]), /no row asks for a token/);
    await assert.rejects(asked([1, 12], [1, 1]), /has 12 at place 1/);
    await assert.rejects(headEffects(lively(), [], { causal: true }), /no row asks for a token/);
  });
});

describe('askedRow', () => {
  const part = { tokens: Int32Array.of(1, 5, 6, 7, 1), from: 2, to: 4 };

  it('hides the part behind masks, and asks the place before each of its tokens', () => {
    assert.deepEqual(askedRow(part, 2), {
      tokens: Int32Array.of(1, 5, 2, 2, 1),
      targets: Int32Array.of(-1, 6, 7, -1, -1),
    });
  });

  it('leaves the part where it is read from left to right', () => {
    assert.deepEqual(askedRow(part), { tokens: part.tokens, targets: Int32Array.of(-1, 6, 7, -1, -1) });
  });

  it('refuses a part that is empty, outside, or has nothing before it', () => {
    for (const [from, to] of [
      [0, 1],
      [2, 2],
      [3, 6],
      [1.5, 2],
    ] as const) {
      assert.throws(
        () => askedRow({ ...part, from, to }),
        new RegExp(`behind the first of 5 tokens, got ${from} to ${to}`),
      );
    }
  });
});
