/** What is measured of a text: worked values, and the slow twin on random texts. */
import assert from 'node:assert/strict';
import { textStatistics } from 'kernel-lib/dist/corpus/quality/statistics.js';
import { pick, randomInt, seededRandom, type Random } from 'kernel-lib/dist/random.js';
import { slowStatistics } from './slow-statistics.js';

const english = 'the of and cat dog house a-b 3.14 1999 ... … # {x} “so” Café naïve • - – 𝒳 😀 don’t'.split(
  ' ',
);
const chinese = [...'的是春天花开了水在零度结冰𠀀', 'GPT', '2024', '，', '。', '！', '……', ' '];
const breaks = ['\n', '\n\n', '\r\n', '\t', ' ', '\u3000', '\u2028', '...\n', '\n- ', '\n• '];

function randomText(random: Random, vocabulary: readonly string[], gap: string): string {
  const some = Array.from({ length: 2 + randomInt(random, 10) }, () => pick(random, vocabulary));
  return Array.from(
    { length: randomInt(random, 120) },
    () => pick(random, random() < 0.8 ? some : vocabulary) + (random() < 0.1 ? pick(random, breaks) : gap),
  ).join('');
}

describe('corpus: statistics of a text', () => {
  for (const [language, vocabulary, gap] of [
    ['en', english, ' '],
    ['zh', chinese, ''],
  ] as const) {
    it(`says the same as the slow twin on 600 random texts (${language})`, () => {
      const random = seededRandom(7);
      for (let i = 0; i < 600; i++) {
        const text = randomText(random, vocabulary, gap);
        const slow = slowStatistics(text, language === 'zh');
        const fast = textStatistics(text, language);
        const same = Object.fromEntries(
          Object.keys(slow).map((key) => [key, fast[key as keyof typeof slow]]),
        );
        assert.deepEqual(same, slow, JSON.stringify(text));
      }
    });
  }

  it('gives worked values for English', () => {
    const text = 'The cat sat.\nThe cat sat.\n\n- 3.14 is not 3! Is it?';
    const found = textStatistics(text, 'en');
    assert.equal(found.words, 13);
    // "-" is a mark; thecatsat. twice 10, 3.14 is not 3! Is it? = 4 + 2 + 3 + 2 + 2 + 3
    assert.equal(found.realWordCharacters, 36);
    assert.equal(found.sentences, 4);
    assert.deepEqual([found.lines, found.bulletLines, found.fullLines, found.endedLines], [4, 1, 3, 3]);
    assert.equal(found.repetition.repeatedLines, 1 / 3);
    assert.equal(found.repetition.repeatedLineCharacters, 12 / text.length);
    // "The cat" stands twice: 2 × 7 characters.
    assert.equal(found.repetition.topGrams[0], 14 / text.length);
  });

  it('a space parts Chinese clauses, as in a menu, but not beside a foreign word', () => {
    const clauses = (text: string) => textStatistics(text, 'zh').clauses;
    assert.equal(clauses('首页 新闻 关于'), 3);
    assert.equal(clauses('首页\n新闻'), 2);
    assert.equal(clauses('用 Debian 的人可以读 The Handbook 这本书，很好。'), 2);
  });

  it('counts Chinese in characters, and its own marks as ends', () => {
    const text = '春天花开了。春天花开了！水在0℃结冰？';
    const found = textStatistics(text, 'zh');
    assert.equal(found.countsCharacters, true);
    assert.deepEqual([found.words, found.clauses, found.sentences], [15, 4, 3]);
    assert.equal(found.stopWords, 2); // 了 在
    assert.equal(found.repetition.topGrams[0], 8 / text.length); // 春天花开 twice
    assert.equal(textStatistics(text, 'und').countsCharacters, true);
    assert.equal(textStatistics('Only words here.', 'und').countsCharacters, false);
  });

  it('is not misled by numbers and abbreviations inside sentences', () => {
    assert.equal(textStatistics('Version 3.14.2 of example.org costs 5.50.', 'en').sentences, 1);
    assert.equal(textStatistics('He said: “Go!” She went... and …', 'en').sentences, 2 + 1);
    assert.equal(textStatistics('!!! ... ???', 'en').sentences, 0);
  });
});
