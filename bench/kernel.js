/** Our kernel against ipykernel, both driven by jupyter_client: start, a small cell, 20,000 lines of output. */
'use strict';

const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { environment, pythonIn } = require('../scripts/setup/paths.js');
const { median } = require('./support/numbers.js');

const ROUNDS = 3;
const MEASURES = [
  { key: 'start', name: 'start to the first result', unit: 's' },
  { key: 'cell', name: 'a small cell', unit: 'ms' },
  { key: 'lines', name: '20,000 lines in one loop', unit: 's' },
];

function measure(kernel) {
  const script = path.join(__dirname, 'support', 'kernel.py');
  return JSON.parse(execFileSync(pythonIn(environment), [script, kernel], { encoding: 'utf8' }));
}

exports.run = async () => {
  const runs = { blossom: [], python3: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const kernel of Object.keys(runs)) runs[kernel].push(measure(kernel));
  const middle = (kernel, key) => median(runs[kernel].map((run) => run[key]));
  return MEASURES.map(({ key, name, unit }) => {
    const [ours, peer] = [middle('blossom', key), middle('python3', key)];
    return { bench: 'kernel', name: `${name}, against ipykernel`, unit, ours, peer, ratio: ours / peer };
  });
};
