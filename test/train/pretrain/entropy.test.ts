import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { writeShards } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { entropies } from 'kernel-lib/dist/train/pretrain/entropy.js';
import { sizesOf } from 'kernel-lib/dist/train/pretrain/sizes.js';
import { shapesOf } from 'kernel-lib/dist/nn/config.js';

const END = 1;

async function withShards<T>(
  documents: number[][],
  vocabulary: number,
  work: (shards: never) => T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-entropy-'));
  const named = documents.map((tokens) => ({ tokens, source: 'a', language: 'en' }));
  await writeShards(folder, named, { tokenizer: 'abc', vocabulary });
  const shards = await openShards(folder);
  try {
    return work(shards as never);
  } finally {
    shards.close();
    rmSync(folder, { recursive: true });
  }
}

describe('the entropy of a corpus', () => {
  it('is what Python gives over the counts of a small one', async () => {
    // H = lambda c: -sum(x / sum(c) * math.log(x / sum(c)) for x in c)
    // unigram: H([3, 3, 1, 4]); bigram: 4/11 * H([3, 1]) + 3/11 * H([2, 1]) + 3/11 * H([3]) + 1/11 * H([1])
    const documents = [
      [6, 7, END],
      [6, 8, END],
      [6, 7, END],
      [7, END],
    ];
    const { unigram, bigram } = await withShards(documents, 10, (shards) => entropies(shards));
    assert.ok(Math.abs(unigram - 1.2945451658448959) < 1e-12, `${unigram}`);
    assert.ok(Math.abs(bigram - 0.3780802803054247) < 1e-12, `${bigram}`);
  });

  it('of a random walk is that of its steps, and a sample comes near', async () => {
    // Each of 8 tokens is followed by one of four, evenly: ln 4; all eight come equally often: ln 8.
    const random = seededRandom(3);
    const documents = Array.from({ length: 400 }, () => {
      let token = randomInt(random, 8);
      return Array.from({ length: 100 }, () => (token = (token + randomInt(random, 4)) % 8) + 6);
    });
    const [all, part] = await withShards(documents, 14, (shards) => [
      entropies(shards),
      entropies(shards, { sample: 4000 }),
    ]);
    assert.ok(Math.abs(all!.unigram - Math.log(8)) < 0.001, `${all!.unigram}`);
    assert.ok(Math.abs(all!.bigram - Math.log(4)) < 0.02, `${all!.bigram}`);
    assert.ok(Math.abs(part!.bigram - Math.log(4)) < 0.03 && part!.bigram !== all!.bigram);
  });

  it('of documents without a token is 0', async () => {
    assert.deepEqual(await withShards([[], []], 10, (shards) => entropies(shards)), {
      unigram: 0,
      bigram: 0,
    });
    await assert.rejects(
      withShards([[6]], 10, (shards) => entropies(shards, { sample: 0 })),
      /entropies: sample must be a whole number, 1 or above, got 0/,
    );
  });
});

describe('one dial for the size', () => {
  it('depth 4 is the model of the course', () => {
    assert.deepEqual(sizesOf(4, 2560), {
      ...{ vocabulary: 2560, width: 128, layers: 4, heads: 4, hidden: 512, context: 128 },
    });
  });

  it('every depth has a head of 32 a layer, and more parameters', () => {
    const parameters = (depth: number) =>
      [...shapesOf(sizesOf(depth, 1000)).values()].reduce(
        (sum, shape) => sum + shape.reduce((a, b) => a * b),
        0,
      );
    for (let depth = 1; depth < 9; depth++) {
      const { width, heads } = sizesOf(depth, 1000);
      assert.equal(width / heads, 32);
      assert.ok(parameters(depth + 1) > parameters(depth));
    }
    assert.throws(() => sizesOf(0, 1000), /depth must be a whole number, 1 or above, got 0/);
    assert.throws(() => sizesOf(1.5, 1000), /got 1.5/);
  });
});
