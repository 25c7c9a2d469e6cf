/**
 * Our side of bench/near.js, one JSON line for each line that it reads. `near-ours.js FOLDER`: signatures of all texts of
 * the folder, shingles included, and their clusters; prints the milliseconds and how many texts leave.
 * `near-ours.js --memory N`, with node's --expose-gc: the most bytes a document of an index of N documents while it makes
 * clusters, as the operating system counts them.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { nearIndex } = require('kernel-lib/dist/corpus/near/index.js');
const { minHasher } = require('kernel-lib/dist/corpus/near/minHasher.js');
const { seededRandom } = require('kernel-lib/dist/random.js');

function speedOf(folder) {
  const texts = JSON.parse(fs.readFileSync(path.join(folder, 'texts.json'), 'utf8'));
  return () => {
    const start = performance.now();
    const hasher = minHasher();
    const index = nearIndex();
    const signature = new Uint32Array(hasher.settings.hashes);
    for (const { text, language } of texts) {
      hasher.write(text, language, signature, 0);
      index.add(signature, text.length);
    }
    const { keptOf } = index.clusters();
    const ms = performance.now() - start;
    return { ms, left: keptOf.reduce((sum, kept, i) => sum + Number(kept !== i), 0) };
  };
}

/** Signatures at random; one document in five has the one before it as a copy. */
function memoryOf(many) {
  return () => {
    const random = seededRandom(1);
    const index = nearIndex();
    const signature = new Uint32Array(index.settings.hashes);
    global.gc();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < many; i++) {
      if (i % 5 > 0) for (let k = 0; k < signature.length; k++) signature[k] = random() * 2 ** 32;
      index.add(signature, i % 1000);
    }
    const { clusterOf } = index.clusters();
    const most = process.resourceUsage().maxRSS * 1024;
    return { bytes: (most - before) / many, left: clusterOf.reduce((sum, c, i) => sum + Number(c !== i), 0) };
  };
}

const [first, second] = process.argv.slice(2);
const measure = first === '--memory' ? memoryOf(Number(second)) : speedOf(first);
createInterface({ input: process.stdin }).on('line', () => console.log(JSON.stringify(measure())));
