'use strict';

const { TensorValue } = require('kernel-lib/dist/grade/values.js');

const scores = (shape, values) => new TensorValue('float32', shape, values);
const places = (...values) => new TensorValue('int32', [values.length], values);
const scalar = (value) => new TensorValue('float32', [], [value]);

module.exports = {
  task: 'ignored-labels',
  exports: ['maskedLoss', 'lossOfStep', 'gradientOf'],
  ownWork: ['softmax', 'logSoftmax', 'losses', 'softmaxCrossEntropy', 'linearCrossEntropy'],
  needs: ['tensors'],
  visible: [
    {
      name: 'one place: ln 2',
      call: 'maskedLoss',
      args: [scores([1, 2], [0, 0]), places(1)],
      expected: scalar(Math.LN2),
      tolerance: 1e-5,
    },
    {
      name: 'the mean over the places that are asked',
      call: 'maskedLoss',
      args: [scores([3, 2], [0, 0, 5, -5, 0, 0]), places(0, -1, 1)],
      expected: scalar(Math.LN2),
      tolerance: 1e-5,
      hint: 'Divide by the number of targets from 0 on, not by the number of rows.',
    },
    {
      name: 'large scores stay finite',
      call: 'maskedLoss',
      args: [scores([2, 2], [1000, 998, 10000, -10000]), places(1, -1)],
      expected: scalar(2 + Math.log(1 + Math.exp(-2))),
      tolerance: 1e-4,
      hint: 'Take the largest score of each row off its scores before the power: the probabilities stay the same.',
    },
    {
      name: 'nothing asked gives 0',
      call: 'maskedLoss',
      args: [scores([1, 3], [1, 2, 3]), places(-1)],
      expected: scalar(0),
      hint: 'The sum over nothing is 0; divide it by 1 instead of by 0, with tf.maximum.',
    },
    {
      name: 'the gradient: p − 1 at the target, p elsewhere, 0 where nothing is asked',
      call: 'gradientOf',
      args: [scores([2, 2], [0, 0, 3, 1]), places(1, -1)],
      expected: scores([2, 2], [0.5, -0.5, 0, 0]),
      tolerance: 1e-5,
      hint: 'Stay with operations of tfjs from `logits` to the end: numbers that were read out have no gradient.',
    },
    {
      name: 'two small batches as one',
      call: 'lossOfStep',
      args: [
        [1, 4],
        [30, 10],
      ],
      expected: 1.75,
      hint: 'The mean of a batch times its count is its sum again.',
    },
  ],
};
