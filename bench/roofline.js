/**
 * How close each kernel of a training step of the pilot model comes to what this machine can do at most (peaks.js): the
 * roof of a kernel is the longer of the times that its operations need at the peak of multiply-adds and that its bytes
 * need at the speed of a copy of 1 MB, which the caches hold as they hold the tensors of a step.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { writeRecipe } = require('./support/recipes.js');

const STEPS = 20;

function measure(folder, threads, steps) {
  const program = path.join(__dirname, 'support', 'roofline-ours.js');
  const output = execFileSync(process.execPath, [program, folder, String(threads), String(steps)], {
    env: { ...process.env, BLOSSOM_THREADS: String(threads) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

function rowsOf({ peaks, kernels }, threads, steps) {
  const row = (kernel, calls, ms, gigaflops, gigabytes, roof) => ({
    ...{
      threads,
      kernel,
      calls,
      ms,
      'GFLOP/s': gigaflops,
      'of peak, %': (100 * gigaflops) / peaks.gigaflops,
    },
    ...{ 'GB/s': gigabytes, 'of copy, %': (100 * gigabytes) / peaks.near, 'of the roof, %': roof },
  });
  return [
    row('peak: multiply-adds', undefined, undefined, peaks.gigaflops),
    row('peak: copy of 1 MB', undefined, undefined, undefined, peaks.near),
    row('peak: copy of 64 MB', undefined, undefined, undefined, peaks.far),
    ...kernels.map(({ name, calls, ms, flops, bytes }) => {
      const least = Math.max(flops / peaks.gigaflops, bytes / peaks.near) / 1e6;
      return row(name, calls / steps, ms / steps, flops / ms / 1e6, bytes / ms / 1e6, (100 * least) / ms);
    }),
  ];
}

exports.profile = async ({ quick }) => {
  const steps = quick ? 5 : STEPS;
  const folder = writeRecipe('pilot');
  try {
    return [1, 2].flatMap((threads) => rowsOf(measure(folder, threads, steps), threads, steps));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
