/** The network against PyTorch's: the logits of a row's last place (fixture: test/generate/python/network.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { shapesOf } from 'kernel-lib/dist/nn/config.js';
import { createModel, logits } from 'kernel-lib/dist/nn/model.js';
import type { ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { assertClose } from '../ops/support.js';

const file = path.join(__dirname, '../../../test/nn/fixtures/pytorch-logits.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
  config: ModelConfig;
  tokens: number[];
  causal: number[];
  both: number[];
};

describe('the network beside PyTorch', () => {
  it('gives the same logits, causal and bidirectional', async () => {
    await tf.setBackend('cpu');
    const model = createModel(fixture.config, seededRandom(1));
    const random = seededRandom(2); // both sides draw the weights from this generator
    for (const [name, shape] of shapesOf(fixture.config)) {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5);
      model.parameters[name]!.assign(tf.tensor(values, shape));
    }
    const T = fixture.tokens.length;
    for (const [mask, expected] of [[1, fixture.causal] as const, [0, fixture.both] as const]) {
      const batch = {
        rows: 1,
        length: T,
        tokens: Int32Array.from(fixture.tokens),
        targets: new Int32Array(T).fill(-1),
        segments: new Int32Array(T).fill(1),
        causal: Uint8Array.of(mask),
      };
      assertClose(logits(model, batch).arraySync()[T - 1]!, expected, 1e-4);
    }
  });
});
