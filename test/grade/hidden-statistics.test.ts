/** The statistics of hidden checks, against SciPy's values and against exact sums over all outcomes. */
import assert from 'node:assert/strict';
import { CheckFailure } from 'kernel-lib/dist/grade/hidden/failures.js';
import * as judging from 'kernel-lib/dist/grade/hidden/judging.js';
import {
  binomialAtLeast,
  binomialAtMost,
  entropyBound,
  logGamma,
  misfit,
} from 'kernel-lib/dist/grade/hidden/statistics.js';
import { AuthorError } from 'kernel-lib/dist/grade/tasks.js';
import { seededRandom } from 'kernel-lib/dist/random.js';

/** count, n, p, binom.sf(count − 1, n, p), binom.cdf(count, n, p): SciPy 1.17.1. */
const BINOMIAL = [
  [52, 2500, 0.01, 1.3689943218728448e-6, 0.9999993710204869],
  [8, 10, 0.5, 0.0546875, 0.9892578125],
  [1, 1000, 1e-9, 9.999995005001662e-7, 0.9999999999995005],
  [120, 2000, 0.05, 0.02508363004053577, 0.9800771627020072],
  [2000, 2000, 0.99, 1.863756602992229e-9, 1.0],
  [600, 1000, 0.5, 1.3642320780329735e-10, 0.9999999999099158],
  [3, 7, 0.2, 0.14803200000000005, 0.966656],
  [0, 5, 0.3, 1.0, 0.16807],
  [100000, 1000000, 0.0995, 0.04766570460305971, 0.9526645186278627],
] as const;

/** x, gammaln(x): SciPy 1.17.1. */
const LOG_GAMMA = [
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [1, 0],
  [2.5, 0.2846828704729192],
  [10, 12.801827480081469],
  [123.4, 469.3360974421906],
  [100001, 1051299.2218991218],
] as const;

const isNear = (came: number, expected: number, relative: number) =>
  assert.ok(
    Math.abs(came - expected) <= relative * Math.max(Math.abs(expected), 1e-300),
    `${came} ${expected}`,
  );

/** Exact probability that `misfit` refuses n draws of the right sampler: the sum over all counts. */
function refusal(n: number, probabilities: readonly number[], falseAlarm: number): number {
  const visit = (left: number, counts: number[], logWeight: number): number => {
    const i = counts.length;
    if (i === probabilities.length - 1) {
      const all = [...counts, left];
      const probability = Math.exp(
        logWeight + logGamma(n + 1) - logGamma(left + 1) + left * Math.log(probabilities[i]!),
      );
      return misfit(all, probabilities, falseAlarm) === undefined ? 0 : probability;
    }
    let sum = 0;
    for (let k = 0; k <= left; k++)
      sum += visit(left - k, [...counts, k], logWeight - logGamma(k + 1) + k * Math.log(probabilities[i]!));
    return sum;
  };
  return visit(n, [], 0);
}

const drawn = (n: number, probabilities: readonly number[], seed: number): number[] => {
  const random = seededRandom(seed);
  const counts = probabilities.map(() => 0);
  for (let i = 0; i < n; i++) {
    let left = random();
    const k = probabilities.findIndex((p) => (left -= p) < 0);
    counts[k === -1 ? counts.length - 1 : k]!++;
  }
  return counts;
};

const softmax = (logits: readonly number[], temperature = 1) => {
  const powers = logits.map((z) => Math.exp(z / temperature));
  const sum = powers.reduce((total, x) => total + x, 0);
  return powers.map((x) => x / sum);
};

describe('statistics of hidden checks', () => {
  it('the gamma function and binomial tails as SciPy has them', () => {
    for (const [x, expected] of LOG_GAMMA)
      assert.ok(Math.abs(logGamma(x) - expected) < 1e-13 * Math.max(10, expected));
    for (const [count, n, p, atLeast, atMost] of BINOMIAL) {
      isNear(binomialAtLeast(count, n, p), atLeast, 1e-8);
      isNear(binomialAtMost(count, n, p), atMost, 1e-8);
    }
  });

  it('the bound on relative entropy is one: it is 1 near the distribution and falls', () => {
    assert.equal(entropyBound(0, 100, 4), 1);
    assert.equal(entropyBound(0.02, 100, 4), 1);
    isNear(entropyBound(0.5, 100, 4), Math.exp(-50) * ((Math.E * 50) / 3) ** 3, 1e-9);
  });

  for (const [n, probabilities] of [
    [300, [0.5, 0.5]],
    [400, [0.97, 0.03]],
    [40, [0.7, 0.2, 0.1]],
    [60, [0.98, 0.01, 0.01]],
    [14, [0.4, 0.3, 0.2, 0.05, 0.05]],
  ] as const) {
    it(`refuses ${n} right draws of [${probabilities.join(', ')}] no more often than stated, exactly`, () => {
      for (const falseAlarm of [0.05, 1e-3, 1e-7]) {
        const exact = refusal(n, probabilities, falseAlarm);
        assert.ok(exact <= falseAlarm, `${exact} > ${falseAlarm}`);
      }
      assert.ok(refusal(n, probabilities, 0.05) > 0, 'it refuses nothing at all');
    });
  }

  it('lets right samplers pass and refuses wrong ones at 1e-7', () => {
    const logits = [1.5, 0.2, -0.4, 0.9, -1.1];
    const right = softmax(logits);
    for (let seed = 1; seed <= 200; seed++) judging.fits(drawn(4000, right, seed), right);
    const wrong = {
      'the temperature is forgotten': softmax(logits, 1.3),
      'indices are off by one': [right[4]!, ...right.slice(0, 4)],
      uniform: right.map(() => 0.2),
      'the most likely alone': [1, 0, 0, 0, 0],
      'the last is never drawn': [...right.slice(0, 4), 0].map((p) => p / (1 - right[4]!)),
    };
    for (const [name, probabilities] of Object.entries(wrong)) {
      assert.throws(() => judging.fits(drawn(4000, probabilities, 7), right), CheckFailure, name);
    }
    assert.throws(() => judging.fits([999, 1], [1, 0]), /probability/);
  });

  it("counts that are none fail, probabilities that are none are the author's", () => {
    assert.throws(() => judging.fits([NaN, 10], [0.5, 0.5]), CheckFailure);
    assert.throws(() => judging.fits([-1, 10], [0.5, 0.5]), CheckFailure);
    assert.throws(() => judging.fits([0, 0], [0.5, 0.5]), CheckFailure);
    assert.throws(() => judging.fits([1, 2], [0.5, 0.4]), AuthorError);
    assert.throws(() => judging.fits([1, 2, 3], [0.5, 0.5]), AuthorError);
  });

  it('normal numbers have mean 0, variance 1, and the tails that they should', () => {
    const values = judging.normals(seededRandom(3), 100_001);
    assert.equal(values.length, 100_001);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    assert.ok(Math.abs(mean) < 0.02 && Math.abs(variance - 1) < 0.03);
    const beyond = values.filter((x) => Math.abs(x) > 1.959964).length;
    assert.ok(Math.abs(beyond / values.length - 0.05) < 0.004);
  });

  it('finite differences are the gradient; a function of no numbers fails', async () => {
    const slopes = await judging.finiteDifferences(
      async ([x = 0, y = 0]) => x * x * y + Math.sin(y),
      [3, 0.5],
    );
    judging.close(slopes, [3, 9 + Math.cos(0.5)], 1e-8);
    await assert.rejects(
      judging.finiteDifferences(() => NaN, [1]),
      CheckFailure,
    );
    await assert.rejects(
      judging.finiteDifferences(() => '1' as never, [1]),
      CheckFailure,
    );
  });

  it('a tensor is rounded as it will arrive, and must fill its shape', () => {
    assert.deepEqual(judging.tensor([0.1], [1]).values, [Math.fround(0.1)]);
    assert.throws(() => judging.tensor([1, 2, 3], [2, 2]), AuthorError);
    assert.throws(() => judging.close(judging.tensor([1], [1]), judging.tensor([1], [1, 1])), /shape/);
    assert.throws(() => judging.same(NaN, 1), CheckFailure);
    assert.throws(() => judging.expect(false, 'said'), /said/);
  });
});
