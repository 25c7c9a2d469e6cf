'use strict';

const never = [0.99, 0, 0];

module.exports = {
  task: 'mask-batch',
  exports: ['maskBatch'],
  visible: [
    {
      name: 'one word is covered',
      call: 'maskBatch',
      args: [[[1, 7, 8]], [[never, [0.1, 0.3, 0.5], never]], 0.15, 10],
      expected: { tokens: [[1, 2, 8]], targets: [[7, -1, -1]] },
      hint: 'The word at place 1 is predicted by place 0: targets[i - 1] is the token that stood at i.',
    },
    {
      name: 'covered, exchanged, not chosen',
      call: 'maskBatch',
      args: [
        [[1, 7, 8, 9]],
        [
          [
            [0, 0, 0],
            [0.1, 0.5, 0],
            [0.1, 0.85, 0.5],
            [0.2, 0, 0],
          ],
        ],
        0.15,
        10,
      ],
      expected: { tokens: [[1, 2, 8, 9]], targets: [[7, 8, -1, -1]] },
      hint: 'Chosen is chosen: the target is written before you look at v. The 8 was exchanged, by chance for itself, and is asked.',
    },
    {
      name: 'a word that stays is asked, too',
      call: 'maskBatch',
      args: [[[1, 7, 8]], [[never, never, [0.05, 0.95, 0.5]]], 0.15, 10],
      expected: { tokens: [[1, 7, 8]], targets: [[-1, 8, -1]] },
      hint: 'Where v is 0.9 or more the token stays as it is. It was chosen all the same, so it has a target.',
    },
    {
      name: 'exchanged for ordinary words only',
      call: 'maskBatch',
      args: [
        [[1, 7, 8]],
        [
          [
            [0, 0, 0],
            [0, 0.8, 0],
            [0, 0.89, 0.99],
          ],
        ],
        0.5,
        20,
      ],
      expected: { tokens: [[1, 6, 19]], targets: [[7, 8, -1]] },
      hint: 'With w = 0 comes token 6, the first ordinary one; with w near 1 comes V − 1, the last.',
    },
    {
      name: 'special tokens are never chosen',
      call: 'maskBatch',
      args: [
        [[1, 7, 1, 0]],
        [
          [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
            [0, 0.85, 0.5],
          ],
        ],
        0.15,
        10,
      ],
      expected: { tokens: [[1, 2, 1, 0]], targets: [[7, -1, -1, -1]] },
      hint: 'The end of the document and the padding are no words: tokens below 6 stay and are no targets.',
    },
    {
      name: 'leaves its arguments as they are',
      call: 'maskBatch',
      args: [
        [
          [1, 7],
          [1, 9],
        ],
        [
          [never, [0, 0, 0]],
          [never, [0, 0.82, 0.3]],
        ],
        1,
        10,
      ],
      expected: {
        tokens: [
          [1, 2],
          [1, 7],
        ],
        targets: [
          [7, -1],
          [9, -1],
        ],
      },
      unchangedArguments: true,
      hint: 'Make new rows: the caller still needs the sentences without blanks.',
    },
  ],
};
