/** The class at a glance: what it counts, what it distrusts, and that no answer can break the page. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { compareLesson } from 'kernel-lib/dist/grade/reports/answers.js';
import { flakyChecks, infrastructureErrors } from 'kernel-lib/dist/grade/reports/flaky.js';
import { medianOf, overviewOf } from 'kernel-lib/dist/grade/reports/overview.js';
import { overviewPage } from 'kernel-lib/dist/grade/reports/overview-page.js';
import { finalGrades } from 'kernel-lib/dist/grade/reports/scores.js';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';
import { hidden, LESSON, result, RESULTS, task } from './reports/classOf12.js';
import { contrastProblems } from './reports/contrast.js';
import { grades } from './reports/graded.js';
import { elements, mainText } from './reports/html.js';
import { PLAIN_ANSWERS } from './reports/plainAnswers.js';

const overview = overviewOf(grades, RESULTS);
const [lesson] = overview.lessons;
const NASTY = '</code></pre></details><script>alert(1)</script>\u202e';

const submission = (student: string, sources: Record<string, string>): Submission => ({
  student,
  lesson: LESSON,
  hash: student,
  answers: Object.entries(sources).map(([name, source]) => ({ task: name, source })),
  warnings: [],
});
const mask = PLAIN_ANSWERS['mask-sentence']!;
const entropy = PLAIN_ANSWERS['cross-entropy']!;
const SUBMISSIONS = [
  submission('s01', {
    'mask-sentence': mask[0]!,
    'cross-entropy': entropy[0]!,
    softmax: PLAIN_ANSWERS['softmax']![0]!,
  }),
  submission('s02', { 'mask-sentence': mask[0]!, 'cross-entropy': entropy[0]!.replace(/total/g, 'petals') }),
  submission('s03', { 'mask-sentence': mask[1]! + `\n/* ${NASTY} */`, 'cross-entropy': NASTY }),
  submission('s04', { 'mask-sentence': mask[1]!, 'cross-entropy': entropy[1]! }),
  submission('s05', { 'mask-sentence': mask[2]! }),
];

describe('grade: the class at a glance', function () {
  this.timeout(60_000);
  let html: string;
  before(async () => {
    const part = await compareLesson(root, LESSON, SUBMISSIONS);
    html = overviewPage({ overview, grades: grades.grades, similar: new Map([[LESSON, part!]]) });
  });

  it('counts everybody once, and a score that nobody gave in no mean', () => {
    assert.deepEqual(lesson!.states, { graded: 8, review: 1, ungraded: 2, missing: 1 });
    assert.deepEqual(
      lesson!.distribution.map(({ students }) => students),
      [5, 0, 0, 0, 0, 1, 1, 0, 0, 2],
    );
    assert.equal(lesson!.median, 0.25);
    assert.ok(Math.abs(lesson!.mean! - (6 + 4.05 + 0.25 + 3 + 6) / 9) < 1e-12);
    assert.deepEqual([lesson!.late, overview.unknown], [2, ['stranger']]);
  });

  it('puts full marks into the last bin and the edges into the upper one', () => {
    const one = (points: number) =>
      overviewOf(finalGrades({ results: [result('x', [task('a', 'failed', points)])] }), []).lessons[0]!;
    const bin = (points: number) => one(points).distribution.findIndex(({ students }) => students === 1);
    assert.deepEqual([0, 0.29, 0.3, 0.9, 2.1, 2.7, 3].map(bin), [0, 0, 1, 3, 7, 9, 9]);
  });

  it('finds the hardest tasks and checks, without what is not the learners’ fault', () => {
    assert.deepEqual(
      lesson!.tasks.map(({ task: name }) => name),
      ['mask-sentence', 'cross-entropy'],
    );
    assert.equal(lesson!.tasks[1]!.outcomes['time limit'], 1);
    const hard = lesson!.checks[0]!;
    // s08's check threw and s09's machine failed: neither counts as run.
    assert.deepEqual([hard.task, hard.hidden, hard.failed, hard.ran], ['mask-sentence', true, 4, 6]);
    assert.deepEqual(medianOf([3, 1, 2, 10]), 2.5);
    assert.equal(medianOf([]), null);
  });

  it('does not take a check for hard that never ran', () => {
    const results = (['not written', 'syntax error', 'missing', 'passed'] as const).map((outcome) =>
      result(outcome, [task('a', outcome, 0, [hidden(outcome)])]),
    );
    assert.deepEqual(overviewOf(finalGrades({ results }), results).lessons[0]!.checks, []);
  });

  it('lists what waits for a person, with details for the instructor', () => {
    assert.deepEqual(
      lesson!.review.map(({ student }) => student),
      ['s07', 's08', 's09', 's10'],
    );
    assert.match(lesson!.review[1]!.details.join(), /HIDDENDETAIL/);
  });

  it('says the same on the page', () => {
    const text = mainText(html);
    assert.match(text, /11handed in1handed in nothing3wait for you2late/);
    assert.match(text, /Not on the roster, so in no export: stranger/);
    assert.match(text, /Ren Sato \(s07\): mask-sentence: two cells claim/);
    assert.match(text, /Isolation: bubblewrap \(11\)/);
    assert.match(text, /The machine failed 1 time for s09, the last time, too: grade again/);
  });

  it('names close answers, who is close in several tasks, and what is too short to tell', () => {
    const text = mainText(html);
    assert.match(
      text,
      /Close in several tasks:Mei Lin \(s01\) and 张伟 \(s02\): .*(Mask sentence, Cross entropy|Cross entropy, Mask sentence)/,
    );
    assert.match(
      text,
      /Mask sentence: Bobby .*\(s03\) and @SUM\(A1\).*\(s04\) \(structure 100 %, words \d+ %\)/,
    );
    assert.match(text, /Softmax: 1 answer too short to tell/);
    assert.doesNotMatch(text, /s05\) \(structure/);
  });

  it('shows answers, names and messages as text, whatever they hold', () => {
    assert.deepEqual(elements(html, 'script, img, iframe, a'), []);
    assert.ok(mainText(html).includes('</code></pre></details><script>alert(1)</script>'));
    assert.equal(elements(html, 'main').length, 1);
    assert.doesNotMatch(html, /(?:src|href)=|url\(/);
  });

  it('says so where answers were not compared', () => {
    const page = overviewPage({ overview, grades: grades.grades, similar: new Map() });
    assert.match(mainText(page), /Not compared: the answers are not beside the results/);
  });

  it('fits a phone and has enough contrast on light and on dark paper', async function () {
    const browser = await chromium.launch({
      executablePath: needs(this, 'chromium'),
      args: ['--no-sandbox'],
    });
    const folder = mkdtempSync(join(tmpdir(), 'report-'));
    try {
      writeFileSync(join(folder, 'report.html'), html.replaceAll('<details>', '<details open>'));
      for (const colorScheme of ['light', 'dark'] as const) {
        const tab = await browser.newPage({ viewport: { width: 360, height: 740 }, colorScheme });
        await tab.goto(`file://${join(folder, 'report.html')}`);
        assert.equal(await tab.evaluate('document.documentElement.scrollWidth'), 360);
        assert.deepEqual(await contrastProblems(tab), []);
        await tab.close();
      }
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('grade: flaky checks', () => {
  const run = (outcome: 'passed' | 'failed' | 'infrastructure error', changes = {}) =>
    result('x', [task('a', outcome, 0, [hidden('passed'), hidden(outcome)])], changes);

  it('are those that gave the same submission, checks and seed other outcomes', () => {
    const found = flakyChecks([run('passed'), run('failed'), run('passed')]);
    assert.equal(found.length, 1);
    assert.deepEqual(found[0]!.outcomes, { passed: 2, failed: 1 });
  });

  it('are not those of another submission, other checks or another seed', () => {
    for (const changes of [{ submission: 'other' }, { checks: 'other' }, { seed: 'other' }]) {
      assert.deepEqual(flakyChecks([run('passed'), run('failed', changes)]), []);
    }
  });

  it('are apart from failures of the machine, which say whether they are mended', () => {
    const history = [
      run('infrastructure error'),
      run('passed'),
      result('y', [task('a', 'infrastructure error', 0)]),
    ];
    assert.deepEqual(flakyChecks(history), []);
    assert.deepEqual(infrastructureErrors(history), [
      { student: 'x', times: 1, still: false },
      { student: 'y', times: 1, still: true },
    ]);
  });
});
