'use strict';

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];
const ATTRIBUTES = ['season', 'town', 'flower', 'trade', 'dish'];

/** Answers of one to three tokens. Some begin alike, some differ only in where a token ends when written down. */
function drawAnswers(random) {
  const [a, b] = [1 + below(random, 9), 1 + below(random, 9)];
  const answers = [[a], [a, b], [b, a], [a, b, a], [10 * a + b], [b], [a, 10 * b + a], [10 * a + b, a]];
  return answers.sort(() => random() - 0.5).slice(0, 2 + below(random, 4));
}

const tokensOf = (random, length) => Array.from({ length }, () => below(random, 99));

function drawBlank(random, attribute, answer) {
  const before = [1, ...tokensOf(random, below(random, 4))];
  const tokens = [...before, ...answer, ...tokensOf(random, below(random, 4))];
  return { attribute, tokens, from: before.length, to: before.length + answer.length };
}

function drawBlanks(
  random,
  { asked = 1 + below(random, 10), attributes = 1 + below(random, 3), least = 1 } = {},
) {
  const names = [...ATTRIBUTES].sort(() => random() - 0.5).slice(0, attributes);
  const long = (answer) => answer.length >= least;
  const pools = new Map(
    names.map((name) => [
      name,
      drawAnswers(random)
        .concat([[7, 8]])
        .filter(long),
    ]),
  );
  return Array.from({ length: asked }, () => {
    const attribute = some(random, names);
    const pool = pools.get(attribute);
    // Squared: the first ones of a pool are more frequent.
    return drawBlank(random, attribute, pool[Math.floor(pool.length * random() ** 2)]);
  });
}

const otherThan = (random, token) => (token + 1 + below(random, 97)) % 99;

/** Guesses for one row: right in the answer but for `misses` of its tokens; anything outside of it. */
function drawGuesses(random, { tokens, from, to }, misses) {
  const guesses = tokens.map((_, i) => (random() < 0.5 ? (tokens[i + 1] ?? 0) : below(random, 99)));
  for (let i = from; i < to; i++) guesses[i - 1] = tokens[i];
  const places = Array.from({ length: to - from }, (_, i) => from + i).sort(() => random() - 0.5);
  for (const i of places.slice(0, misses)) guesses[i - 1] = otherThan(random, tokens[i]);
  return guesses;
}

const anyMisses = (random, { from, to }) => (random() < 0.5 ? 0 : 1 + below(random, to - from));

function draw({ random }, options = {}, misses = anyMisses) {
  const blanks = drawBlanks(random, options);
  return ['clozeScore', blanks, blanks.map((blank) => drawGuesses(random, blank, misses(random, blank)))];
}

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, close, same } = kit;
  /** One of the four numbers, so that a check is about one idea. */
  const number = async (name, call) => close((await learner(...call))?.[name], reference(...call)[name]);

  describe('right answers', () => {
    it(
      'shifted by one',
      { tell: 'The guess for a token stands one place before it.', weight: 2 },
      async () => {
        // Right in all of the answer or in nothing: whether half of it counts is asked below.
        const wholly = (r, { from, to }) => (r() < 0.5 ? 0 : to - from);
        for (let round = 0; round < 4; round++) {
          await number('right', draw(kit, { asked: 12 }, wholly));
          const blank = drawBlank(random, 'town', [11, 12, 13]);
          await number('right', ['clozeScore', [blank], [blank.tokens]]);
        }
      },
    );
    it(
      'every token of them',
      {
        tell: 'An answer is wrong when one token is missed, the first, a middle or the last one, or when two change places.',
        weight: 3,
      },
      async () => {
        for (let round = 0; round < 6; round++)
          await number(
            'right',
            draw(kit, { asked: 8, least: 2 }, (r) => below(r, 2)),
          );
        const blank = drawBlank(random, 'town', [11, 12, 13]);
        for (let i = blank.from; i < blank.to; i++) {
          const guesses = drawGuesses(random, blank, 0);
          guesses[i - 1] = otherThan(random, blank.tokens[i]);
          await number('right', ['clozeScore', [blank], [guesses]]);
        }
        const swapped = {
          ...blank,
          tokens: blank.tokens.map((token) => ({ 11: 12, 12: 13, 13: 11 })[token] ?? token),
        };
        await number('right', ['clozeScore', [blank], [drawGuesses(random, swapped, 0)]]);
      },
    );
    it(
      'and nothing else',
      { tell: 'What is guessed outside of the answer does not matter, wrong or right.' },
      async () => {
        const blanks = drawBlanks(random, { asked: 6 });
        const only = blanks.map(({ tokens, from, to }) =>
          tokens.map((_, i) =>
            i + 1 >= from && i + 1 < to ? tokens[i + 1] : otherThan(random, tokens[i + 1] ?? 0),
          ),
        );
        await number('right', ['clozeScore', blanks, only]);
        const around = blanks.map(({ tokens, from, to }) =>
          tokens.map((_, i) =>
            i + 1 >= from && i + 1 < to ? otherThan(random, tokens[i + 1]) : (tokens[i + 1] ?? 0),
          ),
        );
        await number('right', ['clozeScore', blanks, around]);
      },
    );
    it('in percent', { tell: 'The share of right answers is in percent, not rounded.' }, async () => {
      for (let round = 0; round < 8; round++)
        await number('percent', draw(kit, { asked: some(random, [3, 6, 7, 9, 11]) }));
    });
  });

  describe('without knowing a fact', () => {
    it(
      'one attribute',
      { tell: 'With one attribute the baseline is another: the percent of its most frequent answer.' },
      async () => {
        for (let round = 0; round < 6; round++) await number('baseline', draw(kit, { attributes: 1 }));
      },
    );
    it(
      'several attributes',
      {
        tell: 'With several attributes the baseline is another: for each its own most frequent answer, of all clozes.',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 8; round++)
          await number(
            'baseline',
            draw(kit, { attributes: 2 + below(random, 3), asked: 6 + below(random, 12) }),
          );
      },
    );
    it(
      'the same answer',
      { tell: 'Two answers are the same only if they have the same tokens, as many, and in the same order.' },
      async () => {
        const [a, b] = [1 + below(random, 4), 5 + below(random, 4)];
        const pairs = [
          [[a], [a, b]],
          [[b], [a, b]],
          [
            [a, b],
            [b, a],
          ],
          [
            [a, 10 * b + a],
            [10 * a + b, a],
          ],
          [[10 * a + b], [a, b]],
          [
            [a, a, b],
            [a, b, b],
          ],
        ];
        for (const answers of pairs) {
          const blanks = answers.map((answer) => drawBlank(random, 'town', answer));
          await number('baseline', ['clozeScore', blanks, blanks.map((one) => drawGuesses(random, one, 0))]);
        }
      },
    );
    it(
      'whatever was guessed',
      { tell: 'The baseline is about the answers: it must not change with the guesses.' },
      async () => {
        const [name, blanks] = draw(kit, { asked: 9 });
        for (const misses of [() => 0, (r, { from, to }) => to - from]) {
          const guesses = blanks.map((one) => drawGuesses(random, one, misses(random, one)));
          await number('baseline', [name, blanks, guesses]);
        }
      },
    );
  });

  describe('all of it', () => {
    it('any clozes', { tell: 'Some score as a whole comes out otherwise.' }, async () => {
      for (let round = 0; round < 4; round++) {
        const call = draw(kit);
        close(await learner(...call), reference(...call));
      }
    });
    it('nothing asked', { tell: 'Where nothing is asked, all four numbers are 0.' }, async () => {
      close(await learner('clozeScore', [], []), { asked: 0, right: 0, percent: 0, baseline: 0 });
    });
    it('leaves its input', { tell: 'Clozes or guesses have changed after the call.' }, async () => {
      const call = draw(kit);
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

module.exports.draw = (kit) => draw(kit, { asked: below(kit.random, 9) });
