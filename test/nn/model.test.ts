/** The network: who sees whom, cached reading, learning, and memory. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import type { Batch } from 'kernel-lib/dist/nn/batch.js';
import { createCache, disposeCache, forwardCached } from 'kernel-lib/dist/nn/cached.js';
import { describe as parts } from 'kernel-lib/dist/nn/describe.js';
import { createModel, logits, loss, type Model } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { assertClose, numbers } from '../ops/support.js';

const config = { vocabulary: 11, width: 8, layers: 2, heads: 2, hidden: 16, context: 12 };

/** A model whose every part shows in the logits: `out` and `down` are not 0. */
function lively(): Model {
  const model = createModel(config, seededRandom(1));
  Object.entries(model.parameters).forEach(([name, parameter], i) => {
    if (parameter.rank > 1) parameter.assign(tf.tensor(numbers(parameter.shape, i), parameter.shape));
    else assert.ok(/norm/.test(name));
  });
  return model;
}

function row(tokens: number[], more: Partial<Batch> = {}): Batch {
  return {
    rows: 1,
    length: tokens.length,
    tokens: Int32Array.from(tokens),
    targets: Int32Array.from([...tokens.slice(1), -1]),
    segments: new Int32Array(tokens.length).fill(1),
    causal: Uint8Array.of(1),
    ...more,
  };
}

/** The places whose logits change when the token at `at` does. */
function changed(model: Model, tokens: number[], at: number, more: Partial<Batch> = {}): number[] {
  const other = tokens.map((token, i) => (i === at ? (token + 1) % config.vocabulary : token));
  const [a, b] = [tokens, other].map((each) => logits(model, row(each, more)).arraySync());
  return tokens.map((_, i) => i).filter((i) => `${a![i]}` !== `${b![i]}`);
}

for (const backend of ['cpu', 'threads']) {
  describe(`the network on ${backend}`, () => {
    before(async () => {
      registerThreads();
      await tf.setBackend(backend);
    });

    it('does not look ahead in a causal row, looks everywhere in the other, and sees the prefix', () => {
      const model = lively();
      assert.deepEqual(changed(model, [1, 2, 3, 4, 5], 2), [2, 3, 4]);
      assert.deepEqual(changed(model, [1, 2, 3, 4, 5], 2, { causal: Uint8Array.of(0) }), [0, 1, 2, 3, 4]);
      assert.deepEqual(changed(model, [1, 2, 3, 4, 5], 1, { prefix: Int32Array.of(2) }), [0, 1, 2, 3, 4]);
      assert.deepEqual(changed(model, [1, 2, 3, 4, 5], 3, { prefix: Int32Array.of(2) }), [3, 4]);
    });

    it('packed documents give what they give alone', () => {
      const model = lively();
      const segments = Int32Array.of(1, 1, 1, 2, 2);
      for (const causal of [Uint8Array.of(0), Uint8Array.of(1)]) {
        const packed = logits(model, row([1, 2, 3, 4, 5], { segments, causal })).dataSync();
        const first = logits(model, row([1, 2, 3], { causal })).dataSync();
        const second = logits(model, row([4, 5], { causal })).dataSync();
        assertClose(packed, [...first, ...second], 1e-5);
      }
    });

    it('a row of padding gives no NaN, in the loss and in every gradient', () => {
      const model = lively();
      const batch = row([0, 0, 0], { segments: new Int32Array(3), targets: new Int32Array(3).fill(-1) });
      const { value, grads } = tf.variableGrads(() => loss(model, batch), Object.values(model.parameters));
      for (const tensor of [value, ...Object.values(grads)]) {
        assert.ok([...tensor.dataSync()].every((each) => each === 0));
      }
    });

    it('reads on with a cache as it reads the whole, for one row and for two', () => {
      const model = lively();
      for (const rows of [
        [[1, 2, 3, 4, 5]],
        [
          [1, 2, 3, 4, 5],
          [9, 8, 7, 6, 5],
        ],
      ]) {
        const cache = createCache(rows.length);
        const step = (from: number, to: number) =>
          forwardCached(model, Int32Array.from(rows.flatMap((each) => each.slice(from, to))), cache);
        step(0, 2);
        step(2, 4);
        const last = step(4, 5).arraySync();
        rows.forEach((each, i) => {
          assertClose(last[i]!, logits(model, row(each)).arraySync()[4]!, 1e-5);
        });
        disposeCache(cache);
      }
    });

    it('overfits one sentence, moves every parameter, and keeps no tensors', () => {
      const model = createModel(config, seededRandom(2));
      const variables = Object.values(model.parameters);
      const before = variables.map((each) => each.dataSync().slice());
      const optimizer = tf.train.adam(0.01);
      const step = () =>
        tf.tidy(
          () =>
            optimizer.minimize(() => loss(model, row([1, 2, 3, 2, 5, 1])), true, variables)!.dataSync()[0]!,
        );
      const held: object[] = [];
      let last = Infinity;
      for (let i = 1; i <= 200; i++) {
        last = step();
        const { numTensors, numBytes, sharedBytes } = tf.memory() as tf.MemoryInfo & { sharedBytes?: number };
        if (i === 20 || i === 200) held.push({ numTensors, numBytes, sharedBytes });
      }
      assert.ok(last < 0.05, `the loss is ${last}`);
      assert.deepEqual(held[1], held[0]);
      for (const [i, name] of Object.keys(model.parameters).entries()) {
        assert.notDeepEqual(variables[i]!.dataSync(), before[i], `${name} did not move`);
      }
    });

    it('describes itself, and refuses a config or a batch that cannot be', () => {
      const { parameters } = createModel(config, seededRandom(1));
      const size = Object.values(parameters).reduce((sum, each) => sum + each.size, 0);
      assert.equal(parts({ config }).at(-1)!.parameters, size);
      assert.throws(() => createModel({ ...config, heads: 3 }, seededRandom(1)), /3 heads .* got width 8/);
      const misspelt = { ...config, widht: 8 };
      assert.throws(() => createModel(misspelt, seededRandom(1)), /unknown name widht/);
      assert.throws(
        () => logits(lively(), row([1, 2], { causal: new Uint8Array(2) })),
        /needs 1 causal, got 2/,
      );
      assert.throws(
        () => logits(lively(), row(Array<number>(13).fill(1))),
        /12 tokens in a row at most, got 13/,
      );
      assert.throws(() => logits(lively(), row([11])), /ids\[0\] is 11/);
    });
  });
}
