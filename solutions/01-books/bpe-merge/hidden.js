'use strict';

const TOKENS = ['a', 'b', 'B', 'ab', 'ba', 'c', 'aa', '春', '天', '𠮷', '10', '2', 'bc'];

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];

/** Different words of few different tokens, so that pairs come often and equally often. */
function drawWords(random, { words = 1 + below(random, 6), most = 1 + below(random, 9) } = {}) {
  const few = Array.from({ length: 2 + below(random, 4) }, () => some(random, TOKENS));
  const list = Array.from({ length: words }, () => ({
    tokens: Array.from({ length: 1 + below(random, 6) }, () => some(random, few)),
    count: 1 + below(random, most),
  }));
  return { few, list };
}

const drawPair = (random) => ['commonestPair', drawWords(random).list];
function drawMerge(random) {
  const { few, list } = drawWords(random, { words: 1 + below(random, 4) });
  return ['mergePair', list, [some(random, few), some(random, few)]];
}

module.exports = ({ describe, it, learner, learnerWithArguments, reference, random, same }) => {
  const agrees = async (...call) => same(await learner(...call), reference(...call));

  describe('counting', () => {
    it('any words', { tell: 'For some words another pair is the commonest.', weight: 2 }, async () => {
      for (let round = 0; round < 14; round++) await agrees(...drawPair(random));
    });
    it(
      'equally common pairs',
      { tell: 'Of equally common pairs another one wins: the left tokens decide by <, then the right ones.' },
      async () => {
        const count = 1 + below(random, 9);
        const equal = (...pairs) => pairs.map((tokens) => ({ tokens, count }));
        const any = some(random, TOKENS);
        const capital = equal(['b', any], ['a', 'x'], ['B', any], ['c', 'a']);
        same(await learner('commonestPair', capital), ['B', any]);
        const sameLeft = equal(['a', '天'], ['a', 'b'], ['a', '春'], ['b', 'a']);
        same(await learner('commonestPair', sameLeft), ['a', 'b']);
        for (let round = 0; round < 14; round++) {
          const list = Array.from({ length: 6 }, () => some(random, TOKENS));
          const words = list.map((left) => ({ tokens: [left, some(random, TOKENS)], count: 3 }));
          await agrees('commonestPair', words);
        }
      },
    );
    it('overlaps', { tell: 'In a a a a the pair (a, a) stands three times.' }, async () => {
      const length = 3 + below(random, 4);
      const count = 2 + below(random, 4);
      const row = { tokens: new Array(length).fill('a'), count };
      const other = { tokens: ['b', 'c'], count: count * (length - 1) };
      await agrees('commonestPair', [{ ...other, count: other.count - 1 }, row]);
      await agrees('commonestPair', [row, { ...other, count: other.count + 1 }]);
    });
    it(
      'borders',
      { tell: 'Two pairs that give the same text, such as a + bc and ab + c, are counted apart.' },
      async () => {
        for (let round = 0; round < 3; round++) {
          const [x, y, z] = [0, 0, 0].map(() => some(random, TOKENS));
          const [left, right] = [2 + below(random, 5), 2 + below(random, 5)];
          await agrees('commonestPair', [
            { tokens: [x, y + z], count: left },
            { tokens: ['q', 'r'], count: Math.max(left, right) + 1 },
            { tokens: [x + y, z], count: right },
          ]);
        }
      },
    );
    it(
      'inside of words',
      { tell: 'The end of a word and the beginning of the next are no neighbours.' },
      async () => {
        const singles = [0, 0, 0].map(() => ({ tokens: ['a'], count: 2 + below(random, 9) }));
        await agrees('commonestPair', [...singles, { tokens: ['b', 'c'], count: 1 }]);
        same(await learner('commonestPair', singles), null);
        same(await learner('commonestPair', []), null);
      },
    );
    it('leaves its input', { tell: 'The words have changed after counting.' }, async () => {
      const call = ['commonestPair', drawWords(random, { words: 5 }).list];
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('merging', () => {
    it('any pair', { tell: 'In some words a pair is merged otherwise.', weight: 2 }, async () => {
      for (let round = 0; round < 14; round++) await agrees(...drawMerge(random));
    });
    it(
      'borders',
      { tell: 'Only the two tokens of the pair are merged, not others with the same text.' },
      async () => {
        const [x, y, z] = [0, 0, 0].map(() => some(random, TOKENS));
        const words = [
          { tokens: [x, y + z, x], count: 2 },
          { tokens: [z, x + y, z], count: 1 + below(random, 9) },
        ];
        await agrees('mergePair', words, [x, y + z]);
        await agrees('mergePair', words, [x + y, z]);
      },
    );
    it(
      'the same token twice',
      { tell: 'In a row of equal tokens pairs are merged from the left, each token once.' },
      async () => {
        for (let length = 2; length < 8; length++) {
          const token = some(random, TOKENS);
          const tokens = [...new Array(length).fill(token), some(random, TOKENS)];
          await agrees('mergePair', [{ tokens, count: length }], [token, token]);
        }
      },
    );
    it('leaves its input', { tell: 'The words have changed after merging: give new ones.' }, async () => {
      const words = [
        { tokens: ['b', 'a', 'c', 'a', 'c'], count: 1 + below(random, 9) },
        { tokens: ['c', 'b'], count: 1 },
      ];
      same((await learnerWithArguments('mergePair', words, ['a', 'c'])).args, [words, ['a', 'c']]);
    });
  });
};

module.exports.draw = ({ random }) => (random() < 0.6 ? drawPair(random) : drawMerge(random));
