'use strict';

const WORDS = ['the', 'spring', '樱花', '开', 'snow', 'is', '大学', 'white', '[x', 'x]', 'a[b]', '季'];
const SPECIAL = ['[BOS]', '[EOS]', '[PAD]', '[Q]', '[A]', '[MASK]'];
const some = (random, list) => list[Math.floor(random() * list.length)];

/** A sentence, and about half of its positions in any order. */
function draw({ random }, { special = 0.25 } = {}) {
  const tokens = Array.from({ length: 1 + Math.floor(9 * random()) }, () =>
    some(random, random() < special ? SPECIAL : WORDS),
  );
  const positions = tokens.map((_, i) => i).filter(() => random() < 0.5);
  if (random() < 0.5) positions.reverse();
  return [
    'maskSentence',
    tokens,
    positions,
    ...(random() < 0.5 ? [] : [some(random, ['___', '[BLANK]', '?'])]),
  ];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same } = kit;
  const agrees = async (call) => same(await learner(...call), reference(...call));

  describe('words', () => {
    it(
      'any positions',
      { tell: 'In some sentences other words are hidden, or the targets differ.', weight: 2 },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(draw(kit, { special: 0 }).slice(0, 3));
      },
    );
    it('another mask', { tell: 'The third argument says what stands in the blank.' }, async () => {
      for (let round = 0; round < 3; round++) {
        await agrees([...draw(kit, { special: 0.1 }).slice(0, 3), `<${Math.floor(1e6 * random())}>`]);
      }
    });
    it('all and none', { tell: 'Hiding every word, or none, must work, too.' }, async () => {
      const [name, tokens] = draw(kit, { special: 0 });
      await agrees([name, tokens, tokens.map((_, i) => i)]);
      await agrees([name, tokens, []]);
    });
    it(
      'leaves its input',
      { tell: 'The tokens or the positions have changed after the call: work on a copy.' },
      async () => {
        const call = ['maskSentence', ['the', 'snow', 'is', some(random, WORDS)], [3, 1]];
        same((await learnerWithArguments(...call)).args, call.slice(1));
      },
    );
  });

  describe('special tokens', () => {
    it(
      'stay',
      { tell: 'A token that begins with [ and ends with ] is never hidden and has no target.' },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(draw(kit, { special: 0.6 }));
      },
    );
    it('both brackets', { tell: 'A word with one bracket alone is an ordinary word.' }, async () => {
      for (const word of ['[', ']']) {
        const token =
          word === '['
            ? `[${some(random, WORDS)}`.replace(']', '')
            : `${some(random, WORDS)}]`.replace('[', '');
        await agrees(['maskSentence', ['the', token, '[EOS]'], [0, 1, 2]]);
      }
    });
  });
};

module.exports.draw = (kit) => draw(kit);
