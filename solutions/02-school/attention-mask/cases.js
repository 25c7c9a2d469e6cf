'use strict';

const { TensorValue } = require('kernel-lib/dist/grade/values.js');

const table = (rows) => new TensorValue('float32', [rows.length, rows[0].length], rows.flat());
const tolerance = 1e-4;

const query = table([[2, 0, 0, 0]]);
const keys = table([
  [Math.log(3), 0, 0, 0],
  [0, 0, 0, 0],
  [9, 0, 0, 0],
]);
const values = table([[4], [8], [100]]);

module.exports = {
  task: 'attention-mask',
  exports: ['maskOf', 'attention'],
  ownWork: ['attention', 'slowAttention'],
  needs: ['tensors'],
  visible: [
    {
      name: 'a row that fills blanks',
      call: 'maskOf',
      args: [[1, 1, 0], false],
      expected: [
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
      hint: 'Padding is seen by nobody (a column of 0) and sees nobody (a row of 0).',
    },
    {
      name: 'a causal row',
      call: 'maskOf',
      args: [[1, 1, 0], true],
      expected: [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
      unchangedArguments: true,
      hint: 'Row i is the one who looks, column j the one who is seen: j may be i or before it.',
    },
    {
      name: 'three quarters and one quarter',
      call: 'attention',
      args: [query, keys, values, [[1, 1, 0]]],
      expected: table([[5]]),
      tolerance,
      hint: 'q·k is 2 ln 3, divided by √4 it is ln 3. The third key takes nothing from the others.',
    },
    {
      name: 'nobody to look at',
      call: 'attention',
      args: [query, keys, values, [[0, 0, 0]]],
      expected: table([[0]]),
      tolerance,
      hint: 'A softmax of nothing but −Infinity is NaN. Hide with a very low finite score, and set hidden weights to 0 at the end.',
    },
    {
      // PyTorch's scaled_dot_product_attention (test/grade/python/school.py).
      name: 'three places from left to right, as PyTorch has it',
      call: 'attention',
      args: [
        table([
          [1, 0, 2, -1],
          [0, 1, 1, 1],
          [2, -1, 0, 1],
        ]),
        table([
          [1, 1, 0, 0],
          [0, 2, 1, -1],
          [-1, 0, 1, 2],
        ]),
        table([
          [1, 2],
          [3, -1],
          [-2, 4],
        ]),
        [
          [1, 0, 0],
          [1, 1, 0],
          [1, 1, 1],
        ],
      ],
      expected: table([
        [1, 2],
        [2.2449186624037094, 0.1326220063944361],
        [0.11076887464593665, 2.4633281183217575],
      ]),
      tolerance,
      unchangedArguments: true,
      hint: 'The softmax goes over the keys, the last axis, and comes after the mask.',
    },
  ],
};
