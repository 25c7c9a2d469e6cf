/** Tables of pairs against a Map. */
import assert from 'node:assert/strict';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import { NONE, PairTable } from 'kernel-lib/dist/text/bpe/pairTable.js';
import { RankTable } from 'kernel-lib/dist/text/bpe/rankTable.js';

/** Pairs of ids below `size`; few left ids have most of them, as with merges. */
function somePairs(size: number, count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    left: Math.floor(size * random() ** 3),
    right: randomInt(random, size),
  }));
}

describe('text/bpe: tables of pairs', () => {
  for (const [size, count] of [
    [1, 1],
    [5, 25],
    [5, 0],
    [300, 250],
    [2048, 20_000],
    [70_000, 60_000],
  ] as const) {
    it(`hold ${count} pairs of ${size} ids, and no others`, () => {
      const pairs = somePairs(size, count, size);
      const expected = new Map(pairs.map(({ left, right }, rank) => [left * size + right, rank]));
      const ranks = new RankTable(pairs, size);
      const table = new PairTable(3, 2);
      pairs.forEach(({ left, right }, rank) => table.set(left, right, rank));
      const asked = [...pairs, ...somePairs(size, 50_000, 99), { left: size - 1, right: size - 1 }];
      for (const { left, right } of asked) {
        const rank = expected.get(left * size + right) ?? NONE;
        assert.equal(ranks.get(left, right), rank);
        assert.equal(table.get(left, right), rank);
      }
      assert.equal(table.size, expected.size);
      let visited = 0;
      table.forEach((left, right, rank) => {
        visited++;
        assert.equal(rank, expected.get(left * size + right));
      });
      assert.equal(visited, expected.size);
    });
  }
});
