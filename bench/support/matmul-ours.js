/** Our side of bench/matmul: for each JSON line `{"M", "K", "N", "calls"}` prints `{"ms"}` of so many products. */
'use strict';

const { createInterface } = require('node:readline');

console.log = () => {}; // the standard output is for answers

async function main() {
  const { chooseBackend } = require('kernel-lib');
  const tf = require('@tensorflow/tfjs');
  await chooseBackend();
  for await (const line of createInterface({ input: process.stdin })) {
    const { M, K, N, calls } = JSON.parse(line);
    const [a, b] = [tf.randomNormal([M, K]), tf.randomNormal([K, N])];
    const start = performance.now();
    for (let i = 0; i < calls; i++) tf.matMul(a, b).dispose();
    const ms = performance.now() - start;
    tf.dispose([a, b]);
    process.stdout.write(`${JSON.stringify({ ms })}\n`);
  }
}

main();
