'use strict';

// Expected values worked out by hand: p − 1 at the target, p elsewhere, divided by the number of positions asked.
module.exports = {
  task: 'gradient-by-hand',
  exports: ['crossEntropyGradient'],
  visible: [
    {
      name: 'two equal scores',
      call: 'crossEntropyGradient',
      args: [[[0, 0]], [1]],
      expected: [[0.5, -0.5]],
      hint: 'The gradient is p at every word, and p − 1 at the target.',
    },
    {
      name: 'the target has a quarter',
      call: 'crossEntropyGradient',
      args: [[[Math.log(3), 0]], [1]],
      expected: [[0.75, -0.75]],
      hint: 'Subtract 1 at the target alone: the other words need their part of the gradient, too.',
    },
    {
      name: 'the mean of two positions',
      call: 'crossEntropyGradient',
      args: [
        [
          [0, 0],
          [0, Math.log(3)],
        ],
        [0, 1],
      ],
      expected: [
        [-0.25, 0.25],
        [0.125, -0.125],
      ],
      hint: 'The loss is a mean: divide by the number of positions that are asked.',
    },
    {
      name: 'a target of −1 is not asked',
      call: 'crossEntropyGradient',
      args: [
        [
          [5, 1],
          [0, 0],
        ],
        [-1, 0],
      ],
      expected: [
        [0, 0],
        [-0.5, 0.5],
      ],
      hint: 'A row that is not asked has a gradient of 0, and does not count in the mean.',
    },
    {
      name: 'large scores do not overflow',
      call: 'crossEntropyGradient',
      args: [[[1000, 1000 + Math.log(3)]], [0]],
      expected: [[-0.75, 0.75]],
      hint: 'Use the softmax of task 3, which takes the largest score off first.',
    },
    {
      name: 'nothing asked: no gradient',
      call: 'crossEntropyGradient',
      args: [[[1, 2, 3]], [-1]],
      expected: [[0, 0, 0]],
      unchangedArguments: true,
    },
  ],
};
