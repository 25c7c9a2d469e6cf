/**
 * `node roofline-ours.js FOLDER THREADS STEPS`: prints as JSON what this machine can do at most, and what each kernel of
 * the recipe's steps did, in one process.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { measurePeaks } = require('./peaks.js');
const { startTraining } = require('./training.js');
const { timeKernels } = require('./kernel-times.js');
const { workOf } = require('./work.js');

const WARM = 5;

console.log = () => {}; // the standard output is for answers

async function main([folder, threads, steps]) {
  const { chooseBackend } = require('kernel-lib');
  await chooseBackend();
  const times = timeKernels(require('@tensorflow/tfjs'), workOf);
  const takeSteps = startTraining(JSON.parse(fs.readFileSync(path.join(folder, 'recipe.json'), 'utf8')));
  await takeSteps(WARM);
  const peaks = await measurePeaks(Number(threads));
  times.reset();
  await takeSteps(Number(steps));
  process.stdout.write(JSON.stringify({ peaks, kernels: times.list() }));
}

main(process.argv.slice(2));
