'use strict';

const shares = { marks: 0.5, others: 0.15 };

module.exports = {
  task: 'whole-entity-masking',
  exports: ['hideMarks'],
  visible: [
    {
      name: 'a name of two tokens, hidden',
      call: 'hideMarks',
      args: [[1, 7, 8, 9], [0, 1, 1, 0], [0.9, 0.3, 0.3, 0.9], shares],
      expected: { tokens: [1, 2, 2, 9], targets: [7, 8, -1, -1] },
      hint: 'The token that stood at i is the target of place i − 1.',
    },
    {
      name: 'the first number decides',
      call: 'hideMarks',
      args: [[1, 7, 8, 9, 6], [0, 1, 1, 0, 2], [0, 0.3, 0.9, 0.3, 0.6], shares],
      expected: { tokens: [1, 2, 2, 9, 6], targets: [7, 8, -1, -1, -1] },
      hint: 'Inside of a mark do not look at the number of the place: what was decided at its first place holds. The 1 at the beginning is a special token and stays.',
    },
    {
      name: 'tokens outside of marks have a share of their own',
      call: 'hideMarks',
      args: [[1, 7, 8, 9], [0, 0, 3, 0], [0, 0.1, 0.4, 0.4], shares],
      expected: { tokens: [1, 2, 2, 9], targets: [7, 8, -1, -1] },
    },
    {
      name: 'two marks side by side',
      call: 'hideMarks',
      args: [[1, 7, 8, 9, 10], [0, 1, 1, 2, 2], [0, 0.2, 0.9, 0.8, 0.1], shares],
      expected: { tokens: [1, 2, 2, 9, 10], targets: [7, 8, -1, -1, -1] },
      hint: 'Where the number of the mark changes, a new decision is due.',
    },
    {
      name: 'special tokens stay',
      call: 'hideMarks',
      args: [[1, 7, 1, 0], [0, 4, 0, 0], [0, 0, 0, 0], shares],
      expected: { tokens: [1, 2, 1, 0], targets: [7, -1, -1, -1] },
      hint: 'Tokens below 6 are never hidden and never a target.',
    },
    {
      name: 'leaves its arguments as they are',
      call: 'hideMarks',
      args: [[1, 7, 8], [0, 1, 1], [0, 0.1, 0.9], shares],
      expected: { tokens: [1, 2, 2], targets: [7, 8, -1] },
      unchangedArguments: true,
      hint: 'Write into a copy of `tokens`.',
    },
  ],
};
