'use strict';

// Expected values worked out by hand: ln 2, ln 3, ln(1 + e), and so on.
module.exports = {
  task: 'cross-entropy',
  exports: ['crossEntropy'],
  visible: [
    {
      name: 'two equal scores: ln 2',
      call: 'crossEntropy',
      args: [[[0, 0]], [1]],
      expected: Math.LN2,
      tolerance: 1e-6,
    },
    {
      name: 'scores 1 and 0, the first is right: ln(1 + 1/e)',
      call: 'crossEntropy',
      args: [[[1, 0]], [0]],
      expected: Math.log(1 + Math.exp(-1)),
      tolerance: 1e-6,
      hint: 'The loss is −ln of the probability of the target, and the logarithm is the natural one.',
    },
    {
      name: 'the mean of two positions',
      call: 'crossEntropy',
      args: [
        [
          [0, 0, 0],
          [0, 1, 0],
        ],
        [2, 0],
      ],
      expected: (Math.log(3) + Math.log(2 + Math.E)) / 2,
      tolerance: 1e-6,
    },
    {
      name: 'a target of −1 is not asked',
      call: 'crossEntropy',
      args: [
        [
          [0, 0],
          [5, -5],
          [3, 3],
        ],
        [0, -1, 1],
      ],
      expected: Math.LN2,
      tolerance: 1e-6,
      hint: 'Divide by the number of positions that are asked, not by all of them.',
    },
    {
      name: 'large scores do not overflow',
      call: 'crossEntropy',
      args: [[[1000, 998]], [1]],
      expected: 2 + Math.log(1 + Math.exp(-2)),
      tolerance: 1e-6,
      hint: 'Take the largest score off every score of the row first: the probabilities stay the same.',
    },
    {
      name: 'nothing asked gives 0',
      call: 'crossEntropy',
      args: [[[1, 2]], [-1]],
      expected: 0,
      hint: 'Where no position is asked the mean would be 0/0: return 0.',
    },
  ],
};
