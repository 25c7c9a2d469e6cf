'use strict';

const seconds = 60;
/** Two people and two cities, each told in both orders. */
const rows = [
  [1, 6, 7, 8, 1],
  [1, 9, 7, 10, 1],
  [1, 8, 11, 12, 6, 1],
  [1, 10, 11, 12, 9, 1],
];

module.exports = {
  task: 'train-a-model',
  exports: ['trainModel', 'answersAfter'],
  needs: ['tensors'],
  visible: [
    {
      name: 'one sentence, its last word covered',
      call: 'answersAfter',
      args: [[[1, 6, 7, 8, 1]], [[1, 6, 7, 2, 1]], 9, 5],
      expected: [8],
      seconds,
      hint: 'Cover some words of a row by 2 and let the place before each predict it: targets[i - 1] is the token that stood at i.',
    },
    {
      name: 'four sentences, each of their words covered once',
      call: 'answersAfter',
      args: [
        rows,
        [
          [1, 6, 7, 2, 1],
          [1, 9, 7, 2, 1],
          [1, 2, 11, 12, 6, 1],
          [1, 2, 11, 12, 9, 1],
          [1, 10, 11, 2, 9, 1],
        ],
        13,
        5,
      ],
      expected: [8, 10, 8, 10, 12],
      seconds,
      hint: 'Every word is asked here once: cover another one each time. And a blank may stand before the word that gives it away: let `causal` be 0, as in the examination.',
    },
    {
      name: 'leaves the sentences as they are',
      call: 'answersAfter',
      args: [[[1, 6, 7, 1]], [], 8, 0.5],
      expected: [],
      seconds,
      unchangedArguments: true,
      hint: 'Cover words in the arrays of your batch, never in `rows`.',
    },
  ],
};
