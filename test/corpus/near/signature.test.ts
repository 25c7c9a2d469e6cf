/** The compiled signatures against those by hand, and what they say about similarity. */
import assert from 'node:assert/strict';
import {
  EMPTY,
  hashOfUnits,
  minHashByHand,
  signatureByHand,
  similarity,
} from 'kernel-lib/dist/corpus/near/byHand.js';
import { isEmptySignature, jaccardOfHashed, minHasher } from 'kernel-lib/dist/corpus/near/minHasher.js';
import { fold, jaccard, shingles, unitsAreCharacters, unitsOf } from 'kernel-lib/dist/corpus/near/units.js';
import { pick, seededRandom } from 'kernel-lib/dist/random.js';
import { pairOf, randomText } from './pairs.js';

const hasher = minHasher();
const LANGUAGES = ['en', 'zh', 'und', 'ja', 'zh-Hant', 'fr'];

describe('units and shingles', () => {
  it('are lower-cased words of letters and digits in English', () => {
    assert.deepEqual(unitsOf("It's 20 °C, Café-Bar!", 'en'), ['it', 's', '20', 'c', 'café', 'bar']);
    assert.deepEqual([...shingles('A b c d e f', 'en')], ['a b c d e', 'b c d e f']);
  });

  it('are single letters and digits in Chinese', () => {
    assert.deepEqual(unitsOf('水在 0℃，结冰。', 'zh'), ['水', '在', '0', '结', '冰']);
    assert.deepEqual([...shingles('水在100 ℃沸', 'zh')], ['水 在 1 0 0', '在 1 0 0 沸']);
  });

  it('are one shingle where there are fewer than five, and none where there is nothing', () => {
    assert.deepEqual([...shingles('Good morning', 'en')], ['good morning']);
    for (const text of ['', ' \n', '😀😀', '…!?']) assert.equal(shingles(text, 'en').size, 0);
  });

  it('follow the share of Han letters where the language is unknown', () => {
    assert.equal(unitsAreCharacters('abc 水水', 'und'), true); // 2 of 5
    assert.equal(unitsAreCharacters('abcdefg 水水水', 'und'), false); // 3 of 10 is not more than 30 %
    assert.equal(unitsAreCharacters('abc 水水', 'en'), false);
    assert.equal(unitsAreCharacters('abc', 'zh-Hans'), true);
  });

  it('do not depend on where a letter stands', () => {
    assert.deepEqual(unitsOf('ΟΔΟΣ οδος İ', 'en'), ['οδοσ', 'οδοσ', 'i']);
    assert.equal(fold('𐐀'), '𐐨');
  });
});

describe('signatures', () => {
  it('are those by hand, for 600 random texts of all writings, lone surrogates included', () => {
    const random = seededRandom(7);
    for (let i = 0; i < 600; i++) {
      const text = randomText(random, 120);
      const language = pick(random, LANGUAGES);
      const expected = signatureByHand(text, language, 112, 1);
      assert.deepEqual(hasher.signature(text, language), expected, JSON.stringify({ text, language }));
    }
  });

  it('are those by hand for every code point of planes 0 to 4, alone', function () {
    this.timeout(60_000);
    for (let code = 0; code < 0x50000; code += 1) {
      const character = String.fromCodePoint(code);
      for (const language of ['en', 'zh']) {
        const units = unitsOf(character, language);
        const hashed = hasher.hashedShingles(character, language);
        const expected = units.length === 0 ? [] : [hashOfUnits(units, language === 'zh')];
        if (hashed.length !== expected.length || hashed[0] !== expected[0]) {
          assert.deepEqual([...hashed], expected, `U+${code.toString(16)} in ${language}`);
        }
      }
    }
  });

  it('are the same however a text falls into pieces', () => {
    const random = seededRandom(8);
    for (const size of [16_383, 16_384, 16_385, 32_767, 50_000]) {
      for (const unit of ['word ', '水', '𠀀', 'a', 'x\ud800', '\udc00\ud800 ']) {
        const text = randomText(random, 20) + unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
        for (const language of ['en', 'zh', 'und']) {
          assert.deepEqual(hasher.signature(text, language), signatureByHand(text, language, 112, 1));
        }
      }
    }
  });

  it('do not mix when hashers of different seeds and sizes take turns', () => {
    const other = minHasher({ bands: 5, rows: 3, seed: 9 });
    const text = 'one two three four five six seven eight';
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(hasher.signature(text, 'en'), signatureByHand(text, 'en', 112, 1));
      assert.deepEqual(other.signature(text, 'en'), signatureByHand(text, 'en', 15, 9));
    }
  });

  it('are empty for a text without units, and for no other', () => {
    for (const text of ['', '😀😀😀', ' ', '\ud800']) {
      assert.ok(isEmptySignature(hasher.signature(text, 'en')));
    }
    assert.ok(!isEmptySignature(hasher.signature('a', 'en')));
    assert.ok(minHashByHand([], 3, 1).every((value) => value === EMPTY));
  });

  it('do not grow with the text: a line of 20 MB', () => {
    const word = 'lorem ipsum dolor sit amet consetetur sadipscing elitr ';
    const line = word.repeat(Math.ceil(20e6 / word.length));
    const before = process.memoryUsage().rss;
    assert.deepEqual(hasher.signature(line, 'und'), hasher.signature(word.repeat(3), 'und'));
    assert.ok(process.memoryUsage().rss - before < 60e6);
  });

  it('estimate the similarity without bias', () => {
    const random = seededRandom(3);
    for (const [shared, own] of [
      [30, 15],
      [90, 5],
      [200, 150],
    ] as const) {
      const truth = shared / (shared + 2 * own);
      const pairs = 300;
      let sum = 0;
      for (let i = 0; i < pairs; i++) {
        const [a, b] = pairOf(random, shared, own);
        sum += similarity(hasher.signature(a, 'en'), hasher.signature(b, 'en'));
      }
      // Five standard errors of a mean of 300 estimates with 112 hashes each.
      const error = Math.sqrt((truth * (1 - truth)) / 112 / pairs);
      assert.ok(Math.abs(sum / pairs - truth) < 5 * error, `${sum / pairs} for ${truth}`);
    }
  });
});

describe('the real similarity', () => {
  it('of hashed shingles is that of the sets of strings', () => {
    const random = seededRandom(4);
    for (let i = 0; i < 300; i++) {
      const start = randomText(random, 60);
      const [a, b] = [start + randomText(random, 30), start + randomText(random, 30)];
      const language = pick(random, LANGUAGES);
      const fast = jaccardOfHashed(hasher.hashedShingles(a, language), hasher.hashedShingles(b, language));
      // `und` may be decided differently for the two; both ways do so alike.
      const same = unitsAreCharacters(a, language) === unitsAreCharacters(b, language);
      if (same) assert.equal(fast, jaccard(shingles(a, language), shingles(b, language)));
    }
  });

  it('of pairs that were made is as they were made', () => {
    const [a, b] = pairOf(seededRandom(5), 70, 15);
    assert.equal(jaccard(shingles(a, 'en'), shingles(b, 'en')), 0.7);
    assert.equal(jaccardOfHashed(hasher.hashedShingles(a, 'en'), hasher.hashedShingles(b, 'en')), 0.7);
  });
});
