'use strict';

module.exports = {
  task: 'lsh-bands',
  exports: ['candidates', 'caught'],
  visible: [
    {
      name: 'three pages, two bands',
      call: 'candidates',
      args: [
        [
          [1, 2, 3, 4],
          [9, 9, 3, 4],
          [1, 2, 5, 4],
        ],
        2,
        2,
      ],
      expected: [
        [0, 1],
        [0, 2],
      ],
    },
    {
      name: 'all rows of the band must agree',
      call: 'candidates',
      args: [
        [
          [1, 2],
          [1, 3],
        ],
        1,
        2,
      ],
      expected: [],
    },
    {
      name: 'another band does not count',
      call: 'candidates',
      args: [
        [
          [1, 2, 3, 4],
          [3, 4, 1, 2],
        ],
        2,
        2,
      ],
      expected: [],
      hint: 'Buckets are for one band alone: begin with empty ones for the next.',
    },
    {
      name: 'a pair that agrees twice comes once',
      call: 'candidates',
      args: [
        [
          [7, 8],
          [7, 8],
        ],
        2,
        1,
      ],
      expected: [[0, 1]],
    },
    {
      name: 'one band of one row: the similarity itself',
      call: 'caught',
      args: [0.7, 1, 1],
      expected: 0.7,
    },
    {
      name: '14 bands of 8 rows, half alike',
      call: 'caught',
      args: [0.5, 14, 8],
      expected: 1 - (255 / 256) ** 14,
      hint: 'One band misses the pair with chance 1 − s^8; all 14 must miss it.',
    },
  ],
};
