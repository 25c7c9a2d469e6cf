/** The parts of a training on one's own texts: what is held out, what it is measured by, the dial. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { openShards, type Shards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { createModel, logits } from 'kernel-lib/dist/nn/model.js';
import { seededRandom, shuffle } from 'kernel-lib/dist/random.js';
import { dialOf, epochsOf } from 'kernel-lib/dist/train/own/dial.js';
import { lossOn, splitShards } from 'kernel-lib/dist/train/own/heldOut.js';
import { yardsticksOf } from 'kernel-lib/dist/train/own/yardsticks.js';
import { texts, writeCorpus } from './support.js';

describe('own texts', function () {
  this.timeout(60_000);
  let folder: string;
  const open: Shards[] = [];
  const opened = async (name: string) => {
    const shards = await openShards(join(folder, name));
    open.push(shards);
    return shards;
  };
  before(() => (folder = mkdtempSync(join(tmpdir(), 'blossom-own-'))));
  after(() => {
    for (const shards of open) shards.close();
    rmSync(folder, { recursive: true });
  });

  const contents = (shards: Shards) =>
    Array.from({ length: shards.documents }, (_, i) => shards.tokensOf(i).join(' '));

  it('some documents are held out, by what is in them: also where their order is another one', async () => {
    const documents = texts(200);
    const tokenizer = await writeCorpus(join(folder, 'a'), documents);
    await writeCorpus(join(folder, 'b'), shuffle(seededRandom(4), documents), tokenizer);
    const [a, b] = [splitShards(await opened('a')), splitShards(await opened('b'))];
    const [training, heldOut] = [contents(a.training), contents(a.heldOut!)];
    assert.equal(training.length + heldOut.length, 200);
    assert.equal(new Set([...training, ...heldOut]).size, 200);
    const share = a.heldOut!.tokens / (a.training.tokens + a.heldOut!.tokens);
    assert.ok(share >= 0.05 && share < 0.06, `${share} of the tokens`);
    assert.deepEqual(contents(b.heldOut!).sort(), heldOut.sort());
    // Most stay held out when more documents come.
    await writeCorpus(join(folder, 'c'), [...documents, ...texts(20, 40, 5000)], tokenizer);
    const c = contents(splitShards(await opened('c')).heldOut!);
    assert.ok(heldOut.filter((document) => c.includes(document)).length > 0.7 * heldOut.length);
  });

  it('a document that is a large part of the corpus is not held out; nothing is where all are large', async () => {
    const tokenizer = await writeCorpus(join(folder, 'large'), [...texts(60), texts(1, 800, 900)[0]!]);
    const { training, heldOut } = splitShards(await opened('large'));
    const longest = Math.max(...contents(training).map((document) => document.split(' ').length));
    assert.equal(training.documents + heldOut!.documents, 61);
    assert.ok(longest > 800);
    await writeCorpus(join(folder, 'few'), texts(5), tokenizer);
    const few = splitShards(await opened('few'));
    assert.equal(few.heldOut, undefined);
    assert.equal(few.training.documents, 5);
  });

  it('the held-out loss is the mean surprise at each token, calculated by hand', async () => {
    await writeCorpus(join(folder, 'loss'), texts(7, 20));
    const shards = await opened('loss');
    const sizes = { width: 16, layers: 2, heads: 2, hidden: 32, context: 128 };
    const model = createModel({ vocabulary: shards.vocabulary, ...sizes }, seededRandom(2));
    for (const [name, parameter] of Object.entries(model.parameters)) {
      // What begins as "change nothing" would hide mistakes.
      if (/out|down/.test(name)) parameter.assign(tf.randomNormal(parameter.shape, 0, 0.3, 'float32', 5));
    }
    let [sum, count] = [0, 0];
    for (let i = 0; i < shards.documents; i++) {
      const tokens = [...shards.tokensOf(i)];
      const length = tokens.length;
      const batch = {
        ...{ rows: 1, length, tokens: Int32Array.from([1, ...tokens.slice(0, -1)]) },
        ...{ targets: Int32Array.from(tokens), segments: new Int32Array(length).fill(1) },
        causal: Uint8Array.of(1),
      };
      const all = tf.tidy(() => tf.logSoftmax(logits(model, batch)).arraySync()) as number[][];
      tokens.forEach((token, place) => (sum -= all[place]![token]!));
      count += length;
    }
    const tensors = tf.memory().numTensors;
    const loss = await lossOn(model, shards, { batch: 3, length: 128 });
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(Math.abs(loss - sum / count) < 1e-4, `${loss} instead of ${sum / count}`);
  });

  it('the yardsticks are what counting reaches on the held-out texts', async () => {
    await writeCorpus(join(folder, 'yard'), texts(300));
    const { training, heldOut } = splitShards(await opened('yard'));
    const found = await yardsticksOf(training, heldOut!);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['guessing evenly', 'unigram', 'bigram', '4-gram'],
    );
    assert.equal(found[0]!.loss, Math.log(training.vocabulary));
    const [even, unigram, bigram, four] = found.map(({ loss }) => loss);
    assert.ok(unigram! < even! && bigram! < unigram!, `${unigram}, ${bigram}`);
    // These words are drawn one by one: there is nothing to be seen in more of them, and nothing lost by looking.
    assert.ok(Math.abs(four! - bigram!) < 0.1 * bigram!, `${bigram}, ${four}`);
  });

  for (const [depth, width, length] of [
    [1, 32, 64],
    [4, 128, 256],
    [8, 256, 512],
    [12, 384, 512],
  ] as const) {
    it(`at depth ${depth} the dial gives a model of width ${width} that reads rows of ${length}`, () => {
      const shards = { vocabulary: 300, tokens: 10_000_000 };
      const { config, parameters, ...dial } = dialOf(depth, shards);
      const sizes = { vocabulary: 300, width, layers: depth, heads: depth, hidden: 4 * width };
      assert.deepEqual(config, { ...sizes, context: length });
      assert.equal(dial.length, length);
      if (depth > 4) return;
      const model = createModel(config, seededRandom(1));
      const counted = Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
      assert.equal(parameters, counted);
    });
  }

  it('few texts are read three to eight times, many as the model can use them; --steps comes first', () => {
    const few = dialOf(2, { vocabulary: 300, tokens: 100_000 });
    assert.equal(few.steps, Math.round(800_000 / (4 * 128)));
    assert.ok(Math.abs(epochsOf(few, { tokens: 100_000 }) - 8) < 0.01);
    const fewest = dialOf(2, { vocabulary: 300, tokens: 20_000 });
    const epochs = 10 * Math.sqrt(20_000 / fewest.parameters);
    assert.ok(epochs > 3 && epochs < 5);
    assert.equal(fewest.steps, Math.round((epochs * 20_000) / (4 * 128)));
    const many = dialOf(2, { vocabulary: 300, tokens: 1e9 });
    assert.equal(many.steps, Math.round((20 * many.parameters) / (4 * 128)));
    assert.equal(dialOf(2, { vocabulary: 300, tokens: 1000 }).steps, 100);
    const own = dialOf(2, { vocabulary: 300, tokens: 1e9 }, 37);
    assert.equal(own.steps, 37);
    assert.equal(own.every, 10);
    assert.equal(many.every, 200);
  });
});
