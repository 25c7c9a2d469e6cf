'use strict';

// Expected values worked out by hand from logarithms.
module.exports = {
  task: 'softmax',
  exports: ['softmax'],
  visible: [
    {
      name: 'equal scores, equal chances',
      call: 'softmax',
      args: [[2, 2, 2, 2]],
      expected: [0.25, 0.25, 0.25, 0.25],
    },
    {
      name: 'ln 3 more is three times as likely',
      call: 'softmax',
      args: [[0, Math.log(3)]],
      expected: [0.25, 0.75],
      hint: 'Raise e to each score, then divide each by the sum of all.',
    },
    {
      name: 'large scores do not overflow',
      call: 'softmax',
      args: [[1000, 1000 + Math.log(3)]],
      expected: [0.25, 0.75],
      hint: 'Adding the same number to every score changes nothing: so take the largest score off first.',
    },
    {
      name: 'very small scores do not vanish',
      call: 'softmax',
      args: [[-1000, -1000 + Math.log(9)]],
      expected: [0.1, 0.9],
      hint: 'Take off the largest score itself, not its amount.',
    },
    {
      name: 'a forbidden word gets nothing',
      call: 'softmax',
      args: [[0, -Infinity, 0]],
      expected: [0.5, 0, 0.5],
    },
    { name: 'one word alone', call: 'softmax', args: [[-7]], expected: [1] },
    {
      name: 'leaves its argument as it is',
      call: 'softmax',
      args: [[Math.log(2), 0]],
      expected: [2 / 3, 1 / 3],
      unchangedArguments: true,
      hint: 'Build a new list: the scores are still needed.',
    },
  ],
};
