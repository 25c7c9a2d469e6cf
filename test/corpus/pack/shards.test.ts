import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from 'kernel-lib/dist/errors.js';
import { fingerprintOf } from 'kernel-lib/dist/corpus/pack/shard-format.js';
import { openShards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { writeShards, type TokenDocument } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import { documentsOf } from './support.js';

describe('token shards', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'blossom-shards-'))));
  afterEach(() => rm(folder, { recursive: true }));

  for (const [name, vocabulary] of [
    ['two bytes a token', 65_536],
    ['four bytes a token', 65_537],
  ] as const) {
    for (const memory of [0, 2 ** 30]) {
      it(`give back what was written, ${name}, ${memory === 0 ? 'read from the file' : 'in memory'}`, async () => {
        const documents = [...documentsOf(300, vocabulary)];
        const written = await writeShards(folder, documents, {
          tokenizer: 'abc',
          vocabulary,
          shardTokens: 2000,
        });
        assert.ok(written.length > 3, `${written.length} shards`);
        const shards = await openShards(folder, { memory });
        assert.equal(shards.documents, documents.length);
        assert.equal(
          shards.tokens,
          documents.reduce((sum, { tokens }) => sum + tokens.length, 0),
        );
        documents.forEach((document, i) => {
          assert.deepEqual([...shards.tokensOf(i)], [...document.tokens]);
          assert.equal(shards.lengthOf(i), document.tokens.length);
          assert.equal(shards.sourceOf(i), document.source);
          assert.equal(shards.languageOf(i), document.language);
          assert.deepEqual(shards.marksOf(i), document.marks ?? []);
        });
        shards.close();
      });
    }
  }

  it('read a part of a document', async () => {
    const tokens = Int32Array.from({ length: 50 }, (_, i) => i);
    await writeShards(folder, [{ tokens, source: 'a', language: 'en' }], {
      tokenizer: 'abc',
      vocabulary: 50,
    });
    const shards = await openShards(folder, { memory: 0 });
    const target = new Int32Array(6).fill(-5);
    shards.copy(0, 47, 3, target, 2);
    assert.deepEqual([...target], [-5, -5, 47, 48, 49, -5]);
    shards.close();
  });

  it('give some of their documents as shards of their own, and of those again some', async () => {
    const documents = [...documentsOf(100, 1000)];
    await writeShards(folder, documents, { tokenizer: 'abc', vocabulary: 1000, shardTokens: 900 });
    const shards = await openShards(folder);
    const odd = shards.only((i) => i % 2 === 1);
    const third = odd.only((i) => i % 3 === 0);
    for (const [some, wanted] of [
      [odd, documents.filter((_, i) => i % 2 === 1)],
      [third, documents.filter((_, i) => i % 6 === 1)],
    ] as const) {
      assert.equal(some.documents, wanted.length);
      const lengths = wanted.map(({ tokens }) => tokens.length);
      assert.equal(
        some.tokens,
        lengths.reduce((sum, length) => sum + length, 0),
      );
      wanted.forEach((document, i) => {
        assert.deepEqual([...some.tokensOf(i)], [...document.tokens]);
        assert.equal(some.sourceOf(i), document.source);
        assert.deepEqual(some.marksOf(i), document.marks ?? []);
      });
      assert.throws(() => some.lengthOf(wanted.length), RangeError);
    }
    const even = shards.only((i) => i % 2 === 0);
    assert.equal(new Set([shards, odd, even, third].map((some) => some.fingerprint())).size, 4);
    assert.equal(odd.fingerprint(), shards.only((i) => i % 2 === 1).fingerprint());
    assert.equal(shards.only(() => false).documents, 0);
    shards.close();
  });

  it('are the same bytes again', async () => {
    const write = async () => {
      await writeShards(folder, documentsOf(200, 1000), {
        tokenizer: 'abc',
        vocabulary: 1000,
        shardTokens: 3000,
      });
      return Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'hex')));
    };
    assert.deepEqual(await write(), await write());
  });

  it('of another tokenizer are refused, with both fingerprints', async () => {
    await writeShards(folder, documentsOf(3, 10), { tokenizer: 'abc', vocabulary: 10 });
    await assert.rejects(openShards(folder, { tokenizer: 'def' }), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /tokenizer abc, not with def/);
      return true;
    });
  });

  it('refuse a token that is not below the vocabulary', async () => {
    const document: TokenDocument = { tokens: [1, 10], source: 'a', language: 'en' };
    await assert.rejects(
      writeShards(folder, [document], { tokenizer: 'abc', vocabulary: 10 }),
      /Token 10 of document 0 is not below the vocabulary of 10/,
    );
  });

  it('that are damaged are refused: cut, changed tokens, changed tables, no shard at all', async () => {
    await writeShards(folder, documentsOf(30, 10), { tokenizer: 'abc', vocabulary: 10 });
    const path = join(folder, 'tokens-00000.shard');
    const whole = await readFile(path);
    const changed = (at: number) => {
      const copy = Buffer.from(whole);
      copy[at]! ^= 1;
      return copy;
    };
    const cases: [Buffer, RegExp][] = [
      [whole.subarray(0, -1), /is damaged: it has \d+ bytes, its header says \d+/],
      [changed(64 * 8), /its tokens do not fit their checksum/],
      [changed(whole.length - 5), /its tables do not fit their checksum/],
      [Buffer.from('hello'), /is not a token shard/],
      [changed(14), /header of .* is damaged|has no|version/],
    ];
    for (const [bytes, message] of cases) {
      await writeFile(path, bytes);
      await assert.rejects(openShards(folder), (error: Error) => {
        assert.ok(error instanceof UserError, error.stack);
        assert.match(error.message, message);
        return true;
      });
    }
  });

  it('a folder without shards is said to have none', async () => {
    await assert.rejects(openShards(folder), /There are no token shards in/);
    await assert.rejects(openShards(join(folder, 'missing')), /There are no token shards in/);
  });

  it('a fingerprint tells tokenizers apart', () => {
    const of = (merges: string[]) => fingerprintOf({ toJSON: () => ({ merges }) });
    assert.equal(of(['a b']), of(['a b']));
    assert.notEqual(of(['a b']), of(['a c']));
    assert.match(of([]), /^[0-9a-f]{16}$/);
  });
});
