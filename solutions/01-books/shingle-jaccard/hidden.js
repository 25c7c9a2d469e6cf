'use strict';

const WORDS = ['spring', 'The', 'book', 'of', 'A1', "it's", '2026', 'café', 'READ', '樱花', 'naïve'];
const CHARACTERS = [...'春天花开我们大学书读一', '𠮷', '𠀋', 'G', 'p', '7'];
const ENGLISH_MARKS = [' ', ' ', ' ', ', ', '. ', '\n', ' - ', '  ', '/', '_'];
const CHINESE_MARKS = ['', '', '', '', '，', '。', ' ', '\n', '《', '·'];

const some = (random, list) => list[Math.floor(random() * list.length)];

/** A text of so many units; few different ones, so that shingles come twice. */
function write(random, language, units) {
  const [all, marks] = language === 'zh' ? [CHARACTERS, CHINESE_MARKS] : [WORDS, ENGLISH_MARKS];
  const few = Array.from({ length: 1 + Math.floor(6 * random()) }, () => some(random, all));
  const text = Array.from({ length: units }, () => some(random, few) + some(random, marks)).join('');
  return (random() < 0.3 ? some(random, ['"', '（', '. ']) : '') + text;
}

const sets = (random) => {
  const pool = Array.from({ length: 12 }, (_, i) => `${i}${some(random, WORDS)}`);
  const share = random();
  return [0, 0].map(() => new Set(pool.filter(() => random() < share)));
};

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, close } = kit;
  const agrees = async (language, units) => {
    const text = write(random, language, units);
    same(await learner('shingles', text, language), reference('shingles', text, language));
  };

  for (const [language, name, weight] of [
    ['en', 'English', 1],
    ['zh', 'Chinese', 2],
  ]) {
    describe(name, () => {
      it('long texts', { tell: `Some ${name} texts have other shingles.`, weight }, async () => {
        for (let round = 0; round < 8; round++) await agrees(language, 6 + Math.floor(20 * random()));
      });
      it(
        'short texts',
        { tell: `${name} texts of six units or fewer: five are one shingle, and so are one to four.` },
        async () => {
          for (const units of [1, 2, 3, 4, 5, 6]) await agrees(language, units);
        },
      );
      it('none', { tell: 'A text without letters and digits has no shingle.' }, async () => {
        same(await learner('shingles', some(random, ['', '\n', '。 …', '—?!']), language), new Set());
      });
    });
  }

  describe('similarity', () => {
    it('of any two sets', { tell: 'Some sets have another similarity.', weight: 2 }, async () => {
      for (let round = 0; round < 10; round++) {
        const call = ['jaccard', ...sets(random)];
        close(await learner(...call), reference(...call));
      }
    });
    it(
      'none and one',
      {
        tell: 'Equal sets have similarity 1, sets with nothing in common 0, also where one or both are empty.',
      },
      async () => {
        const few = new Set(['a', 'b', some(random, WORDS)]);
        same(await learner('jaccard', few, new Set(few)), 1);
        same(await learner('jaccard', few, new Set()), 0);
        same(await learner('jaccard', new Set(), few), 0);
        same(await learner('jaccard', new Set(), new Set()), 0);
      },
    );
    it('leaves its input', { tell: 'A set has changed after the call.' }, async () => {
      const [a, b] = sets(random);
      const call = ['jaccard', a.add('only in a'), b.add('only in b').add('a').add('b')];
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = ({ random }) => {
  if (random() < 0.3) return ['jaccard', ...sets(random)];
  const language = some(random, ['en', 'zh']);
  return ['shingles', write(random, language, Math.floor(12 * random())), language];
};
