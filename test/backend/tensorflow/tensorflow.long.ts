/** The optional TensorFlow in a course of its own: set up, used, held to tfjs-core's own suite, and removed. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/paths.js';
import { readyCourse, removeAll, run } from '../../setup/course.js';
import { needs } from '../../support/needs.js';
import { excluded } from './exclusions.js';

/** Learns a product of two matrices; prints the losses, what was on stderr besides, and the tensors left. */
const TRAINING = `
const { chooseBackend } = require('kernel-lib/dist/backend/choose.js');
const tf = require('@tensorflow/tfjs');
chooseBackend().then(() => {
  const x = tf.randomNormal([64, 8], 0, 1, 'float32', 1);
  const y = tf.tidy(() => x.matMul(tf.randomNormal([8, 4], 0, 1, 'float32', 2)));
  const w = tf.variable(tf.zeros([8, 4]));
  const optimizer = tf.train.adam(0.05);
  const losses = [];
  const counts = [];
  for (let step = 0; step < 200; step++) {
    const loss = optimizer.minimize(() => tf.losses.meanSquaredError(y, x.matMul(w)), true, [w]);
    losses.push(loss.dataSync()[0]);
    loss.dispose();
    counts.push(tf.memory().numTensors);
  }
  console.log(JSON.stringify({ backend: tf.getBackend(), first: losses[0], last: losses[199], tensors: [counts[20], counts[199]] }));
});`;

/** Prints, for each fused loss, the largest difference of its value and gradients from the composed one. */
const FUSED = `
const { chooseBackend } = require('kernel-lib/dist/backend/choose.js');
const tf = require('@tensorflow/tfjs');
const composed = (logits, targets) => {
  const count = targets.greaterEqual(tf.scalar(0, 'int32')).cast('float32').sum().maximum(1);
  return tf.logSoftmax(logits).mul(tf.oneHot(targets, logits.shape[1])).sum().neg().div(count);
};
const difference = (a, b) => Math.max(...a.map((x, i) => x.sub(b[i]).abs().max().dataSync()[0]));
chooseBackend().then(() => {
  const hidden = tf.randomNormal([37, 5], 0, 1, 'float32', 1);
  const table = tf.randomNormal([11, 5], 0, 3, 'float32', 2);
  const logits = tf.matMul(hidden, table, false, true);
  const result = {};
  for (const [label, ids] of [['some', (i) => (i % 4) * 3 - 1], ['none', () => -1]]) {
    const targets = tf.tensor1d(Int32Array.from({ length: 37 }, (_, i) => ids(i)), 'int32');
    const plain = tf.valueAndGrad((x) => composed(x, targets))(logits);
    const linear = tf.valueAndGrads((h, t) => composed(tf.matMul(h, t, false, true), targets))([hidden, table]);
    const kernel = (name, inputs) => tf.engine().runKernel(name, inputs);
    result[label] = [
      difference(kernel('BlossomCrossEntropy', { logits, targets }), [plain.value, plain.grad]),
      difference(kernel('BlossomLinearCrossEntropy', { hidden, table, targets }), [linear.value, ...linear.grads]),
    ];
    const before = tf.memory().numTensors;
    tf.dispose(kernel('BlossomLinearCrossEntropy', { hidden, table, targets }));
    if (tf.memory().numTensors !== before) throw new Error('tensors were left behind');
  }
  console.log(JSON.stringify(result));
});`;

/**
 * Where the processor has AVX-512 VNNI or the like, TensorFlow 2.21 switches oneDNN on and says so in two lines, whatever
 * TF_CPP_MIN_LOG_LEVEL asks for.
 */
const withoutNotice = (stderr: string) =>
  stderr.replace(
    /^(WARNING: All log messages before absl|I0000 .*oneDNN custom operations are on).*\n/gm,
    '',
  );

describe('tensorflow', function () {
  let course: string;
  let blossom: string;
  const setup = (...args: string[]) => run(blossom, ['setup', 'tensorflow', ...args], { cwd: course });

  before(async function () {
    needs(this, 'linux-x64');
    course = readyCourse('课 程');
    blossom = join(course, 'kernel-lib', 'bin', 'blossom.js');
    const { code, stdout, stderr } = await setup('--yes');
    assert.equal(code, 0, stdout + stderr);
  });
  after(removeAll);

  it('is there when it is set up again', async () => {
    assert.match((await setup('--yes')).stdout, /^Already there/);
  });

  it('trains, without a line of its own on stderr and without leaking', async () => {
    writeFileSync(join(course, 'train.js'), TRAINING);
    const { stdout, stderr } = await run(join(course, 'train.js'), [], {
      cwd: course,
      env: { BLOSSOM_BACKEND: 'tensorflow' },
    });
    assert.equal(withoutNotice(stderr), '');
    const result = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      backend: string;
      first: number;
      last: number;
      tensors: [number, number];
    };
    assert.equal(result.backend, 'tensorflow');
    assert.ok(result.last < result.first / 1000, stdout);
    assert.equal(result.tensors[0], result.tensors[1]);
  });

  it('has fused cross-entropies with the value and gradients of the composed ones', async () => {
    writeFileSync(join(course, 'fused.js'), FUSED);
    const { stdout, stderr } = await run(join(course, 'fused.js'), [], {
      cwd: course,
      env: { BLOSSOM_BACKEND: 'tensorflow' },
    });
    assert.equal(withoutNotice(stderr), '');
    const differences = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number[]>;
    for (const all of [differences['some'], differences['none']]) {
      assert.equal(all?.length, 2);
      for (const one of all) assert.ok(one < 1e-5, stdout);
    }
  });

  it("passes tfjs-core's own suite but for tfjs-node's exclusions and those with a reason", async () => {
    const runner = join(course, 'suite', 'runner.js');
    mkdirSync(join(course, 'suite'));
    cpSync(join(root, 'test', 'backend', 'suite', 'runner.js'), runner);
    const file = join(course, 'suite', 'result.json');
    const { stdout, stderr } = await run(runner, ['tensorflow', file], { cwd: course });
    assert.ok(existsSync(file), stdout + stderr);
    const { passed, failed } = JSON.parse(readFileSync(file, 'utf8')) as {
      passed: string[];
      failed: Record<string, string>;
    };
    const isExcluded = excluded(join(course, '.blossom', 'tensorflow'));
    const unexpected = Object.entries(failed).filter(([name]) => !isExcluded(name));
    console.log(
      `      ${passed.length} passed, ${Object.keys(failed).length} failed, ${unexpected.length} of them unexpected`,
    );
    assert.ok(passed.length > 3000, `only ${passed.length} specs passed`);
    assert.deepEqual(unexpected, []);
  });

  it('is gone when it is undone', async () => {
    assert.match((await setup('--undo')).stdout, /is removed/);
    assert.ok(!existsSync(join(course, '.blossom', 'tensorflow')));
  });
});
