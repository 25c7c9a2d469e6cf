/** Pretraining: what it learns, what it must not see, going on to the same bits, and what stops it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Batch } from 'kernel-lib/dist/nn/batch.js';
import { createModel, logits, type Model } from 'kernel-lib/dist/nn/model.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { NotFiniteError } from 'kernel-lib/dist/train/finite.js';
import type { TrainRecord } from 'kernel-lib/dist/train/loop.js';
import { DivergedError } from 'kernel-lib/dist/train/pretrain/divergence.js';
import { hideTokens, type PretrainBatch } from 'kernel-lib/dist/train/pretrain/hide.js';
import { lossesOf, pretrainLoss } from 'kernel-lib/dist/train/pretrain/loss.js';
import type { PretrainOptions } from 'kernel-lib/dist/train/pretrain/options.js';
import { pretrain } from 'kernel-lib/dist/train/pretrain/pretrain.js';
import { pretrainSource } from 'kernel-lib/dist/train/pretrain/source.js';
import { useBackend } from '../../support/backends.js';
import { bits } from '../support.js';
import {
  disposeModel,
  END,
  MASK,
  randomModel,
  smallCorpus,
  syntheticBatch,
  type SmallCorpus,
} from './support.js';

async function collect(options: PretrainOptions): Promise<TrainRecord[]> {
  const records = [];
  for await (const record of pretrain(options)) records.push(record);
  return records;
}
const losses = (records: TrainRecord[]) => records.map(({ loss }) => loss);
const bitsOf = ({ parameters }: Model) => Object.values(parameters).map(bits);

/** [B·T][V]. */
function logitsOf(model: Model, batch: Batch): number[][] {
  return tf.tidy(() => logits(model, batch).arraySync());
}
const surprise = (row: number[], target: number) =>
  Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[target]!;

describe('pretraining', () => {
  let corpus: SmallCorpus;
  let folder: string;
  before(async () => {
    await useBackend('threads');
    corpus = await smallCorpus();
    folder = mkdtempSync(join(tmpdir(), 'blossom-school-run-'));
  });
  after(async () => {
    corpus.close();
    rmSync(folder, { recursive: true });
    await tf.setBackend('cpu');
  });

  const newModel = (seed = 1) => {
    const sizes = { width: 32, layers: 2, heads: 2, hidden: 64, context: 64 };
    return createModel({ ...sizes, vocabulary: corpus.tokenizer.vocabularySize }, seededRandom(seed));
  };
  const options = (overrides: Partial<PretrainOptions> = {}): PretrainOptions => {
    const { shards, tokenizer } = corpus;
    return {
      ...{
        model: overrides.model ?? newModel(),
        shards,
        tokenizer,
        steps: 12,
        batch: 4,
        length: 48,
        warmUp: 3,
      },
      ...overrides,
    };
  };

  describe('what a place sees and guesses', () => {
    const V = 40;
    const length = 8;
    /** Two documents and padding in each row: the first read from left to right, the second with blanks. */
    const batch = (change: Record<number, number> = {}): PretrainBatch => {
      const row = [END, 10, 11, 12, END, 20, 21, 0];
      const segments = [1, 1, 1, 1, 2, 2, 2, 0];
      const tokens = Int32Array.from([...row, ...row]);
      for (const [place, token] of Object.entries(change)) tokens[Number(place)] = token;
      return {
        ...{ rows: 2, length, tokens, segments: Int32Array.from([...segments, ...segments]) },
        ...{
          targets: new Int32Array(16).fill(-1),
          causal: Uint8Array.of(1, 0),
          shares: Float32Array.of(0, 0.5),
        },
      };
    };
    let model: Model;
    beforeEach(() => (model = randomModel(V)));
    afterEach(() => disposeModel(model));

    it('the loss of a hidden token is that of the logits one place before it', async () => {
      const asked = batch({ 10: MASK });
      asked.targets[9] = 11;
      const rows = logitsOf(model, asked);
      const found = tf.tidy(() => pretrainLoss(model, asked).arraySync());
      assert.ok(Math.abs(found - surprise(rows[9]!, 11)) < 1e-5);
      assert.ok(Math.abs(found - surprise(rows[10]!, 11)) > 1e-3, 'the place itself says something else');
      const apart = await lossesOf(model, {
        ...asked,
        targets: asked.targets.map((t, i) => (i === 0 ? 10 : t)),
      });
      assert.ok(Math.abs(apart.masked! - found) < 1e-6);
      assert.ok(Math.abs(apart.causal! - surprise(rows[0]!, 10)) < 1e-5);
    });

    it('a changed token leaves what is before it alone in a causal row, and other documents in every row', () => {
      const before = logitsOf(model, batch());
      for (let place = 0; place < 16; place++) {
        if (batch().segments[place] === 0) continue;
        const after = logitsOf(model, batch({ [place]: 30 }));
        const sameDocument = (i: number) =>
          Math.floor(i / length) === Math.floor(place / length) &&
          batch().segments[i] === batch().segments[place];
        for (let i = 0; i < 16; i++) {
          if (batch().segments[i] === 0) continue;
          const sees = sameDocument(i) && (place >= length || place <= i);
          const moved = Math.max(...after[i]!.map((value, v) => Math.abs(value - before[i]![v]!)));
          if (sees) assert.ok(moved > 1e-4, `place ${i} should see place ${place}, moved by ${moved}`);
          else assert.equal(moved, 0, `place ${i} must not see place ${place}`);
        }
      }
    });

    it('with the rows of packed documents and every objective too', () => {
      const plain = syntheticBatch(2, 24, 9);
      const small = { ...plain, tokens: plain.tokens.map((token) => (token > 5 ? 6 + (token % 30) : token)) };
      for (const objective of ['hybrid', 'masked', 'bert'] as const) {
        const hide = hideTokens(small, { objective, causalShare: 0.5, vocabulary: V }, seededRandom(3));
        const before = logitsOf(model, hide);
        for (const place of [1, 5, 20, 26, 40]) {
          const tokens = hide.tokens.slice();
          tokens[place] = 39;
          logitsOf(model, { ...hide, tokens }).forEach((row, i) => {
            const isApart =
              Math.floor(i / 24) !== Math.floor(place / 24) || hide.segments[i] !== hide.segments[place];
            const isBefore = hide.causal[Math.floor(place / 24)] === 1 && i < place;
            if (isApart || isBefore) assert.deepEqual(row, before[i], `${objective}: ${i} sees ${place}`);
          });
        }
      }
    });

    it('diffusion: the loss is the sum over hidden tokens, 1/t each, by the tokens that could be hidden', () => {
      const plain = syntheticBatch(4, 16, 2);
      const small = {
        ...plain,
        tokens: plain.tokens.map((token) => (token > 5 ? 6 + (token % 30) : token)),
        targets: plain.targets.map((token) => (token > 5 ? 6 + (token % 30) : token)),
      };
      const hide = hideTokens(
        small,
        { objective: 'diffusion', causalShare: 0.25, vocabulary: V },
        seededRandom(3),
      );
      const rows = logitsOf(model, hide);
      let sum = 0;
      let count = 0;
      hide.segments.forEach((segment, i) => {
        const row = Math.floor(i / 16);
        const t = hide.causal[row] === 1 ? 1 : hide.shares[row]!;
        if (hide.targets[i] !== -1) sum += surprise(rows[i]!, hide.targets[i]!) / t;
        const isFirst = i % 16 === 0 || hide.segments[i - 1] !== segment;
        count += Number(segment !== 0 && (hide.causal[row] === 1 ? hide.targets[i] !== -1 : !isFirst));
      });
      const found = tf.tidy(() => pretrainLoss(model, hide).arraySync());
      assert.ok(Math.abs(found - sum / count) < 1e-4 * found, `${found} instead of ${sum / count}`);
    });
  });

  for (const objective of ['hybrid', 'causal', 'bert', 'masked', 'entities', 'diffusion'] as const) {
    it(`${objective}: every parameter gets a gradient and moves, and no tensor is left`, async () => {
      const model = newModel();
      const before = Object.fromEntries(
        Object.entries(model.parameters).map(([name, parameter]) => [name, parameter.dataSync().slice()]),
      );
      const tensors = tf.memory().numTensors;
      const records = await collect(options({ model, objective, steps: 4 }));
      assert.equal(tf.memory().numTensors, tensors);
      assert.deepEqual(
        records.map(({ step, label }) => [step, label]),
        [1, 2, 3, 4].map((step) => [step, 'pretrain']),
      );
      const source = pretrainSource(options({ model, objective }));
      const { value, grads } = tf.variableGrads(
        () => pretrainLoss(model, source.next().value!),
        Object.values(model.parameters),
      );
      for (const [name, parameter] of Object.entries(model.parameters)) {
        const gradient = grads[parameter.name]!.dataSync();
        assert.ok(
          gradient.every(Number.isFinite) && gradient.some((each) => each !== 0),
          `${name}: no gradient`,
        );
        const moved = parameter.dataSync().filter((weight, i) => weight !== before[name]![i]).length;
        assert.ok(moved > 0.99 * parameter.size, `${name}: ${moved} of ${parameter.size} moved`);
      }
      tf.dispose([value, ...Object.values(grads)]);
      assert.equal(tf.memory().numTensors, tensors);
      disposeModel(model);
    });
  }

  it('learns a few sentences by heart, from both sides and from left to right', async () => {
    const model = newModel();
    const records = await collect(options({ model, steps: 250, causalShare: 0.5, warmUp: 10 }));
    const mean = (part: TrainRecord[]) => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    assert.ok(records[0]!.loss > 5, `${records[0]!.loss}`);
    assert.ok(mean(records.slice(-10)) < 0.9, `${mean(records.slice(-10))}`);
    const { tokenizer } = corpus;
    const whole = [END, ...tokenizer.encode('Ben Hill lives in Birch Hall. Ben Hill sings.')];
    const blank = [...tokenizer.encode(' lives')];
    const at = whole.indexOf(blank[0]!);
    assert.ok(at > 0 && blank.length === 1);
    const ask = (causal: number) => {
      const tokens = Int32Array.from(causal === 1 ? whole.slice(0, at) : whole.with(at, MASK));
      const length = tokens.length;
      const rows = logitsOf(model, {
        ...{ rows: 1, length, tokens, segments: new Int32Array(length).fill(1) },
        ...{ targets: new Int32Array(length).fill(-1), causal: Uint8Array.of(causal) },
      });
      const row = rows[at - 1]!;
      return row.indexOf(Math.max(...row));
    };
    assert.deepEqual([ask(1), ask(0)], [blank[0], blank[0]]);
    disposeModel(model);
  });

  it('goes on from a checkpoint over the border of a phase to the same bits, where one exists', async () => {
    const phases = [
      { share: 0.5, mix: { facts: 1 } },
      { share: 0.5, mix: { people: 2, facts: 1 } },
    ];
    const path = join(folder, 'run.safetensors');
    const saving = { phases, checkpointPath: path, checkpointEvery: 4, resume: true };
    const whole = newModel();
    const expected = await collect(options({ model: whole, phases }));
    // No file yet: it begins.
    for await (const { step, checkpoint } of pretrain(options({ ...saving }))) {
      assert.equal(checkpoint, step === 4 ? path : undefined);
      if (step === 5) break;
    }
    assert.ok(existsSync(path));
    const model = newModel(99);
    const rest = await collect(options({ ...saving, model }));
    assert.deepEqual(
      rest.map(({ step }) => step),
      [5, 6, 7, 8, 9, 10, 11, 12],
    );
    assert.deepEqual(losses(rest), losses(expected).slice(4));
    assert.deepEqual(bitsOf(model), bitsOf(whole));
    // All is done: nothing is left to do. By name it is the same.
    assert.deepEqual(await collect(options({ ...saving, model: newModel(98) })), []);
    const named = newModel(97);
    assert.deepEqual(await collect(options({ phases, resumeFrom: path, model: named })), []);
    assert.deepEqual(bitsOf(named), bitsOf(whole));
    await assert.rejects(
      collect(options({ ...saving, objective: 'bert' })),
      /the saved training has objective "hybrid", this one "bert"/,
    );
    await assert.rejects(collect(options({ resumeFrom: join(folder, 'none') })), /there is no such file/);
    [whole, model, named].forEach(disposeModel);
  });

  it('evaluates, and stops where a signal says so', async () => {
    const stop = new AbortController();
    const evaluate = (step: number) => (step === 4 && stop.abort(), { right: step });
    const records = await collect(options({ evaluate, evaluateEvery: 2, signal: stop.signal }));
    assert.deepEqual(
      records.map(({ evaluation }) => evaluation?.['right']),
      [undefined, 2, undefined, 4],
    );
  });

  describe('stops', () => {
    it('where learning rates of a thousand make numbers that are none', async () => {
      const run = collect(options({ learningRate: 1e12, embeddingRate: 1e12, steps: 40 }));
      const thrown = (await run.catch((error: unknown) => error)) as NotFiniteError;
      assert.ok(thrown instanceof NotFiniteError, String(thrown));
      assert.match(thrown.message, /^Training stopped at step \d+: .* try a lower learning rate/);
    });

    it('where the loss is finite and far above that of a guess', async () => {
      const checkpointPath = join(folder, 'lost.safetensors');
      const rates = { learningRate: 30, embeddingRate: 10, weightDecay: 0 };
      const run = collect(options({ ...rates, steps: 40, checkpointPath, checkpointEvery: 15 }));
      const thrown = (await run.catch((error: unknown) => error)) as DivergedError;
      assert.ok(thrown instanceof DivergedError, String(thrown));
      assert.ok(thrown.step >= 20);
      assert.match(
        thrown.message,
        /^Training was lost by step \d+: the loss of the last 20 steps was \S+ on average, that of a pure guess is 5.7\d*\. The learning rates are too high \(learningRate 30, embeddingRate 10\): begin anew with a tenth/,
      );
      assert.ok(existsSync(checkpointPath));
      assert.match(
        thrown.message,
        /longer warmUp\. Remove .*lost\.safetensors first: its weights may be lost, too\.$/,
      );
    });

    it('where the weights are gone and nothing is learnt any more', async () => {
      // Each step takes the whole of every weight away.
      const rates = { learningRate: 1e-9, embeddingRate: 1, weightDecay: 1, warmUp: 0 };
      const model = newModel();
      for (const parameter of Object.values(model.parameters)) parameter.assign(tf.zerosLike(parameter));
      const thrown = await collect(options({ ...rates, model, steps: 40 })).catch((error: unknown) => error);
      assert.ok(thrown instanceof DivergedError, String(thrown));
      assert.match(thrown.message, /by step 20: the gradient was 0 in each of the last 20 steps/);
    });

    it('at once where model, tokenizer, shards and rows do not fit', () => {
      const refused = (overrides: Partial<PretrainOptions>, sentence: RegExp) =>
        assert.throws(() => pretrain(options(overrides)), { name: 'UserError', message: sentence });
      refused(
        { length: 65 },
        /rows of 65 tokens do not fit into the model's context of 64; take shorter rows/,
      );
      const other = randomModel(50);
      refused({ model: other }, /the model has a vocabulary of 50, the tokenizer 300/);
      refused({ resume: true }, /`resume` looks at checkpointPath/);
      refused({ steps: 0 }, /steps must be a whole number, 1 or above, got 0/);
      refused({ learningRate: -1 }, /learningRate must be a finite number above 0, got -1/);
      refused({ learningrate: 1 } as never, /pretrain has no option "learningrate"/);
      assert.throws(
        () => pretrain({ ...options(), model: undefined as never }),
        /pretrain needs the option model/,
      );
    });
  });
});
