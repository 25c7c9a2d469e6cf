/**
 * The tokenizer beside Hugging Face's `tokenizers` and `tiktoken`, both in Rust, one thread each: text of words that nobody
 * has seen before, so that no cache helps; text as people write it; and training. Each side has a process of its own; they
 * take turns on the same documents. Hugging Face gets our file, and tiktoken our merges over bytes, so they do the same
 * work; times are processor times. Parts: `fresh`, `natural`, `train`. `--quick` takes fewer rounds.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { median } = require('./support/numbers.js');
const { inTurns, otherWork } = require('./support/turns.js');
const { documents, take } = require('./support/words.js');

const SIZE = 2048;
const ROUND_BYTES = 2_000_000;
const WARM_BYTES = 300_000;
const TRAIN_BYTES = 6_000_000;
const ROUNDS = 7;

/**
 * Our cut in Unicode's own classes: the same pieces of these texts, and up to a sixth faster for the peers than the frozen
 * ranges of our file.
 */
const cut = (letters) =>
  ` ?${letters}+(?:['’]${letters}+)*|\\p{Han}+|[0-9]{1,3}| ?[^\\s\\p{L}\\p{M}\\p{N}]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;
const PATTERNS = {
  huggingface: cut('[\\p{L}\\p{M}\\p{N}&&[^\\p{Han}0-9]]'),
  tiktoken: cut('[\\p{L}\\p{M}\\p{N}--\\p{Han}--[0-9]]'),
};

const support = (file) => path.join(__dirname, 'support', file);
const ours = (folder) => ({
  program: process.execPath,
  args: [support('tokenize-ours.js'), folder],
  env: {},
});
const peer = (python, folder, side) => ({
  program: python,
  args: [support('tokenize_peer.py'), folder, side],
  env: { TOKENIZERS_PARALLELISM: 'false', RAYON_NUM_THREADS: '1', PYTHONUTF8: '1' },
});

const row = (name, unit, mine, theirs, rest = {}) => ({
  ...{ bench: 'tokenize', name, unit, ours: mine, peer: theirs, ratio: mine / theirs, of: 'ratio', ...rest },
});

/** Tokenizers of both bases, trained on natural text, and what tiktoken needs. */
async function writeTokenizers(folder) {
  const { trainTokenizer } = require('kernel-lib/dist/text/bpe/train.js');
  const { bytesOfToken, firstTokens, FIRST_BYTE } = require('kernel-lib/dist/text/bpe/alphabet.js');
  const write = (name, value) => fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
  const texts = take(documents('natural', 3), TRAIN_BYTES);
  write('train.json', texts);
  write('pattern.json', PATTERNS);
  write('first.json', firstTokens('characters'));
  for (const base of ['characters', 'bytes']) {
    const tokenizer = await trainTokenizer(texts, { base, vocabularySize: SIZE });
    write(`${base}.json`, tokenizer);
    if (base === 'bytes') {
      const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenOf(id));
      write('ranks.json', tokens.slice(FIRST_BYTE).map((token) => Buffer.from(bytesOfToken(base, token)).toString('hex'))); // prettier-ignore
    }
  }
}

function writeTexts(folder, kind, rounds) {
  const write = (name, value) => fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
  const stream = documents(kind, 17);
  write('warm.json', take(stream, WARM_BYTES));
  const bytes = [];
  for (let round = 0; round < rounds; round++) {
    const texts = take(stream, ROUND_BYTES);
    bytes.push(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
    write(`round-${round}.json`, texts);
  }
  return bytes;
}

/** Encodes each round's documents on both sides; megabytes of UTF-8 a second, and how many tokens both sides made. */
async function encodeBoth({ folder, python, rests }, what, side, bytes) {
  const sides = { ours: ours(folder), peer: peer(python, folder, side) };
  const seen = await inTurns(sides, { rounds: bytes.length, warm: 0, question: { what }, rests });
  const speed = (list) => median(list.map(({ ms }, round) => bytes[round] / 1000 / ms));
  const tokens = (list) => list.reduce((sum, answer) => sum + answer.tokens, 0);
  return { speeds: [speed(seen.ours), speed(seen.peer)], tokens: [tokens(seen.ours), tokens(seen.peer)] };
}

const PEERS = [
  ['Hugging Face', 'huggingface', 'characters', { goal: { min: 3 } }],
  ['tiktoken', 'tiktoken', 'bytes', { goal: { min: 0.6 } }],
];

const encoding = (kind, words, hasGoal) => async (context) => {
  const bytes = writeTexts(context.folder, kind, context.rounds);
  const rows = [];
  for (const [name, side, base, goal] of PEERS) {
    const { speeds, tokens } = await encodeBoth(context, base, side, bytes);
    rows.push(row(`encode ${words}, ${base}, against ${name}`, 'MB/s', ...speeds, hasGoal ? goal : {}));
    rows.push(row(`  tokens made of it`, 'tokens', ...tokens, { goal: { min: 1, max: 1 } }));
  }
  return rows;
};

async function training({ folder, python, rests, rounds }) {
  const question = { what: 'train', vocabularySize: SIZE };
  const sides = { ours: ours(folder), peer: peer(python, folder, 'huggingface') };
  const seen = await inTurns(sides, { rounds, question, rests });
  const time = (list) => median(list.map(({ ms }) => ms));
  const [mine, theirs] = [seen.ours[0].merges, seen.peer[0].merges];
  const alike = theirs.findIndex((merge, rank) => String(merge) !== String(mine[rank]));
  return [
    row(`train, vocabulary ${SIZE}, ${TRAIN_BYTES / 1e6} MB, against Hugging Face`, 'times/s', 1000 / time(seen.ours), 1000 / time(seen.peer), { goal: { min: 2 } }), // prettier-ignore
    row(
      '  merges, and how many agree from the first',
      'merges',
      mine.length,
      alike === -1 ? theirs.length : alike,
    ),
  ];
}

const PARTS = {
  fresh: encoding('fresh', 'words never seen', true),
  natural: encoding('natural', 'text as written', false),
  train: training,
};
exports.parts = Object.keys(PARTS);

exports.run = async ({ quick, parts }) => {
  const python = await require('../scripts/python-corpus.js').pythonWithCorpusPeers();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blossom-tokenize-'));
  try {
    const context = { folder, python, rests: [], rounds: quick ? 3 : ROUNDS };
    await writeTokenizers(folder);
    const rows = [];
    for (const part of parts) rows.push(...(await PARTS[part](context)));
    return [...rows, otherWork('tokenize', context.rests)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
