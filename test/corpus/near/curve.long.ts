/** Detection against the S-curve: 4,000 pairs at each similarity, in both languages. */
import assert from 'node:assert/strict';
import { nearIndex } from 'kernel-lib/dist/corpus/near/index.js';
import { minHasher } from 'kernel-lib/dist/corpus/near/minHasher.js';
import { sCurve } from 'kernel-lib/dist/corpus/near/options.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';
import type { Random } from 'kernel-lib/dist/random.js';
import { pairOf } from './pairs.js';

const PAIRS = 4000;

/** As `pairOf`, of Chinese characters: 20,000 different ones, so that hardly any 5-gram occurs twice. */
function chinesePairOf(random: Random, shared: number, own: number): [string, string] {
  const characters = (many: number) =>
    Array.from({ length: many }, () => String.fromCharCode(0x4e00 + randomInt(random, 20_000))).join('');
  const common = characters(shared + 4);
  return [common + characters(own), common + characters(own)];
}

describe('detection of near copies', function () {
  this.timeout(300_000);
  const kinds = { en: pairOf, zh: chinesePairOf };
  for (const [language, make] of Object.entries(kinds)) {
    for (const scale of [0.4, 1, 4]) {
      for (const percent of [50, 60, 70, 80, 90]) {
        it(`${language}: within 3 points of the S-curve at ${percent} %, ${100 * scale} 5-grams`, () => {
          const hasher = minHasher();
          const random = seededRandom(percent + scale);
          const index = nearIndex();
          for (let i = 0; i < PAIRS; i++) {
            const pair = make(random, Math.round(percent * scale), Math.round(((100 - percent) / 2) * scale));
            for (const text of pair) index.add(hasher.signature(text, language), text.length);
          }
          const { clusterOf } = index.clusters();
          const found = clusterOf.reduce((sum, first, i) => sum + Number(first !== i), 0) / PAIRS;
          assert.ok(Math.abs(found - sCurve(percent / 100)) < 0.03, `${found} for ${sCurve(percent / 100)}`);
        });
      }
    }
  }
});
