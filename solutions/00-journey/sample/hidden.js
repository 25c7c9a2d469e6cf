'use strict';

/** Where the piece of each token ends. */
function ends(logits, temperature) {
  const m = Math.max(...logits);
  const powers = logits.map((z) => Math.exp((z - m) / temperature));
  const total = powers.reduce((a, b) => a + b, 0);
  let sum = 0;
  return { probabilities: powers.map((p) => p / total), ends: powers.map((p) => (sum += p / total)) };
}

/** Numbers in [0, 1) that are not so near an end that rounding could decide. */
function uniforms(random, count, edges) {
  return Array.from({ length: count }, () => {
    for (;;) {
      const u = random();
      if (edges.every((edge) => Math.abs(edge - u) > 1e-7)) return u;
    }
  });
}

function scores(kit, spread = 1.5) {
  return kit.normal(2 + Math.floor(6 * kit.random())).map((z) => spread * z);
}

function draw(kit, { logits = scores(kit), temperature = 0.3 + 2 * kit.random(), count = 12 } = {}) {
  return ['sampleTokens', logits, temperature, uniforms(kit.random, count, ends(logits, temperature).ends)];
}

/** Some scores forbidden, never all of them. */
function forbid(random, logits) {
  const keep = Math.floor(random() * logits.length);
  return logits.map((z, token) => (token !== keep && random() < 0.5 ? -Infinity : z));
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same, expect, fits } = kit;
  const agrees = async (options) => {
    const call = draw(kit, options);
    same(await learner(...call), reference(...call));
  };

  describe('numbers choose tokens', () => {
    it(
      'at temperature 1',
      {
        tell: 'Some numbers choose another token: lay the probabilities end to end from token 0 on.',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 5; round++) await agrees({ temperature: 1 });
      },
    );
    it(
      'at other temperatures',
      { tell: 'At another temperature some numbers choose another token: softmax of z / T.', weight: 2 },
      async () => {
        for (let round = 0; round < 6; round++) await agrees();
      },
    );
    it(
      'at temperature 0',
      { tell: 'Temperature 0 takes the largest score, the first one of equals, whatever the numbers are.' },
      async () => {
        for (let round = 0; round < 4; round++) {
          const logits = scores(kit);
          const best = logits.indexOf(Math.max(...logits));
          logits.push(logits[best], logits[best] - 1);
          same(await learner('sampleTokens', logits, 0, [0, random(), 0.999]), [best, best, best]);
        }
      },
    );
    it('leaves its input', { tell: 'The logits or the numbers have changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
    it(
      'the whole distribution',
      { tell: 'Over thousands of numbers the tokens do not come as often as the softmax says.' },
      async () => {
        const logits = forbid(random, scores(kit));
        const temperature = 0.5 + random();
        const uniform = Array.from({ length: 4000 }, () => random());
        const counts = logits.map(() => 0);
        const came = await learner('sampleTokens', logits, temperature, uniform);
        expect(Array.isArray(came) && came.length === uniform.length);
        for (const token of came) {
          expect(Number.isInteger(token) && token >= 0 && token < logits.length);
          counts[token] += 1;
        }
        fits(counts, ends(logits, temperature).probabilities);
      },
    );
  });

  describe('edges', () => {
    it(
      'forbidden tokens',
      { tell: 'A token whose score is minus infinity must never come, also for the number 0.' },
      async () => {
        for (let round = 0; round < 4; round++) {
          const logits = [-Infinity, ...forbid(random, scores(kit))];
          const [name, , temperature, uniform] = draw(kit, { logits });
          const call = [name, logits, temperature, [0, ...uniform]];
          same(await learner(...call), reference(...call));
        }
      },
    );
    it(
      'the last token',
      { tell: 'Numbers just below 1 choose the last token that is not forbidden.' },
      async () => {
        for (let round = 0; round < 4; round++) {
          const logits = [...Array.from({ length: 40 }, () => random()), -Infinity];
          same(await learner('sampleTokens', logits, 1, [1 - 2 ** -53, 1 - 2 ** -52]), [39, 39]);
        }
      },
    );
    it(
      'large scores',
      { tell: 'Large scores, above or below zero, must choose as small ones do.' },
      async () => {
        for (const shift of [900, -900]) {
          await agrees({ logits: scores(kit).map((z) => z + shift * (1 + random())), temperature: 400 });
          const offset = shift * (1 + random());
          await agrees({ logits: scores(kit).map((z) => z + offset), temperature: 0.5 + random() });
        }
      },
    );
    it(
      'double precision',
      {
        tell: 'Scores that differ a little, at a low temperature, are told apart in plain numbers, not in float32.',
        weight: 4,
      },
      async () => {
        const logits = kit.normal(5).map((z) => 300 + 1e-4 * z);
        await agrees({ logits, temperature: 1e-4, count: 400 });
      },
    );
  });
};

module.exports.draw = (kit) => {
  const logits = kit.random() < 0.3 ? forbid(kit.random, scores(kit)) : scores(kit);
  const [name, , temperature, uniform] = draw(kit, { logits });
  return [name, logits, kit.random() < 0.15 ? 0 : temperature, [...uniform, 0, 1 - 2 ** -53]];
};
