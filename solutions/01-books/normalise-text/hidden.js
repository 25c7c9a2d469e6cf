'use strict';

const PLAIN = ['spring', 'of', 'a', 'book', '春天', '樱花', '大学', 'x', '7'];
const WIDE = ['Ｂ', 'ｓｋｙ', '２０２６', 'ﬂower', 'oﬃce', 'Ⅻ', '㎏', '～', '＝'];
const ACCENTS = ['cafe\u0301', 'nai\u0308ve', 'U\u0308ber', '\u212bngstro\u0308m', 'n\u0303'];
const MARKS = ['，', '！', '？', '：', '（', '）', '；', '％', '…', '．', '“', ',', '!', '(', '＂'];
const NUMBERS = ['10²', 'x³', '½', '①', 'H₂', '⑳', '¾'];
const SPACES = [' ', '  ', '\t', '\u3000', '\u00a0', ' \t ', '\u2003', '\f'];
const ENDS = ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\n \n\t\n', '\r\r\r', '\n\n\n\n'];

const some = (random, list) => list[Math.floor(random() * list.length)];

/** Pieces of these kinds, with or without something between them. */
function write(random, kinds, between, count = 4 + Math.floor(8 * random())) {
  let text = random() < 0.5 ? some(random, between) : '';
  for (let i = 0; i < count; i++) {
    text += some(random, [some(random, PLAIN), some(random, some(random, kinds))]);
    if (random() < 0.8) text += some(random, between);
  }
  return text;
}

const draw = ({ random }) => [
  'normaliseText',
  write(random, [WIDE, ACCENTS, MARKS, NUMBERS], [' ', ...SPACES, ...ENDS]),
];

module.exports = (kit) => {
  const { describe, it, learner, reference, random, same } = kit;
  const agrees = async (kinds, between, rounds = 6) => {
    for (let round = 0; round < rounds; round++) {
      const text = write(random, kinds, between);
      same(await learner('normaliseText', text), reference('normaliseText', text));
    }
  };

  describe('characters', () => {
    it('wide forms', { tell: 'Some wide letters, ligatures or units keep their old form.' }, () =>
      agrees([WIDE], [' ', '']),
    );
    it(
      'accents',
      {
        tell: 'A letter and the accent behind it must become one character: normalise stretches, not characters.',
      },
      () => agrees([ACCENTS], [' ', '']),
    );
    it(
      'punctuation',
      { tell: 'Some punctuation has changed: everything of \\p{P} stays as it is.', weight: 2 },
      () => agrees([MARKS, WIDE], [' ', '']),
    );
    it(
      'numbers that are no digits',
      { tell: 'Powers, fractions and circled numbers must stay: everything of \\p{No}.' },
      () => agrees([NUMBERS, WIDE], [' ', '']),
    );
  });

  describe('white space', () => {
    it(
      'in a line',
      { tell: 'Some runs of white space inside of a line, or at its ends, are not one space or none.' },
      () => agrees([PLAIN], SPACES),
    );
    it('between lines', { tell: 'Some line ends or empty lines come out otherwise.', weight: 2 }, () =>
      agrees([PLAIN], [...ENDS, ' ', '\t'], 10),
    );
    it('nothing', { tell: 'A text of white space alone becomes the empty text.' }, async () => {
      const blank = Array.from({ length: 6 }, () => some(random, [...SPACES, ...ENDS])).join('');
      same(await learner('normaliseText', blank), '');
      same(await learner('normaliseText', ''), '');
    });
  });

  describe('all of it', () => {
    it(
      'mixed',
      { tell: 'Some texts in which all three rules meet come out otherwise.', weight: 2 },
      async () => {
        for (let round = 0; round < 10; round++) {
          const call = draw(kit);
          same(await learner(...call), reference(...call));
        }
      },
    );
    it('twice is once', { tell: 'Normalising a normalised text must change nothing.' }, async () => {
      for (let round = 0; round < 5; round++) {
        const once = await learner(...draw(kit));
        same(await learner('normaliseText', once), once);
      }
    });
  });
};

module.exports.draw = draw;
