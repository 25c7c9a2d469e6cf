'use strict';

const size = (random, most) => 1 + Math.floor(most * random());
const place = (random, most = 600) => Math.floor(most * random());
/** From 10 on: a base of 1 would turn all pairs alike. */
const drawBase = (random) => Math.round(10 ** (1 + 4 * random()));

function draw({ random, normal }, { d = 2 * size(random, 5), position = place(random) } = {}) {
  return ['rotate', normal(d), position, drawBase(random)];
}
function drawScore({ random, normal }, distance = place(random) - place(random)) {
  const d = 2 * size(random, 5);
  return ['relativeScore', normal(d), normal(d), distance, drawBase(random)];
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, normal, close, same, expect } = kit;
  const agrees = async (call) => close(await learner(...call), reference(...call));
  /** The learner's own rotation, as a list of as many finite numbers. */
  const turned = async (x, ...rest) => {
    const y = await learner('rotate', x, ...rest);
    expect(Array.isArray(y) && y.length === x.length && y.every(Number.isFinite), 'no vector');
    return y;
  };

  describe('one vector', () => {
    it('one pair', { tell: 'A vector of width 2 is turned by its position, as an angle.' }, async () => {
      for (let round = 0; round < 4; round++) await agrees(draw(kit, { d: 2 }));
    });
    it(
      'any width',
      {
        tell: 'Wider vectors are turned otherwise: number i belongs with number i + d/2, and θ_i = p · base^(−2i/d).',
        weight: 3,
      },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(draw(kit, { d: 2 + 2 * size(random, 5) }));
      },
    );
    it('the usual base', { tell: 'Without a third argument the base is 10,000.' }, async () => {
      const d = 4 + 2 * size(random, 3);
      await agrees(['rotate', normal(d), 100 + place(random)]);
    });
    it('below 0', { tell: 'A position below 0 turns the other way.' }, async () => {
      await agrees(draw(kit, { position: -size(random, 300) }));
    });
    it('keeps the length', { tell: 'A vector that is turned keeps its length.' }, async () => {
      const [, x, ...rest] = draw(kit);
      const y = await turned(x, ...rest);
      close(dot(y, y), dot(x, x));
    });
    it('leaves its input', { tell: 'The vector has changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('the distance alone', () => {
    it(
      'of turned vectors',
      { tell: 'Moving query and key by the same number of places must not change their product.', weight: 2 },
      async () => {
        for (let round = 0; round < 3; round++) {
          const [, q, m, base] = draw(kit, { d: 2 + 2 * size(random, 4) });
          const [k, n, shift] = [normal(q.length), place(random), size(random, 300)];
          const here = dot(await turned(q, m, base), await turned(k, n, base));
          const there = dot(await turned(q, m + shift, base), await turned(k, n + shift, base));
          close(there, here);
          close(here, dot(reference('rotate', q, m, base), reference('rotate', k, n, base)));
        }
      },
    );
    it(
      'the score from it',
      {
        tell: 'Some scores from a distance are not the product of the turned query and key (m − n, not n − m).',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 6; round++) {
          const [m, n] = [place(random), place(random)];
          const [name, q, k, distance, base] = drawScore(kit, m - n);
          const expected = dot(reference('rotate', q, m, base), reference('rotate', k, n, base));
          close(await learner(name, q, k, distance, base), expected);
        }
      },
    );
    it(
      'before and behind',
      { tell: 'A key behind the query has another score than one before it.' },
      async () => {
        const distance = size(random, 50);
        await agrees(drawScore(kit, distance));
        await agrees(drawScore(kit, -distance));
        const [name, q, k] = drawScore(kit);
        await agrees([name, q, k, 100 + place(random)]);
      },
    );
    it('leaves its input', { tell: 'The query or the key has changed after the call.' }, async () => {
      const call = drawScore(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => (kit.random() < 0.6 ? draw(kit) : drawScore(kit));
