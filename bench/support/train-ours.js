/**
 * Our side of bench/train, through the public path: `node train-ours.js FOLDER [stock-wasm | stock-cpu | profile]`.
 * For each JSON line `{"steps": 10}` it prints one: `{"ms", "tokens", "loss", "megabytes"}` of these steps, and the kernels
 * where it profiles. `stock-…` is tfjs as it comes, on its own backend; else `chooseBackend` chooses.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { startTraining } = require('./training.js');

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
console.log = () => {}; // the standard output is for answers

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

async function main([folder, mode]) {
  const recipe = JSON.parse(fs.readFileSync(path.join(folder, 'recipe.json'), 'utf8'));
  const times = await prepare(mode);
  const takeSteps = startTraining(recipe);
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line);
    times?.reset();
    const start = performance.now();
    const taken = await takeSteps(steps);
    const ms = performance.now() - start;
    const megabytes = process.resourceUsage().maxRSS / 1024;
    answer({ ms, ...taken, megabytes, kernels: times?.list() });
  }
}

main(process.argv.slice(2));
