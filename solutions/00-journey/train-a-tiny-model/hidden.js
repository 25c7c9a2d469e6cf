'use strict';

const { journey, knownNames } = require('kernel-lib/dist/world/journey.js');
const { Vocabulary } = require('kernel-lib/dist/text/vocabulary.js');
const { randomInt, shuffle } = require('kernel-lib/dist/random.js');

/** Calibration: see docs/grading/writing-exercises.md. */
const STEPS = 4000;
const LOSS_LIMIT = 1.75;
const BELOW_PAIRS = 0.2;
const PART_OF_A_TABLE = 0.1;

/** Sentences as token rows: those of the collected pages to learn from, the others to be asked. Numbers are shuffled. */
function drawWorld(random) {
  const world = journey(randomInt(random, 2 ** 32), 500);
  const chinese = world.sentences.filter(({ language }) => language === 'zh').map(({ text }) => text);
  const all = shuffle(random, [...new Set(chinese)]);
  const vocabulary = Vocabulary.of(all, knownNames());
  const V = vocabulary.size;
  const numbers = [
    0,
    ...shuffle(
      random,
      Array.from({ length: V - 1 }, (_, i) => i + 1),
    ),
  ];
  const row = (text) => vocabulary.encode(`[BOS]${text}[EOS]`).map((id) => numbers[id]);
  const collected = new Set(world.pages.filter(({ kind }) => kind === 'good').map(({ text }) => text));
  return {
    V,
    rows: all.filter((text) => collected.has(text)).map(row),
    unseen: all.filter((text) => !collected.has(text)).map(row),
  };
}

/** The trusted forward pass: the mean loss of `rows` in nats. */
function lossOf(weights, rows) {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    for (let i = 0; i + 1 < row.length; i++) {
      const opinions = weights.map((table, k) => table[row[i - k] ?? 0]);
      const scores = opinions[0].map((z, j) => z + opinions[1][j] + opinions[2][j]);
      const m = Math.max(...scores);
      sum += m + Math.log(scores.reduce((total, z) => total + Math.exp(z - m), 0)) - scores[row[i + 1]];
      count += 1;
    }
  }
  return sum / count;
}

/** The loss of counting pairs, each count begun at a little more than nothing. */
function lossOfPairs(rows, unseen, V, start = 0.1) {
  const pairs = Array.from({ length: V }, () => new Array(V).fill(start));
  for (const row of rows) for (let i = 0; i + 1 < row.length; i++) pairs[row[i]][row[i + 1]] += 1;
  const losses = unseen.flatMap((row) =>
    row.slice(1).map((next, i) => {
      const counts = pairs[row[i]];
      return -Math.log(counts[next] / counts.reduce((a, b) => a + b, 0));
    }),
  );
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

const isWeights = (value, V) =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every(
    (table) =>
      Array.isArray(table) &&
      table.length === V &&
      table.every((row) => Array.isArray(row) && row.length === V && row.every(Number.isFinite)),
  );

const zeros = (V) => Array.from({ length: V }, () => new Array(V).fill(0));

module.exports = ({ describe, it, learner, learnerWithArguments, random, same, expect }) => {
  describe('small worlds', { seconds: 10 }, () => {
    const V = 12;
    const draw = () =>
      Array.from({ length: 5 }, () =>
        Array.from({ length: 3 + randomInt(random, 4) }, () => 1 + randomInt(random, V - 1)),
      );

    it('begins at 0', { tell: 'After 0 steps every weight is 0.', weight: 0.25 }, async () => {
      same(await learner('trainTiny', draw(), V, 0), [zeros(V), zeros(V), zeros(V)]);
    });
    it(
      'moves at every step',
      { tell: 'The very first step must move the weights already.', weight: 0.5 },
      async () => {
        const weights = await learner('trainTiny', draw(), V, 1);
        expect(isWeights(weights, V));
        expect(weights.flat(2).some((w) => w !== 0));
      },
    );
    it(
      'moves what was asked, and nothing else',
      {
        tell: 'Nothing is asked before the first token or after the last; every score that was asked gets its step, also that of a word which never comes.',
      },
      async () => {
        const [first, last] = [V - 2, V - 1]; // Begin and end, as [BOS] and [EOS] do; the others stand between.
        const rows = Array.from({ length: 4 }, () => [
          first,
          ...Array.from({ length: 2 + randomInt(random, 3) }, () => 1 + randomInt(random, V - 3)),
          last,
        ]);
        const weights = await learner('trainTiny', rows, V, 40);
        expect(isWeights(weights, V));
        const [one, two, three] = weights;
        expect(
          [one[0], one[last]].every((row) => row.every((w) => w === 0)),
          'asked before the first or after the last token',
        );
        expect(
          [two[0], three[0]].every((row) => row.some((w) => w !== 0)),
          'no step for what stands before the sentence',
        );
        expect(
          [0, first].every((j) => one[first][j] < 0),
          'no step for a word that never comes',
        );
      },
    );
    it('leaves its input', { tell: 'The sentences have changed after the call.', weight: 0.25 }, async () => {
      const rows = draw();
      same((await learnerWithArguments('trainTiny', rows, V, 20)).args, [rows, V, 20]);
    });
    it(
      'goes on learning',
      { tell: 'With more steps than sentences the loss must go on falling.' },
      async () => {
        const rows = draw();
        const losses = [];
        for (const steps of [5, 50, 1000]) {
          const weights = await learner('trainTiny', rows, V, steps);
          expect(isWeights(weights, V));
          losses.push(lossOf(weights, rows));
        }
        expect(
          losses[0] < Math.log(V) && losses[1] < losses[0] && losses[2] < losses[1],
          `losses ${losses.join(', ')}`,
        );
      },
    );
    it(
      'learns every sentence',
      { tell: 'Some sentence of a small world is hardly learnt: take all of them in turn.' },
      async () => {
        const rows = draw();
        const weights = await learner('trainTiny', rows, V, 1000);
        expect(isWeights(weights, V));
        const blank = lossOf([zeros(V), zeros(V), zeros(V)], rows);
        for (const row of rows)
          expect(lossOf(weights, [row]) < 0.5 * blank, `a loss of ${lossOf(weights, [row])}`);
      },
    );
  });

  describe('a world of its own', { seconds: 20 }, () => {
    let running;
    const trained = () =>
      (running ??= (async () => {
        const world = drawWorld(random);
        const weights = await learner('trainTiny', world.rows, world.V, STEPS);
        const fits = isWeights(weights, world.V);
        return { ...world, fits, weights, loss: fits ? lossOf(weights, world.unseen) : Infinity };
      })());

    const tellLoss = `The weights must be three tables [V, V] of plain numbers, with a loss below ${LOSS_LIMIT} nats on sentences that the loop never saw.`;
    it('knows sentences that it never saw', { tell: tellLoss, weight: 3 }, async () => {
      const { fits, loss } = await trained();
      expect(fits, 'three tables [V, V] of finite numbers');
      expect(loss < LOSS_LIMIT, `a loss of ${loss}`);
    });
    it(
      'beats counting pairs',
      { tell: 'The model must do clearly better than counting pairs: it sees three tokens.' },
      async () => {
        const { rows, unseen, V, loss } = await trained();
        const pairs = lossOfPairs(rows, unseen, V);
        expect(loss < pairs - BELOW_PAIRS, `a loss of ${loss}, pairs ${pairs}`);
      },
    );
    it(
      'each table has its part',
      { tell: 'One of the three tables could be left out without harm: did it get its steps?' },
      async () => {
        const { fits, weights, unseen, V, loss } = await trained();
        expect(fits);
        for (const k of [0, 1, 2]) {
          const without = lossOf(
            weights.map((table, i) => (i === k ? zeros(V) : table)),
            unseen,
          );
          expect(without - loss > PART_OF_A_TABLE, `without table ${k}: ${without}, with it ${loss}`);
        }
      },
    );
  });
};

/** Two steps on three short sentences. */
module.exports.draw = ({ random }) => {
  const V = 4 + randomInt(random, 3);
  const rows = Array.from({ length: 3 }, () =>
    Array.from({ length: 2 + randomInt(random, 3) }, () => 1 + randomInt(random, V - 1)),
  );
  return ['trainTiny', rows, V, randomInt(random, 5)];
};
/** What the calibration needs. */
Object.assign(module.exports, {
  calibration: { drawWorld, lossOf, lossOfPairs, zeros, STEPS, LOSS_LIMIT, BELOW_PAIRS, PART_OF_A_TABLE },
});
