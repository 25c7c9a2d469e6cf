'use strict';

const below = (random, limit) => Math.floor(limit * random());

/** A row of stretches: marks of one to four tokens, ordinary words, special tokens. */
function draw(
  { random },
  {
    stretches = 1 + below(random, 8),
    special = 0.15,
    marked = 0.5,
    again = 0.3,
    shares = { marks: random(), others: random() },
  } = {},
) {
  const [tokens, marks] = [[1], [0]];
  let mark = 0;
  for (let n = 0; n < stretches; n++) {
    const kind = random();
    const isMark = kind >= special && random() < marked;
    const length = isMark ? 1 + below(random, 4) : 1;
    // A number that came before may come again, but not right behind itself.
    const earlier = 1 + below(random, Math.max(1, mark));
    const number = random() < again && marks.at(-1) !== earlier ? earlier : ++mark;
    for (let i = 0; i < length; i++) {
      tokens.push(kind < special ? below(random, 6) : 6 + below(random, 30));
      marks.push(isMark ? number : 0);
    }
  }
  const edges = [shares.marks, shares.others].map((share) => share % 1);
  const chances = tokens.map(() => (random() < 0.15 ? edges[below(random, 2)] : random()));
  return ['hideMarks', tokens, marks, chances, shares];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, expect } = kit;
  const agree = async (rounds, options) => {
    for (let round = 0; round < rounds; round++) {
      const call = draw(kit, options?.());
      same(await learner(...call), reference(...call));
    }
  };

  describe('marks', () => {
    it(
      'as a whole',
      { tell: 'In some rows other tokens are hidden, or the targets differ.', weight: 2 },
      () => agree(10, () => ({ special: 0, again: 0 })),
    );
    it('all of it or nothing', { tell: 'A mark was hidden in part.' }, async () => {
      for (let round = 0; round < 6; round++) {
        const call = draw(kit, { stretches: 8, special: 0, marked: 0.8, shares: { marks: 0.5, others: 0 } });
        const [, tokens, marks] = call;
        const came = await learner(...call);
        same(came, reference(...call));
        const isCut = tokens.some(
          (_, i) =>
            marks[i] > 0 &&
            marks[i] === marks[i - 1] &&
            (came.tokens[i] === 2) !== (came.tokens[i - 1] === 2),
        );
        expect(!isCut, 'a mark in part');
      }
    });
    it('side by side', { tell: 'Marks that touch each other are decided one by one.' }, () =>
      agree(8, () => ({ special: 0, marked: 1, again: 0 })),
    );
    it('a number that comes again', { tell: 'The same number later in the row is another mark.' }, () =>
      agree(10, () => ({ stretches: 10, again: 0.8, shares: { marks: 0.5, others: 0.5 } })),
    );
  });

  describe('tokens and shares', () => {
    it(
      'outside of marks',
      { tell: 'Tokens outside of marks have a share of their own, each its own number.' },
      () => agree(8, () => ({ special: 0, marked: 0.2 })),
    );
    it('special tokens', { tell: 'A special token was hidden or asked for.' }, () =>
      agree(8, () => ({ special: 0.5, shares: { marks: 0.7, others: 0.9 } })),
    );
    it('all and none', { tell: 'A share of 0 hides nothing, a share of 1 everything.' }, async () => {
      for (const shares of [
        { marks: 1, others: 0 },
        { marks: 0, others: 1 },
        { marks: 1, others: 1 },
        { marks: 0, others: 0 },
      ]) {
        await agree(2, () => ({ shares }));
      }
    });
    it(
      'leaves its input',
      { tell: 'The tokens, marks or chances have changed after the call.' },
      async () => {
        const call = draw(kit, { shares: { marks: 1, others: 0.5 + 0.5 * random() } });
        same((await learnerWithArguments(...call)).args, call.slice(1));
      },
    );
  });
};

module.exports.draw = (kit) => draw(kit);
