/**
 * Batches from token shards, against a plain copy of the same tokens (what memory allows), and the share of padding of
 * the three ways to pack. The engine takes some ten thousand tokens a second on two cores: batches must never be what
 * training waits for.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { median } = require('./support/numbers.js');

const DOCUMENTS = 60_000;
const LENGTH = 256;
const ROUNDS = 5;

/** Documents as a small web has them: lengths spread evenly over the logarithm, from 20 to 1,000 tokens. */
function* documents(count) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i++) {
    const length = Math.round(20 * 50 ** random());
    const tokens = Uint16Array.from({ length }, () => random() * 2048);
    yield { tokens, source: i % 3 === 0 ? 'books' : 'web', language: 'en' };
  }
}

function seconds(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

const middle = (work) => median(Array.from({ length: ROUNDS }, () => work()));

/** All tokens from one array of 16 bits into two of 32, as a batch has them. */
function copyOnce(tokens) {
  const from = new Uint16Array(tokens);
  const to = [new Int32Array(tokens), new Int32Array(tokens)];
  return () => to.forEach((target) => target.set(from));
}

function drain(source) {
  let count = 0;
  for (const { tokens } of source) count += tokens.length;
  return count;
}

exports.run = async ({ quick }) => {
  const { writeShards } = require('kernel-lib/dist/corpus/pack/shard-writer.js');
  const { openShards } = require('kernel-lib/dist/corpus/pack/shards.js');
  const { shardSource } = require('kernel-lib/dist/corpus/pack/source.js');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blossom-pack-'));
  const rows = [];
  try {
    const count = quick ? DOCUMENTS / 10 : DOCUMENTS;
    await writeShards(folder, documents(count), { tokenizer: 'bench', vocabulary: 2048 });
    for (const [name, memory] of [
      ['in memory', 2 ** 40],
      ['read from the file', 0],
    ]) {
      const shards = await openShards(folder, { memory });
      const make = (options) => shardSource({ shards, batch: 16, length: LENGTH, ...options });
      drain(make()); // V8 compiles it
      const copy = copyOnce(shards.tokens);
      copy();
      const ours = middle(() => shards.tokens / seconds(() => drain(make()))) / 1e6;
      const peer = middle(() => shards.tokens / seconds(copy)) / 1e6;
      const goal = { goal: { min: 1 }, of: 'ours' };
      rows.push({ bench: 'pack', name: `batches, shards ${name}`, unit: 'million tokens/s', ours, peer, ratio: ours / peer, ...goal }); // prettier-ignore
      if (memory > 0) {
        for (const packing of ['best-fit', 'sorted', 'single']) {
          const source = make({ packing });
          drain(source);
          const padding = 100 * source.stats().padding;
          const limit = packing === 'best-fit' ? { goal: { max: 2 } } : {};
          rows.push({ bench: 'pack', name: `padding, ${packing}`, unit: '%', ours: padding, of: 'ours', ...limit }); // prettier-ignore
        }
      }
      shards.close();
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return rows;
};
