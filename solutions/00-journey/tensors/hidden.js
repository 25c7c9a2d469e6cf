'use strict';

const size = (random, least = 1) => least + Math.floor(4 * random());
const numbers = (random, count) => Array.from({ length: count }, () => 20 * random() - 10);

function drawElement(random, axes) {
  const shape = Array.from({ length: axes }, () => size(random));
  const index = shape.map((length) => Math.floor(length * random()));
  return [
    'elementAt',
    numbers(
      random,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
    index,
  ];
}

function drawTransposed(random) {
  const [rows, columns] = [size(random), size(random) + 1];
  return ['transposed', numbers(random, rows * columns), rows, columns];
}

module.exports = ({ describe, it, learner, learnerWithArguments, reference, random, same }) => {
  describe('one number', () => {
    for (const [axes, what] of [
      [2, 'a table'],
      [3, 'three axes'],
      [4, 'four axes'],
    ]) {
      it(`in ${what}`, { tell: `Another number comes from a tensor of ${axes} axes.` }, async () => {
        for (let round = 0; round < 6; round++) {
          const call = drawElement(random, axes);
          same(await learner(...call), reference(...call));
        }
      });
    }
    it(
      'in one axis or none',
      { tell: 'A list, or a single number of shape [], is a tensor, too.' },
      async () => {
        for (const axes of [0, 1, 1]) {
          const call = drawElement(random, axes);
          same(await learner(...call), reference(...call));
        }
      },
    );
  });

  describe('transposed', () => {
    it(
      'tables of any size',
      { tell: 'Some tables that are not square come out in another order.', weight: 2 },
      async () => {
        for (let round = 0; round < 8; round++) {
          const call = drawTransposed(random);
          same(await learner(...call), reference(...call));
        }
      },
    );
    it('twice is nothing', { tell: 'Transposing twice should give the first list again.' }, async () => {
      const [name, values, rows, columns] = drawTransposed(random);
      same(await learner(name, await learner(name, values, rows, columns), columns, rows), values);
    });
    it('leaves its input', { tell: '`values` has changed after the call: build a new list.' }, async () => {
      const call = drawTransposed(random);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = ({ random }) =>
  random() < 0.6 ? drawElement(random, Math.floor(5 * random())) : drawTransposed(random);
