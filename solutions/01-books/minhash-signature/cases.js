'use strict';

const P = 67_108_859;

module.exports = {
  task: 'minhash-signature',
  exports: ['signature', 'agreement'],
  visible: [
    {
      name: 'two shingles, two functions',
      call: 'signature',
      args: [
        [3, 5],
        [
          [2, 1],
          [4, 0],
        ],
      ],
      expected: [7, 12],
      hint: 'One number for each function: the smallest of 2·3 + 1 and 2·5 + 1, then of 4·3 and 4·5.',
    },
    {
      name: 'the remainder of a division by P',
      call: 'signature',
      args: [[10, 2], [[P - 1, 5]]],
      expected: [3],
      hint: '(P − 1) · 2 + 5 leaves 3, and (P − 1) · 10 + 5 leaves P − 5.',
    },
    {
      name: 'large numbers stay exact',
      call: 'signature',
      args: [[50_000_000], [[60_000_000, 7]]],
      expected: [Number((50_000_000n * 60_000_000n + 7n) % BigInt(P))],
      hint: 'Multiply, add and take the remainder with %, in plain numbers.',
    },
    {
      name: 'no shingles',
      call: 'signature',
      args: [
        [],
        [
          [2, 1],
          [3, 1],
        ],
      ],
      expected: [P, P],
    },
    {
      name: 'three of four places agree',
      call: 'agreement',
      args: [
        [1, 2, 3, 4],
        [1, 2, 4, 4],
      ],
      expected: 0.75,
      hint: 'Compare place by place; it does not matter whether the number stands elsewhere.',
    },
  ],
};
