/** The readable twin of the network: equal to the fast one, and to PyTorch's in everything between. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { traceRow, type Head, type Trace } from 'kernel-lib/dist/evaluate/inspect/index.js';
import { logits } from 'kernel-lib/dist/nn/model.js';
import type { ModelConfig } from 'kernel-lib/dist/nn/config.js';
import { assertClose } from '../../ops/support.js';
import { BACKENDS, useBackend } from '../../support/backends.js';
import { config, fixture, lively, row } from './support.js';

/** Each of the six numbers at its smallest and somewhere above. */
const CONFIGS: ModelConfig[] = [
  config,
  { ...config, layers: 1, heads: 1 },
  { ...config, layers: 3, heads: 4 },
  { ...config, width: 12, heads: 3, hidden: 1 },
  { ...config, vocabulary: 2, width: 2, heads: 1, hidden: 40 },
  { vocabulary: 40, width: 32, layers: 2, heads: 4, hidden: 64, context: 50 },
];

function fast(given: ModelConfig, tokens: Int32Array, causal: boolean): Float32Array {
  const length = tokens.length;
  const batch = {
    rows: 1,
    length,
    tokens,
    targets: new Int32Array(length).fill(-1),
    segments: new Int32Array(length).fill(1),
    causal: Uint8Array.of(causal ? 1 : 0),
  };
  return tf.tidy(() => logits(lively(given), batch).dataSync() as Float32Array);
}

interface Reference {
  tokens: number[];
  removed: Head;
  causal: Trace;
  both: Trace;
  without: Trace;
}
const reference = fixture('trace.json') as Reference;

function assertTrace(actual: Trace, expected: Trace): void {
  assert.equal(actual.states.length, expected.states.length);
  actual.states.forEach((state, i) => assertClose(state, expected.states[i]!, 1e-5));
  assert.equal(actual.attention.length, expected.attention.length);
  actual.attention.forEach((heads, i) => {
    assert.equal(heads.length, expected.attention[i]!.length);
    heads.forEach((map, head) => assertClose(map, expected.attention[i]![head]!, 1e-5));
  });
  assertClose(actual.logits, expected.logits, 1e-5);
}

for (const backend of BACKENDS) {
  describe(`traceRow on ${backend}`, () => {
    before(() => useBackend(backend));
    after(() => tf.setBackend('cpu'));

    it('gives the logits of the network, for every number of the config, in both directions', async () => {
      for (const given of CONFIGS) {
        for (const causal of [true, false]) {
          for (const length of [1, given.context]) {
            const tokens = row(length, given.vocabulary);
            const trace = await traceRow(lively(given), tokens, { causal });
            assertClose(trace.logits, fast(given, tokens, causal), 1e-4);
          }
        }
      }
    });

    it("gives PyTorch's states, attention and logits", async () => {
      const { tokens, removed, causal, both, without } = reference;
      const model = lively();
      assertTrace(await traceRow(model, tokens, { causal: true }), causal);
      assertTrace(await traceRow(model, tokens, { causal: false }), both);
      assertTrace(await traceRow(model, tokens, { causal: true, without: [removed] }), without);
    });

    it('keeps no tensors', async () => {
      const model = lively();
      const before = tf.memory().numTensors;
      await traceRow(model, [1, 2], { causal: true, without: [{ layer: 1, head: 0 }] });
      assert.equal(tf.memory().numTensors, before);
    });
  });
}

describe('traceRow', () => {
  it('without any head leaves only what the MLP adds', async () => {
    const model = lively();
    const every = [0, 1].flatMap((layer) => [0, 1].map((head) => ({ layer, head })));
    const [a, b] = await Promise.all(
      [
        [1, 2, 3],
        [4, 5, 3],
      ].map((tokens) => traceRow(model, tokens, { causal: false, without: every })),
    );
    const last = (trace: Trace) => trace.logits.slice(-config.vocabulary);
    assert.deepEqual(last(a!), last(b!), 'no place hears of another');
    const heard = await traceRow(model, [1, 2, 3], { causal: false });
    assert.notDeepEqual(last(heard), last(a!));
  });

  it('says which row, head or option it cannot take', async () => {
    const model = lively();
    const options = { causal: true };
    await assert.rejects(traceRow(model, [], options), /traceRow: The row is empty/);
    await assert.rejects(traceRow(model, [1, 9], options), /has 9 at place 1; tokens are 0 to 8/);
    await assert.rejects(traceRow(model, row(7, 9), options), /has 7 tokens, the model's context is 6/);
    await assert.rejects(traceRow(model, [1], {} as never), /traceRow needs the option causal/);
    await assert.rejects(traceRow(model, [1], { causal: 1 } as never), /causal must be true or false, got 1/);
    const without = [{ layer: 0, head: 2 }];
    await assert.rejects(traceRow(model, [1], { causal: true, without }), /no head \{"layer":0,"head":2\}/);
  });
});
