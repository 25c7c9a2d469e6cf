'use strict';

const count = (random, most) => 1 + Math.floor(most * random());

/** Logits [N, V] and targets [N], of which about a third is not asked. */
function draw({ random }, { spread = random() < 0.8 ? 4 : 1500, skip = 0.3 } = {}) {
  const [N, V] = [count(random, 6), 1 + count(random, 6)];
  const logits = Array.from({ length: N }, () =>
    Array.from({ length: V }, () => spread * (2 * random() - 1)),
  );
  const targets = logits.map(() => (random() < skip ? -1 : Math.floor(V * random())));
  return ['crossEntropy', logits, targets];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, close, same } = kit;
  const agrees = async (options) => {
    const call = draw(kit, options);
    close(await learner(...call), reference(...call));
  };

  describe('ordinary scores', () => {
    it(
      'all asked',
      { tell: 'Where every position is asked, some means of −ln p differ (nine digits count).', weight: 2 },
      async () => {
        for (let round = 0; round < 8; round++) await agrees({ spread: 4, skip: 0 });
      },
    );
    it(
      'some not asked',
      { tell: 'A position whose target is −1 must neither be added nor counted.' },
      async () => {
        for (let round = 0; round < 8; round++) await agrees({ spread: 4, skip: 0.5 });
      },
    );
    it('nothing asked', { tell: 'Where no position is asked, the loss is 0.' }, async () => {
      const [name, logits] = draw(kit, { spread: 4 });
      same(
        await learner(
          name,
          logits,
          logits.map(() => -1),
        ),
        0,
      );
    });
    it('leaves its input', { tell: 'The logits or the targets have changed after the call.' }, async () => {
      const call = draw(kit, { spread: 4 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('extreme scores', () => {
    it('of any size', { tell: 'Large or very different scores must give plain numbers.' }, async () => {
      for (let round = 0; round < 6; round++) await agrees({ spread: 1500, skip: 0.2 });
    });
    it(
      'all far below zero',
      { tell: 'Where all scores are far below zero, the loss is as small as anywhere else.' },
      async () => {
        const shift = 900 + 900 * random();
        const [name, logits, targets] = draw(kit, { spread: 3, skip: 0 });
        const low = logits.map((row) => row.map((z) => z - shift));
        close(await learner(name, low, targets), reference(name, low, targets));
      },
    );
    it(
      'sure and wrong',
      { tell: 'A model that is sure and wrong has a large loss, not an infinite one.' },
      async () => {
        const z = 400 + 500 * random();
        close(await learner('crossEntropy', [[z, -z, 0]], [1]), 2 * z);
      },
    );
  });
};

module.exports.draw = (kit) => draw(kit);
