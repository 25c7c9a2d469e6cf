/** Signatures in worker threads: each has a module of its own, and all give the same. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { minHasher } from 'kernel-lib/dist/corpus/near/minHasher.js';

const TEXTS = Array.from(
  { length: 200 },
  (_, i) => `${'words and more words '.repeat(i)} ${i} 春天的樱花${i}`,
);

describe('signatures in worker threads', () => {
  it('are those of the main thread', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { minHasher } = require(workerData.module);
      const hasher = minHasher();
      parentPort.postMessage(workerData.texts.map((text) => hasher.signature(text, 'und')));`;
    const module = require.resolve('kernel-lib/dist/corpus/near/minHasher.js');
    const workers = Array.from(
      { length: 3 },
      () => new Worker(script, { eval: true, workerData: { module, texts: TEXTS } }),
    );
    const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
    const expected = TEXTS.map((text) => minHasher().signature(text, 'und'));
    for (const [signatures] of answers) assert.deepEqual(signatures, expected);
  });
});
