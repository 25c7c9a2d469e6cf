/** How test runs are counted and summed, and how a bench is shown. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/paths.js';
import { removeAll, run, script, sentenceIn, temporaryFolder } from './course.js';

interface Counts {
  passed: number;
  failed: number;
  skipped: { name: string; need?: string }[];
}
interface Sum {
  totals: { passed: number; failed: number; skipped: number };
  lines: string[];
}
const { sum } = script<{ sum(problems: number, runs: { file: string; counts?: Counts }[]): Sum }>(
  'sum-tests.js',
);
interface Bench {
  table(rows: object[]): string;
  isMet(row: object): boolean;
  chosenParts(name: string, bench: { parts?: string[] }, wanted: string[]): string[];
}
const { table, isMet, chosenParts } = script<Bench>('bench.js');

const TESTS = `
describe('one', () => {
  it('passes', () => {});
  it('fails', () => { throw new Error('no'); });
  it('skips itself', function () { this.test.title += ' [needs chromium: install it]'; this.skip(); });
});
describe('two', () => {
  before(function () { this.test.title += ' [needs python: install that]'; this.skip(); });
  it('skipped by its suite', () => {});
});`;

describe('test counts', function () {
  this.timeout(20_000);
  after(removeAll);

  it('the reporter writes them, with what each skipped test needs', async () => {
    const folder = temporaryFolder();
    const counts = join(folder, 'deep', 'counts.json');
    writeFileSync(join(folder, 'a.js'), TESTS);
    const reporter = [
      '--reporter',
      join(root, 'scripts', 'reporter.js'),
      '--reporter-option',
      `counts=${counts}`,
    ];
    const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const { code, stdout } = await run(mocha, [...reporter, join(folder, 'a.js')], { cwd: folder });
    assert.equal(code, 1);
    assert.match(stdout, /1 passing/);
    assert.deepEqual(JSON.parse(readFileSync(counts, 'utf8')), {
      passed: 1,
      failed: 1,
      skipped: [
        { name: 'one › skips itself [needs chromium: install it]', need: 'chromium: install it' },
        { name: 'two › skipped by its suite', need: 'python: install that' },
      ],
    });
  });

  it('are summed; a skip fails unless it needs a graphics card or another system', () => {
    const one: Counts = { passed: 3, failed: 0, skipped: [{ name: 'a › b', need: 'gpu: an NVIDIA card' }] };
    const two: Counts = { passed: 2, failed: 1, skipped: [] };
    const good = sum(0, [{ file: 'x', counts: one }]);
    assert.deepEqual(good.lines, ['3 passed, 0 failed, 1 skipped']);
    const both = sum(0, [
      { file: 'x', counts: one },
      { file: 'y', counts: two },
    ]);
    assert.deepEqual(both.totals, { passed: 5, failed: 1, skipped: 1 });
    const lacking: Counts = {
      passed: 1,
      failed: 0,
      skipped: [{ name: 'a › b', need: 'python: install it' }, { name: 'c' }],
    };
    assert.deepEqual(sum(0, [{ file: 'x', counts: lacking }]).lines, [
      'Skipped, but must run here: a › b (needs python: install it)',
      'Skipped, but must run here: c',
      '1 passed, 2 failed',
    ]);
  });

  it('a run without counts, and a failure from elsewhere, are failures', () => {
    assert.deepEqual(sum(1, [{ file: 'x' }]), {
      totals: { passed: 0, failed: 2, skipped: 0 },
      lines: ['x is missing: that run did not get to its end.', '0 passed, 2 failed'],
    });
  });
});

describe('npm run bench', function () {
  this.timeout(20_000);
  const bench = join(root, 'scripts', 'bench.js');

  it('shows rows as a table, and whether each goal is met', () => {
    const row = {
      bench: 'matmul',
      name: '512',
      unit: 'GFLOP/s',
      ours: 60,
      peer: 97.25,
      ratio: 0.617,
      of: 'ratio',
    };
    const text = table([
      { ...row, goal: { min: 0.6 }, floor: 0.5 },
      { ...row, name: '1024', goal: { min: 0.9 } },
    ]);
    assert.equal(
      text,
      [
        'name  ours  peer   unit     ratio  goal           floor  met',
        '512   60    97.25  GFLOP/s  0.617  ratio min 0.6  0.5    yes',
        '1024  60    97.25  GFLOP/s  0.617  ratio min 0.9  –      NO',
      ].join('\n'),
    );
    const beside = { others: { quick: 1, lost: null }, reasons: { lost: 'no idle within 20 s' } };
    assert.equal(
      table([{ ...row, ...beside, goal: { min: 0.6 } }]),
      [
        'name  ours  peer   quick  lost  unit     ratio  goal           floor  met',
        '512   60    97.25  1      –     GFLOP/s  0.617  ratio min 0.6  –      yes',
        '– 512, lost: no idle within 20 s',
      ].join('\n'),
    );
    assert.equal(isMet({ ours: 3, ratio: 9, of: 'ours', goal: { max: 4 } }), true);
    assert.equal(isMet({ ours: 3, ratio: 9, of: 'ratio', goal: { max: 4 } }), false);
    assert.equal(isMet({ ours: 3 }), true);
  });

  it('takes all parts of a bench, or those that are named; an unknown one gets one sentence', () => {
    const train = { parts: ['pilot', 'start'] };
    assert.deepEqual(chosenParts('train', train, []), ['pilot', 'start']);
    assert.deepEqual(chosenParts('train', train, ['start']), ['start']);
    assert.throws(() => chosenParts('train', train, ['strat']), {
      message: 'The bench "train" has no part "strat": its parts are pilot, start.',
    });
    assert.throws(() => chosenParts('lesson', {}, ['pilot']), /has no part "pilot": it has no parts\.$/);
  });

  it('an unknown name or flag gets one sentence', async () => {
    assert.match(
      sentenceIn(await run(bench, ['nonsense'])),
      /^There is no bench "nonsense"; there are: .*\.$/,
    );
    assert.match(
      sentenceIn(await run(bench, ['--jsn'])),
      /^npm run bench cannot read "--jsn": it takes a name, parts, --json, --quick and --profile\.$/,
    );
  });
});
