/**
 * Generation with a key-value cache: the pilot model, one row and eight, against PyTorch eager with a cache (the better
 * of one and two threads), in turns. Both draw each token from a softmax over the vocabulary. BLOSSOM_TORCH may name a
 * Python that has torch; else `scripts/python-torch.js` makes one.
 */
'use strict';

const path = require('node:path');
const { startAnswering } = require('./support/asks.js');
const { median } = require('./support/numbers.js');

/** 0.83 M parameters. */
const CONFIG = { vocabulary: 343, width: 128, layers: 4, heads: 4, hidden: 512, context: 64 };
const PROMPT = 8;
const TOKENS = 48;
const ROUNDS = 15;
const ROWS = [1, 8];

const torchPython = () =>
  process.env.BLOSSOM_TORCH ?? require('../scripts/python-torch.js').pythonWithTorch();

/** A model with random weights. */
function randomModel() {
  const tf = require('@tensorflow/tfjs');
  const { seededRandom } = require('kernel-lib');
  const { shapesOf } = require('kernel-lib/dist/nn/config.js');
  const random = seededRandom(1);
  const parameters = {};
  for (const [name, shape] of shapesOf(CONFIG)) {
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => (random() - 0.5) / 10);
    parameters[name] = tf.variable(tf.tensor(values, shape));
  }
  return { config: CONFIG, parameters };
}

/** The same two figures as support/torch_generate.py gives. */
async function measureOurs(model, rows) {
  const { ofModel, seededRandom, streamRows } = require('kernel-lib');
  const random = seededRandom(2);
  const prompts = Array.from({ length: rows }, () =>
    Array.from({ length: PROMPT }, () => Math.floor(random() * CONFIG.vocabulary)),
  );
  const start = performance.now();
  let first;
  let tokens = 0;
  for await (const { token } of streamRows(ofModel(model), prompts, { random, maxTokens: TOKENS })) {
    first ??= performance.now();
    tokens += Number(token >= 0);
  }
  if (tokens !== rows * TOKENS) throw new Error(`${tokens} tokens instead of ${rows * TOKENS}.`);
  return { first: first - start, step: (performance.now() - first) / (TOKENS - 1) };
}

async function measureAll(model, peers) {
  const times = Object.fromEntries(ROWS.map((rows) => [rows, { ours: [], peers: peers.map(() => []) }]));
  for (let round = -2; round < ROUNDS; round++) {
    for (const rows of ROWS) {
      const ours = await measureOurs(model, rows);
      const theirs = [];
      for (const peer of peers) theirs.push(await peer.ask({ rows, prompt: PROMPT, tokens: TOKENS }));
      if (round < 0) continue; // warms up
      times[rows].ours.push(ours);
      theirs.forEach((each, i) => times[rows].peers[i].push(each));
    }
  }
  return times;
}

exports.run = async () => {
  const python = await torchPython();
  const script = path.join(__dirname, 'support', 'torch_generate.py');
  const peers = ['1', '2'].map((threads) =>
    startAnswering(python, [script, JSON.stringify(CONFIG), threads]),
  );
  let times;
  try {
    times = await measureAll(randomModel(), peers);
  } finally {
    peers.forEach((peer) => peer.end());
  }
  const middle = (all, what) => median(all.map((each) => each[what]));
  return ROWS.flatMap((rows) => {
    const row = (name, what, share, goal) => {
      const ours = middle(times[rows].ours, what) / share;
      const peer = Math.min(...times[rows].peers.map((all) => middle(all, what))) / share;
      return { bench: 'generate', name, unit: 'ms', ours, peer, ratio: ours / peer, of: 'ratio', ...goal };
    };
    const many = rows === 1 ? '1 row' : `${rows} rows`;
    return [
      row(`a token, ${many}`, 'step', rows, { goal: { max: 0.333 }, floor: 1 }),
      row(`until the first token, ${many}`, 'first', 1, {}),
    ];
  });
};
