/** A training that the Stop button ends: the weights are those after a whole step, and no tensor is left behind. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, runAndInterrupt } from '../kernel/run.js';

/** Each step works for longer than the kernel waits before it ends what runs. */
const SETUP = `
import * as tf from '@tensorflow/tfjs';
import { adamW, trainLoop, type TrainOptions } from 'kernel-lib';
await tf.setBackend('cpu');
const size = 260;
const parameters = { 'blocks.0.up': tf.variable(tf.eye(size)), norm: tf.variable(tf.ones([size])) };
let taken = 0;
const source = { next: () => ({ done: false as const, value: ++taken }), state: () => taken, restore: () => {} };
const lossOf = () => tf.tidy(() => {
  const up = parameters['blocks.0.up'] as tf.Tensor2D;
  return tf.mean(tf.square(tf.mul(tf.matMul(up, tf.matMul(up, up)), parameters.norm))) as tf.Scalar;
});
const options: TrainOptions<number> = { parameters, lossOf, source, optimizer: adamW(), steps: 10000 };
for await (const record of trainLoop(options)) break;
const tensors = tf.memory().numTensors;
const state = () => ({
  leaked: tf.memory().numTensors - tensors,
  finite: Object.values(parameters).every((each) => each.dataSync().every(Number.isFinite)),
});`;

describe('training in a notebook', function () {
  this.timeout(120_000);
  let session: Session;
  before(async () => {
    session = await Session.start({ cwd: tmpdir() });
    await resultOf(session, SETUP);
  });
  after(() => session.dispose());

  for (const accumulate of [1, 2]) {
    const cell = `for await (const { step } of trainLoop({ ...options, accumulate: ${accumulate} })) console.log(step)`;
    const more =
      'let last = 0; for await (const { step } of trainLoop({ ...options, steps: 3 })) last = step;';

    it(`is interrupted between steps, and goes on (${accumulate} batches a step)`, async () => {
      for (let round = 0; round < 3; round++) {
        const { reply } = await runAndInterrupt(session, cell);
        assert.equal(reply.error?.ename, 'KeyboardInterrupt');
        // What was held between two batches of one step is freed by the next training.
        if (accumulate > 1) assert.equal(await resultOf(session, `{ ${more} }`, 'void 0'), undefined);
        assert.equal(await resultOf(session, 'JSON.stringify(state())'), `'{"leaked":0,"finite":true}'`);
      }
      assert.equal(await resultOf(session, `await (async () => { ${more} return last })()`), '3');
    });
  }
});
