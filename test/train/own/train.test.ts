/** A training on one's own texts as a whole: plan, looks, interruption, and what it refuses. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { continueText } from 'kernel-lib/dist/generate/continuation.js';
import { ofModel } from 'kernel-lib/dist/generate/network.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { loadTrained } from 'kernel-lib/dist/train/own/folder.js';
import {
  trainOnCorpus,
  type OwnEvent,
  type OwnResult,
  type OwnTraining,
} from 'kernel-lib/dist/train/own/train.js';
import { useBackend } from '../../support/backends.js';
import { texts, writeCorpus } from './support.js';

describe('a training on own texts', function () {
  this.timeout(120_000);
  let folder: string;
  let data: string;
  const to = (name: string) => join(folder, name);
  const model = (name: string) => readFileSync(join(to(name), 'model.safetensors'));
  const request = (out: string, more: Partial<OwnTraining> = {}): OwnTraining => ({
    ...{ data, out: to(out), depth: 1, steps: 25 },
    ...more,
  });

  const fromOf = ([first]: OwnEvent[]) => (first?.kind === 'plan' ? first.plan.from : undefined);

  async function collect(given: OwnTraining): Promise<{ events: OwnEvent[]; result: OwnResult }> {
    const work = trainOnCorpus(given);
    const events: OwnEvent[] = [];
    for (;;) {
      const next = await work.next();
      if (next.done === true) return { events, result: next.value };
      events.push(next.value);
    }
  }

  before(async () => {
    await useBackend('threads');
    folder = mkdtempSync(join(tmpdir(), 'blossom-own-training-'));
    data = to('corpus');
    await writeCorpus(data, texts(120));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await useBackend('cpu');
  });

  it('tells its plan, its steps and how it goes on; the file holds a model that does so', async () => {
    const before = tf.memory().numTensors;
    const { events, result } = await collect(request('whole'));
    assert.equal(tf.memory().numTensors, before);
    const kinds = events.map(({ kind }) => kind);
    assert.equal(kinds[0], 'plan');
    assert.equal(kinds.filter((kind) => kind === 'step').length, 25);
    const samples = events.filter((event) => event.kind === 'samples');
    assert.deepEqual(
      samples.map(({ step, samples: all }) => [step, all.length]),
      [[25, 3]],
    );
    assert.deepEqual(readdirSync(to('whole')).sort(), [
      ...['log.jsonl', 'model.safetensors', 'run.json', 'tokenizer.json'],
    ]);
    assert.equal(result.trained, true);
    assert.deepEqual(
      result.looks.map(({ step }) => step),
      [10, 20, 25],
    );
    const held = result.looks.map(({ heldOut }) => heldOut!);
    assert.ok(held[2]! < held[0]!, `${held}`);
    assert.ok(held[2]! < result.yardsticks[0]!.loss);
    const trained = await loadTrained(to('whole'));
    const going = await continueText(ofModel(trained.model), trained.tokenizer, 'the river', {
      maxTokens: 200,
      random: seededRandom(1),
    });
    assert.ok(going.length > 0);
    assert.equal(trained.about['heldOut'], held[2]);
  });

  it('ended by its signal at any step, it goes on to the same bits', async () => {
    await collect(request('reference'));
    for (const ends of [[3], [10, 11], [1, 24]]) {
      const out = `ended-${ends.join('-')}`;
      for (const end of ends) {
        const stop = new AbortController();
        const work = trainOnCorpus(request(out, { signal: stop.signal }));
        let next = await work.next();
        for (; next.done !== true; next = await work.next()) {
          if (next.value.kind === 'step' && next.value.record.step === end) stop.abort();
        }
        assert.equal(next.value.step, end);
        assert.equal(next.value.trained, false);
      }
      const { events, result } = await collect({ data, out: to(out) }); // it remembers depth and steps
      assert.equal(fromOf(events), ends.at(-1));
      assert.equal(result.step, 25);
      assert.deepEqual(model(out), model('reference'), out);
      assert.deepEqual(
        result.looks.map(({ step }) => step),
        [10, 20, 25],
      );
    }
  });

  it('killed between two checkpoints, it goes on from the last one to the same bits', async () => {
    for await (const event of trainOnCorpus(request('killed'))) {
      if (event.kind === 'step' && event.record.step === 17) break;
    }
    // As in the middle of writing the next one. What is not ours stays.
    writeFileSync(join(to('killed'), '.checkpoint.safetensors.12345.3.tmp'), 'half');
    writeFileSync(join(to('killed'), '.notes.tmp'), 'mine');
    const { events } = await collect(request('killed'));
    assert.equal(fromOf(events), 10);
    assert.deepEqual(model('killed'), model('reference'));
    const hidden = readdirSync(to('killed')).filter((name) => name.startsWith('.'));
    assert.deepEqual(hidden, ['.notes.tmp']);
  });

  it('killed after its last step, it still makes the model', async () => {
    for await (const event of trainOnCorpus(request('late'))) {
      if (event.kind === 'step' && event.record.step === 25) break;
    }
    assert.ok(!existsSync(join(to('late'), 'model.safetensors')));
    rmSync(join(to('late'), 'log.jsonl'));
    const { result } = await collect(request('late'));
    assert.equal(result.trained, true);
    assert.deepEqual(model('late'), model('reference'));
  });

  it('another seed gives another model; what is trained is not trained again', async () => {
    await collect(request('seed', { seed: 2 }));
    assert.notDeepEqual(model('seed'), model('reference'));
    const { events, result } = await collect({ data, out: to('seed') });
    assert.deepEqual(events, []);
    assert.equal(result.trained, false);
    assert.equal(result.looks.length, 3);
  });

  it('can be asked for a text while it is still in training', async () => {
    for await (const event of trainOnCorpus(request('half'))) {
      if (event.kind === 'step' && event.record.step === 12) break;
    }
    const { about, model: half } = await loadTrained(to('half'));
    assert.equal((about['training'] as { step: number }).step, 10);
    assert.equal(half.config.layers, 1);
  });

  it('tells where nothing is held out', async () => {
    await writeCorpus(to('one-book'), texts(1, 900));
    const { events, result } = await collect({ data: to('one-book'), out: to('one'), depth: 1, steps: 3 });
    const [first] = events;
    assert.ok(first?.kind === 'plan' && first.plan.corpus.heldOut === undefined);
    assert.deepEqual(first.plan.yardsticks, []);
    assert.equal(result.looks[0]!.heldOut, undefined);
  });

  describe('refuses, and --fresh begins anew:', () => {
    const started = async (out: string) => {
      for await (const event of trainOnCorpus(request(out))) {
        if (event.kind === 'step' && event.record.step === 11) break;
      }
    };
    const checkpoint = (out: string) => join(to(out), 'checkpoint.safetensors');
    const cases: [string, (out: string) => unknown, Partial<OwnTraining>, RegExp][] = [
      ['another depth', () => {}, { depth: 2 }, /holds a training with depth 1, now it is 2\. .*--fresh/],
      ['other steps', () => {}, { steps: 30 }, /holds a training with steps 25, now it is 30\./],
      ['another seed', () => {}, { seed: 9 }, /holds a training with seed 1, now it is 9\./],
      [
        'a checkpoint that is cut off',
        (out) => truncateSync(checkpoint(out), 5000),
        {},
        /checkpoint\.safetensors is no safetensors file .*cut off.* Add --fresh to begin anew\./,
      ],
      [
        'a checkpoint of another depth',
        async (out) => {
          await collect(request('deep', { depth: 2, steps: 2, fresh: true }));
          copyFileSync(join(to('deep'), 'model.safetensors'), checkpoint(out));
        },
        {},
        /checkpoint\.safetensors does not fit this model: width is 64 in the file and 32 .*--fresh/,
      ],
      [
        'a run.json that is damaged',
        (out) => writeFileSync(join(to(out), 'run.json'), '{"depth":1'),
        {},
        /run\.json is damaged; add --fresh/,
      ],
      [
        'a run.json of something else',
        (out) => writeFileSync(join(to(out), 'run.json'), 'null\n'),
        {},
        /run\.json is damaged; add --fresh/,
      ],
      [
        'a checkpoint that is a model alone',
        async (out) => {
          await collect(request('alone', { steps: 2, fresh: true }));
          copyFileSync(join(to('alone'), 'model.safetensors'), checkpoint(out));
        },
        {},
        /checkpoint\.safetensors holds a model and no training\. Add --fresh/,
      ],
      [
        'a file of somebody else',
        (out) => rmSync(join(to(out), 'run.json')),
        {},
        /checkpoint\.safetensors is there already and of no training/,
      ],
    ];
    for (const [i, [what, change, more, sentence]] of cases.entries()) {
      it(what, async () => {
        const out = `refused-${i}`;
        await started(out);
        await change(out);
        const files = readdirSync(to(out)).sort();
        await assert.rejects(collect({ ...request(out), ...more }), { name: 'UserError', message: sentence });
        assert.deepEqual(readdirSync(to(out)).sort(), files);
        const { result } = await collect({ ...request(out), steps: 2, ...more, fresh: true });
        assert.equal(result.trained, true);
      });
    }

    it('another corpus', async () => {
      await started('moved');
      await writeCorpus(to('corpus-2'), texts(121));
      const moved = { ...request('moved'), data: to('corpus-2') };
      await assert.rejects(collect(moved), /holds a training with the corpus \w{16}, now it is \w{16}\./);
    });
  });

  it('refuses what is no corpus, an empty one, one that is too small, a tokenizer of another, an out that is a file', async () => {
    mkdirSync(to('empty'));
    const rejects = (given: Partial<OwnTraining>, message: RegExp) =>
      assert.rejects(collect(request('nothing', given)), { name: 'UserError', message });
    await rejects({ data: to('empty') }, /no corpus in .*empty: it has no tokenizer\.json; `npx blossom/);
    copyFileSync(join(data, 'tokenizer.json'), join(to('empty'), 'tokenizer.json'));
    await rejects({ data: to('empty') }, /no token shards in .*empty/);
    await writeCorpus(to('tiny'), texts(2, 30));
    await rejects({ data: to('tiny') }, /tiny has \d+ tokens, and a training needs 1000 at least/);
    copyFileSync(join(data, 'tokenizer.json'), join(to('tiny'), 'tokenizer.json'));
    await rejects({ data: to('tiny') }, /was written with the tokenizer \w+, not with \w+/);
    writeFileSync(to('file'), '');
    await rejects({ out: to('file') }, /Cannot write .*file/);
    assert.ok(!existsSync(to('nothing')));
  });
});
