/**
 * Text in English and Chinese for bench/tokenize, made from a seed: words of English syllables and of frequent Chinese
 * characters, in sentences and paragraphs. `natural` draws from a lexicon by Zipf's law, as people do; `fresh` never uses
 * an English word or a run of Chinese characters twice, so that a cache of words is of no help to anybody.
 */
'use strict';

const { seededRandom, pick, randomInt } = require('kernel-lib/dist/random.js');

const ONSETS = 'b c ch d f fl g gr h j k l m n p pl pr qu r s sh st str t th tr v w wh y'.split(' ');
const NUCLEI = 'a a a e e e e i i i o o o u ai ea ee ie io ou oo'.split(' ');
const CODAS = ', , , , ,n,n,r,r,s,s,t,l,m,d,ck,ng,nd,nt,st,ll,rs,ght'.split(',').map((coda) => coda.trim());
const ENDINGS = ', , , ,s,ed,ing,er,ly,tion,ment,able,ity,ous,al'.split(',').map((ending) => ending.trim());

/** So few that each has a token of its own in a vocabulary of 2,048. */
const CHARACTERS = 700;
const FIRST_CHARACTER = 0x4e00;

/** Draws a rank below `size`; one stands in a text as often as 1/(rank + flat), by Zipf and Mandelbrot. */
const zipf = (random, size, flat) => Math.floor(flat * ((size + flat) / flat) ** random() - flat);

function englishWord(random, syllables) {
  let word = '';
  for (let i = 0; i < syllables; i++) {
    const isLast = i === syllables - 1;
    word += (i > 0 || random() < 0.8 ? pick(random, ONSETS) : '') + pick(random, NUCLEI);
    if (isLast || random() < 0.3) word += pick(random, CODAS);
  }
  return syllables > 1 ? word + pick(random, ENDINGS) : word;
}

/** Characters spread over the block, the frequent ones too. */
const character = (random) =>
  String.fromCharCode(FIRST_CHARACTER + ((zipf(random, CHARACTERS, 20) * 7919) % 20_000));

const chineseWord = (random) =>
  Array.from({ length: pick(random, [1, 2, 2, 2, 2, 3]) }, () => character(random)).join('');

/** Draws words of a lexicon. */
function lexicon(random, size, make) {
  const words = Array.from({ length: size }, (_, rank) => make(rank));
  return () => words[zipf(random, size, 3)];
}

/** Makes until there is one that was never made. */
function fresh(seen, make) {
  for (;;) {
    const made = make();
    if (seen.has(made)) continue;
    seen.add(made);
    return made;
  }
}

function drawers(kind, seed) {
  const random = seededRandom(seed);
  const english = lexicon(random, 40_000, (rank) =>
    englishWord(random, rank < 500 ? 1 : rank < 15_000 ? 2 : 3),
  );
  const chinese = lexicon(random, 20_000, () => chineseWord(random));
  const run = () => Array.from({ length: 2 + randomInt(random, 5) }, chinese).join('');
  if (kind === 'natural') return { random, english, run };
  const seen = new Set();
  const word = () => englishWord(random, pick(random, [1, 2, 2, 2, 3, 3]));
  return { random, english: () => fresh(seen, word), run: () => fresh(seen, run) };
}

/**
 * Yields documents of some 500 characters without end, an English one after a Chinese one.
 * @param {'natural' | 'fresh'} kind
 */
exports.documents = function* (kind, seed = 1) {
  const { random, english, run } = drawers(kind, seed);
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const sentence = {
    en: () => {
      const words = Array.from({ length: 6 + randomInt(random, 12) }, english);
      if (words.length > 12) words[6] += ',';
      return `${capital(words.join(' '))}. `;
    },
    zh: () => `${Array.from({ length: 2 + randomInt(random, 3) }, run).join('，')}。`,
  };
  for (;;) {
    for (const [language, length] of [
      ['en', 700],
      ['zh', 240],
    ]) {
      let text = '';
      while (text.length < length) text += sentence[language]() + (random() < 0.15 ? '\n\n' : '');
      yield text.trimEnd();
    }
  }
};

/** Documents that have so many bytes in UTF-8 together. */
exports.take = (documents, bytes) => {
  const taken = [];
  for (let sum = 0; sum < bytes;) {
    const { value } = documents.next();
    taken.push(value);
    sum += Buffer.byteLength(value);
  }
  return taken;
};
