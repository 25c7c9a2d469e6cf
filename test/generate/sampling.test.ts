/** Sampling: each filter alone, at its edges, and the frequencies of what is drawn. */
import assert from 'node:assert/strict';
import {
  drawToken,
  forbid,
  greedy,
  penalizeRepetition,
  probabilities,
  samplerOf,
  topK,
  topP,
  withTemperature,
} from 'kernel-lib/dist/generate/sampling.js';
import { seededRandom } from 'kernel-lib/dist/random.js';

const NO = -Infinity;
/** Logits of these probabilities. */
const of = (...chances: number[]) => Float32Array.from(chances, Math.log);
/** Which tokens are possible. */
const left = (logits: Float32Array) => [...logits.keys()].filter((token) => logits[token]! > NO);

/** How often each token comes in `draws` draws. */
function frequencies(draw: () => number, vocabulary: number, draws = 20_000): number[] {
  const counts = new Array<number>(vocabulary).fill(0);
  for (let i = 0; i < draws; i++) counts[draw()]! += 1;
  return counts.map((count) => count / draws);
}

/** Each frequency within five standard deviations of its expectation; 0 is never drawn. */
function assertFrequencies(seen: number[], expected: number[], draws = 20_000): void {
  expected.forEach((chance, token) => {
    const bound = 5 * Math.sqrt((chance * (1 - chance)) / draws);
    assert.ok(
      Math.abs(seen[token]! - chance) <= bound,
      `token ${token}: ${seen[token]} instead of ${chance}`,
    );
  });
}

describe('sampling', () => {
  it('greedy takes the most likely token, the first of several', () => {
    assert.equal(greedy(Float32Array.of(1, 3, 2)), 1);
    assert.equal(greedy(Float32Array.of(2, 7, 7)), 1);
    assert.equal(greedy(Float32Array.of(NO, NO, -9)), 2);
  });

  it('probabilities are a softmax, also of large and of impossible logits', () => {
    const seen = [...probabilities(Float32Array.of(1000, 1000 + Math.log(3), NO))];
    assert.ok(Math.abs(seen[0]! - 0.25) < 1e-4 && Math.abs(seen[1]! - 0.75) < 1e-4);
    assert.equal(seen[2], 0);
    assert.deepEqual([...probabilities(Float32Array.of(-4))], [1]);
  });

  it('top-k keeps k tokens, of equal ones the first', () => {
    const logits = Float32Array.of(1, 5, 3, 3, 4);
    assert.deepEqual([...topK(logits, 3)], [NO, 5, 3, NO, 4]);
    assert.deepEqual(left(topK(logits, 1)), [1]);
    assert.deepEqual([...topK(logits, 9)], [...logits]);
    assert.deepEqual([...logits], [1, 5, 3, 3, 4], 'the given logits stay');
  });

  it('top-p keeps the fewest that reach p', () => {
    const logits = of(0.1, 0.5, 0.3, 0.1);
    assert.deepEqual(left(topP(logits, 0.4)), [1]);
    assert.deepEqual(left(topP(logits, 0.79)), [1, 2]);
    assert.deepEqual(left(topP(logits, 0.85)), [0, 1, 2], 'of two equal ones the first');
    assert.deepEqual(left(topP(logits, 0.95)), [0, 1, 2, 3]);
  });

  it('top-p at its edges: p tiny, p = 1, all equal, impossible tokens', () => {
    assert.deepEqual(left(topP(of(0.2, 0.5, 0.3), 1e-12)), [1]);
    assert.deepEqual(left(topP(of(0.2, 0.5, 0.3), 1)), [0, 1, 2]);
    const equal = new Float32Array(1000);
    assert.deepEqual(left(topP(equal, 0.5)).length, 500);
    assert.deepEqual(left(topP(equal, 0.0001)), [0]);
    assert.equal(left(topP(equal, 1 - 1e-12)).length, 1000);
    assert.deepEqual(left(topP(Float32Array.of(NO, 0, NO), 0.9)), [1]);
  });

  it('a repetition penalty lowers what was there, whatever its sign, once', () => {
    const logits = Float32Array.of(4, -4, 2);
    assert.deepEqual([...penalizeRepetition(logits, [0, 1, 0, 99], 2)], [2, -8, 2]);
    assert.deepEqual([...penalizeRepetition(logits, [0, 1], 1)], [4, -4, 2]);
    assert.deepEqual([...forbid(logits, [1, 99])], [4, NO, 2]);
  });

  it('draws as often as the probabilities say', () => {
    const chances = [0.05, 0.6, 0, 0.35];
    const random = seededRandom(11);
    const seen = frequencies(() => drawToken(of(...chances), random), 4);
    assertFrequencies(seen, chances);
  });

  it('draws the last possible token where rounding leaves a little over', () => {
    assert.equal(
      drawToken(of(0.3, 0.7, 0), () => 1 - 1e-17),
      1,
    );
    assert.equal(
      drawToken(of(0, 0.3, 0.7), () => 0),
      1,
    );
  });

  it('temperature, top-k and top-p shape the frequencies', () => {
    const chances = [0.1, 0.2, 0.3, 0.4];
    const squares = chances.map((chance) => (chance * chance) / 0.3);
    const cases: [object, number[]][] = [
      [{}, chances],
      [{ temperature: 0.5 }, squares],
      [{ topK: 2 }, [0, 0, 3 / 7, 4 / 7]],
      [{ topP: 0.8 }, [0, 2 / 9, 3 / 9, 4 / 9]],
      [{ temperature: 0 }, [0, 0, 0, 1]],
      [{ forbidden: [3], topK: 1 }, [0, 0, 1, 0]],
      // Temperature comes before top-p: the squares of .3 and .4 make 83 %.
      [{ temperature: 0.5, topP: 0.8 }, [0, 0, 9 / 25, 16 / 25]],
    ];
    for (const [options, expected] of cases) {
      const sample = samplerOf(options, seededRandom(5));
      assertFrequencies(
        frequencies(() => sample(of(...chances), []), 4),
        expected,
      );
    }
  });

  it('the same seed draws the same tokens', () => {
    const draw = (seed: number) => {
      const sample = samplerOf({ temperature: 1.3 }, seededRandom(seed));
      return Array.from({ length: 50 }, () => sample(new Float32Array(30), []));
    };
    assert.deepEqual(draw(4), draw(4));
    assert.notDeepEqual(draw(4), draw(5));
  });

  it('refuses logits that are none', () => {
    const nan = Float32Array.of(0, NaN, 1);
    const sentence = /the logit of token 1 is NaN/;
    for (const use of [
      greedy,
      probabilities,
      (x: Float32Array) => topK(x, 1),
      (x: Float32Array) => topP(x, 0.5),
    ]) {
      assert.throws(() => use(nan), { name: 'UserError', message: sentence });
    }
    assert.throws(() => drawToken(nan, Math.random), sentence);
    assert.throws(() => samplerOf({}, seededRandom(1))(nan, []), sentence);
    assert.throws(() => greedy(Float32Array.of(Infinity)), /the logit of token 0 is Infinity/);
    assert.throws(() => greedy(new Float32Array()), /there are no logits/);
    assert.throws(() => probabilities(Float32Array.of(NO, NO)), /all 2 logits are −Infinity/);
  });

  it('refuses options that are wrong or unknown', () => {
    const logits = Float32Array.of(1, 2);
    assert.throws(() => topP(logits, 0), /topP: p must be a number above 0, at most 1, got 0/);
    assert.throws(() => topP(logits, NaN), /got NaN/);
    assert.throws(() => topK(logits, 0), /topK: k must be a whole number, 1 or above, got 0/);
    assert.throws(() => withTemperature(logits, 0), /temperature must be a finite number above 0, got 0/);
    assert.throws(
      () => penalizeRepetition(logits, [], -1),
      /penalty must be a finite number above 0, got -1/,
    );
    assert.throws(
      () => samplerOf({ temperature: -1 }, Math.random),
      /temperature must be .* 0 or above, got -1/,
    );
    assert.throws(
      () => samplerOf({ top_k: 3 } as object, Math.random),
      /no option "top_k"; it has temperature, topK/,
    );
  });
});
