'use strict';

const zeros = (V) => Array.from({ length: 3 }, () => Array.from({ length: V }, () => new Array(V).fill(0)));
const near0 = { expected: 0.1, tolerance: 0.1 };

module.exports = {
  task: 'train-a-tiny-model',
  exports: ['trainTiny', 'lossAfter'],
  visible: [
    {
      name: 'no steps: all weights are 0',
      call: 'trainTiny',
      args: [[[1, 2]], 3, 0],
      expected: zeros(3),
      hint: 'Begin with three tables of V rows and V columns, all zeros, and return them.',
    },
    {
      name: 'one sentence, 300 times: its loss falls below 0.2',
      call: 'lossAfter',
      args: [[[1, 2, 3, 1]], [[1, 2, 3, 1]], 4, 300],
      ...near0,
      hint: 'Does the loss fall or rise? Move the weights against the gradient: minus, not plus.',
    },
    {
      name: 'two sentences that differ two words back',
      call: 'lossAfter',
      args: [
        [
          [1, 3, 4],
          [2, 3, 5],
        ],
        [
          [1, 3, 4],
          [2, 3, 5],
        ],
        6,
        600,
      ],
      ...near0,
      hint: 'Only the table for the token before the last one can know it: does each of the three tables get its step?',
    },
    {
      name: 'two sentences that differ three words back',
      call: 'lossAfter',
      args: [
        [
          [1, 3, 3, 4],
          [2, 3, 3, 5],
        ],
        [
          [1, 3, 3, 4],
          [2, 3, 3, 5],
        ],
        6,
        900,
      ],
      ...near0,
      hint: 'Here the third table decides: row[i - 2].',
    },
    {
      name: 'leaves the sentences as they are',
      call: 'trainTiny',
      args: [
        [
          [1, 2],
          [2, 1],
        ],
        3,
        0,
      ],
      expected: zeros(3),
      unchangedArguments: true,
    },
  ],
};
