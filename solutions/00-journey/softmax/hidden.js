'use strict';

const row = (random, spread, offset = 0) =>
  Array.from({ length: 1 + Math.floor(8 * random()) }, () => offset + spread * (2 * random() - 1));

function draw({ random }) {
  const [spread, offset] = [random() < 0.7 ? 4 : 40, random() < 0.5 ? 0 : 2000 * random() - 1000];
  const z = row(random, spread, offset);
  if (random() < 0.2 && z.length > 1) z[Math.floor(random() * z.length)] = -Infinity;
  return ['softmax', z];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, close, same, expect } = kit;
  const agrees = async (z) => close(await learner('softmax', z), reference('softmax', z));

  describe('ordinary scores', () => {
    it(
      'agrees',
      {
        tell: 'Some rows of ordinary scores give other probabilities than e^z / Σ e^z, to nine digits.',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(row(random, 4));
      },
    );
    it(
      'adds up to 1',
      { tell: 'The probabilities of a row must add up to 1 and all be positive.' },
      async () => {
        const came = await learner('softmax', row(random, 3));
        expect(Array.isArray(came) && came.every((p) => p > 0 && p <= 1));
        close(
          came.reduce((sum, p) => sum + p, 0),
          1,
        );
      },
    );
    it(
      'leaves its input',
      { tell: 'The scores have changed after the call: build a new list.' },
      async () => {
        const z = row(random, 4);
        same((await learnerWithArguments('softmax', z)).args, [z]);
      },
    );
  });

  describe('extreme scores', () => {
    it('large', { tell: 'Large positive scores must not overflow.' }, async () => {
      for (let round = 0; round < 4; round++) await agrees(row(random, 3, 800 + 1000 * random()));
    });
    it(
      'very negative',
      { tell: 'Where all scores are far below zero, there is still a likeliest one.' },
      async () => {
        for (let round = 0; round < 4; round++) await agrees(row(random, 3, -800 - 1000 * random()));
      },
    );
    it(
      'far apart',
      { tell: 'Scores of very different size in one row must give plain numbers.' },
      async () => {
        for (let round = 0; round < 4; round++) await agrees(row(random, 1500));
      },
    );
    it(
      'forbidden',
      { tell: 'A score of minus infinity has the probability 0, wherever it stands.' },
      async () => {
        for (const place of [0, 1, 2]) {
          const z = kit.normal(3);
          z[place] = -Infinity;
          await agrees(z);
        }
      },
    );
  });
};

module.exports.draw = draw;
