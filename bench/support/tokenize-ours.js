/**
 * Our side of bench/tokenize: `node tokenize-ours.js FOLDER`. For each JSON line `{"what"}` it prints `{"ms", …}`:
 * `characters` and `bytes` encode the documents of the next round, `train` trains on the documents of train.json.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { Tokenizer } = require('kernel-lib/dist/text/bpe/tokenizer.js');
const { trainTokenizer } = require('kernel-lib/dist/text/bpe/train.js');

const [folder] = process.argv.slice(2);
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));

/** Processor time, that of V8's other threads too: other programs on the machine do not count. */
function since(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function encode(what, round) {
  const tokenizer = await Tokenizer.load(path.join(folder, `${what}.json`));
  const documents = read(`round-${round}.json`);
  // V8 compiles what is called often; words of this round are not among these.
  const warm = read('warm.json');
  for (const document of warm) tokenizer.encode(document);
  const start = process.cpuUsage();
  let tokens = 0;
  for (const document of documents) tokens += tokenizer.encode(document).length;
  return { ms: since(start), tokens };
}

async function train({ vocabularySize }) {
  const documents = read('train.json');
  const options = { vocabularySize, alphabetSize: vocabularySize >> 1, minimumFrequency: 1 };
  const start = process.cpuUsage();
  const tokenizer = await trainTokenizer(documents, options);
  return { ms: since(start), merges: tokenizer.merges };
}

async function main() {
  let round = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const answer = question.what === 'train' ? await train(question) : await encode(question.what, round++);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main();
