/** The fast kernels give the same bits on one, two and three threads: values and gradients, sums over rows too. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { root } from '../support/paths.js';

const PROGRAM = `
const tf = require('@tensorflow/tfjs');
const { chooseBackend } = require('kernel-lib');
const { gelu, reluSquared } = require('kernel-lib/dist/ops/activation.js');
const { embedding } = require('kernel-lib/dist/ops/embedding.js');
const { layerNorm, rmsNorm } = require('kernel-lib/dist/ops/norm.js');
const { headNormRotary, rotary } = require('kernel-lib/dist/ops/rotary.js');
const bitsOf = (x) => { let h = 0; for (const bits of new Int32Array(x.dataSync().buffer)) h = (Math.imul(h, 31) + bits) | 0; return h; };
const tensor = (shape, seed) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(i * 12.9898 + seed)), shape);
};
const whole = (shape, f) => tf.tensor(Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => f(i)), shape, 'int32');
chooseBackend().then(async () => {
  const [rows, heads] = [[1000, 96], [8, 125, 4, 24]];
  const positions = whole(heads.slice(0, 2), (i) => i % 125);
  const ids = whole([1000], (i) => (i * i) % 301);
  const vectors = [tensor([96], 1), tensor([96], 2)];
  const works = {
    rmsNorm: [rmsNorm, [tensor(rows, 3), vectors[0]]],
    rmsNormPlain: [(x) => rmsNorm(x), [tensor(rows, 4)]],
    layerNorm: [layerNorm, [tensor(rows, 5), ...vectors]],
    rotary: [(x) => rotary(x, positions), [tensor(heads, 6)]],
    headNormRotary: [(x) => headNormRotary(x, positions), [tensor(heads, 7)]],
    embedding: [(table) => embedding(table, ids), [tensor([700, 96], 8)]],
    reluSquared: [reluSquared, [tensor(rows, 9)]],
    gelu: [gelu, [tensor(rows, 10)]],
  };
  const sums = ([work, inputs]) => tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...xs) => tf.sum(tf.square(work(...xs))))(inputs);
    return [work(...inputs), value, ...grads].map(bitsOf).join(' ');
  });
  // The first calls start the other threads; the rounds see to it that they take some part of each job.
  Object.values(works).forEach(sums);
  await new Promise((done) => setTimeout(done, 500));
  for (const [name, work] of Object.entries(works)) {
    console.log(name, [...new Set(Array.from({ length: 8 }, () => sums(work)))].join(' or '));
  }
});
`;

function linesOn(threads: string): string[] {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM], {
    cwd: root,
    env: { ...process.env, BLOSSOM_BACKEND: 'threads', BLOSSOM_THREADS: threads },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: '' });
  return stdout.trim().split('\n');
}

describe('fast kernels on threads', function () {
  this.timeout(120_000);

  it('give the same bits on one, two and three threads', () => {
    const [[first, ...one], [, ...two], [third, ...three]] = ['1', '2', '3'].map(linesOn) as [
      string[],
      string[],
      string[],
    ];
    assert.match(first!, /1 thread,/);
    assert.match(third!, /3 threads,/);
    assert.equal(one.length, 8);
    assert.ok(![...one, ...three].some((line) => line.includes(' or ')));
    assert.deepEqual(two, one);
    assert.deepEqual(three, one);
  });
});
