/** Beating the intent: rows 47 to 51 of docs/grading/abuse.md, each against a check that looks for it. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { TaskGrade } from 'kernel-lib/dist/grade/grading.js';
import { gradeSubmission } from 'kernel-lib/dist/grade/hidden/grade-submission.js';
import { noIsolation } from 'kernel-lib/dist/grade/isolation/none.js';
import { checkTask } from 'kernel-lib/dist/grade/run-task.js';
import { shortcutIn } from 'kernel-lib/dist/grade/shortcuts.js';
import { makeCourse } from './course.js';
import { SECRET, submissionOf } from './hidden-course.js';

const task = (id: string, declaration: string, body: string) =>
  `// %% task="${id}" points=2\n// task: ${id}\n${declaration} {\n  // BEGIN SOLUTION\n  ${body}\n  // END SOLUTION\n}\n`;

const SOFTMAX =
  'const exps = xs.map((x) => Math.exp(x - Math.max(...xs))); const sum = exps.reduce((a, b) => a + b); return exps.map((e) => e / sum);';
const TRAIN = `let w = 0, b = 0;
  for (let step = 0; step < 500; step++) for (let i = 0; i < xs.length; i++) { const e = w * xs[i]! + b - ys[i]!; w -= 0.05 * e * xs[i]!; b -= 0.05 * e; }
  return { weights: [w, b], loss: xs.reduce((sum, x, i) => sum + (w * x + b - ys[i]!) ** 2, 0) / xs.length };`;
const SCRIPT = [
  task('softmax', 'function softmax(xs: number[]): number[]', SOFTMAX),
  task('train', 'function train(xs: number[], ys: number[]): { weights: number[]; loss: number }', TRAIN),
  task(
    'toss',
    'function toss(count: number): number[]',
    'return Array.from({ length: count }, () => (Math.random() < 0.25 ? 1 : 0));',
  ),
].join('\n');

const cases = (id: string, more: string) => `module.exports = { task: '${id}', ${more} };\n`;
const FILES: Record<string, string> = {
  'softmax/cases.js': cases(
    'softmax',
    "exports: ['softmax'], ownWork: ['softmax'], visible: [{ name: 'equal', call: 'softmax', args: [[0, 0]], expected: [0.5, 0.5] }]",
  ),
  'softmax/hidden.js': `module.exports = ({ describe, it, learnerWithArguments, reference, normal, close, same }) => {
    describe('fresh scores', () => {
      it('agrees, and leaves its input', { tell: 'Some rows give other probabilities.' }, async () => {
        const row = normal(5);
        const { value, args } = await learnerWithArguments('softmax', row);
        close(value, reference('softmax', row));
        same(args, [row]);
      });
    });
  };`,
  'train/cases.js': cases(
    'train',
    "exports: ['train'], visible: [{ name: 'one point', call: 'train', args: [[0], [0]], expected: { weights: [0, 0], loss: 0 } }]",
  ),
  // What the answer says of its own loss is never looked at.
  'train/hidden.js': `module.exports = ({ describe, it, learner, random, expect }) => {
    describe('a fresh line', () => {
      it('is learned', { tell: 'The weights that come back do not fit the points.' }, async () => {
        const [w, b] = [random() + 1, random()];
        const xs = Array.from({ length: 10 }, () => random()), ys = xs.map((x) => w * x + b);
        const { weights } = await learner('train', xs, ys);
        const loss = xs.reduce((sum, x, i) => sum + (weights[0] * x + weights[1] - ys[i]) ** 2, 0) / xs.length;
        expect(loss < 1e-3);
      });
    });
  };`,
  'toss/cases.js': cases(
    'toss',
    "exports: ['toss'], visible: [{ name: 'none', call: 'toss', args: [0], expected: [] }]",
  ),
  'toss/hidden.js': `module.exports = ({ describe, it, learner, fits }) => {
    describe('many tosses', () => {
      it('come out as often as they should', { tell: 'One side comes too often.' }, async () => {
        const tosses = await learner('toss', 4000);
        const ones = tosses.filter((toss) => toss === 1).length;
        fits([tosses.length - ones, ones], [0.75, 0.25]);
      });
    });
  };`,
};

const RIGHT: Record<string, string> = {
  softmax: `function softmax(xs: number[]) { ${SOFTMAX} }`,
  train: `function train(xs: number[], ys: number[]) { ${TRAIN} }`,
  toss: 'function toss(count: number) { return Array.from({ length: count }, () => (Math.random() < 0.25 ? 1 : 0)); }',
};

const attempts: Record<string, [task: string, source: string, message?: RegExp]> = {
  '47 hard-codes the visible cases': [
    'softmax',
    'function softmax(xs: number[]) { return xs.map(() => 0.5); }',
  ],
  '48 calls the library': [
    'softmax',
    "import * as tf from '@tensorflow/tfjs';\nfunction softmax(xs: number[]) {\n  return Array.from(tf.softmax(xs).dataSync());\n}",
    /^This task asks you to write softmax yourself, and line 3 of the cell takes it from elsewhere\.$/,
  ],
  '49 changes its input': [
    'softmax',
    `function softmax(xs: number[]) { const out = (() => { ${SOFTMAX} })(); out.forEach((p, i) => (xs[i] = p)); return out; }`,
  ],
  '49 returns an alias of its input that changed': [
    'softmax',
    `function softmax(xs: number[]) { const out = (() => { ${SOFTMAX} })(); for (const i of xs.keys()) xs[i] = out[i]!; return xs; }`,
  ],
  '50 claims a training loss': ['train', 'function train() { return { weights: [0, 0], loss: 0 }; }'],
  '51 patches Math.random': ['toss', `Math.random = () => 0.1;\n${RIGHT['toss']}`],
  '51 patches the seed': [
    'toss',
    `let n = 0; Object.defineProperty(Math, 'random', { value: () => (n++ % 2 ? 0.1 : 0.9), configurable: false });\n${RIGHT['toss']}`,
  ],
};

describe('abuse: intent', () => {
  let root: string;
  before(() => {
    const files = Object.entries(FILES).map(([path, text]) => [`solutions/00-demo/${path}`, text]);
    root = makeCourse({
      ...(Object.fromEntries(files) as Record<string, string>),
      'solutions/00-demo.ts': SCRIPT,
    });
  });
  after(() => rmSync(root, { recursive: true }));

  const grade = async (id: string, source: string): Promise<TaskGrade> => {
    const submission = { ...submissionOf(source), answers: [{ task: id, source }] };
    const { tasks } = await gradeSubmission(submission, { root, secret: SECRET, isolation: noIsolation() });
    return tasks.find((one) => one.task === id)!;
  };

  for (const [name, [id, source, message]] of Object.entries(attempts)) {
    it(`${name}: failed`, async () => {
      const { outcome, points, checks } = await grade(id, source);
      assert.deepEqual({ outcome, points }, { outcome: 'failed', points: 0 });
      if (message !== undefined) assert.match(checks[0]!.message, message);
    });
  }

  it('the same checks give full points to honest work', async () => {
    for (const [id, source] of Object.entries(RIGHT)) {
      const { outcome, points } = await grade(id, source);
      assert.deepEqual([id, outcome, points], [id, 'passed', 2]);
    }
  });

  it('the learner is told in the notebook, too, before anything is graded', async () => {
    const [, source] = attempts['48 calls the library']!;
    const result = await checkTask(root, 'softmax', source);
    assert.deepEqual(
      [result.status, result.next],
      ['error', 'Write softmax out, run the cell, and check again.'],
    );
    assert.match(result.message!, /write softmax yourself, and line 3/);
  });

  it('a name is found however it is imported, and own functions of that name are none of it', () => {
    const taken = (source: string) => shortcutIn(source, ['softmax'])?.line;
    assert.equal(taken("import { softmax as mine } from 'x';"), 1);
    assert.equal(taken("\nconst { softmax } = require('x');"), 2);
    assert.equal(taken("const { softmax: other } = await import('x');"), 1);
    assert.equal(taken("tf['softmax'](1);"), 1);
    assert.equal(taken('tf.tensor(1)\n  .softmax();'), 1);
    assert.equal(
      taken('function softmax(xs) { return xs.length > 1 ? softmax(xs.slice(1)) : xs; } // tf.softmax'),
      undefined,
    );
    assert.equal(shortcutIn('tf.softmax(1)', undefined), undefined);
    assert.equal(taken(`${'['.repeat(50_000)}${']'.repeat(50_000)}`), undefined);
  });
});
