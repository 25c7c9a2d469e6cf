'use strict';

const FLOAT32 = 1e-4;
const size = (random) => 1 + Math.floor(4 * random());

function points(kit, count, dimensions) {
  const values = kit.normal(count * dimensions).map((x) => Math.fround(2 * x));
  return kit.tensor(values, [count, dimensions]);
}

function draw(kit, [n, m, d] = [size(kit.random), size(kit.random), size(kit.random)]) {
  return ['squaredDistances', points(kit, n, d), points(kit, m, d)];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, close, same, random } = kit;
  const agrees = async (...sizes) => {
    const call = draw(kit, ...sizes);
    close(await learner(...call), reference(...call), FLOAT32);
  };

  describe('tables of distances', () => {
    it(
      'of any size',
      { tell: 'Some tables of distances differ: mind shapes where N, M and D are all different.', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++) await agrees();
        await agrees([2, 3, 4]);
        await agrees([4, 2, 3]);
      },
    );
    it(
      'of one point',
      { tell: 'A single point, on either side, is a table of one row or one column.' },
      async () => {
        await agrees([1, 1 + size(random), 3]);
        await agrees([1 + size(random), 1, 3]);
      },
    );
    it(
      'where all sizes are equal',
      { tell: 'Where N, M and D are equal, a wrong axis has the right shape and other numbers.' },
      async () => {
        await agrees([3, 3, 3]);
        await agrees([2, 2, 2]);
      },
    );
  });

  describe('what a distance must be', () => {
    it(
      'zero to itself',
      { tell: 'The distance of a point to itself is 0, and from there to here it is the same.' },
      async () => {
        const a = points(kit, 3, 2);
        const came = await learner('squaredDistances', a, a);
        close(came, reference('squaredDistances', a, a), FLOAT32);
      },
    );
    it('leaves its input', { tell: 'The tensors that were handed in have changed.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit);
module.exports.tolerance = FLOAT32;
