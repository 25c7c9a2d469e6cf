/** Shares, baselines, intervals and calibration against numpy (python/reference.py). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, quantile } from 'kernel-lib/dist/evaluate/bootstrap.js';
import { calibration } from 'kernel-lib/dist/evaluate/calibration.js';
import { baselineOf, scoreOf, type Scored } from 'kernel-lib/dist/evaluate/score.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { root } from '../support/paths.js';

interface Reference {
  p: number[];
  right: boolean[];
  calibration: Record<string, { ece: number; counts: number[] }>;
  sums: number[];
  counts: number[];
  interval: [number, number];
  quantiles: number[];
}
const reference = JSON.parse(
  readFileSync(join(root, 'test', 'evaluate', 'fixtures', 'reference.json'), 'utf8'),
) as Reference;

const cloze = (subject: string, attribute: string, answer: string, others: Partial<Scored> = {}): Scored => ({
  ...{ subject, attribute, answer, kind: 'person', order: 'name-first', language: 'en', ...others },
});

describe('scoreOf', () => {
  const clozes = [
    cloze('p1', 'dorm', 'Maple'),
    cloze('p2', 'dorm', 'Maple'),
    cloze('p3', 'dorm', 'Jade'),
    cloze('p1', 'club', 'chess', { order: 'value-first' }),
    cloze('p2', 'club', 'film', { order: 'value-first' }),
    cloze('p1', 'dorm', '红枫', { language: 'zh' }),
  ];
  const answers = [true, true, false, false, true, true].map((right) => ({ right }));

  it('counts, and names each part', () => {
    const score = scoreOf(clozes, answers);
    assert.deepEqual([score.asked, score.right], [6, 4]);
    assert.ok(Math.abs(score.percent - 400 / 6) < 1e-9);
    assert.deepEqual(score.by('attribute'), {
      dorm: { asked: 4, right: 3, percent: 75 },
      club: { asked: 2, right: 1, percent: 50 },
    });
    assert.deepEqual(Object.keys(score.by('order')), ['name-first', 'value-first']);
    assert.equal(score.by('language')['zh']!.percent, 100);
  });

  it('guesses the most frequent answer of each attribute in each language for the baseline', () => {
    // Maple twice of three, one of two clubs, one of one in Chinese.
    assert.ok(Math.abs(baselineOf(clozes) - 400 / 6) < 1e-9);
    const apart = [cloze('p1', 'dorm', 'chess'), cloze('p2', 'club', 'chess'), cloze('p3', 'club', 'film')];
    assert.ok(Math.abs(baselineOf(apart) - 200 / 3) < 1e-9);
  });

  it('has an interval that the seed decides, and none where all subjects are alike', () => {
    const first = scoreOf(clozes, answers).interval;
    assert.deepEqual(scoreOf(clozes, answers).interval, first);
    assert.ok(first[0] < 67 && first[1] > 67);
    const all = answers.map(() => ({ right: true }));
    assert.deepEqual(scoreOf(clozes, all).interval, [100, 100]);
  });

  it('draws subjects, not answers', () => {
    // Of two subjects one is always right and one never: only 0, 50 and 100 can come.
    const two = Array.from({ length: 40 }, (_, i) => cloze(`p${i % 2}`, 'dorm', 'Maple'));
    const halves = two.map((_, i) => ({ right: i % 2 === 0 }));
    assert.deepEqual(scoreOf(two, halves).interval, [0, 100]);
  });

  it('refuses what has no answer to each cloze', () => {
    assert.throws(() => scoreOf(clozes, answers.slice(1)), /^UserError: scoreOf .* 6 clozes and 5 answers/);
    assert.throws(() => scoreOf([], []), /at least one; got 0 clozes/);
    assert.throws(() => scoreOf(clozes, answers, { resamples: 0 }), /resamples must be a whole number, 1 or/);
  });
});

describe('bootstrap', () => {
  it("agrees with numpy's interval of the same groups", () => {
    const groups = reference.sums.map((sum, i) => ({ sum, count: reference.counts[i]! }));
    const interval = bootstrap(groups, { resamples: 20_000, random: seededRandom(1) });
    interval.forEach((end, i) => {
      assert.ok(Math.abs(end - reference.interval[i]!) < 0.004, `${end} and ${reference.interval[i]}`);
    });
  });

  it("has numpy's quantiles", () => {
    const sorted = [1, 1, 2, 3, 4, 5, 9];
    const found = [0, 0.025, 0.5, 0.975, 1].map((share) => quantile(sorted, share));
    found.forEach((value, i) => assert.ok(Math.abs(value - reference.quantiles[i]!) < 1e-9));
  });
});

describe('calibration', () => {
  for (const [bins, expected] of Object.entries(reference.calibration)) {
    it(`has numpy's error with ${bins} bins`, () => {
      const found = calibration(reference.p, reference.right, Number(bins));
      assert.ok(Math.abs(found.ece - expected.ece) < 1e-9);
      assert.deepEqual(
        found.bins.map(({ count }) => count),
        expected.counts,
      );
    });
  }

  it('is 0 for a model that says what it knows, and large for a boaster', () => {
    const half = Array.from({ length: 100 }, (_, i) => i % 2 === 0);
    assert.equal(calibration(Array<number>(100).fill(0.5), half).ece, 0);
    assert.equal(calibration(Array<number>(100).fill(1), half).ece, 0.5);
  });

  it('refuses what is no probability, and lists of different lengths', () => {
    assert.throws(() => calibration([1.1], [true]), /^UserError: calibration: a probability .* got 1.1/);
    assert.throws(() => calibration([NaN], [true]), /got NaN/);
    assert.throws(() => calibration([0.5], []), /got 1 and 0/);
    assert.throws(() => calibration([0.5], [true], 0), /bins must be a whole number, 1 or above, got 0/);
  });
});
