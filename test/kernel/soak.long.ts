/** 10,000 cells in one session: the memory of both processes stays flat. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, streamText } from './client.js';

const CELLS = 10_000;
/** By then both processes have what they need: compiled code, types, caches. */
const WARM = 2000;
/**
 * How much each may have grown from then on, in MB, garbage collected. The live heap tells of what cells leave behind:
 * 4 kB each would break it. Two runs kept 10 and 17 MB; between two heap snapshots that lay 1,000 cells apart 1.6 MB
 * were new, two thirds of it compiled code. The resident memory holds the allocator's reserve besides, which settles
 * later, and V8's room for young objects, which grows to 48 MB (with 6 MB of room the parent's growth was 6 MB).
 */
const TOLERANCES = { parentResident: 80, childResident: 120, childHeap: 32 };

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
      await runCells(client, 0, WARM);
      const before = await measure(client, child);
      await runCells(client, WARM, CELLS);
      const after = await measure(client, child);
      console.log(`      MB after ${WARM} and ${CELLS} cells: ${JSON.stringify({ before, after })}`);
      for (const [what, tolerance] of Object.entries(TOLERANCES) as [keyof Measures, number][]) {
        const grown = after[what] - before[what];
        assert.ok(grown <= tolerance, `${what} grew by ${grown} MB from cell ${WARM} to cell ${CELLS}`);
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

type Measures = Record<keyof typeof TOLERANCES, number>;

/** In MB, when the child's garbage is collected. */
async function measure(client: Client, child: number): Promise<Measures> {
  const { published } = await client.execute(
    `require('node:v8').setFlagsFromString('--expose-gc');
     for (let i = 0; i < 3; i++) require('node:vm').runInNewContext('gc')();
     console.log(process.memoryUsage().heapUsed);`,
  );
  return {
    parentResident: resident(client.process.pid!),
    childResident: resident(child),
    childHeap: Math.round(Number(streamText(published)) / 2 ** 20),
  };
}

function resident(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) / 1024);
}
