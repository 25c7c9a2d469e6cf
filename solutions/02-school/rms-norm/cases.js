'use strict';

// Worked out by hand, and the last two by PyTorch in float64 (test/grade/python/school.py).
const X = [
  [1, -2, 3, 0.5],
  [0.1, 0.2, -0.1, 0.4],
];
const GAIN = [1, 0.5, -2, 3];

module.exports = {
  task: 'rms-norm',
  exports: ['rmsNorm', 'rmsNormGradient'],
  visible: [
    {
      name: 'a row with the mean square 25',
      call: 'rmsNorm',
      args: [[[1, 7]], [1, 1], 1e-12],
      expected: [[0.2, 1.4]],
      hint: 'The mean of 1 and 49 is 25, its root is 5: divide by 5.',
    },
    {
      name: 'gains, and ε below the root',
      call: 'rmsNorm',
      args: [
        [
          [1, 7],
          [0, 0],
        ],
        [3, 6],
        11,
      ],
      expected: [
        [0.5, 7],
        [0, 0],
      ],
      unchangedArguments: true,
      hint: '√(25 + 11) is 6. Each row has its own mean square; all rows have the same gains.',
    },
    {
      name: 'both ways to x',
      call: 'rmsNormGradient',
      args: [[[1, 7]], [1, 1], [[1, 0]], 1e-12],
      expected: { dx: [[0.196, -0.028]], dgain: [0.2, 0] },
      hint: 'A larger x₀ makes y₀ larger by 1/r, and r larger, which makes y₀ and y₁ smaller.',
    },
    {
      name: 'two rows as PyTorch has them',
      call: 'rmsNorm',
      args: [X, GAIN, 0.01],
      expected: [
        [0.5290709075279441, -0.5290709075279441, -3.1744254451676643, 0.7936063612919161],
        [0.3922322702763681, 0.3922322702763681, 0.7844645405527362, 4.706787243316417],
      ],
    },
    {
      name: 'their gradient as PyTorch has it',
      call: 'rmsNormGradient',
      args: [
        X,
        GAIN,
        [
          [1, 0, -1, 0.5],
          [2, 1, 0, -3],
        ],
        0.01,
      ],
      expected: {
        dx: [
          [0.2421360206600947, 0.5738697737356987, 0.19733715445234012, 0.6501389178579914],
          [12.822978066727417, 11.917826673781953, -4.9783326612000565, -15.387573680072897],
        ],
        dgain: [1.3135354480806802, 0.7844645405527362, -1.5872127225838322, -4.574519516434431],
      },
      unchangedArguments: true,
      hint: 'The gains take part in dx as well: what reaches x_i / r is dy_i · g_i. And dgain adds up over the rows.',
    },
  ],
};
