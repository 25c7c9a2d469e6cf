/**
 * The Gopher rules of quality and repetition against datatrove's, whose word splitter is replaced by `split()`: the same
 * texts and thresholds, one thread each, in turns. The texts are the readme, licence and history files of the packages
 * that are installed: English that people wrote, with code, lists and tables. Both must say the same of each document.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const places = require('../scripts/setup/paths.js');
const { pythonWithCorpusPeers } = require('../scripts/python-corpus.js');
const { startAnswering } = require('./support/asks.js');
const { median } = require('./support/numbers.js');
const { qualityRules } = require('../kernel-lib/dist/corpus/quality/judge.js');

const ROUNDS = 7;
/** Longer files are cut, as pages of the web are rarely longer. */
const LONGEST = 20_000;
const DOCUMENTS = 1500;

/** Pieces of files that a person wrote, each with something in it. */
function textsIn(folder, found = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) textsIn(file, found);
    else if (/^(readme|license|licence|changelog|history|contributing).*\.?(md|txt)?$/i.test(entry.name)) {
      const text = fs.readFileSync(file, 'utf8').toWellFormed();
      for (let at = 0; at < text.length; at += LONGEST)
        found.push(text.slice(at, at + LONGEST).toWellFormed());
    }
  }
  return found;
}

/** The same text in many packages counts once. */
function documents(quick) {
  const all = [...new Set(textsIn(path.join(places.root, 'node_modules')))].filter((text) => /\S/.test(text));
  const step = Math.max(1, Math.floor(all.length / (quick ? DOCUMENTS / 5 : DOCUMENTS)));
  return all.filter((_, i) => i % step === 0);
}

const asDocument = (text, i) => ({
  id: String(i),
  origin: { file: 'bench', offset: 0 },
  language: 'en',
  text,
});

function timeOurs(judge, texts) {
  const start = performance.now();
  for (const document of texts) judge.judge(document);
  return (performance.now() - start) / 1000;
}

exports.run = async ({ quick }) => {
  const texts = documents(quick);
  const judge = qualityRules({ preset: 'gopher' });
  const ours = texts.map(asDocument);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-quality-'));
  const peer = startAnswering(await pythonWithCorpusPeers(), [
    path.join(__dirname, 'support', 'datatrove_gopher.py'),
  ]);
  try {
    const file = path.join(folder, 'texts.json');
    fs.writeFileSync(file, JSON.stringify(texts));
    await peer.ask({ texts: file });
    const { verdicts } = await peer.ask({ verdicts: true });
    timeOurs(judge, ours);
    const seconds = { ours: [], peer: [] };
    for (let round = 0; round < (quick ? 3 : ROUNDS); round++) {
      seconds.ours.push(timeOurs(judge, ours));
      seconds.peer.push((await peer.ask({})).seconds);
    }
    const agree = ours.filter((document, i) => {
      const theirs = verdicts[i].every((reason) => reason === null);
      return 'keep' in judge.judge(document) === theirs;
    }).length;
    const rate = (times) => texts.length / median(times);
    return [
      {
        ...{ bench: 'quality', name: 'Gopher rules', unit: 'documents/s', of: 'ratio', goal: { min: 6 } },
        ...{ ours: rate(seconds.ours), peer: rate(seconds.peer) },
        ratio: rate(seconds.ours) / rate(seconds.peer),
      },
      {
        ...{
          bench: 'quality',
          name: 'the same verdict as datatrove',
          unit: '%',
          of: 'ours',
          goal: { min: 100 },
        },
        ours: (100 * agree) / texts.length,
      },
    ];
  } finally {
    peer.end();
    await peer.ended;
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
