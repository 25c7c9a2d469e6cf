/** 10,000 cells in one session: the memory of both processes stays flat. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, streamText } from './client.js';

const CELLS = 10_000;
/** By then both processes have what they need: compiled code, types, caches. */
const WARM = 2000;
/**
 * How much either process may have grown from then on, in MB, garbage collected: 8,000 cells that each left 8 kB behind
 * would break it. The parent keeps the source of each cell for the history.
 */
const TOLERANCE = 60;

/** What a lesson's cells do, over and over; the same names each time, as when a learner runs cells again. */
const cells = [
  (i: number) => `const value = ${i}; let list = [value, value + 1]; list`,
  (i: number) => `console.log('line', ${i}); console.error('warning')`,
  () => 'function sum(given: number[]) { return given.reduce((a, b) => a + b, 0) } sum([1, 2, 3])',
  () => 'await new Promise((resolve) => setTimeout(resolve, 1))',
  (i: number) => `throw new RangeError('cell ${i}')`,
  () => 'const wrong: number = "text"',
  () => 'new Map([["a", new Float32Array(50_000)]])',
];

describe('kernel: 10,000 cells', function () {
  this.timeout(20 * 60_000);

  it('runs them in one session with flat memory', async function () {
    if (process.platform !== 'linux') return this.skip();
    const client = await Client.start();
    try {
      const child = Number(streamText((await client.execute('console.log(process.pid)')).published));
      const parent = client.process.pid!;
      await runCells(client, 0, WARM);
      const before = {
        parent: await residentMegabytes(client, parent),
        child: await residentMegabytes(client, child),
      };
      await runCells(client, WARM, CELLS);
      const after = {
        parent: await residentMegabytes(client, parent),
        child: await residentMegabytes(client, child),
      };
      console.log(`      resident MB after ${WARM} and ${CELLS} cells: ${JSON.stringify({ before, after })}`);
      for (const which of ['parent', 'child'] as const) {
        const grown = after[which] - before[which];
        assert.ok(grown <= TOLERANCE, `the ${which} grew by ${grown} MB from cell ${WARM} to cell ${CELLS}`);
      }
    } finally {
      await client.close();
    }
  });
});

async function runCells(client: Client, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const id = client.send('execute_request', { code: cells[i % cells.length]!(i), silent: false });
    const { reply } = await client.answerTo(id);
    assert.match(String(reply['status']), /^(ok|error)$/);
    client.forget([id]);
  }
}

/** Garbage that waits to be collected is nobody's business. */
async function residentMegabytes(client: Client, pid: number): Promise<number> {
  const collected = await client.execute(
    `require('node:v8').setFlagsFromString('--expose-gc'); for (let i = 0; i < 3; i++) require('node:vm').runInNewContext('gc')()`,
  );
  assert.equal(collected.reply['status'], 'ok');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) / 1024);
}
