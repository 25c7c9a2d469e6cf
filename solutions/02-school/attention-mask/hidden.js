'use strict';

const FLOAT32 = 1e-4;
const size = (random, most) => 1 + Math.floor(most * random());
const list = (length, of) => Array.from({ length }, (_, i) => of(i));

/** Who sees whom, at random; each query sees at least one key. */
function drawSees(random, T, S, share = 0.6) {
  return list(T, () => {
    const certain = Math.floor(S * random());
    return list(S, (j) => (j === certain || random() < share ? 1 : 0));
  });
}

function draw(kit, { T, S, d, e, sees } = {}) {
  const { random, normal, tensor } = kit;
  T ??= size(random, 5);
  S ??= size(random, 5);
  d ??= size(random, 6);
  e ??= size(random, 4);
  const table = (rows, columns) => tensor(normal(rows * columns), [rows, columns]);
  const [q, k, v] = [table(T, d), table(S, d), table(S, e)];
  return ['attention', q, k, v, sees ?? drawSees(random, T, S)];
}

const drawReal = (random, T = size(random, 7)) => list(T, () => (random() < 0.7 ? 1 : 0));
const drawMask = ({ random }) => ['maskOf', drawReal(random), random() < 0.5];

/** The rows of `values` [S, width] at which `where` is 0 become `other`. */
const replaced = (kit, { values, shape }, where, other) =>
  kit.tensor(
    values.map((x, i) => (where[Math.floor(i / shape[1])] === 0 ? other() : x)),
    shape,
  );

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, tensor, close, same } = kit;
  const agrees = async (...call) => close(await learner(...call), reference(...call), FLOAT32);
  const everybody = (T, S) => list(T, () => list(S, () => 1));

  describe('who sees whom', () => {
    it('without padding', { tell: 'In a row without padding the mask is another.' }, async () => {
      for (const T of [1, 2, 3 + size(random, 4)])
        for (const causal of [true, false]) {
          const call = ['maskOf', list(T, () => 1), causal];
          same(await learner(...call), reference(...call));
        }
    });
    it(
      'with padding',
      { tell: 'Padding, wherever it stands in the row, is seen by nobody and sees nobody.', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++)
          for (const causal of [true, false]) {
            const call = ['maskOf', drawReal(random), causal];
            same(await learner(...call), reference(...call));
          }
        same(await learner('maskOf', [0, 0], false), [
          [0, 0],
          [0, 0],
        ]);
      },
    );
  });

  describe('attention', () => {
    it(
      'where everybody is seen',
      {
        tell: 'Where everybody is seen the outputs are others: the scores are q·k / √d, the softmax goes over the keys.',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 6; round++) {
          const [T, S] = [size(random, 5), size(random, 5)];
          await agrees(...draw(kit, { T, S, sees: everybody(T, S) }));
        }
        await agrees(...draw(kit, { T: 3, S: 3, d: 3, e: 3, sees: everybody(3, 3) }));
      },
    );
    it(
      'with any mask',
      {
        tell: 'With some mask the outputs are others: the weights of the keys that are seen add up to 1.',
        weight: 3,
      },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(...draw(kit));
      },
    );
    it(
      'a row of the model',
      { tell: 'A causal row with padding gets other outputs; those of padding are zeros.', weight: 2 },
      async () => {
        const T = 3 + size(random, 4);
        const real = list(T, (i) => (i < T - 2 ? 1 : 0));
        await agrees(...draw(kit, { T, S: T, sees: reference('maskOf', real, true) }));
        await agrees(...draw(kit, { T, S: T, sees: reference('maskOf', real.reverse(), false) }));
      },
    );
    it(
      'nobody to look at',
      { tell: 'A query that sees nobody gets zeros: no NaN, and no mean of all values.', weight: 2 },
      async () => {
        const [T, S] = [2 + size(random, 3), size(random, 4)];
        const sees = drawSees(random, T, S);
        sees[Math.floor(T * random())] = list(S, () => 0);
        await agrees(...draw(kit, { T, S, sees }));
        await agrees(...draw(kit, { T: 1, S, sees: [list(S, () => 0)] }));
      },
    );
    it(
      'hidden keys count for nothing',
      { tell: 'A key that nobody sees changes the outputs when its score or its value is large.', weight: 2 },
      async () => {
        for (let round = 0; round < 4; round++) {
          const [T, S] = [size(random, 4), 3 + size(random, 3)];
          const seen = list(S, (j) => (j === 0 || j === S - 1 ? 0 : 1));
          const [name, q, k, v] = draw(kit, { T, S });
          const sees = list(T, () => seen);
          const large = () => 600 * (2 * random() - 1);
          const others = [replaced(kit, k, seen, large), replaced(kit, v, seen, large)];
          close(await learner(name, q, ...others, sees), reference(name, q, k, v, sees), FLOAT32);
        }
      },
    );
    it(
      'large scores',
      { tell: 'Scores of a thousand, above or below zero, must give plain numbers.' },
      async () => {
        // Whole numbers and d = 4: float32 has these scores without rounding.
        const whole = (rows, most) =>
          tensor(
            list(4 * rows, () => Math.round(most * (2 * random() - 1))),
            [rows, 4],
          );
        const [T, S] = [size(random, 3), 2 + size(random, 3)];
        await agrees('attention', whole(T, 30), whole(S, 30), whole(S, 3), drawSees(random, T, S));
        const below = tensor([-30, -30, -30, -30], [1, 4]);
        const keys = tensor([30, 30, 30, 30, 30, 30, 30, 29, 0, 0, 0, 0], [3, 4]);
        await agrees('attention', below, keys, whole(3, 3), [[1, 1, 0]]);
      },
    );
    it('leaves its input', { tell: 'Tensors or the mask have changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

/** Some queries see nobody. */
module.exports.draw = (kit) => {
  if (kit.random() < 0.4) return drawMask(kit);
  const [T, S] = [size(kit.random, 4), size(kit.random, 4)];
  const sees = list(T, () => list(S, () => (kit.random() < 0.6 ? 1 : 0)));
  return draw(kit, { T, S, sees });
};
module.exports.tolerance = FLOAT32;
