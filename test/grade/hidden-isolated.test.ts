/** Hidden checks under bubblewrap: tensors, kept code, and training on the library's own backend. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { gradeSubmission } from 'kernel-lib/dist/grade/hidden/grade-submission.js';
import { dropWaitingRunners } from 'kernel-lib/dist/grade/hidden/waiting-runners.js';
import { compilerFor } from 'kernel-lib/dist/grade/compiler/compiler.js';
import { chooseIsolation } from 'kernel-lib/dist/grade/isolation/choose.js';
import type { Isolation } from 'kernel-lib/dist/grade/isolation/isolation.js';
import { needs } from '../support/needs.js';
import { RIGHT } from './course.js';
import { hiddenCourse, hiddenOutcomes, SECRET, submissionOf } from './hidden-course.js';

/** Runs without tensors of its own need none; this one asks for them. */
const WITH_TENSORS = `const visible = [{ name: 'three', call: 'doubleAll', args: [[1, 2, 3]], expected: [2, 4, 6] }];
module.exports = { task: 'double-all', exports: ['doubleAll'], needs: ['tensors'], visible };`;

const TENSORS = `module.exports = ({ describe, it, learner, tensor, close, random }) => {
  describe('tensors', { seconds: 20 }, () => {
    it('doubles', { tell: 'A matrix comes out wrong.' }, async () => {
      const values = Array.from({ length: 6 }, random);
      const came = await learner('doubleAll', tensor(values, [2, 3]));
      close(came, tensor(values.map((x) => 2 * x), [2, 3]), 1e-6);
    });
  });
};`;

const TRAINING = `module.exports = ({ describe, it, learner, random, expect }) => {
  describe('training', { seconds: 60, megabytes: 3072 }, () => {
    it('returns the weights of a fit', { tell: 'The weights do not fit.' }, async () => {
      const slope = random();
      const { weights, name } = await learner('doubleAll', slope);
      expect(name === 'threads', 'backend ' + name);
      expect(weights instanceof Float32Array && weights.length === 200000);
      expect(Math.abs(weights[0] - slope) < 0.01 && weights.every(Number.isFinite), 'slope ' + weights[0]);
    });
  });
};`;

const TRAINS = `import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from 'kernel-lib';
async function doubleAll(slope: number) {
  const { name } = await chooseBackend({ prefer: 'threads' });
  const x = tf.linspace(-1, 1, 64);
  const y = x.mul(slope);
  const w = tf.variable(tf.zeros([200000]));
  const optimizer = tf.train.sgd(1);
  for (let step = 0; step < 60; step++) optimizer.minimize(() => x.mul(w.slice([0], [1])).sub(y).square().mean() as tf.Scalar);
  return { weights: w.dataSync(), name };
}`;

describe('hidden checks under bubblewrap', () => {
  let isolation: Isolation;
  before(async function () {
    needs(this, 'bubblewrap');
    isolation = await chooseIsolation('bubblewrap');
  });
  after(async () => {
    dropWaitingRunners();
    if (isolation !== undefined) await compilerFor(isolation).close();
  });

  async function outcomes(source: string, hidden?: string, cases?: string): Promise<string> {
    const files = cases === undefined ? {} : { 'solutions/00-demo/double-all/cases.js': cases };
    const root = hiddenCourse(hidden, files as Record<string, string>);
    const { tasks } = await gradeSubmission(submissionOf(source), { root, secret: SECRET, isolation });
    rmSync(root, { recursive: true });
    return hiddenOutcomes(tasks[0]!);
  }

  it('grades as without', async () => {
    assert.equal(await outcomes(RIGHT), 'passed, passed, passed');
  });

  it('gives tensors, with tfjs loaded from kept code that a learner cannot write', async () => {
    const attack = `const kept = '/course/kernel-lib/dist/compiled';
      let gained = false;
      try { const fs = require('fs'); fs.writeFileSync(kept + '/left', 'left'); gained = true; } catch {}
      function doubleAll(x: any): any { return Array.isArray(x) || gained ? [2, 4, 6] : x.mul(2); }`;
    assert.equal(await outcomes(attack, TENSORS, WITH_TENSORS), 'passed');
  });

  it('trains on the threads backend and takes back 200,000 weights', async () => {
    assert.equal(await outcomes(TRAINS, TRAINING), 'passed');
  });
});
