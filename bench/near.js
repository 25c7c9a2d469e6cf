/**
 * Removal of near copies, one thread each, 112 hashes in 14 bands, in turns: from texts to clusters for us, from ready
 * sets of shingles for the peers (theirs are made beforehand, outside the time), and in rows of their own from the same
 * texts, cut with Python's regular expressions. The peers are Python's datasketch and
 * rensa, which is written in Rust. And the memory of our index, a document. `scripts/python-corpus.js` makes the Python.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { inTurns, otherWork } = require('./support/turns.js');
const { startAnswering } = require('./support/asks.js');

const TEXTS = 8000;
const ROUNDS = 9;
const PEERS = { datasketch: 8, rensa: 1.5 };
const DOCUMENTS = 1_000_000;
/** Issue 7: bytes a document in memory. */
const MOST_BYTES = 250;

const support = (file) => path.join(__dirname, 'support', file);

exports.parts = ['speed', 'memory'];

async function speed(quick) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-near-'));
  try {
    const { writeCorpus } = require('./support/near-corpus.js');
    const { shingles } = writeCorpus(folder, quick ? TEXTS / 4 : TEXTS);
    const python = await require('../scripts/python-corpus.js').pythonWithCorpusPeers();
    const peer = (name, ...from) => ({
      program: python,
      args: [support('near_peers.py'), folder, name, ...from],
    });
    const sides = {
      ours: { program: process.execPath, args: [support('near-ours.js'), folder] },
      ...Object.fromEntries(Object.keys(PEERS).map((name) => [name, peer(name)])),
      ...Object.fromEntries(Object.keys(PEERS).map((name) => [`${name}-text`, peer(name, 'text')])),
    };
    const rests = [];
    // The compiler of V8 needs some rounds until all is compiled.
    const answers = await inTurns(sides, { rounds: quick ? 3 : ROUNDS, warm: 3, question: {}, rests });
    return [...rowsOf(answers, shingles), otherWork('near', rests)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The best round of each: what is left when nothing else disturbs. */
function rowsOf(answers, shingles) {
  const best = (side) => shingles / Math.min(...answers[side].map(({ ms }) => ms)) / 1000;
  const left = Object.entries(answers).map(([side, [{ left }]]) => `${side} ${left}`);
  console.error(`near copies found: ${left.join(', ')} (rensa flags both sides of a pair)`);
  const asked = Object.entries(PEERS).flatMap(([name, min]) => [
    [name, { min }],
    [`${name}-text`, { min }],
  ]);
  return asked.map(([name, goal]) => ({
    ...{ bench: 'near', name: `near-${name}`, unit: 'million shingles/s' },
    ...{ ours: best('ours'), peer: best(name), ratio: best('ours') / best(name), of: 'ratio', goal },
  }));
}

async function memory(quick) {
  const many = quick ? DOCUMENTS / 5 : DOCUMENTS;
  const ours = startAnswering(process.execPath, [
    ...['--expose-gc', support('near-ours.js'), '--memory', String(many)],
  ]);
  try {
    const { bytes } = await ours.ask({});
    const goal = { max: MOST_BYTES };
    return [{ bench: 'near', name: 'near-memory', unit: 'bytes/document', ours: bytes, of: 'ours', goal }];
  } finally {
    ours.end();
  }
}

exports.run = async ({ quick, parts }) => [
  ...(parts.includes('speed') ? await speed(quick) : []),
  ...(parts.includes('memory') ? await memory(quick) : []),
];
