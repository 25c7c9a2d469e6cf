'use strict';

// Worked out by hand, and two by PyTorch's complex numbers in float64 (test/grade/python/school.py).
module.exports = {
  task: 'rotary-positions',
  exports: ['rotate', 'relativeScore'],
  visible: [
    {
      name: 'position 0 turns nothing',
      call: 'rotate',
      args: [[1, 2, 3, 4], 0],
      expected: [1, 2, 3, 4],
    },
    {
      name: 'two pairs, one turned fast and one slowly',
      call: 'rotate',
      args: [[1, 2, 0, 0], 1],
      expected: [Math.cos(1), 2 * Math.cos(0.01), Math.sin(1), 2 * Math.sin(0.01)],
      unchangedArguments: true,
      hint: 'Numbers 0 and 2 are a pair, 1 and 3 are another. θ₀ is 1, θ₁ is 10000^(−2·1/4) = 0.01.',
    },
    {
      name: 'three pairs, seven places on',
      call: 'rotate',
      args: [[1, -2, 0.5, 3, -1, 2], 7],
      expected: [
        -1.2170575418130625, -1.5761334922735748, 0.4697821992743314, 2.9186933617487028, -1.5861283726525746,
        2.0073128020428137,
      ],
      hint: 'θᵢ is the position times 10000^(−2i/6), for i = 0, 1, 2.',
    },
    {
      name: 'another base, and a position below 0',
      call: 'rotate',
      args: [[1, -2, 0.5, 3], -3, 100],
      expected: [-0.9194324925705119, -1.0241123582671932, -0.63611625636009, 3.4570498806994974],
    },
    {
      name: 'no distance: the product as it is',
      call: 'relativeScore',
      args: [[1, 2, -1, 0.5], [0.5, -1, 2, 1], 0],
      expected: -3,
    },
    {
      name: 'a key three places before its query',
      call: 'relativeScore',
      args: [[1, 2, -1, 0.5], [0.5, -1, 2, 1], 3],
      // PyTorch: the query turned to 5, the key to 2; and the same at 103 and 100.
      expected: 0.41345246493309373,
      unchangedArguments: true,
      hint: 'Take n = 0: the key is not turned at all, and the query stands at the distance itself.',
    },
  ],
};
