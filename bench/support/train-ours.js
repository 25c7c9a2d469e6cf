/**
 * Our side of bench/train, through the public path: `node train-ours.js FOLDER [stock-wasm | stock-cpu | profile]`.
 * For each JSON line `{"steps": 10}` it prints one: `{"ms", "tokens", "loss", "megabytes"}` of these steps, and the kernels
 * where it profiles. `stock-…` is tfjs as it comes, on its own backend; else `chooseBackend` chooses.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
console.log = console.error; // the standard output is for answers

async function prepare(mode) {
  const { chooseBackend } = require('kernel-lib');
  const tf = require('@tensorflow/tfjs');
  if (mode === 'stock-wasm') {
    const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
    const entry = require.resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(path.join(path.dirname(entry), 'dist', path.sep));
    await tf.setBackend('wasm');
  } else if (mode === 'stock-cpu') await tf.setBackend('cpu');
  else await chooseBackend();
  return mode === 'profile' ? require('./kernel-times.js').timeKernels(tf) : undefined;
}

function optimizerOf({ name, ...options }) {
  const library = require('kernel-lib');
  return library[name](options);
}

/** The recipe's training, as an endless `trainLoop`. */
function startTraining({ config, seed, optimizer, clip, batches: written }) {
  const { seededRandom, trainLoop } = require('kernel-lib');
  const { createModel, loss } = require('kernel-lib/dist/nn/model.js');
  const batches = written.map(({ tokens, targets, segments, causal, ...rest }) => ({
    ...rest,
    ...{ tokens: Int32Array.from(tokens), targets: Int32Array.from(targets) },
    ...{ segments: Int32Array.from(segments), causal: Uint8Array.from(causal) },
  }));
  let taken = 0;
  const source = {
    next: () => ({ done: false, value: batches[taken++ % batches.length] }),
    state: () => taken,
    restore: (state) => void (taken = state),
  };
  const model = createModel(config, seededRandom(seed));
  const training = { parameters: model.parameters, lossOf: (batch) => loss(model, batch), source };
  return trainLoop({ ...training, optimizer: optimizerOf(optimizer), steps: 1_000_000, clip });
}

/** Padding is not counted. */
const tokensOf = ({ segments }) => segments.filter((segment) => segment !== 0).length;

async function main([folder, mode]) {
  const recipe = JSON.parse(fs.readFileSync(path.join(folder, 'recipe.json'), 'utf8'));
  const times = await prepare(mode);
  const training = startTraining(recipe);
  let step = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line);
    times?.reset();
    let tokens = 0;
    let loss;
    const start = performance.now();
    for (let i = 0; i < steps; i++) {
      loss = (await training.next()).value.loss;
      tokens += tokensOf(recipe.batches[step++ % recipe.batches.length]);
    }
    const ms = performance.now() - start;
    const megabytes = process.resourceUsage().maxRSS / 1024;
    answer({ ms, tokens, loss, megabytes, kernels: times?.list() });
  }
}

main(process.argv.slice(2));
