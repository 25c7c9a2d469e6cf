/** What bench/train trains: models, batches and optimizers, written to a folder that both sides read. */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const BATCHES = 4;
const SEED = 1;

/** Every row a full causal one. */
const full = (rows, length) => () =>
  Array.from({ length: rows }, () => ({ length, causal: 1, share: 1, full: length }));

/** TRAINING.md's bilingual pilot: documents of 30 to 60 tokens, about 45; of 16, five hide .1 to .8 of their tokens. */
const bilingual = (random) => {
  const rows = Array.from({ length: 16 }, (_, row) => {
    const causal = row < 11 ? 1 : 0;
    return { length: 30 + Math.floor(31 * random()), causal, share: causal ? 1 : 0.1 + 0.7 * random() };
  });
  const longest = Math.max(...rows.map(({ length }) => length));
  return rows.map((row) => ({ ...row, full: longest }));
};

exports.recipes = {
  pilot: {
    config: { vocabulary: 343, width: 128, layers: 4, heads: 4, hidden: 512, context: 64 },
    rows: full(32, 64),
    optimizer: { name: 'adamW', learningRate: 2e-3, weightDecay: 0.05 },
  },
  wide: {
    config: { vocabulary: 343, width: 256, layers: 6, heads: 8, hidden: 1024, context: 64 },
    rows: full(32, 64),
    optimizer: { name: 'adamW', learningRate: 1e-3, weightDecay: 0.05 },
  },
  bilingual: {
    config: { vocabulary: 2048, width: 128, layers: 4, heads: 4, hidden: 512, context: 64 },
    rows: bilingual,
    optimizer: {
      ...{ name: 'muon', learningRate: 0.015, adamLearningRate: 4e-3, momentum: 0.95, weightDecay: 0.05 },
    },
  },
};

/** A batch in the course's form; frequent tokens come more often than rare ones. */
function batchOf(rows, vocabulary, random) {
  const token = () => Math.floor(vocabulary * random() ** 2);
  const [tokens, targets, segments] = [[], [], []];
  for (const { length, share, full } of rows) {
    const row = Array.from({ length: full }, (_, i) => (i < length ? token() : 0));
    tokens.push(...row);
    segments.push(...row.map((_, i) => (i < length ? 1 : 0)));
    targets.push(...row.map((_, i) => (i + 1 < length && random() < share ? row[i + 1] : -1)));
  }
  const causal = rows.map((row) => row.causal);
  return { rows: rows.length, length: rows[0].full, tokens, targets, segments, causal };
}

/** The weights of a new model, parameter after parameter. */
function weightsOf(config, random) {
  const { createModel } = require('kernel-lib/dist/nn/model.js');
  const { warn } = console;
  console.warn = () => {}; // the first tensor on the backend cpu prints a banner
  try {
    const parameters = Object.values(createModel(config, random).parameters);
    const weights = parameters.map((tensor) => Buffer.from(tensor.dataSync().slice().buffer));
    parameters.forEach((tensor) => tensor.dispose());
    return Buffer.concat(weights);
  } finally {
    console.warn = warn;
  }
}

/** Writes recipe.json, and the weights of `createModel` with this seed as weights.bin (float32, in order). */
exports.writeRecipe = (name) => {
  const { seededRandom } = require('kernel-lib');
  const { config, rows, optimizer } = exports.recipes[name];
  const random = seededRandom(2);
  const batches = Array.from({ length: BATCHES }, () => batchOf(rows(random), config.vocabulary, random));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-train-'));
  fs.writeFileSync(path.join(folder, 'weights.bin'), weightsOf(config, seededRandom(SEED)));
  const recipe = { config, seed: SEED, optimizer, clip: 1, batches };
  fs.writeFileSync(path.join(folder, 'recipe.json'), JSON.stringify(recipe));
  return folder;
};
