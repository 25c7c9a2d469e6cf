'use strict';

/** A row that opens with token 1; `before` and `after` are given, the answer stands between them. */
const blank = (attribute, before, answer, after) => ({
  attribute,
  tokens: [1, ...before, ...answer, ...after],
  from: 1 + before.length,
  to: 1 + before.length + answer.length,
});

const spring = blank('season', [8], [5, 6], [9]);

module.exports = {
  task: 'cloze-accuracy',
  exports: ['clozeScore'],
  visible: [
    {
      name: 'an answer of two tokens',
      call: 'clozeScore',
      args: [[spring], [[8, 5, 6, 7, 1]]],
      expected: { asked: 1, right: 1, percent: 100, baseline: 100 },
      hint: 'The answer is 5, 6 at the places 2 and 3. Their guesses stand one place earlier, at 1 and 2.',
    },
    {
      name: 'half an answer is none',
      call: 'clozeScore',
      args: [[spring], [[8, 5, 7, 7, 1]]],
      expected: { asked: 1, right: 0, percent: 0, baseline: 100 },
      hint: 'Every token of the answer must be guessed.',
    },
    {
      name: 'what stands outside of the answer does not count',
      call: 'clozeScore',
      args: [
        [blank('town', [3, 4], [7], [2, 2]), blank('town', [4], [8], [])],
        [
          [0, 0, 7, 0, 0, 0],
          [4, 8, 0],
        ],
      ],
      expected: { asked: 2, right: 2, percent: 100, baseline: 50 },
      hint: 'Only the guesses of the places from − 1 to to − 2 are looked at.',
    },
    {
      name: 'the most frequent answer of each attribute',
      call: 'clozeScore',
      args: [
        [
          blank('season', [3], [5], []),
          blank('season', [4], [5], []),
          blank('season', [2], [6], []),
          blank('town', [3], [6], []),
        ],
        [
          [3, 5, 0],
          [4, 6, 0],
          [2, 5, 0],
          [3, 5, 0],
        ],
      ],
      expected: { asked: 4, right: 1, percent: 25, baseline: 75 },
      unchangedArguments: true,
      hint: 'Always 5 for the season is right twice, always 6 for the town once: 3 of 4.',
    },
    {
      name: 'nothing asked',
      call: 'clozeScore',
      args: [[], []],
      expected: { asked: 0, right: 0, percent: 0, baseline: 0 },
      hint: '0 divided by 0 is NaN: look before you divide.',
    },
  ],
};
