'use strict';

const below = (random, limit) => Math.floor(limit * random());

/** Signatures of few different numbers, so that bands often agree; some have two digits (1 2 is not 12). */
function draw({ random }, { pages = below(random, 9), values = 3 + below(random, 3) } = {}) {
  const [bands, rows] = [1 + below(random, 4), 1 + below(random, 3)];
  const word = () => (random() < 0.2 ? 11 * below(random, 3) : below(random, values));
  const signatures = Array.from({ length: pages }, () => Array.from({ length: bands * rows }, word));
  // A copy with one number changed.
  if (pages > 1) {
    const copy = [...signatures[below(random, pages)]];
    copy[below(random, copy.length)] = 99;
    signatures.splice(below(random, pages), 0, copy);
  }
  return ['candidates', signatures, bands, rows];
}

const drawCaught = ({ random }) => ['caught', random(), 1 + below(random, 20), 1 + below(random, 12)];

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, close } = kit;

  describe('candidates', () => {
    it('a few pages', { tell: 'Of some pages other pairs are candidates.', weight: 2 }, async () => {
      for (let round = 0; round < 12; round++) {
        const call = draw(kit);
        same(await learner(...call), reference(...call));
      }
    });
    it(
      'more pages',
      { tell: 'Among a dozen pages or more the pairs, or their order, are others: by i, then by j.' },
      async () => {
        for (const pages of [12, 25]) {
          const call = draw(kit, { pages });
          same(await learner(...call), reference(...call));
        }
      },
    );
    it(
      'sorted',
      { tell: 'Pairs found in a later band, or of page 10 and above, stand at another place.' },
      async () => {
        const pages = 12 + below(random, 5);
        const signatures = Array.from({ length: pages }, (_, i) => [100 + i, 100 + i]);
        const [near, far] = [2 + below(random, 8), 10 + below(random, pages - 10)];
        signatures[far][0] = signatures[0][0];
        signatures[near][1] = signatures[0][1];
        signatures[far][1] = signatures[1][1];
        same(await learner('candidates', signatures, 2, 1), [
          [0, near],
          [0, far],
          [1, far],
        ]);
      },
    );
    it(
      'numbers of several digits',
      { tell: 'Rows 1, 23 and rows 12, 3 are not the same band.' },
      async () => {
        const [a, b, c] = [1 + below(random, 9), 1 + below(random, 9), 1 + below(random, 9)];
        const signatures = [
          [a, 10 * b + c],
          [10 * a + b, c],
        ];
        same(await learner('candidates', signatures, 1, 2), []);
        same(await learner('candidates', [...signatures, signatures[0]], 1, 2), [[0, 2]]);
      },
    );
    it('each band alone', { tell: 'A band agrees only with the same band of the other page.' }, async () => {
      const one = Array.from({ length: 6 }, (_, i) => 10 * i + below(random, 10));
      const turned = [...one.slice(2), ...one.slice(0, 2)];
      same(await learner('candidates', [one, turned], 3, 2), []);
    });
    it('leaves its input', { tell: 'The signatures have changed after the call.' }, async () => {
      const call = draw(kit, { pages: 8 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('many pages', () => {
    it(
      '120,000',
      { tell: '120,000 pages take too long: look into buckets instead of comparing all pairs.', weight: 2 },
      async () => {
        const signatures = Array.from({ length: 120_000 }, () => [
          below(random, 4e6),
          below(random, 4e6),
          below(random, 8e5),
          below(random, 8e5),
        ]);
        for (let copy = 0; copy < 20; copy++) {
          signatures[below(random, 120_000)].splice(0, 2, ...signatures[below(random, 120_000)].slice(0, 2));
        }
        const call = ['candidates', signatures, 2, 2];
        same(await learner(...call), reference(...call));
      },
    );
  });

  describe('the curve', () => {
    it('any bands and rows', { tell: 'For some s, bands and rows the chance is another.' }, async () => {
      for (let round = 0; round < 8; round++) {
        const call = drawCaught(kit);
        close(await learner(...call), reference(...call));
      }
    });
    it('its ends', { tell: 'Nothing alike is never caught, equal pages always are.' }, async () => {
      const [, , bands, rows] = drawCaught(kit);
      same(await learner('caught', 0, bands, rows), 0);
      same(await learner('caught', 1, bands, rows), 1);
    });
  });
};

module.exports.draw = (kit) => (kit.random() < 0.8 ? draw(kit) : drawCaught(kit));
