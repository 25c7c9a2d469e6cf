/**
 * Clozes a second, against the layers alone over the same rows in the same batches: what the head at the wanted places,
 * the choice of tokens and the waiting cost. A model of the school's size with random weights, so each token of an answer
 * takes a look of its own.
 */
'use strict';

const { median, secondsOf } = require('./support/numbers.js');

const ROUNDS = 7;
const MOST_TOKENS = 2048;

async function prepare(count) {
  const {
    chooseBackend,
    createWorld,
    evaluate,
    nn,
    SCHOOL,
    seededRandom,
    textOf,
    trainTokenizer,
  } = require('kernel-lib');
  process.env.BLOSSOM_BACKEND = 'threads';
  await chooseBackend();
  const world = createWorld({ people: 160, singletons: 0, updates: 0, specialists: 0 });
  const texts = [...world.documents({ epochs: 4 })].map(textOf);
  const tokenizer = await trainTokenizer(texts, { vocabularySize: 3072 });
  const random = seededRandom(1);
  const model = nn.createModel({ ...SCHOOL.model, vocabulary: tokenizer.vocabularySize }, random);
  const ask = (language) =>
    evaluate.clozesOf(world, tokenizer, { language, random, most: count / 4, after: 'another' });
  return { model, tokenizer, clozes: [...ask('en'), ...ask('zh')] };
}

/** The rows of each look: all of them once, or once for each token of an answer. */
function looksOf(clozes, { once, cut }) {
  const most = once ? 1 : Math.max(...clozes.map(({ from, to }) => to - from));
  return Array.from({ length: most }, (_, look) =>
    clozes
      .filter(({ from, to }) => to - from > look)
      .map(({ tokens, to }) => (cut ? tokens.slice(0, to - 1) : tokens))
      .sort((a, b) => a.length - b.length),
  );
}

function batchesOf(rows) {
  const batches = [];
  for (const row of rows) {
    const batch = batches.at(-1);
    if (batch !== undefined && (batch.length + 1) * row.length <= MOST_TOKENS) batch.push(row);
    else batches.push([row]);
  }
  return batches;
}

/** The layers alone, each result waited for. */
async function bare(model, looks, causal) {
  const { nn } = require('kernel-lib');
  for (const batch of looks.flatMap(batchesOf)) {
    const [rows, length] = [batch.length, Math.max(...batch.map((row) => row.length))];
    const [tokens, segments] = [new Int32Array(rows * length), new Int32Array(rows * length)];
    batch.forEach((row, r) => {
      tokens.set(row, r * length);
      segments.fill(1, r * length, r * length + row.length);
    });
    const places = { tokens, segments, targets: new Int32Array(rows * length) };
    const result = nn.hidden(model, { rows, length, ...places, causal: new Uint8Array(rows).fill(causal) });
    await result.data();
    result.dispose();
  }
}

exports.run = async ({ quick }) => {
  const { evaluate } = require('kernel-lib');
  const { model, tokenizer, clozes } = await prepare(quick ? 200 : 800);
  const { askMasked, askCausal } = evaluate;
  const kinds = [
    [
      'masked, all at once',
      { once: true },
      () => askMasked(model, clozes, { tokenizer, order: 'allAtOnce' }),
    ],
    ['masked, left to right', {}, () => askMasked(model, clozes, { tokenizer })],
    ['causal', { cut: true }, () => askCausal(model, clozes, { tokenizer })],
  ];
  const rows = [];
  for (const [name, how, work] of kinds) {
    const looks = looksOf(clozes, how);
    const times = { ours: [], peer: [] };
    for (let round = -1; round < ROUNDS; round++) {
      const ours = await secondsOf(work);
      const peer = await secondsOf(() => bare(model, looks, how.cut ? 1 : 0));
      if (round < 0) continue; // warms up
      times.ours.push(ours);
      times.peer.push(peer);
    }
    const ours = clozes.length / median(times.ours);
    const peer = clozes.length / median(times.peer);
    rows.push({ bench: 'evaluate', name, unit: 'clozes/s', ours, peer, ratio: ours / peer, of: 'ratio', goal: { min: 0.8 } }); // prettier-ignore
  }
  return rows;
};
