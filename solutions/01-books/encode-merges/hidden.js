'use strict';

const ALPHABET = ['a', 'b', 'c', 'd', '春', '天', '𠮷', '𠀋', 'e'];

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];
const letters = (random) => Array.from({ length: 2 + below(random, 4) }, () => some(random, ALPHABET));
const drawWord = (random, few, length = 1 + below(random, 12)) =>
  Array.from({ length }, () => some(random, few)).join('');

function join(tokens, [left, right]) {
  const merged = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === left && tokens[i + 1] === right) merged.push(left + tokens[++i]);
    else merged.push(tokens[i]);
  }
  return merged;
}

/** Merges that a training on random words could leave: each makes a new token from what is there. */
function train(random, few, count) {
  let words = Array.from({ length: 6 }, () => [...drawWord(random, few, 10)]);
  const known = new Set(few);
  const merges = [];
  while (merges.length < count) {
    const pairs = words.flatMap((tokens) => tokens.slice(1).map((right, i) => [tokens[i], right]));
    const fresh = pairs.filter(([left, right]) => !known.has(left + right));
    if (fresh.length === 0) break;
    const pair = some(random, fresh);
    merges.push(pair);
    known.add(pair.join(''));
    words = words.map((tokens) => join(tokens, pair));
  }
  return merges;
}

function draw({ random }, { few = letters(random), count = 1 + below(random, 14) } = {}) {
  return ['encodeWord', drawWord(random, few), train(random, few, count)];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same } = kit;
  const agrees = async (call) => same(await learner(...call), reference(...call));

  describe('words', () => {
    it('few merges', { tell: 'With two or three merges some words are encoded otherwise.' }, async () => {
      for (let round = 0; round < 10; round++) await agrees(draw(kit, { count: 2 + below(random, 2) }));
    });
    it(
      'many merges',
      {
        tell: 'With a dozen merges some words are encoded otherwise: the smallest rank is always next.',
        weight: 3,
      },
      async () => {
        for (let round = 0; round < 20; round++) await agrees(draw(kit, { count: 10 + below(random, 10) }));
      },
    );
    it('rows of one letter', { tell: 'Equal letters in a row are merged from the left.' }, async () => {
      for (let length = 1; length < 10; length++) {
        const letter = some(random, ALPHABET);
        const merges = [[letter, letter], ...(random() < 0.5 ? [[letter + letter, letter]] : [])];
        await agrees(['encodeWord', letter.repeat(length), merges]);
      }
    });
    it('borders', { tell: 'A merge of a + bc does not fit the tokens ab and c.' }, async () => {
      const [x, y, z] = [...'abcdefg', '春', '天'].sort(() => random() - 0.5);
      const [one, two] = [
        [x, y],
        [y, z],
      ];
      await agrees(['encodeWord', x + y + z, [one, two, [x, y + z]]]);
      await agrees(['encodeWord', z + x + y + z, [two, one, [x + y, z], [z, x]]]);
    });
    it('rare characters', { tell: 'A rare character whose length is 2 must stay whole.' }, async () => {
      for (let round = 0; round < 4; round++) await agrees(draw(kit, { few: ['𠮷', '𠀋', 'a'] }));
    });
    it(
      'no merges, no word',
      { tell: 'Without merges there are characters; an empty word has no token.' },
      async () => {
        const word = drawWord(random, ALPHABET);
        same(await learner('encodeWord', word, []), [...word]);
        same(await learner('encodeWord', '', draw(kit)[2]), []);
      },
    );
    it('leaves its input', { tell: 'The merges have changed after the call.' }, async () => {
      const call = draw(kit, { count: 8 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit);
