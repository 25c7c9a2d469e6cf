'use strict';

const below = (random, limit) => Math.floor(limit * random());
const TOLERANCE = 1e-4;

/** Logits [N, V] and targets [N], of which a share is not asked; plain lists. */
function drawPlaces(
  { random },
  { spread = 4, skip = 0.4, N = 1 + below(random, 7), V = 2 + below(random, 6) } = {},
) {
  const logits = Array.from({ length: N }, () =>
    Array.from({ length: V }, () => Math.fround(spread * (2 * random() - 1))),
  );
  return { logits, targets: logits.map(() => (random() < skip ? -1 : below(random, V))) };
}

/** As a call. */
const asked = (kit, name, { logits, targets }) => [
  name,
  kit.tensor(logits.flat(), [logits.length, logits[0].length]),
  kit.tensor(targets, [targets.length], 'int32'),
];

/** By hand, in double precision. */
function expectedOf({ logits, targets }) {
  const count = targets.filter((t) => t >= 0).length;
  let loss = 0;
  const gradient = logits.map((row, n) => {
    const m = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - m), 0);
    const t = targets[n];
    if (t < 0) return row.map(() => 0);
    loss += (m + Math.log(total) - row[t]) / count;
    return row.map((z, j) => (Math.exp(z - m) / total - (j === t ? 1 : 0)) / count);
  });
  return { loss, gradient: gradient.flat() };
}

module.exports = (kit) => {
  const { describe, it, learner, random, tensor, close, same } = kit;
  const lossAgrees = async (rounds, options) => {
    for (let round = 0; round < rounds; round++) {
      const places = drawPlaces(kit, options);
      const { loss } = expectedOf(places);
      close(await learner(...asked(kit, 'maskedLoss', places)), tensor([loss], []), TOLERANCE);
    }
  };
  const gradientAgrees = async (rounds, options) => {
    for (let round = 0; round < rounds; round++) {
      const places = drawPlaces(kit, options);
      const { logits } = places;
      const expected = tensor(expectedOf(places).gradient, [logits.length, logits[0].length]);
      close(await learner(...asked(kit, 'gradientOf', places)), expected, TOLERANCE);
    }
  };

  describe('loss', () => {
    it('all asked', { tell: 'Where every place is asked, some means of −ln p differ.' }, () =>
      lossAgrees(6, { skip: 0 }),
    );
    it(
      'some not asked',
      { tell: 'A place whose target is −1 must neither be added nor counted.', weight: 2 },
      () => lossAgrees(8, { skip: 0.6 }),
    );
    it(
      'of any size',
      { tell: 'Large scores must give plain numbers, also at places that are not asked.' },
      () => lossAgrees(8, { spread: 10_000 }),
    );
    it(
      'all far below zero',
      { tell: 'Where all scores are far below zero the loss is as small as anywhere.' },
      async () => {
        const places = drawPlaces(kit, { skip: 0.2, V: 4 });
        const { loss } = expectedOf(places);
        const low = places.logits.map((row) => row.map((z) => Math.fround(z - 500)));
        const came = await learner(...asked(kit, 'maskedLoss', { ...places, logits: low }));
        close(came, tensor([loss], []), 1e-3);
      },
    );
    it('nothing asked', { tell: 'Where no place is asked, the loss is 0.' }, async () => {
      const came = await learner(...asked(kit, 'maskedLoss', drawPlaces(kit, { skip: 1 })));
      same(came, tensor([0], []));
    });
  });

  describe('gradient', () => {
    it('of the places that are asked', { tell: 'The gradient differs, or is cut off.', weight: 1.5 }, () =>
      gradientAgrees(6, { skip: 0.3 }),
    );
    it('of any size', { tell: 'With large scores the gradient must be plain numbers.' }, () =>
      gradientAgrees(4, { spread: 5000, skip: 0.3 }),
    );
    it('nothing asked', { tell: 'Where no place is asked, the gradient is 0.', weight: 0.5 }, () =>
      gradientAgrees(2, { skip: 1 }),
    );
  });

  describe('a step of several batches', () => {
    const drawBatches = (none = 0.2) => {
      const counts = Array.from({ length: 1 + below(random, 6) }, () =>
        random() < none ? 0 : 1 + below(random, 90),
      );
      return [counts.map((count) => (count === 0 ? 0 : 8 * random())), counts];
    };
    it(
      'as one batch',
      { tell: 'A place must count the same, in whichever small batch it stands.', weight: 1.5 },
      async () => {
        for (let round = 0; round < 8; round++) {
          const [losses, counts] = drawBatches();
          const all = counts.reduce((a, b) => a + b, 0);
          const sum = losses.reduce((total, loss, i) => total + loss * counts[i], 0);
          close(await learner('lossOfStep', losses, counts), all === 0 ? 0 : sum / all);
        }
      },
    );
    it(
      'nothing asked',
      { tell: 'Where no batch asks anything, the loss of the step is 0.', weight: 0.5 },
      async () => {
        const counts = Array.from({ length: 1 + below(random, 4) }, () => 0);
        same(await learner('lossOfStep', counts, counts), 0);
        same(await learner('lossOfStep', [], []), 0);
      },
    );
  });
};

module.exports.draw = (kit) => {
  const { random } = kit;
  if (random() < 0.3) {
    const counts = Array.from({ length: below(random, 5) }, () => below(random, 9));
    return ['lossOfStep', counts.map((count) => (count === 0 ? 0 : random())), counts];
  }
  const places = drawPlaces(kit, { spread: random() < 0.8 ? 4 : 2000, skip: random() });
  return asked(kit, random() < 0.5 ? 'maskedLoss' : 'gradientOf', places);
};
module.exports.tolerance = TOLERANCE;
