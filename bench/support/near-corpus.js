/** Texts for bench/near.js: two languages, one text in five a near copy of another one, written to files for all sides. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { seededRandom, randomInt } = require('kernel-lib/dist/random.js');
const { shingles } = require('kernel-lib/dist/corpus/near/units.js');

const COPIES = 0.2;

/** Lengths from 40 to 1,000 units, short ones more often: the median is 200. */
const lengthOf = (random) => Math.round(40 * 25 ** random());

function textMaker(random) {
  const letters = 'etaoinshrdlucmfwypvbgkqjxz';
  const letter = () => letters[Math.floor(random() ** 2 * letters.length)];
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + randomInt(random, 9) }, letter).join(''),
  );
  // Frequent words are more frequent, as in any language.
  const word = () => words[Math.floor(random() ** 3 * words.length)];
  const character = () => String.fromCharCode(0x4e00 + Math.floor(random() ** 3 * 6000));
  return {
    en: () => ({ language: 'en', units: Array.from({ length: lengthOf(random) }, word), unit: word }),
    zh: () => ({
      language: 'zh',
      units: Array.from({ length: lengthOf(random) }, character),
      unit: character,
    }),
  };
}

/** A sentence's end now and then, as texts have them. */
function written({ language, units }) {
  const [between, end] = language === 'en' ? [' ', '. '] : ['', '。'];
  let text = '';
  for (const [i, unit] of units.entries()) text += unit + (i % 15 === 14 ? end : between);
  return Buffer.from(text).toString(); // one flat string, as a file would give
}

/** One to three units are others. */
function edited(random, document) {
  const units = [...document.units];
  for (let i = randomInt(random, 3); i >= 0; i--) units[randomInt(random, units.length)] = document.unit();
  return { ...document, units };
}

/** Writes `texts.json` (for us) and `shingles.json` (for the peers: each text's set) to a folder. */
exports.writeCorpus = (folder, many) => {
  const random = seededRandom(1);
  const make = textMaker(random);
  const documents = [];
  for (let i = 0; i < many; i++) {
    const isCopy = i > 0 && random() < COPIES;
    documents.push(isCopy ? edited(random, documents[randomInt(random, i)]) : make[i % 2 ? 'zh' : 'en']());
  }
  const texts = documents.map((document) => ({ language: document.language, text: written(document) }));
  const sets = texts.map(({ text, language }) => [...shingles(text, language)]);
  fs.writeFileSync(path.join(folder, 'texts.json'), JSON.stringify(texts));
  fs.writeFileSync(path.join(folder, 'shingles.json'), JSON.stringify(sets));
  return { shingles: sets.reduce((sum, set) => sum + set.length, 0) };
};
