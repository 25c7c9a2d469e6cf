/** The training loop: records, accumulation, resuming, leaving, and what stops it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readCheckpoint } from 'kernel-lib/dist/nn/checkpoint.js';
import { NotFiniteError } from 'kernel-lib/dist/train/finite.js';
import { trainLoop, type TrainOptions, type TrainRecord } from 'kernel-lib/dist/train/loop.js';
import { adamW } from 'kernel-lib/dist/train/optimizers/adamw.js';
import { muon } from 'kernel-lib/dist/train/optimizers/muon.js';
import { saveTraining } from 'kernel-lib/dist/train/resume.js';
import { warmUp } from 'kernel-lib/dist/train/schedule.js';
import { assertClose } from './support.js';
import {
  bitsOf,
  collect,
  tinyLoss,
  tinyParameters,
  tinySource,
  tinyTraining,
  type Batch,
} from './tinyModel.js';

const folder = mkdtempSync(join(tmpdir(), 'blossom-train-'));

const losses = (records: TrainRecord[]) => records.map(({ loss }) => loss);
/** A clock that goes on by half a second whenever it is read. */
const ticking = () => {
  let now = 0;
  return () => (now += 500);
};

describe('training loop', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('gives one record a step, which is a progress record, and the loss falls', async () => {
    const records = await collect(tinyTraining({ steps: 60, schedule: warmUp(10), clock: ticking() }));
    assert.deepEqual(
      records.map(({ step }) => step),
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    assert.ok(records.at(-1)!.loss < records[0]!.loss / 2, `${records[0]!.loss} → ${records.at(-1)!.loss}`);
    const { loss, gradientNorm, ...rest } = records[4]!;
    assert.deepEqual(rest, {
      ...{ label: 'train', done: 5, total: 60, unit: 'steps', note: `loss ${loss.toPrecision(3)}` },
      // Half a second inside each step, another one between steps; 5 of 6 tokens are no padding.
      ...{ step: 5, learningRate: 0.05 * 0.5, tokensPerSecond: 10, secondsLeft: 55 },
    });
    assert.ok(gradientNorm > 0 && Number.isFinite(gradientNorm));
    assert.equal(records.at(-1)!.secondsLeft, 0);
  });

  for (const [name, make] of [
    ['AdamW', () => adamW()],
    ['Muon', () => muon()],
  ] as const) {
    it(`keeps the number of tensors and the memory from step to step (${name})`, async () => {
      const seen: [number, number][] = [];
      for await (const { step } of trainLoop(
        tinyTraining({ optimizer: make(), steps: 200, accumulate: 2 }),
      )) {
        if (step === 1 || step === 20 || step === 200)
          seen.push([tf.memory().numTensors, tf.memory().numBytes]);
      }
      assert.deepEqual(seen[1], seen[0]);
      assert.deepEqual(seen[2], seen[0]);
    });

    it(`gives the same bits for the same seed, and moves every parameter (${name})`, async () => {
      const [a, b] = [tinyTraining({ optimizer: make() }), tinyTraining({ optimizer: make() })];
      assert.deepEqual(losses(await collect(a)), losses(await collect(b)));
      assert.deepEqual(bitsOf(a), bitsOf(b));
      const start = Object.values(tinyParameters()).map((parameter) => [...parameter.dataSync()]);
      Object.values(a.parameters).forEach((parameter, place) => {
        // The embedding's rows whose tokens came; all five do in eight batches.
        parameter.dataSync().forEach((value, i) => assert.notEqual(value, start[place]![i]));
      });
    });

    it(`goes on from a checkpoint to the same bits (${name})`, async () => {
      const whole = tinyTraining({ optimizer: make(), steps: 9, accumulate: 2 });
      const expected = await collect(whole);
      const path = join(folder, name, 'run.safetensors');
      const saving = { checkpointPath: path, checkpointEvery: 4, accumulate: 2 };
      const first = tinyTraining({ optimizer: make(), steps: 9, ...saving });
      for await (const { step, checkpoint } of trainLoop(first)) {
        assert.equal(checkpoint, step === 4 ? path : undefined);
        if (step === 6) break; // two steps after the save: they are lost
      }
      // Everything else is made anew, with other weights and other places in the data.
      const parameters = tinyParameters(99);
      const other = tinyTraining({ optimizer: make(), steps: 9, ...saving, resumeFrom: path });
      const options = {
        ...other,
        parameters,
        source: tinySource(77),
        lossOf: tinyLoss(parameters, other.random),
      };
      options.random!.restore(12345);
      const rest = await collect(options);
      assert.deepEqual(
        rest.map(({ step }) => step),
        [5, 6, 7, 8, 9],
      );
      assert.deepEqual(losses(rest), losses(expected).slice(4));
      assert.deepEqual(bitsOf(options), bitsOf(whole));
      assert.deepEqual(readdirSync(join(folder, name)), ['run.safetensors']);
      assert.equal((await readCheckpoint(path)).config !== undefined, true);
    });
  }

  it('several small batches weigh as one large batch with the same targets', async () => {
    const source = tinySource();
    const rows = [0, 1, 2].map(() => source.next().value as Batch);
    rows[1]!.targets.fill(-1, 1); // an uneven one
    const joined = {
      tokens: Int32Array.from(rows.flatMap(({ tokens }) => [...tokens])),
      targets: Int32Array.from(rows.flatMap(({ targets }) => [...targets])),
      segments: Int32Array.from(rows.flatMap(({ segments }) => [...segments])),
    };
    const from = (batches: Batch[]) => ({
      next: () => ({ done: false as const, value: batches.shift()! }),
      ...{ state: () => null, restore: () => undefined },
    });
    const run = async (batches: Batch[], accumulate: number) => {
      const parameters = tinyParameters();
      const options = {
        parameters,
        lossOf: tinyLoss(parameters),
        source: from(batches),
        accumulate,
        steps: 1,
      };
      const [record] = await collect(tinyTraining(options));
      return { record: record!, weights: Object.values(parameters).flatMap((each) => [...each.dataSync()]) };
    };
    const [small, large] = [await run([...rows], 3), await run([joined], 1)];
    assertClose(
      [small.record.loss, small.record.gradientNorm],
      [large.record.loss, large.record.gradientNorm],
      1e-6,
    );
    assertClose(small.weights, large.weights, 1e-6);
  });

  it('evaluates every few steps and after the last, and waits for it', async () => {
    const evaluate = async (step: number) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return { accuracy: step / 10 };
    };
    const records = await collect(tinyTraining({ steps: 7, evaluate, evaluateEvery: 3 }));
    assert.deepEqual(
      records.map(({ evaluation }) => evaluation?.['accuracy']),
      [undefined, undefined, 0.3, undefined, undefined, 0.6, 0.7],
    );
  });

  it('gives everything else its turn between steps', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    for await (const { step } of trainLoop(tinyTraining({ steps: 300 }))) if (step === 300) break;
    clearInterval(timer);
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('left early, by break, return() or a signal, it holds no tensor and can be gone on with', async () => {
    const options = tinyTraining({ steps: 1000 });
    await trainLoop(options).next();
    const before = tf.memory().numTensors;
    for await (const { step } of trainLoop(options)) if (step === 3) break;
    const loop = trainLoop(options);
    await loop.next();
    assert.deepEqual(await loop.return(), { done: true, value: undefined });
    assert.deepEqual(await loop.next(), { done: true, value: undefined });
    const stop = new AbortController();
    const steps = [];
    for await (const { step } of trainLoop({ ...options, signal: stop.signal })) {
      steps.push(step);
      if (step === 2) stop.abort();
    }
    assert.deepEqual(steps, [1, 2]);
    assert.deepEqual(await collect({ ...options, signal: AbortSignal.abort() }), []);
    assert.equal(tf.memory().numTensors, before);
    assert.equal(options.optimizer.state().steps, 7);
    assert.equal((options.source as ReturnType<typeof tinySource>).taken, 7);
  });

  it('ended by a signal, it saves what it did since the last checkpoint, and goes on to the same bits', async () => {
    const path = join(folder, 'aborted.safetensors');
    const checkpointing = { checkpointPath: path, checkpointEvery: 3 };
    const whole = tinyTraining({ steps: 9 });
    await collect(whole);
    for (const end of [3, 5]) {
      const stop = new AbortController();
      const options = tinyTraining({ steps: 9, ...checkpointing, signal: stop.signal });
      for await (const { step } of trainLoop(options)) if (step === end) stop.abort();
      const again = tinyTraining({ steps: 9, resumeFrom: path });
      const records = await collect(again);
      assert.deepEqual(
        records.map(({ step }) => step),
        [4, 5, 6, 7, 8, 9].filter((step) => step > end),
      );
      assert.deepEqual(bitsOf(again), bitsOf(whole));
    }
    rmSync(path);
    await collect(tinyTraining({ ...checkpointing, signal: AbortSignal.abort() }));
    assert.ok(!existsSync(path), 'nothing was done, so there is nothing to save');
  });

  describe('stops', () => {
    it('where a gradient is not finite: step, parameter, last good checkpoint; the weights stay', async () => {
      const path = join(folder, 'stops.safetensors');
      const options = tinyTraining({ steps: 9, checkpointPath: path, checkpointEvery: 2 });
      const { lossOf, parameters } = options;
      let calls = 0;
      // √(x − x) is 0, and its slope there is not finite.
      const broken = (batch: Batch) =>
        tf.tidy(() => {
          const up = parameters['blocks.0.up']!;
          const extra = (calls += 1) === 4 ? tf.sum(tf.sqrt(tf.mul(tf.slice(up, [0, 0], [1, 2]), 0))) : 0;
          return tf.add(lossOf(batch), extra) as tf.Scalar;
        });
      const weights: number[][][] = [];
      const run = (async () => {
        for await (const { step } of trainLoop({ ...options, lossOf: broken }))
          weights[step] = bitsOf(options);
      })();
      const thrown = (await run.catch((error: unknown) => error)) as NotFiniteError;
      assert.ok(thrown instanceof NotFiniteError, String(thrown));
      assert.equal(thrown.step, 4);
      assert.equal(thrown.parameter, 'blocks.0.up');
      assert.deepEqual(thrown.checkpoint, { path, step: 2 });
      assert.match(
        thrown.message,
        /^Training stopped at step 4: 2 of the 20 numbers in the gradient of blocks\.0\.up are not finite, the first is NaN/,
      );
      assert.match(thrown.message, /The last good checkpoint is .*stops\.safetensors \(step 2\)/);
      assert.deepEqual(bitsOf(options), weights.at(-1));
      // And on from the checkpoint.
      const again = await collect(tinyTraining({ steps: 9, resumeFrom: path }));
      assert.equal(again.length, 7);
    });

    it('where a weight is not finite, which it names; without a checkpoint it says so', async () => {
      const options = tinyTraining();
      options.parameters['blocks.0.up']!.assign(tf.fill([4, 5], Infinity));
      const before = tf.memory().numTensors;
      await assert.rejects(collect(options), (error: NotFiniteError) => {
        assert.equal(error.parameter, 'blocks.0.up');
        assert.match(
          error.message,
          /the loss is NaN; 20 of the 20 numbers in the values of blocks\.0\.up are .*first is Infinity/,
        );
        assert.match(error.message, /The weights are those after step 0, and there is no checkpoint/);
        return true;
      });
      assert.equal(tf.memory().numTensors, before);
    });

    it('where a weight is disposed, which it names', async () => {
      const options = tinyTraining();
      await collect({ ...options, steps: 1 });
      options.parameters['blocks.0.up']!.dispose();
      await assert.rejects(
        collect(options),
        /trainLoop: the parameter blocks\.0\.up is disposed; make the model again/,
      );
      await assert.rejects(
        saveTraining(join(folder, 'disposed'), 1, options),
        /Cannot write .*disposed: the parameter blocks\.0\.up is disposed/,
      );
      assert.equal(existsSync(join(folder, 'disposed')), false);
    });

    it('where the loss alone is not finite', async () => {
      const options = tinyTraining();
      const lossOf = (batch: Batch) => tf.add(options.lossOf(batch), Infinity) as tf.Scalar;
      await assert.rejects(
        collect({ ...options, lossOf }),
        /the loss is Infinity; all weights and gradients are finite/,
      );
    });

    it('where the loss throws, and leaves no tensor behind', async () => {
      const options = tinyTraining();
      await collect({ ...options, steps: 1 });
      const before = tf.memory().numTensors;
      let calls = 0;
      const lossOf = (batch: Batch) => {
        const loss = options.lossOf(batch);
        if ((calls += 1) === 4) throw new RangeError('target 7 of 5');
        return loss;
      };
      await assert.rejects(collect({ ...options, lossOf, accumulate: 3 }), /target 7 of 5/);
      assert.equal(tf.memory().numTensors, before);
    });

    const wrong: [string, Partial<TrainOptions<Batch>>, RegExp][] = [
      [
        'a loss that is no scalar',
        { lossOf: () => tf.zeros([3]) as unknown as tf.Scalar },
        /got a tensor of shape \[3\]/,
      ],
      [
        'a loss that is no tensor',
        { lossOf: () => 3 as unknown as tf.Scalar },
        /as a tensor \(a scalar\), got 3/,
      ],
      [
        'a loss that uses no parameter',
        { lossOf: () => tf.scalar(1) },
        /does not depend on embedding, blocks\.0\.up/,
      ],
      [
        'a batch without targets',
        { count: () => ({ tokens: 6, targets: 0 }) },
        /Step 1: no position of its batch has/,
      ],
      [
        'a batch whose arrays do not fit',
        {
          source: {
            ...tinySource(),
            next: () => ({
              done: false,
              value: { tokens: new Int32Array(6), targets: new Int32Array(5), segments: new Int32Array(6) },
            }),
          },
        },
        /different lengths: 6 tokens, 5 targets, 6 segments/,
      ],
      [
        'a source that ends',
        {
          source: {
            next: () => ({ done: true, value: undefined }),
            state: () => null,
            restore: () => undefined,
          },
        },
        /The source of batches ended in step 1 of 8/,
      ],
    ];
    for (const [what, options, sentence] of wrong) {
      it(`at ${what}`, async () => {
        const before = tf.memory().numTensors;
        const training = tinyTraining(options);
        const made = tf.memory().numTensors - before;
        await assert.rejects(collect(training), { name: 'UserError', message: sentence });
        assert.equal(tf.memory().numTensors - before, made);
      });
    }

    it('at options that are wrong or unknown, at once', () => {
      const refused = (options: object, sentence: RegExp) =>
        assert.throws(() => trainLoop({ ...tinyTraining(), ...options }), {
          name: 'UserError',
          message: sentence,
        });
      refused({ learningRate: 1 }, /trainLoop has no option "learningRate"; it has parameters, lossOf/);
      refused({ steps: 2.5 }, /steps must be a whole number, 0 or above, got 2\.5/);
      refused({ clip: 0 }, /clip must be a number above 0, got 0/);
      refused({ accumulate: 0 }, /accumulate must be a whole number, 1 or above, got 0/);
      refused({ parameters: {} }, /there are no parameters/);
      assert.throws(() => trainLoop({} as TrainOptions<Batch>), /trainLoop needs the option parameters/);
    });
  });
});
