/** The engine as a lesson uses it, by the names of 'kernel-lib': make, look at, train, save, load, write. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  adamW,
  BUNDLE,
  chooseBackend,
  describe as describeModel,
  generate,
  loadWeights,
  nn,
  ofModel,
  ops,
  readCheckpoint,
  saveCheckpoint,
  seededRandom,
  trainLoop,
} from 'kernel-lib';
import * as tf from '@tensorflow/tfjs';

const config = { vocabulary: 8, width: 16, layers: 2, heads: 2, hidden: 32, context: 12 };

/** Rows that count upwards, from any number. */
function counting() {
  const [rows, length] = [4, 12];
  const tokens = Int32Array.from({ length: rows * length }, (_, i) => (Math.floor(i / length) * 3 + i) % 8);
  const targets = tokens.map((token, i) => (i % length === length - 1 ? -1 : (token + 1) % 8));
  const batch = {
    rows,
    length,
    tokens,
    targets,
    segments: tokens.map(() => 1),
    causal: new Uint8Array(rows).fill(1),
  };
  return { next: () => ({ done: false as const, value: batch }), state: () => 0, restore: () => {} };
}

describe('the engine by its public names', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'blossom-library-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('learns to count, and a copy loaded from a file counts as well', async () => {
    await chooseBackend({ prefer: 'threads' });
    const model = nn.createModel(config, seededRandom(4));
    const losses: number[] = [];
    const options = {
      parameters: model.parameters,
      lossOf: (batch: nn.Batch) => nn.loss(model, batch),
      source: counting(),
      optimizer: adamW({ learningRate: 0.01 }),
      steps: 60,
    };
    for await (const { loss } of trainLoop(options)) losses.push(loss);
    assert.ok(losses[0]! > 1.9 && losses.at(-1)! < 0.1, `${losses[0]} → ${losses.at(-1)}`);

    const file = path.join(folder, 'model.safetensors');
    await saveCheckpoint(file, model);
    const copy = nn.createModel(config, seededRandom(5));
    loadWeights(copy, await readCheckpoint(file));
    const [generation] = await generate(ofModel(copy), [[3, 4]], { maxTokens: 5, temperature: 0 });
    assert.deepEqual(generation!.tokens, [5, 6, 7, 0, 1]);
  });

  it('shows a model as a table', () => {
    const model = nn.createModel(config, seededRandom(4));
    const text = describeModel(model)[BUNDLE]()['text/plain'] as string;
    assert.match(text, /blocks\.1\.down +32 × 16 +512/);
    assert.match(text, /all +4304/);
  });

  it('offers the operations and their slow twins', () => {
    const x = tf.tensor2d([[3, 4]]);
    const [fast, slow] = [ops.rmsNorm(x), ops.slowRmsNorm(x)].map((y) => [...y.dataSync()]);
    assert.ok(fast!.every((value, i) => Math.abs(value - slow![i]!) < 1e-6));
  });
});
