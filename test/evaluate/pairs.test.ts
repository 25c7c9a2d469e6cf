/** Minimal pairs: how many, that both sentences differ in one thing, and that no document holds the right one. */
import assert from 'node:assert/strict';
import { minimalPairs, type MinimalPairsOptions } from 'kernel-lib/dist/evaluate/pairs/make.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { grouped } from 'kernel-lib/dist/world/tables/rows.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

const world = createWorld({ people: 40 });
const pairs = (options: Partial<MinimalPairsOptions> = {}) =>
  minimalPairs(world, { random: seededRandom(1), ...options });
const made = (language: 'en' | 'zh') =>
  pairs({ language }).filter((pair) => !world.tables.pairs.includes(pair));

describe('minimalPairs', () => {
  for (const language of ['en', 'zh'] as const) {
    it(`has more than 200 in ${language}, with the table's own, of many phenomena`, () => {
      const mine = pairs({ language });
      assert.ok(mine.length > 200 && mine.every((pair) => pair.language === language));
      const table = world.tables.pairs.filter((pair) => pair.language === language);
      assert.ok(table.every((pair) => mine.includes(pair)));
      assert.ok(new Set(made(language).map(({ phenomenon }) => phenomenon)).size >= 9);
      assert.equal(new Set(mine.map(({ good, bad }) => `${good}|${bad}`)).size, mine.length);
    });

    it(`makes sentences in ${language} that end as they should, right and wrong not the same`, () => {
      for (const { good, bad } of made(language)) {
        assert.notEqual(good, bad);
        for (const text of [good, bad]) {
          assert.match(text, language === 'en' ? /^[A-Z][A-Za-z' ,-]+\.$/ : /^[\p{Script=Han}，]+。$/u);
        }
      }
    });

    it(`changes few letters in ${language}, or only their order`, () => {
      for (const { good, bad, phenomenon } of made(language)) {
        const letters = [...good.toLowerCase()].sort().join('');
        const same = letters === [...bad.toLowerCase()].sort().join('');
        assert.ok(same || distance(good, bad) <= 4, `${phenomenon}: ${good} | ${bad}`);
      }
    });
  }

  it('says nothing that a document says', () => {
    const read = new Set(
      [...world.documents({ epochs: 4 })].flatMap(({ sentences }) => sentences.map(({ text }) => text)),
    );
    assert.ok(read.size > 1000);
    assert.deepEqual(
      [...made('en'), ...made('zh')].filter(({ good }) => read.has(good)),
      [],
    );
  });

  it('breaks rules in a known way', () => {
    const byPhenomenon = grouped(made('en'), ({ phenomenon }) => phenomenon);
    for (const { good, bad } of byPhenomenon.get('article')!.filter(({ good }) => /^An? /.test(good))) {
      const isVowel = /^An? [aeiou]/.test(good);
      assert.equal(/^An /.test(good), isVowel, good);
      assert.equal(/^An /.test(bad), !isVowel, bad);
    }
    for (const { good, bad } of grouped(made('zh'), ({ phenomenon }) => phenomenon).get('ba')!) {
      assert.ok(good.includes('把') && bad.includes('把') && good !== bad);
    }
  });

  it('asks for so many, the same for the same seed, and questions where they are wanted', () => {
    assert.equal(pairs({ most: 17 }).length, 17);
    assert.deepEqual(pairs(), pairs());
    assert.notDeepEqual(pairs({ random: seededRandom(2) }), pairs());
    const questions = (all: ReturnType<typeof pairs>) => all.filter(({ good }) => /[?？]$/.test(good)).length;
    assert.ok(questions(pairs()) <= 2 && questions(pairs({ questions: true })) >= 30);
    assert.throws(() => minimalPairs(world, {} as MinimalPairsOptions), /needs the option random/);
  });
});

/** Of Levenshtein (1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
