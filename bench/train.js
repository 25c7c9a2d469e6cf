/**
 * Training steps of `trainLoop` beside PyTorch eager's (support/torch_train.py), in turns, from the same weights on the
 * same batches; padding is not counted as tokens. Parts may be named: `npm run bench -- train pilot start`.
 * `--quick` takes fewer rounds; `--profile` shows instead what the kernels of one step take (parts: the recipes).
 * BLOSSOM_TORCH may name a Python that has torch; else `scripts/python-torch.js` makes one.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { median } = require('./support/numbers.js');
const { inTurns, otherWork, untilAnswer } = require('./support/turns.js');
const { writeRecipe } = require('./support/recipes.js');

const THREADS = [2, 1];

const torchPython = () =>
  process.env.BLOSSOM_TORCH ?? require('../scripts/python-torch.js').pythonWithTorch();

const support = (file) => path.join(__dirname, 'support', file);

const oursWith = (threads, folder, mode, env = {}) => ({
  program: process.execPath,
  args: [support('train-ours.js'), folder, ...(mode === undefined ? [] : [mode])],
  env: { BLOSSOM_THREADS: String(threads), ...env },
});
/** Memory that PyTorch gives back stays with its process, as ours does: a sixth faster than what glibc does by itself. */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: '2000000000',
  MALLOC_TRIM_THRESHOLD_: '4000000000',
  MALLOC_TOP_PAD_: '268435456',
};
const torchWith = (python, threads, folder) => ({
  program: python,
  args: [support('torch_train.py'), folder, String(threads)],
  env: KEEP_MEMORY,
});

async function withRecipe(name, work) {
  const folder = writeRecipe(name);
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const row = (name, unit, ours, peer, rest) => ({
  ...{ bench: 'train', name, unit, ours, peer, ratio: ours / peer, of: 'ratio', ...rest },
});

const speed = (answers) => median(answers.map(({ tokens, ms }) => (1000 * tokens) / ms));
const peak = (answers) => Math.max(...answers.map(({ megabytes }) => megabytes));

/** Both sides with each number of threads; `limits` are the goal and the floor for each. */
function compared({ recipe, what, steps, rounds, limits }) {
  return (context) =>
    withRecipe(recipe, async (folder) => {
      const threads = THREADS.filter((count) => limits[count] !== undefined);
      const sides = threads.flatMap((count) => [
        [`ours ${count}`, oursWith(count, folder)],
        [`torch ${count}`, torchWith(context.python, count, folder)],
      ]);
      const { quick, rests } = context;
      const how = { rounds: quick ? Math.ceil(rounds / 3) : rounds, question: { steps }, rests };
      const answers = await inTurns(Object.fromEntries(sides), how);
      const of = (side, count) => answers[`${side} ${count}`];
      const words = (count) => `${what}, ${count} thread${count === 1 ? '' : 's'}`;
      const rows = threads.map((count) =>
        row(words(count), 'tokens/s', speed(of('ours', count)), speed(of('torch', count)), limits[count]),
      );
      const most = threads[0];
      const lossOf = (side) => of(side, most).at(-1).loss;
      const done = steps * (how.rounds + 1);
      rows.push(
        row(`${what}, loss after ${done} steps`, 'nats', lossOf('ours'), lossOf('torch'), {
          goal: { min: 0.99, max: 1.01 },
        }),
      );
      return { rows, of, words };
    });
}

const limits = (goal, floor) => ({ goal: { min: goal }, floor });

async function pilot(context) {
  const what = 'pilot model';
  const settings = { recipe: 'pilot', what, steps: 5, rounds: 9 };
  const both = { 2: limits(1, 0.7), 1: limits(1, 0.7) };
  const { rows, of } = await compared({ ...settings, limits: both })(context);
  const gain = (side) => speed(of(side, 2)) / speed(of(side, 1));
  return [
    ...rows,
    row(`${what}, 2 threads over 1`, '×', gain('ours'), gain('torch'), {
      of: 'ours',
      ...limits(1.8, 1.6),
    }),
    row(`${what}, most memory, 2 threads`, 'MB', peak(of('ours', 2)), peak(of('torch', 2)), {
      goal: { max: 0.6 },
      floor: 1,
    }),
  ];
}

async function wide(context) {
  const both = { 2: limits(0.9, 0.65), 1: limits(0.9, 0.65) };
  const what = 'width 256, 6 layers';
  return (await compared({ recipe: 'wide', what, steps: 2, rounds: 7, limits: both })(context)).rows;
}

async function bilingual(context) {
  const what = "the bilingual recipe's step";
  const settings = { recipe: 'bilingual', what, steps: 12, rounds: 9 };
  return (await compared({ ...settings, limits: { 2: limits(1, 0.7) } })(context)).rows;
}

/** From the start of the process: import, weights, first step. */
const start = (context) =>
  withRecipe('pilot', async (folder) => {
    const [ours, peer] = [[], []];
    const first = { question: { steps: 1 }, rests: context.rests };
    for (let round = 0; round < (context.quick ? 3 : 7); round++) {
      ours.push(await untilAnswer(oursWith(2, folder), first));
      peer.push(await untilAnswer(torchWith(context.python, 2, folder), first));
    }
    const rest = { of: 'ours', goal: { max: 1000 }, floor: 2000 };
    return [row('start: import and first step', 'ms', median(ours), median(peer), rest)];
  });

/** The pilot model on another backend of tfjs, a few steps only; `sides` are tried until one works. */
const against = (what, sides, goal, steps) => (context) =>
  withRecipe('pilot', async (folder) => {
    const reasons = {};
    for (const [name, mode, env] of sides) {
      const both = { ours: oursWith(2, folder), peer: oursWith(2, folder, mode, env) };
      try {
        const { quick, rests } = context;
        const answers = await inTurns(both, { rounds: quick ? 1 : 3, question: { steps }, rests });
        const [ours, peer] = [speed(answers.ours), speed(answers.peer)];
        return [row(`pilot model, against ${name}`, 'tokens/s', ours, peer, { ...goal, reasons })];
      } catch (error) {
        reasons[name] = error.message;
      }
    }
    return [{ bench: 'train', name: `pilot model, against ${what}`, unit: 'tokens/s', reasons }];
  });

const stock = against(
  'stock tfjs',
  [
    ['stock tfjs (wasm)', 'stock-wasm'],
    ['stock tfjs (cpu)', 'stock-cpu'],
  ],
  limits(30, 15),
  1,
);

function tensorflow(context) {
  const { builtIn, tensorflowFolder } = require('kernel-lib/dist/backend/tensorflow/place.js');
  const name = 'tfjs-node over TensorFlow';
  if (builtIn(tensorflowFolder) === undefined) {
    const reasons = { TensorFlow: 'it is not set up: run `npx blossom setup tensorflow`' };
    return [{ bench: 'train', name: `pilot model, against ${name}`, unit: 'tokens/s', reasons }];
  }
  const side = [name, undefined, { BLOSSOM_BACKEND: 'tensorflow' }];
  return against(name, [side], limits(1.1, 0.9), 4)(context);
}

const recipes = ['pilot', 'wide', 'bilingual'];
const parts = { pilot, wide, bilingual, start, stock, tensorflow };

exports.parts = Object.keys(parts);

exports.run = async ({ quick, parts: chosen }) => {
  const context = { quick, python: await torchPython(), rests: [] };
  const rows = [];
  for (const name of chosen) rows.push(...(await parts[name](context)));
  return [...rows, otherWork('train', context.rests)];
};

/** What one step spends in each kernel, and outside of them: in the engine of tfjs, its tape, and the loop. */
exports.profile = async ({ quick, parts: chosen }) => {
  const steps = quick ? 5 : 20;
  const rows = [];
  for (const name of chosen.filter((part) => recipes.includes(part))) {
    for (const threads of THREADS) {
      const { profiled, plain } = await withRecipe(name, (folder) =>
        inTurns(
          { profiled: oursWith(threads, folder, 'profile'), plain: oursWith(threads, folder) },
          { rounds: 1, question: { steps } },
        ),
      );
      const [{ ms, kernels }] = profiled;
      const part = (kernel, calls, took) => ({
        ...{
          recipe: name,
          threads,
          kernel,
          calls: calls / steps,
          ms: took / steps,
          'share, %': (100 * took) / ms,
        },
      });
      const inKernels = kernels.reduce((sum, kernel) => sum + kernel.ms, 0);
      const calls = kernels.reduce((sum, kernel) => sum + kernel.calls, 0);
      rows.push(
        ...kernels.map((kernel) => part(kernel.name, kernel.calls, kernel.ms)),
        part('all kernels', calls, inKernels),
        part('outside of kernels: engine, tape, loop', steps, ms - inKernels),
        part('a step, measured', steps, ms),
        part('a step, not measured', steps, plain[0].ms),
      );
    }
  }
  return rows;
};
