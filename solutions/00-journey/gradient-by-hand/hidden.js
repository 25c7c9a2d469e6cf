'use strict';

const count = (random, most) => 1 + Math.floor(most * random());

function draw({ random }, { spread = random() < 0.8 ? 3 : 1500, skip = 0.3 } = {}) {
  const [N, V] = [count(random, 4), 1 + count(random, 4)];
  const logits = Array.from({ length: N }, () =>
    Array.from({ length: V }, () => spread * (2 * random() - 1)),
  );
  const targets = logits.map(() => (random() < skip ? -1 : Math.floor(V * random())));
  return ['crossEntropyGradient', logits, targets];
}

/** The loss of task 4, for finite differences: a second opinion on the formula. */
function loss(logits, targets) {
  const losses = logits.flatMap((row, n) => {
    if (targets[n] === -1) return [];
    const m = Math.max(...row);
    return [m + Math.log(row.reduce((sum, z) => sum + Math.exp(z - m), 0)) - row[targets[n]]];
  });
  return losses.reduce((a, b) => a + b, 0) / Math.max(1, losses.length);
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, close, same, expect, finiteDifferences } =
    kit;
  const agrees = async (options) => {
    const call = draw(kit, options);
    close(await learner(...call), reference(...call));
  };

  describe('ordinary scores', () => {
    it(
      'agrees',
      {
        tell: 'Some gradients differ from (p − [j = t]) / number of positions asked (nine digits count).',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 8; round++) await agrees({ spread: 3, skip: 0 });
      },
    );
    it(
      'is the slope of the loss',
      { tell: 'Moving one score a little changes the loss by another amount than your gradient says.' },
      async () => {
        const [name, logits, targets] = draw(kit, { spread: 2, skip: 0.2 });
        const V = logits[0].length;
        const rows = (flat) => logits.map((_, n) => flat.slice(n * V, (n + 1) * V));
        const slopes = await finiteDifferences((flat) => loss(rows(flat), targets), logits.flat());
        close(await learner(name, logits, targets), rows(slopes), 1e-6);
      },
    );
    it(
      'each row adds up to 0',
      { tell: 'What the target gains the other words lose: each row must add up to 0.' },
      async () => {
        const came = await learner(...draw(kit, { spread: 3, skip: 0 }));
        expect(Array.isArray(came) && came.every(Array.isArray));
        for (const row of came)
          close(
            row.reduce((sum, slope) => sum + slope, 0),
            0,
          );
      },
    );
    it('leaves its input', { tell: 'The logits or the targets have changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('rows that are not asked, and extreme scores', () => {
    it(
      'some not asked',
      { tell: 'A position whose target is −1 has a gradient of 0 and does not count in the mean.' },
      async () => {
        for (let round = 0; round < 8; round++) await agrees({ spread: 3, skip: 0.5 });
      },
    );
    it('nothing asked', { tell: 'Where no position is asked, every gradient is 0.' }, async () => {
      const [name, logits] = draw(kit);
      close(
        await learner(
          name,
          logits,
          logits.map(() => -1),
        ),
        logits.map((row) => row.map(() => 0)),
      );
    });
    it(
      'large or far apart',
      { tell: 'Large or very different scores must give plain numbers.' },
      async () => {
        for (let round = 0; round < 6; round++) await agrees({ spread: 1500, skip: 0.2 });
      },
    );
  });
};

module.exports.draw = (kit) => draw(kit);
