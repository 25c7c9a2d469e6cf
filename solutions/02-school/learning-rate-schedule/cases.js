'use strict';

const example = { steps: 10, warmUp: 4, decayShare: 0.4, floor: 0 };

module.exports = {
  task: 'learning-rate-schedule',
  exports: ['factorAt'],
  visible: [
    {
      name: 'the first step',
      call: 'factorAt',
      args: [0, example],
      expected: 0.25,
      hint: 'No step is done yet, s = 0, and the factor is (0 + 1) / 4: a first step of size 0 would be a step for nothing.',
    },
    {
      name: 'the warm-up is over',
      call: 'factorAt',
      args: [3, example],
      expected: 1,
      hint: 'The fourth step, s = 3, is the first one with the whole rate.',
    },
    { name: 'in the middle', call: 'factorAt', args: [6, example], expected: 1 },
    {
      name: 'the last step',
      call: 'factorAt',
      args: [9, example],
      expected: 0.25,
      hint: 'One step is left, r = 1, and the fall is 4 steps long.',
    },
    {
      name: 'down to a floor',
      call: 'factorAt',
      args: [8, { ...example, floor: 0.2 }],
      expected: 0.6,
      hint: 'Half of the way from 1 down to 0.2.',
    },
    {
      name: 'no warm-up and no decay',
      call: 'factorAt',
      args: [0, { steps: 10, warmUp: 0, decayShare: 0, floor: 0 }],
      expected: 1,
      hint: 'Look out for a division by 0.',
    },
    {
      name: 'beyond the end',
      call: 'factorAt',
      args: [12, { ...example, floor: 0.1 }],
      expected: 0.1,
      hint: 'Less than no steps cannot be left.',
    },
  ],
};
