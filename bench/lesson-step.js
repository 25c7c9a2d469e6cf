/**
 * One training step of lesson 00 (the lesson's own cells, batch of 32) on the backend that we choose, against tfjs as it
 * comes: its WebAssembly backend without our product, and its plain JavaScript backend. All in one process, in turns.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { median } = require('./support/numbers.js');

const root = path.join(__dirname, '..');
const BEFORE = `import '@tensorflow/tfjs-backend-wasm';
import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from '@tensorflow/tfjs';
const stockProduct = getKernel('BatchMatMul', 'wasm');`;
const MEASURE = `
const batch = clean.slice(0, 32).map((text) => hide(words.encode('[BOS]' + text + '[EOS]')));
const adam = tf.train.adam(1e-3);
const ourProduct = tf.getKernel('BatchMatMul', 'wasm');
async function timeOf(steps: number): Promise<number> {
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
function multiplyBy(product: KernelConfig): void {
  unregisterKernel('BatchMatMul', 'wasm');
  registerKernel(product);
}
const times = { ours: [] as number[], wasm: [] as number[], cpu: [] as number[] };
for (let round = 0; round < 5; round++) {
  await tf.setBackend('wasm');
  multiplyBy(ourProduct);
  times.ours.push(await timeOf(10));
  multiplyBy(stockProduct);
  times.wasm.push(await timeOf(3));
  multiplyBy(ourProduct);
  await tf.setBackend('cpu');
  times.cpu.push(await timeOf(1));
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
    for (const source of [BEFORE, ...lessonCells(), MEASURE]) {
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
    row('training step against the stock wasm backend', median(times.wasm), { max: 1 }),
    row('training step against the cpu backend', median(times.cpu), { max: 0.2 }),
  ];
};
