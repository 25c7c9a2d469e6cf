/** Ten losses of a whole training against PyTorch's: network, gradients, clipping, schedule, optimizer. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Batch } from 'kernel-lib/dist/nn/batch.js';
import type { ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { createModel, loss } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { trainLoop } from 'kernel-lib/dist/train/loop.js';
import { adamW, type AdamWOptions } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { muon, type MuonOptions } from 'kernel-lib/dist/train/optimizers/muon.js';
import type { Optimizer } from 'kernel-lib/dist/train/optimizers/optimizer.js';
import { combineSchedules, linearDecay, warmUp } from 'kernel-lib/dist/train/schedule.js';
import { BACKENDS, useBackend } from '../support/backends.js';
import { assertClose } from './support.js';

interface Training<Options> {
  options: Options;
  losses: number[];
  gradientNorms: number[];
}
interface Fixture {
  config: ModelConfig;
  seed: number;
  steps: number;
  warmUp: number;
  decayShare: number;
  clip: number;
  rows: number;
  length: number;
  segments: number[];
  causal: number[];
  prefix: number[];
  batches: { tokens: number[]; targets: number[] }[];
  adamw: Training<AdamWOptions>;
  muon: Training<MuonOptions>;
}

// The script that made it: test/train/python/ten_losses.py.
const file = path.join(__dirname, '../../../test/train/fixtures/ten-losses.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

/** The fixture's batches, again and again. */
function source() {
  const { rows, length } = fixture;
  const mask = {
    segments: Int32Array.from(fixture.segments),
    causal: Uint8Array.from(fixture.causal),
    prefix: Int32Array.from(fixture.prefix),
  };
  const batches = fixture.batches.map(({ tokens, targets }): Batch => {
    return { rows, length, tokens: Int32Array.from(tokens), targets: Int32Array.from(targets), ...mask };
  });
  let taken = 0;
  return {
    next: () => ({ done: false, value: batches[taken++ % batches.length]! }),
    state: () => taken,
    restore: (state: number) => (taken = state),
  };
}

async function train(optimizer: Optimizer): Promise<{ losses: number[]; gradientNorms: number[] }> {
  const { config, seed, steps, clip, decayShare } = fixture;
  const model = createModel(config, seededRandom(seed));
  const lossOf = (batch: Batch) => loss(model, batch);
  const schedule = combineSchedules(warmUp(fixture.warmUp), linearDecay({ steps, share: decayShare }));
  const training = { parameters: model.parameters, lossOf, source: source(), optimizer };
  const [losses, gradientNorms]: [number[], number[]] = [[], []];
  for await (const record of trainLoop({ ...training, steps, schedule, clip })) {
    losses.push(record.loss);
    gradientNorms.push(record.gradientNorm);
  }
  tf.dispose(model.parameters);
  optimizer.dispose();
  return { losses, gradientNorms };
}

for (const backend of BACKENDS) {
  describe(`ten losses beside PyTorch, on ${backend}`, () => {
    before(() => useBackend(backend));
    after(() => tf.setBackend('cpu'));

    for (const [name, expected, make] of [
      ['AdamW', fixture.adamw, () => adamW(fixture.adamw.options)],
      ['Muon and AdamW', fixture.muon, () => muon(fixture.muon.options)],
    ] as const) {
      it(`${name}: the same losses and gradient norms`, async () => {
        const { losses, gradientNorms } = await train(make());
        assert.equal(losses.length, 10);
        assertClose(losses, expected.losses, 1e-4, 'loss');
        assertClose(gradientNorms, expected.gradientNorms, 1e-3, 'gradient norm');
      });
    }
  });
}
