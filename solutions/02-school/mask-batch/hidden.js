'use strict';

const below = (random, limit) => Math.floor(limit * random());
const table = (B, T, fill) =>
  Array.from({ length: B }, (_, b) => Array.from({ length: T }, (_, i) => fill(b, i)));

/**
 * Rows that begin with 1, end with 1 and some padding, and have special tokens within.
 * @param fate - v of a place; everywhere else than in its checks the edges 0.8 and 0.9 come, too.
 */
function draw(
  { random },
  {
    share = 0.1 + 0.5 * random(),
    special = 0.15,
    fate = () => (random() < 0.2 ? 0.8 + 0.1 * below(random, 2) : random()),
    V = 7 + below(random, 40),
    B = 1 + below(random, 4),
    first = () => 1,
  } = {},
) {
  const T = 2 + below(random, 9);
  const ends = Array.from({ length: B }, () => 1 + below(random, T));
  const rows = table(B, T, (b, i) => {
    if (i === 0) return first();
    if (i > ends[b]) return 0;
    return random() < special ? below(random, 6) : 6 + below(random, V - 6);
  });
  const chances = table(B, T, () => [random() < 0.1 ? share % 1 : random(), fate(), random()]);
  return ['maskBatch', rows, chances, share, V];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same } = kit;
  const agree = async (rounds, options) => {
    for (let round = 0; round < rounds; round++) {
      const call = draw(kit, options?.());
      same(await learner(...call), reference(...call));
    }
  };

  describe('ordinary words', () => {
    it(
      'are covered and asked',
      {
        tell: 'Where chosen words are covered, the tokens or the targets differ: place i − 1 predicts token i.',
        weight: 2,
      },
      () => agree(8, () => ({ special: 0, fate: () => 0.8 * random() })),
    );
    it('are exchanged', { tell: 'Where v lies from 0.8 on, below 0.9, another token is due.' }, () =>
      agree(6, () => ({ special: 0, fate: () => 0.8 + 0.0999 * random() })),
    );
    it('stay, and are asked', { tell: 'A chosen word that stays has a target, too.' }, () =>
      agree(6, () => ({ special: 0, fate: () => 0.9 + 0.0999 * random() })),
    );
    it('at the edges', { tell: 'Numbers exactly at `share`, 0.8 or 0.9 belong above the edge.' }, () =>
      agree(12, () => ({ special: 0, share: 0.5 })),
    );
    it('all or none', { tell: 'With share 1 every word is chosen, with share 0 none.' }, async () => {
      await agree(3, () => ({ share: 1 }));
      await agree(3, () => ({ share: 0 }));
    });
  });

  describe('special tokens', () => {
    it('are never chosen', { tell: 'A special token was covered, exchanged or asked for.', weight: 2 }, () =>
      agree(10, () => ({ special: 0.5, share: 0.5 + 0.5 * random() })),
    );
    it(
      'never come by chance',
      { tell: 'A word must be exchanged for an ordinary one: 6 to V − 1, each of them.' },
      async () => {
        await agree(5, () => ({ V: 7 + below(random, 6), share: 1, fate: () => 0.85 }));
        for (const w of [0, 1 - 2 ** -40]) {
          const V = 8 + below(random, 30);
          const word = 6 + below(random, V - 6);
          const call = [
            [[1, word]],
            [
              [
                [0, 0, 0],
                [0, 0.85, w],
              ],
            ],
            0.3,
            V,
          ];
          same(await learner('maskBatch', ...call), {
            tokens: [[1, w === 0 ? 6 : V - 1]],
            targets: [[word, -1]],
          });
        }
      },
    );
    it('place 0', { tell: 'The token at place 0 is never chosen: nothing stands before it.' }, () =>
      agree(4, () => ({ V: 20, share: 1, first: () => 6 + below(random, 14) })),
    );
    it('leaves its input', { tell: 'The rows or the chances have changed after the call.' }, async () => {
      const call = draw(kit, { share: 1 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit, kit.random() < 0.3 ? { first: () => below(kit.random, 7) } : {});
