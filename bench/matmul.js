/** The product 2304×256×1024 through `tf.matMul` beside PyTorch's `torch.mm`, in turns; each result is a new tensor. */
'use strict';

const path = require('node:path');
const { median } = require('./support/numbers.js');
const { inTurns, otherWork } = require('./support/turns.js');

const [M, K, N] = [2304, 256, 1024];
const CALLS = 40;
const ROUNDS = 15;

const torchPython = () =>
  process.env.BLOSSOM_TORCH ?? require('../scripts/python-torch.js').pythonWithTorch();

const support = (file) => path.join(__dirname, 'support', file);

exports.run = async ({ quick }) => {
  const python = await torchPython();
  const sides = Object.fromEntries(
    [2, 1].flatMap((threads) => [
      [
        `ours ${threads}`,
        {
          program: process.execPath,
          args: [support('matmul-ours.js')],
          env: { BLOSSOM_THREADS: String(threads) },
        },
      ],
      [`torch ${threads}`, { program: python, args: [support('torch_matmul.py'), String(threads)] }],
    ]),
  );
  const rests = [];
  const answers = await inTurns(sides, {
    rests,
    rounds: quick ? 5 : ROUNDS,
    warm: 2,
    question: { M, K, N, calls: CALLS },
  });
  const speed = (name) => (2 * M * K * N * CALLS) / median(answers[name].map(({ ms }) => ms)) / 1e6;
  const rows = [2, 1].map((threads) => {
    const [ours, peer] = [speed(`ours ${threads}`), speed(`torch ${threads}`)];
    const name = `${M}×${K}×${N}, ${threads} thread${threads === 1 ? '' : 's'}`;
    const goal = threads === 2 ? { goal: { min: 0.8 }, floor: 0.6 } : {};
    return { bench: 'matmul', name, unit: 'GFLOP/s', ours, peer, ratio: ours / peer, of: 'ratio', ...goal };
  });
  return [...rows, otherWork('matmul', rests)];
};
