import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countBatch } from 'kernel-lib/dist/train/source.js';
import { checkBatch } from 'kernel-lib/dist/nn/batch.js';
import { piecesOf, rowsOf } from 'kernel-lib/dist/corpus/pack/packing.js';
import { permutation } from 'kernel-lib/dist/corpus/pack/permutation.js';
import { openShards, type Shards } from 'kernel-lib/dist/corpus/pack/shards.js';
import { shardSource, type ShardSourceOptions, type TokenBatch } from 'kernel-lib/dist/corpus/pack/source.js';
import { writeShards, type TokenDocument } from 'kernel-lib/dist/corpus/pack/shard-writer.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { documentsOf } from './support.js';

const VOCABULARY = 100_000;
const documents = [...documentsOf(500, VOCABULARY)];
/** Each pair of neighbours in the documents, counted: exactly what there is to predict. */
const pairs = (lists: Iterable<ArrayLike<number>>) => {
  const counts = new Map<string, number>();
  for (const tokens of lists) {
    for (let i = 0; i + 1 < tokens.length; i++) add(counts, `${tokens[i]}→${tokens[i + 1]}`);
  }
  return counts;
};
const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

function pairsOfBatches(batches: readonly TokenBatch[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tokens, targets, segments } of batches) {
    targets.forEach((target, i) => {
      assert.equal(target === -1, segments[i] === 0, 'each place but padding has a target');
      if (target !== -1) add(counts, `${tokens[i]}→${target}`);
    });
  }
  return counts;
}

describe('batches from shards', () => {
  let folder: string;
  let shards: Shards;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-batches-'));
    await writeShards(folder, documents, { tokenizer: 'abc', vocabulary: VOCABULARY, shardTokens: 4000 });
    shards = await openShards(folder, { memory: 0 });
  });
  after(async () => {
    shards.close();
    await rm(folder, { recursive: true });
  });

  const source = (options: Partial<ShardSourceOptions> = {}) =>
    shardSource({ shards, batch: 4, length: 32, window: 60, ...options });

  for (const packing of ['best-fit', 'sorted', 'single'] as const) {
    it(`${packing}: each token is predicted once an epoch, from the one before it in its document`, () => {
      const batches = [...source({ packing })];
      const expected = pairs(documents.map(({ tokens }) => tokens));
      assert.deepEqual(sorted(pairsOfBatches(batches)), sorted(expected));
      for (const batch of batches) checkBatch(batch);
    });

    it(`${packing}: goes on from the state of any batch`, () => {
      const whole = source({ packing, epochs: 2 });
      const states = [JSON.stringify(whole.state())];
      const batches: TokenBatch[] = [];
      for (const batch of whole) {
        batches.push(batch);
        states.push(JSON.stringify(whole.state()));
      }
      for (let k = 0; k < states.length; k += 7) {
        const again = source({ packing, epochs: 2 });
        again.next();
        again.restore(JSON.parse(states[k]!));
        assert.deepEqual([...again], batches.slice(k), `from batch ${k}`);
        assert.deepEqual(again.stats(), whole.stats());
      }
    });
  }

  it('a row is a list of whole segments from 1, then padding', () => {
    for (const { rows, length, segments } of source()) {
      for (let row = 0; row < rows; row++) {
        const steps = [...segments.subarray(row * length, (row + 1) * length)];
        const seen = [...new Set(steps)].filter((segment) => segment !== 0);
        assert.deepEqual(
          seen,
          seen.map((_, i) => i + 1),
        );
        assert.ok(steps.lastIndexOf(seen.length) < (steps.indexOf(0) === -1 ? length : steps.indexOf(0)));
      }
    }
  });

  it('best-fit pads far less than one document a row, sorting less than that', () => {
    const padding = (packing: 'best-fit' | 'sorted' | 'single') => {
      const read = source({ packing, length: 96, window: 500 });
      const batches = [...read];
      const tokens = batches.reduce((sum, batch) => sum + countBatch(batch).tokens, 0);
      const places = batches.reduce((sum, { segments }) => sum + segments.length, 0);
      assert.equal(read.stats().padding, 1 - tokens / places, 'it counts what it says');
      return read.stats().padding;
    };
    assert.ok(padding('best-fit') < 0.03, `${padding('best-fit')}`);
    assert.ok(padding('sorted') < 0.05, `${padding('sorted')}`);
    assert.ok(padding('single') > 0.45, `${padding('single')}`);
  });

  it('another seed is another order, the same seed the same, and each epoch its own', () => {
    const tokens = (options: object) => [...source(options)].map((batch) => [...batch.tokens].join());
    assert.deepEqual(tokens({ seed: 3 }), tokens({ seed: 3 }));
    assert.notDeepEqual(tokens({ seed: 3 }), tokens({ seed: 4 }));
    const twice = tokens({ seed: 3, epochs: 2, packing: 'single', batch: 1, window: 500 });
    const half = twice.length / 2;
    assert.notDeepEqual(twice.slice(0, half), twice.slice(half));
    assert.deepEqual(twice.slice(0, half).sort(), twice.slice(half).sort());
  });

  it('mixes sources by their share of tokens, at every moment', async () => {
    const names = ['web', 'books', 'papers'];
    const named = documents.map((document) => ({
      ...document,
      // Each token tells its source.
      tokens:
        document.tokens.length === 0 ? [] : Array.from(document.tokens, () => names.indexOf(document.source)),
    }));
    await writeShards(join(folder, 'named'), named, { tokenizer: 'abc', vocabulary: 3 });
    const few = await openShards(join(folder, 'named'));
    const options = { epochs: 4, window: 20, packing: 'single', batch: 4, length: 90 } as const;
    const read = shardSource({ shards: few, mix: { web: 3, books: 1 }, ...options });
    const given = [0, 0, 0];
    let batches = 0;
    for (const { tokens, segments } of read) {
      tokens.forEach((token, i) => segments[i] !== 0 && given[token]!++);
      if (++batches < 40) continue;
      const share = given[0]! / (given[0]! + given[1]!);
      assert.ok(Math.abs(share - 0.75) < 0.03, `after ${batches} batches the share is ${share}`);
    }
    assert.ok(batches > 100, `${batches} batches`);
    assert.equal(given[2], 0);
    const { epochs } = read.stats();
    assert.ok(epochs['web']! > 5.5 && epochs['books']! < 2.5, JSON.stringify(epochs));
    few.close();
  });

  it('mixes by language and by mark, too', () => {
    const [chinese] = source({ mix: { zh: 1 }, mixBy: 'language', batch: 400 });
    const all = pairs(documents.filter(({ language }) => language === 'zh').map(({ tokens }) => tokens));
    for (const pair of pairsOfBatches([chinese!]).keys()) assert.ok(all.has(pair));
    const marked = [...source({ mix: { season: 1 }, mixBy: 'mark', marks: true })];
    const expected = documents.filter(({ marks }) => marks !== undefined).length;
    assert.equal(
      marked.flatMap(({ labels }) => labels!.flat()).filter((label) => label === 'season').length,
      expected,
    );
  });

  it('marks lie on their tokens, also in a document that goes on in another row', () => {
    const batches = [...source({ length: 3, marks: true, packing: 'single' })];
    const found: string[] = [];
    for (const { tokens, marks, labels, length } of batches) {
      marks!.forEach((mark, i) => {
        if (mark > 0) found.push(`${labels![Math.floor(i / length)]![mark - 1]} ${tokens[i]}`);
      });
    }
    const expected = documents.flatMap(({ tokens, marks = [] }) =>
      marks.flatMap(({ start, count, label }) =>
        [...tokens]
          .slice(start, Math.min(start + count, tokens.length - 1))
          .map((token) => `${label} ${token}`),
      ),
    );
    assert.deepEqual(found.sort(), expected.sort());
  });

  for (const packing of ['best-fit', 'sorted', 'single'] as const) {
    it(`${packing}: with a token before each document its first token is predicted, too`, () => {
      const begin = VOCABULARY - 1;
      const batches = [...source({ packing, begin, length: 7 })];
      const expected = pairs(
        documents.flatMap(({ tokens }) => (tokens.length === 0 ? [] : [[begin, ...tokens]])),
      );
      assert.deepEqual(sorted(pairsOfBatches(batches)), sorted(expected));
      // Of a document that goes on in other rows the first piece alone has it: at its first place.
      for (const { tokens, segments, length } of batches) {
        tokens.forEach((token, i) => {
          const isFirst = i % length === 0 || segments[i] !== segments[i - 1];
          if (token === begin) assert.ok(isFirst, `at place ${i % length}`);
        });
      }
      const once = documents.filter(({ tokens }) => tokens.length > 0).length;
      assert.equal(
        batches.flatMap(({ tokens }) => [...tokens].filter((token) => token === begin)).length,
        once,
      );
    });
  }

  it('with a token before each document marks still lie on their tokens, and the state says which', () => {
    const options = { marks: true, packing: 'single', length: 5, begin: 7 } as const;
    const found: string[] = [];
    for (const { tokens, marks, labels, length } of source(options)) {
      marks!.forEach((mark, i) => {
        if (mark > 0) found.push(`${labels![Math.floor(i / length)]![mark - 1]} ${tokens[i]}`);
      });
    }
    const expected = documents.flatMap(({ tokens, marks = [] }) =>
      marks.flatMap(({ start, count, label }) =>
        [...tokens]
          .slice(start, Math.min(start + count, tokens.length - 1))
          .map((token) => `${label} ${token}`),
      ),
    );
    assert.deepEqual(found.sort(), expected.sort());
    const state = source(options).state();
    assert.throws(() => source({ ...options, begin: 8 }).restore(state), /has begin 7, this source 8/);
    const { begin, ...without } = options;
    assert.throws(() => source(without).restore(state), /has begin 7, this source undefined/);
    const whole = source(options);
    const first = [whole.next().value, whole.next().value];
    const again = source({ ...options, begin });
    again.restore(JSON.parse(JSON.stringify(state)));
    assert.deepEqual([again.next().value, again.next().value], first);
  });

  it('says what is wrong', () => {
    assert.throws(
      () => source({ mix: { wiki: 1 } }),
      /no document has the source "wiki"; there are books, papers, web/,
    );
    assert.throws(
      () => source({ mix: { web: -1 } }),
      /weight of "web" must be a finite number, 0 or above, got -1/,
    );
    assert.throws(() => source({ mix: { web: 0 } }), /names no group with a weight above 0/);
    assert.throws(
      () => source({ begin: VOCABULARY }),
      /begin is the token 100000, and the vocabulary of the shards has 100000/,
    );
    assert.throws(() => source({ length: 0 }), /length must be a whole number, 1 or above, got 0/);
    assert.throws(() => source({ lenght: 3 } as never), /has no option "lenght"/);
    const state = source().state();
    assert.throws(() => source({ seed: 9 }).restore(state), /the saved state has seed 1, this source 9/);
  });

  it('a document of one token has nothing to predict; only such documents are an error, not an endless search', async () => {
    const one: TokenDocument[] = Array.from({ length: 5 }, () => ({
      tokens: [1],
      source: 'a',
      language: 'en',
    }));
    const place = join(folder, 'one');
    await writeShards(place, one, { tokenizer: 'abc', vocabulary: 10 });
    const few = await openShards(place);
    assert.deepEqual([...shardSource({ shards: few })], []);
    assert.throws(() => shardSource({ shards: few, epochs: Infinity }).next(), /no document has two tokens/);
    const [batch] = shardSource({ shards: few, begin: 9, batch: 5, packing: 'single', length: 4 });
    assert.deepEqual([...batch!.tokens], [9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0]);
    assert.deepEqual(
      batch!.targets.filter((target) => target !== -1),
      Int32Array.from([1, 1, 1, 1, 1]),
    );
    few.close();
  });
});

const sorted = (counts: Map<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

describe('packing', () => {
  it('a document in pieces: each place once, the last token only as a target', () => {
    assert.deepEqual(piecesOf(7, 8, 3), [
      { document: 7, start: 0, length: 3 },
      { document: 7, start: 3, length: 3 },
      { document: 7, start: 6, length: 1 },
    ]);
    assert.deepEqual(piecesOf(7, 4, 3), [{ document: 7, start: 0, length: 3 }]);
    assert.deepEqual(piecesOf(7, 1, 3), []);
    assert.deepEqual(piecesOf(7, 0, 3), []);
    assert.deepEqual(piecesOf(7, 4, 3, -1), [
      { document: 7, start: -1, length: 3 },
      { document: 7, start: 2, length: 1 },
    ]);
    assert.deepEqual(piecesOf(7, 1, 3, -1), [{ document: 7, start: -1, length: 1 }]);
    assert.deepEqual(piecesOf(7, 0, 3, -1), []);
  });

  it('best-fit is the plain algorithm: the fullest row with room, of the longest piece first', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 50; round++) {
      const length = 1 + randomInt(random, 100);
      const pieces = Array.from({ length: 1 + randomInt(random, 80) }, (_, document) => ({
        ...{ document, start: 0, length: 1 + randomInt(random, length) },
      }));
      const used = (row: readonly { length: number }[]) => row.reduce((sum, piece) => sum + piece.length, 0);
      const rows = rowsOf(pieces, length, 'best-fit');
      assert.deepEqual(rows.map(used).sort(), plainBestFit(pieces, length).map(used).sort());
      assert.equal(rows.flat().length, pieces.length);
      assert.equal(new Set(rows.flat().map(({ document }) => document)).size, pieces.length);
      for (const row of rows) assert.ok(used(row) <= length);
    }
  });
});

/** As one would write it down: look through all rows. */
function plainBestFit<Piece extends { length: number }>(pieces: readonly Piece[], length: number): Piece[][] {
  const rows: { room: number; pieces: Piece[] }[] = [];
  for (const piece of [...pieces].sort((a, b) => b.length - a.length)) {
    const fits = rows.filter(({ room }) => room >= piece.length).sort((a, b) => a.room - b.room);
    const row = fits[0] ?? { room: length, pieces: [] };
    if (fits.length === 0) rows.push(row);
    row.pieces.push(piece);
    row.room -= piece.length;
  }
  return rows.map((row) => row.pieces);
}

describe('a shuffle without a list', () => {
  for (const count of [1, 2, 3, 10, 64, 1000, 4097]) {
    it(`of ${count} is a permutation`, () => {
      const at = permutation(count, 42);
      const places = Array.from({ length: count }, (_, i) => at(i));
      assert.deepEqual(
        [...places].sort((a, b) => a - b),
        places.map((_, i) => i),
      );
    });
  }

  it('of many spreads neighbours evenly', () => {
    const count = 10_000;
    const at = permutation(count, 7);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 1000; i++) tenths[Math.floor((at(i) * 10) / count)]!++;
    for (const tenth of tenths) assert.ok(Math.abs(tenth - 100) < 50, tenths.join());
  });

  it('takes every number to every place about equally often', () => {
    const count = 5;
    const counts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
    const seeds = 5000;
    for (let seed = 0; seed < seeds; seed++) {
      const at = permutation(count, seed);
      for (let i = 0; i < count; i++) counts[i]![at(i)]!++;
    }
    const expected = seeds / count;
    for (const row of counts) {
      for (const value of row)
        assert.ok(Math.abs(value - expected) < 5 * Math.sqrt(expected), `${counts.join(' | ')}`);
    }
  });
});
