/**
 * One training step of lesson 00 (the lesson's own cells, batch of 32) on the backend that we choose, against tfjs as it
 * comes: its WebAssembly backend and its plain JavaScript backend. All in one process, in turns.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { median } = require('./support/numbers.js');

const root = path.join(__dirname, '..');
const MEASURE = `
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(entry.slice(0, entry.lastIndexOf('dist')) + 'dist/');
const batch = clean.slice(0, 32).map((text) => hide(words.encode('[BOS]' + text + '[EOS]')));
const adam = tf.train.adam(1e-3);
async function timeOf(backend: string, steps: number): Promise<number> {
  await tf.setBackend(backend);
  const step = async () => {
    const cost = tf.tidy(() => adam.minimize(() => lossOf(batch, 0.1), true, Object.values(model))!);
    await cost.data();
    cost.dispose();
  };
  await step(); // moves the variables to the backend
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  return (performance.now() - start) / steps;
}
const ours = tf.getBackend();
const times = { backend: ours, ours: [] as number[], wasm: [] as number[], cpu: [] as number[] };
for (let round = 0; round < 5; round++) {
  times.ours.push(await timeOf(ours, 10));
  times.wasm.push(await timeOf('wasm', 3));
  times.cpu.push(await timeOf('cpu', 1));
}
console.log('times ' + JSON.stringify(times));`;

/** The lesson's cells up to the one that defines the loss. */
function lessonCells() {
  const { parsePercent } = require('kernel-lib/dist/notebook/percent.js');
  const script = parsePercent(fs.readFileSync(path.join(root, 'notebooks', '00-journey.ts'), 'utf8'));
  const cells = script.cells.filter(({ type }) => type === 'code').map(({ source }) => source);
  const loss = cells.findIndex((source) => source.includes('function lossOf('));
  if (loss < 0) throw new Error('Lesson 00 has no cell with "function lossOf(": this bench must follow it.');
  return cells.slice(0, loss + 1);
}

async function measure() {
  const { Session } = require('kernel-lib/dist/kernel/session.js');
  const session = await Session.start({ cwd: path.join(root, 'notebooks') });
  let text = '';
  try {
    for (const source of [...lessonCells(), MEASURE]) {
      const reply = await session.execute(source, (output) => {
        if (output.output_type === 'stream') text += output.text;
      });
      if (reply.status !== 'ok') throw new Error(`A cell failed:\n${source}\n${JSON.stringify(reply)}`);
    }
  } finally {
    await session.dispose();
  }
  return JSON.parse(/^times (.*)$/m.exec(text)[1]);
}

exports.run = async () => {
  const times = await measure();
  const ours = median(times.ours);
  const row = (name, peer, goal) => ({
    ...{ bench: 'lesson-step', name, unit: 'ms', ours, peer, ratio: ours / peer, of: 'ratio', goal },
  });
  return [
    row(`training step on ${times.backend} against the stock wasm backend`, median(times.wasm), { max: 1 }),
    row(`training step on ${times.backend} against the cpu backend`, median(times.cpu), { max: 0.2 }),
  ];
};
