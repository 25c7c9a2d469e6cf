/** What a training does not go on from: each refusal leaves everything as it was. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { UserError } from 'kernel-lib/dist/errors.js';
import type { TrainOptions } from 'kernel-lib/dist/train/loop.js';
import { muon } from 'kernel-lib/dist/train/optimizers/muon.js';
import { bitsOf, collect, tinyTraining, type Batch } from './tinyModel.js';

const folder = mkdtempSync(join(tmpdir(), 'blossom-resume-'));

describe('training loop refuses to resume', () => {
  after(() => rmSync(folder, { recursive: true }));

  const path = join(folder, 'resume.safetensors');
  before(() => collect(tinyTraining({ steps: 2, checkpointPath: path })));

  const refused: [string, (options: TrainOptions<Batch>) => Partial<TrainOptions<Batch>>, RegExp][] = [
    [
      'with another optimizer',
      () => ({ optimizer: muon() }),
      /its optimizer was adamW, now it is muon \+ adamW/,
    ],
    [
      'with another config',
      () => ({ config: { kind: 'big' } }),
      /kind is "tiny" in the file and "big" in the model/,
    ],
    [
      'with another parameter',
      ({ parameters }) => ({ parameters: { ...parameters, norm: tf.variable(tf.ones([4])) } }),
      /adam\.m\/norm must be \[4\] in the checkpoint and is not there/,
    ],
    [
      'with other batches',
      ({ source }) => ({ source: refusing(source) }),
      /the saved training has other batches/,
    ],
  ];
  const refusing = (source: TrainOptions<Batch>['source']): TrainOptions<Batch>['source'] => ({
    next: () => source.next(),
    state: () => source.state(),
    restore: () => {
      throw new UserError('the saved training has other batches');
    },
  });
  for (const [what, change, sentence] of refused) {
    it(`${what}, and changes nothing`, async () => {
      const options = tinyTraining({ resumeFrom: path });
      const before = [bitsOf(options), options.source.state(), options.random!.state()];
      await assert.rejects(collect({ ...options, ...change(options) }), {
        name: 'UserError',
        message: sentence,
      });
      assert.deepEqual([bitsOf(options), options.source.state(), options.random!.state()], before);
      assert.equal(options.optimizer.state().steps, 0);
    });
  }

  it('without the generator that was saved', async () => {
    const options = tinyTraining({ resumeFrom: path });
    delete options.random;
    await assert.rejects(collect(options), /it holds the state of a generator; pass yours as `random`/);
  });

  it('from a file that is not there', async () => {
    const missing = join(folder, 'missing');
    await assert.rejects(collect(tinyTraining({ resumeFrom: missing })), /missing: there is no such file/);
    assert.equal(existsSync(missing), false);
  });
});
