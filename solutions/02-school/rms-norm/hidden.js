'use strict';

const size = (random, most) => 1 + Math.floor(most * random());
/** Small and large ones, so that ε counts in some rows and not in others. */
const drawEpsilon = (random) => 10 ** (-7 * random());

function tables({ random, normal }, { N = size(random, 3), D = size(random, 5), spread = 2 } = {}) {
  const table = (scale) => Array.from({ length: N }, () => normal(D).map((x) => scale * x));
  return { x: table(spread), gain: normal(D), dy: table(1), epsilon: drawEpsilon(random) };
}
const drawForward = (kit, options) => {
  const { x, gain, epsilon } = tables(kit, options);
  return ['rmsNorm', x, gain, epsilon];
};
const drawBackward = (kit, options) => {
  const { x, gain, dy, epsilon } = tables(kit, options);
  return ['rmsNormGradient', x, gain, dy, epsilon];
};

/** The formula of the statement once more, for finite differences: Σ dy · y. */
function loss(x, gain, dy, epsilon) {
  let sum = 0;
  for (const [n, row] of x.entries()) {
    const meanSquare = row.map((xi) => xi ** 2).reduce((a, b) => a + b, 0) / row.length;
    for (const [i, xi] of row.entries()) sum += (dy[n][i] * gain[i] * xi) / Math.sqrt(meanSquare + epsilon);
  }
  return sum;
}

const rowsOf = (flat, D) => Array.from({ length: flat.length / D }, (_, n) => flat.slice(n * D, (n + 1) * D));
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, close, same, expect } = kit;
  const agrees = async (call) => close(await learner(...call), reference(...call));
  /** One of the two gradients, so that a check is about one idea. */
  const part = async (name, call) => close((await learner(...call))?.[name], reference(...call)[name]);

  describe('the norm', () => {
    it(
      'any rows',
      { tell: 'Some rows have another norm (nine digits count, tfjs has seven).', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++) await agrees(drawForward(kit));
      },
    );
    it(
      'small rows',
      { tell: 'In rows of small numbers ε matters: it is added to the mean square, below the root.' },
      async () => {
        for (let round = 0; round < 4; round++) await agrees(drawForward(kit, { spread: 0.01 }));
      },
    );
    it('zeros', { tell: 'A row of zeros gives zeros.' }, async () => {
      const [name, x, gain, epsilon] = drawForward(kit);
      x.push(x[0].map(() => 0));
      await agrees([name, x, gain, epsilon]);
    });
    it('leaves its input', { tell: 'x or the gains have changed after the call.' }, async () => {
      const call = drawForward(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('its gradient', () => {
    it(
      'at x',
      {
        tell: 'Some gradients at x differ: x_i stands in y_i and in r, by which the whole row is divided.',
        weight: 3,
      },
      async () => {
        for (let round = 0; round < 6; round++) await part('dx', drawBackward(kit));
      },
    );
    it(
      'at the gains',
      { tell: 'Some gradients at the gains differ: each row adds its part.', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++) await part('dgain', drawBackward(kit, { N: 2 }));
      },
    );
    it(
      'is the slope of the loss',
      { tell: 'Moving x or a gain a little changes the loss by another amount than your gradient says.' },
      async () => {
        const [name, x, gain, dy] = drawBackward(kit);
        const epsilon = 0.05 + random();
        const D = gain.length;
        const came = await learner(name, x, gain, dy, epsilon);
        const dx = await kit.finiteDifferences(
          (flat) => loss(rowsOf(flat, D), gain, dy, epsilon),
          x.flat(),
          1e-5,
        );
        const dgain = await kit.finiteDifferences((moved) => loss(x, moved, dy, epsilon), gain, 1e-5);
        close(came, { dx: rowsOf(dx, D), dgain }, 1e-6);
      },
    );
    it(
      'at right angles to the row',
      { tell: 'A row of twice the size has the same norm: along the row itself the slope is 0.' },
      async () => {
        const { x, gain, dy } = tables(kit, { N: 2, D: 2 + size(random, 4) });
        const came = await learner('rmsNormGradient', x, gain, dy, 1e-14);
        const isTable =
          Array.isArray(came?.dx) && came.dx.length === x.length && came.dx.every(Array.isArray);
        expect(isTable, 'dx is no table');
        const norm = (row) => Math.sqrt(dot(row, row));
        for (const [n, row] of x.entries()) {
          expect(norm(came.dx[n]) > 0, 'no slope at all');
          close(dot(came.dx[n], row) / (norm(came.dx[n]) * norm(row)), 0, 1e-6);
        }
      },
    );
    it(
      'of small rows and of zeros',
      { tell: 'In rows of small numbers, or of zeros, ε matters for the gradient, too.' },
      async () => {
        for (let round = 0; round < 4; round++) await agrees(drawBackward(kit, { spread: 0.01 }));
        const [name, x, gain, dy, epsilon] = drawBackward(kit);
        await agrees([name, x.map((row) => row.map(() => 0)), gain, dy, epsilon]);
      },
    );
    it('leaves its input', { tell: 'x, gains or dy have changed after the call.' }, async () => {
      const call = drawBackward(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => (kit.random() < 0.3 ? drawForward(kit) : drawBackward(kit));
