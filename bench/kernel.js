/**
 * Our kernel against ipykernel, with tslab and Deno beside them, all driven by jupyter_client in turns: start, cells,
 * floods of lines, completion, restart, and memory. BENCH_ROUNDS and BENCH_CELLS make a shorter run.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { environmentReady, testTools } = require('../scripts/setup/python.js');
const { SetupError } = require('../scripts/setup/errors.js');
const { pythonIn, testEnvironment } = require('../scripts/setup/paths.js');
const { codeOf, kernels, writeKernelspecs } = require('./support/kernels.js');
const { median, percentile } = require('./support/numbers.js');

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const CELLS = Number(process.env.BENCH_CELLS ?? 200);
const PEER = 'ipykernel';
const LABELS = { tslab: 'tslab 1.0.22', deno: 'Deno 2.9.6' };
const TFJS = "import * as tf from '@tensorflow/tfjs';";

/** A goal on `ratio` is against ipykernel, one on `ours` is absolute. */
const MEASURES = [
  { key: 'start', name: 'start to kernel_info_reply', unit: 'ms', goal: { max: 1 } },
  { key: 'first', name: 'first cell after ready', unit: 'ms', of: 'ours', goal: { max: 600 } },
  { key: 'cell', name: 'trivial cell, median', unit: 'ms', goal: { max: 1.2 } },
  { key: 'cell', name: 'trivial cell, 99th percentile', unit: 'ms', at: 99, of: 'ours', goal: { max: 30 } },
  { key: 'lines1000', name: '1,000 lines, all before idle', unit: 'ms', goal: { max: 1.6 } },
  { key: 'lines20000', name: '20,000 lines, all before idle', unit: 'ms', of: 'ours', goal: { max: 2000 } },
  { key: 'completion', name: 'completion, warm', unit: 'ms', goal: { max: 1 } },
  {
    key: 'firstCompletion',
    name: 'completion, first after ready',
    unit: 'ms',
    of: 'ours',
    goal: { max: 2000 },
  },
  { key: 'restart', name: 'restart', unit: 'ms', goal: { max: 1 } },
  {
    key: 'import',
    name: 'first import of kernel-lib with tfjs',
    unit: 'ms',
    of: 'ours',
    goal: { max: 1000 },
  },
  { key: 'memory', name: 'memory when idle, all processes', unit: 'MB', of: 'ours', goal: { max: 300 } },
];

function measureAll(all) {
  const asked = Object.entries(all).filter(([, { reason }]) => reason === undefined);
  const given = Object.fromEntries(
    asked.map(([name, kernel]) => [name, { cwd: kernel.cwd, code: codeOf(kernel) }]),
  );
  // Ours alone has kernel-lib: its types are read before memory is measured, as the warm-up does.
  given.blossom.typed = `${TFJS} tf.tens`;
  given.blossom.import = `import { table } from 'kernel-lib';\n${TFJS}\ntf.tensor([1, 2]).shape`;
  const ran = spawnSync(pythonIn(testEnvironment), [path.join(__dirname, 'support', 'kernel.py')], {
    input: JSON.stringify({ rounds: ROUNDS, cells: CELLS, kernels: given }),
    encoding: 'utf8',
    env: { ...process.env, JUPYTER_PATH: writeKernelspecs(Object.fromEntries(asked)) },
    stdio: ['pipe', 'pipe', process.env.BENCH_LOG === undefined ? 'ignore' : 'inherit'],
  });
  if (ran.status !== 0) throw new Error(`bench/support/kernel.py ended with ${ran.status ?? ran.signal}.`);
  return JSON.parse(ran.stdout);
}

/** A number, or why there is none. */
function valueOf(measured, { key, at = 50 }) {
  const values = measured[key];
  if (Array.isArray(values)) return at === 50 ? median(values) : percentile(values, at);
  return values ?? measured.failed ?? 'not measured for it';
}

function rowOf(measure, results, all) {
  const { name, unit, of = 'ratio', goal } = measure;
  const value = (kernel) => all[kernel].reason ?? valueOf(results[kernel], measure);
  const [ours, peer] = [value('blossom'), value(PEER)];
  if (typeof ours === 'string') throw new Error(`Our kernel, ${name}: ${ours}`);
  const others = {};
  const reasons = typeof peer === 'string' ? { [PEER]: peer } : {};
  for (const [kernel, label] of Object.entries(LABELS)) {
    const other = value(kernel);
    others[label] = typeof other === 'number' ? other : null;
    if (typeof other === 'string') reasons[label] = other;
  }
  const against = typeof peer === 'number' ? { peer, ratio: ours / peer } : {};
  return { bench: 'kernel', name, unit, ours, ...against, of, goal, others, reasons };
}

exports.run = async () => {
  if (!environmentReady(testTools))
    throw new SetupError('This bench needs the test tools: run `node scripts/python-test.js` once.');
  const all = kernels();
  const results = measureAll(all);
  return MEASURES.map((measure) => rowOf(measure, results, all));
};
