'use strict';

const { TensorValue } = require('kernel-lib/dist/grade/values.js');

const tensor = (rows, columns, values) => new TensorValue('float32', [rows, columns], values);

module.exports = {
  task: 'broadcasting',
  exports: ['squaredDistances'],
  needs: ['tensors'],
  visible: [
    {
      name: 'two points to one point',
      call: 'squaredDistances',
      args: [tensor(2, 2, [0, 0, 1, 2]), tensor(1, 2, [1, 0])],
      expected: tensor(2, 1, [1, 4]),
      hint: 'Give a the shape [N, 1, D] and b the shape [1, M, D]: their difference has the shape [N, M, D].',
    },
    {
      name: 'one point to three points',
      call: 'squaredDistances',
      args: [tensor(1, 2, [0, 0]), tensor(3, 2, [1, 0, 0, 2, 3, 4])],
      expected: tensor(1, 3, [1, 4, 25]),
      hint: 'Rows are the points of a, columns those of b.',
    },
    {
      name: 'in one dimension',
      call: 'squaredDistances',
      args: [tensor(2, 1, [0, 3]), tensor(2, 1, [1, -1])],
      expected: tensor(2, 2, [1, 1, 4, 16]),
      hint: 'Every point of a with every point of b, not the first with the first and the second with the second.',
    },
    {
      name: 'as many points as dimensions',
      call: 'squaredDistances',
      args: [tensor(2, 2, [1, 0, 0, 1]), tensor(2, 2, [0, 0, 2, 0])],
      expected: tensor(2, 2, [1, 1, 1, 5]),
      hint: 'Add up over the dimensions: that is the last axis.',
    },
  ],
};
