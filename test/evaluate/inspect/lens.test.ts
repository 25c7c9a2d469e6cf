/** The logit lens against the layers' states, one row and many. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { layerScores, logitLens, traceRow } from 'kernel-lib/dist/evaluate/inspect/index.js';
import { logProbability, probabilities } from 'kernel-lib/dist/generate/sampling.js';
import { assertClose } from '../../ops/support.js';
import { config, lively, row } from './support.js';

const { width: D, vocabulary: V } = config;

/** norm(state) · embeddingᵀ, number by number. */
function headOf(state: Float32Array): Float32Array {
  const { parameters } = lively();
  const gain = parameters['norm']!.dataSync();
  const table = parameters['embedding']!.dataSync();
  const size = Math.sqrt(state.reduce((sum, value) => sum + value ** 2, 0) / D + 1e-6);
  return Float32Array.from({ length: V }, (_, token) =>
    state.reduce((sum, value, i) => sum + (value / size) * gain[i]! * table[token * D + i]!, 0),
  );
}

describe('the logit lens', () => {
  before(() => tf.setBackend('cpu'));
  const tokens = row(5, V);

  it('reads each state with the last norm and the head; the last layer is what the model says', async () => {
    for (const causal of [true, false]) {
      const { states, logits } = await traceRow(lively(), tokens, { causal });
      const lens = await logitLens(lively(), tokens, 2, { causal, top: V });
      assert.deepEqual(
        lens.map(({ layer }) => layer),
        [0, 1, 2],
      );
      lens.forEach(({ guesses }, layer) => {
        const chances = probabilities(headOf(states[layer]!.subarray(2 * D, 3 * D)));
        guesses.forEach(({ token, probability }) => assertClose([probability], [chances[token]!]));
        const sorted = guesses.map(({ probability }) => probability);
        assert.deepEqual(
          sorted,
          [...sorted].sort((a, b) => b - a),
        );
        assert.equal(new Set(guesses.map(({ token }) => token)).size, V);
      });
      const own = probabilities(logits.subarray(2 * V, 3 * V));
      lens.at(-1)!.guesses.forEach(({ token, probability }) => assertClose([probability], [own[token]!]));
    }
  });

  it('gives five guesses a layer unless told, and keeps no tensors', async () => {
    const model = lively();
    const before = tf.memory().numTensors;
    const lens = await logitLens(model, tokens, 0, { causal: true });
    assert.deepEqual(
      lens.map(({ guesses }) => guesses.length),
      [5, 5, 5],
    );
    assert.equal(tf.memory().numTensors, before);
  });

  it('over many rows is the mean of the rows', async () => {
    const rows = [5, 3, 6].map((length, seed) => ({
      tokens: row(length, V, seed),
      targets: row(length, V, seed + 5),
    }));
    for (const causal of [true, false]) {
      const sums = new Float64Array(config.layers + 1);
      for (const { tokens: own, targets } of rows) {
        const { states } = await traceRow(lively(), own, { causal });
        states.forEach((state, layer) =>
          targets.forEach((target, place) => {
            sums[layer]! += logProbability(headOf(state.subarray(place * D, (place + 1) * D)), target);
          }),
        );
      }
      const scores = await layerScores(lively(), rows, { causal });
      assert.deepEqual(
        scores.map(({ layer }) => layer),
        [0, 1, 2],
      );
      assertClose(
        scores.map((each) => each.logProbability),
        [...sums].map((sum) => sum / 14),
      );
    }
  });

  it('refuses a place outside of the row', async () => {
    for (const place of [-1, 5, 0.5]) {
      await assert.rejects(
        logitLens(lively(), tokens, place, { causal: true }),
        new RegExp(`place must be from 0 to 4, got ${place}`),
      );
    }
  });
});
