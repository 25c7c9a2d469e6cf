/** What a model gives each token at wanted places: the network's own softmax, however the rows are put together. */
import assert from 'node:assert/strict';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { likeliest, lookAt, type Row } from 'kernel-lib/dist/evaluate/look.js';
import { createModel, logits, type Model } from 'kernel-lib/dist/nn/model.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { BACKENDS, useBackend } from '../support/backends.js';

const config = { vocabulary: 50, width: 16, layers: 2, heads: 2, hidden: 32, context: 40 };
const random = seededRandom(4);

/** Changes every number, also those that begin as 0. */
function anyModel(vocabulary = config.vocabulary): Model {
  const model = createModel({ ...config, vocabulary }, random);
  for (const parameter of Object.values(model.parameters)) {
    const values = Float32Array.from({ length: parameter.size }, () => random() - 0.5);
    parameter.assign(tf.tensor(values, parameter.shape));
  }
  return model;
}

function anyRow(length: number, places: number): Row {
  const tokens = Int32Array.from({ length }, () => randomInt(random, config.vocabulary));
  return {
    tokens,
    causal: random() < 0.5,
    places: Array.from({ length: places }, () => randomInt(random, length)),
  };
}

/** One row alone, all places, by the network itself. */
function alone(model: Model, { tokens, causal }: Row): Float32Array {
  const length = tokens.length;
  const places = { targets: new Int32Array(length), segments: new Int32Array(length).fill(1) };
  const batch = { rows: 1, length, tokens: Int32Array.from(tokens), ...places };
  return tf.tidy(
    () =>
      tf
        .logSoftmax(logits(model, { ...batch, causal: Uint8Array.of(Number(causal)) }))
        .dataSync() as Float32Array,
  );
}

async function seen(model: Model, rows: readonly Row[]): Promise<Float32Array[][]> {
  const all: Float32Array[][] = rows.map(() => []);
  await lookAt(model, rows, (row, k, values) => (all[row]![k] = values.slice()));
  return all;
}

function compare(model: Model, rows: readonly Row[], found: Float32Array[][]): void {
  const V = model.config.vocabulary;
  rows.forEach((row, r) => {
    assert.equal(found[r]!.length, row.places.length);
    const expected = alone(model, row);
    row.places.forEach((place, k) => {
      let difference = 0;
      found[r]![k]!.forEach((value, i) => {
        difference = Math.max(difference, Math.abs(value - expected[place * V + i]!));
      });
      assert.ok(difference < 1e-4, `row ${r}, place ${place}: off by ${difference}`);
    });
  });
}

describe('lookAt', () => {
  after(() => useBackend('cpu'));

  for (const backend of BACKENDS) {
    it(`gives the network's own logarithms on ${backend}, and leaves no tensor`, async () => {
      await useBackend(backend);
      const model = anyModel();
      const rows = Array.from({ length: 30 }, (_, i) => anyRow(1 + (i % 13), i % 4));
      const before = tf.memory().numTensors;
      compare(model, rows, await seen(model, rows));
      assert.equal(tf.memory().numTensors, before);
      tf.dispose(Object.values(model.parameters));
    });
  }

  it('lets others have a turn between batches, of which there are several', async () => {
    await useBackend('threads');
    const model = anyModel();
    const rows = Array.from({ length: 150 }, () => anyRow(40, 1));
    let turns = 0;
    const count = () => void (timer = setImmediate(() => ((turns += 1), count())));
    let timer: NodeJS.Immediate;
    count();
    const found = await seen(model, rows);
    clearImmediate(timer!);
    assert.ok(turns >= 2, `${turns} turns`);
    compare(model, rows.slice(0, 20), found.slice(0, 20));
    tf.dispose(Object.values(model.parameters));
  });

  it('splits what would be too many numbers at once', async () => {
    await useBackend('threads');
    const model = anyModel(60_000);
    const rows = Array.from({ length: 15 }, () => anyRow(8, 7));
    const found = await seen(model, rows);
    assert.ok(found.every((mine, r) => mine.length === rows[r]!.places.length));
    compare(model, rows.slice(0, 2), found);
    tf.dispose(Object.values(model.parameters));
  });

  it('refuses a place outside of its row, and a row that the model cannot read', async () => {
    const model = anyModel();
    const row = { ...anyRow(5, 0), places: [5] };
    await assert.rejects(seen(model, [row]), /Row 0 has 5 tokens, and place 5 is not one of them/);
    await assert.rejects(
      seen(model, [anyRow(41, 1)]),
      /Row 0 has 41 tokens, and the model reads 40 tokens in a row at most; shorten it/,
    );
    assert.deepEqual(await seen(model, []), []);
    tf.dispose(Object.values(model.parameters));
  });
});

describe('likeliest', () => {
  it('is the first of the largest', () => {
    assert.deepEqual(likeliest(Float32Array.of(-3, -1, -2, -1)), { token: 1, logProbability: -1 });
  });
});
