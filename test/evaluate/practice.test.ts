/** What the school practises, and what it is examined in afterwards, are different sentences. */
import assert from 'node:assert/strict';
import { evaluate, seededRandom } from 'kernel-lib';
import { LANGUAGES } from 'kernel-lib/dist/world/tables/columns.js';
import { createWorld } from 'kernel-lib/dist/world/world.js';

describe('sentences that practise the language', () => {
  const world = createWorld({ seed: 3, people: 40 });
  for (const language of LANGUAGES) {
    const rounds = Array.from({ length: 24 }, (_, round) => world.practiceRound(language, round));

    it(`have every gap filled, draw anew each round, and are the same for the same seed: ${language}`, () => {
      for (const text of rounds.flat()) assert.doesNotMatch(text, /[{}]|undefined|___/);
      assert.notDeepEqual(rounds[0], rounds[1]);
      assert.deepEqual(createWorld({ seed: 3, people: 40 }).practiceRound(language, 5), rounds[5]);
      assert.notDeepEqual(createWorld({ seed: 4, people: 40 }).practiceRound(language, 5), rounds[5]);
    });

    it(`are none of the minimal pairs: ${language}`, () => {
      const practised = new Set(rounds.flat());
      const pairs = evaluate.minimalPairs(world, { language, draws: 24, random: seededRandom(1) });
      const common = pairs.flatMap(({ good, bad }) => [good, bad]).filter((text) => practised.has(text));
      assert.deepEqual(common, []);
    });
  }
});
