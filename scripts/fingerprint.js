#!/usr/bin/env node
/**
 * Keeps the fingerprints of checkpoints, by which a copy of one is recognised when somebody hands it in:
 *
 *   node scripts/fingerprint.js data/fingerprints.json data/checkpoints/school.safetensors …
 *
 * A checkpoint is called by its file's name; one that is in the list already is replaced. Needs the built library.
 */
'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { basename } = require('node:path');

async function main([list, ...files]) {
  if (files.length === 0) throw new Error('usage: node scripts/fingerprint.js LIST.json FILE.safetensors…');
  const { writeAtomic } = require('../kernel-lib/dist/files.js');
  const { fingerprintOf } = require('../kernel-lib/dist/grade/weights/fingerprint.js');
  const { readCheckpoint } = require('../kernel-lib/dist/nn/checkpoint.js');
  const known = new Map();
  const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  for (const one of before) known.set(one.checkpoint, one);
  for (const file of files) {
    const name = basename(file, '.safetensors');
    known.set(name, fingerprintOf(name, (await readCheckpoint(file)).tensors));
  }
  // A line for each, so that a change shows which.
  const lines = [...known.values()].map((one) => JSON.stringify(one));
  await writeAtomic(list, `[\n${lines.join(',\n')}\n]\n`);
}

main(process.argv.slice(2)).catch((thrown) => {
  console.error(thrown.message);
  process.exitCode = 1;
});
