'use strict';

const options = { rate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decay: 0.05 };

/** Three steps of PyTorch's AdamW in float64 (test/grade/python/school.py). */
const AFTER = [
  { w: [1, -2, 0.5], m: [0, 0, 0], v: [0, 0, 0] },
  { w: [0.895000002, -1.890000001, 0.4975], m: [0.05, -0.1, 0], v: [0.0125, 0.05, 0] },
  {
    w: [0.8556453447773705, -1.7896807874242258, 0.4215166024010728],
    m: [0.025, -0.39, 0.001],
    v: [0.013875, 0.4975, 0.000005],
  },
  {
    w: [0.7860748776281752, -1.7116456011824752, 0.33817487614778785],
    m: [0.4225, -0.341, 0.0029],
    v: [0.81318125, 0.473125, 0.00002475],
  },
];

module.exports = {
  task: 'adamw-step',
  exports: ['adamwStep'],
  visible: [
    {
      name: 'the first step, without decay',
      call: 'adamwStep',
      args: [{ w: [1], m: [0], v: [0] }, [0.5], 1, { ...options, epsilon: 0.5, decay: 0 }],
      expected: { w: [0.95], m: [0.05], v: [0.0125] },
      hint: 'm is 0.05 and v is 0.0125; these are kept. m̂ is 0.05 / 0.1 and v̂ is 0.0125 / 0.05. Its root is 0.5, and ε is added to the root: 0.5 / 1 · rate.',
    },
    {
      name: 'with decay',
      call: 'adamwStep',
      args: [{ w: [1], m: [0], v: [0] }, [0.5], 1, { ...options, epsilon: 0.5, decay: 0.1 }],
      expected: { w: [0.94], m: [0.05], v: [0.0125] },
      hint: 'The decay takes rate · decay · w off, next to the step of the gradient; g, m and v know nothing of it.',
    },
    {
      name: 'three weights, the first step of PyTorch',
      call: 'adamwStep',
      args: [AFTER[0], [0.5, -1, 0], 1, options],
      expected: AFTER[1],
      hint: 'Whatever the size of the gradient, the first step is as large as the rate.',
    },
    {
      name: 'its second step',
      call: 'adamwStep',
      args: [AFTER[1], [-0.2, -3, 0.01], 2, options],
      expected: AFTER[2],
      hint: 'At step t the divisors are 1 − β₁ᵗ and 1 − β₂ᵗ. What is kept is m and v before the division.',
    },
    {
      name: 'its third step',
      call: 'adamwStep',
      args: [AFTER[2], [4, 0.1, 0.02], 3, options],
      expected: AFTER[3],
      unchangedArguments: true,
      hint: 'Build new lists: the caller still needs the state from before.',
    },
  ],
};
