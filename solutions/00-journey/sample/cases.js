'use strict';

module.exports = {
  task: 'sample',
  exports: ['sampleTokens'],
  visible: [
    {
      name: 'two equal scores',
      call: 'sampleTokens',
      args: [[0, 0], 1, [0.2, 0.5, 0.9]],
      expected: [0, 1, 1],
      hint: 'The first piece reaches from 0 to 0.5. A number that is exactly 0.5 lies in the next one.',
    },
    {
      name: 'chances of 1/4, 1/2 and 1/4',
      call: 'sampleTokens',
      args: [[0, Math.log(2), 0], 1, [0.1, 0.3, 0.7, 0.8, 0.2]],
      expected: [0, 1, 1, 2, 0],
      hint: 'Add up the probabilities from token 0 on, until the sum is larger than the number.',
    },
    {
      name: 'temperature 2 makes 9 : 1 into 3 : 1',
      call: 'sampleTokens',
      args: [[Math.log(9), 0], 2, [0.7, 0.8]],
      expected: [0, 1],
      hint: 'Divide every score by the temperature before the softmax.',
    },
    {
      name: 'temperature 0 takes the largest score, the first of equals',
      call: 'sampleTokens',
      args: [[1, 3, 3, 2], 0, [0, 0.5, 0.99]],
      expected: [1, 1, 1],
      hint: 'Dividing by 0 gives no number: treat temperature 0 by itself.',
    },
    {
      name: 'a forbidden token never comes, even for 0',
      call: 'sampleTokens',
      args: [[-Infinity, 0, 0], 1, [0, 0.4, 0.6]],
      expected: [1, 1, 2],
      hint: 'The sum must be larger than the number, not equal to it.',
    },
    {
      name: 'large scores do not overflow',
      call: 'sampleTokens',
      args: [[1000, 1000 + Math.log(3)], 1, [0.24, 0.26]],
      expected: [0, 1],
      unchangedArguments: true,
      hint: 'Take the largest score off first, as in task 3.',
    },
  ],
};
