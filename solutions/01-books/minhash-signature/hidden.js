'use strict';

const P = 67_108_859;
const below = (random, limit) => Math.floor(limit * random());
const list = (random, count, limit = P) => Array.from({ length: count }, () => below(random, limit));
const functions = (random, count, limit = P) =>
  Array.from({ length: count }, () => [1 + below(random, limit - 1), below(random, limit)]);

const drawSignature = (random, { shingles = 1 + below(random, 12), limit = P } = {}) => [
  'signature',
  list(random, shingles, limit),
  functions(random, 1 + below(random, 8), limit),
];

/** Two signatures; the numbers of the second also stand at other places of the first. */
function drawAgreement(random, count = 1 + below(random, 12)) {
  const one = list(random, count, 4 + below(random, 9));
  const share = random();
  return ['agreement', one, one.map((least) => (random() < share ? least : below(random, 12)))];
}

module.exports = ({ describe, it, learner, learnerWithArguments, reference, random, same, close }) => {
  const agrees = async (...call) => close(await learner(...call), reference(...call));

  describe('signature', () => {
    it('small numbers', { tell: 'Some pages with small numbers have another signature.' }, async () => {
      for (let round = 0; round < 5; round++) await agrees(...drawSignature(random, { limit: 1000 }));
    });
    it(
      'large numbers',
      {
        tell: 'With numbers of any size below P the signature is another: is the remainder exact?',
        weight: 2,
      },
      async () => {
        for (let round = 0; round < 6; round++) await agrees(...drawSignature(random));
      },
    );
    it(
      'the order and the number of shingles',
      {
        tell: 'A page of one shingle, of equal ones, or in another order must have the signature of its set.',
      },
      async () => {
        const [name, x, pairs] = drawSignature(random);
        const expected = reference(name, x, pairs);
        same(await learner(name, [...x, ...x].reverse(), pairs), expected);
        await agrees(...drawSignature(random, { shingles: 1 }));
      },
    );
    it('none', { tell: 'A page without shingles has P at every place.' }, async () => {
      const pairs = functions(random, 1 + below(random, 9));
      same(
        await learner('signature', [], pairs),
        pairs.map(() => P),
      );
    });
    it('leaves its input', { tell: 'Shingles or functions have changed after the call.' }, async () => {
      const call = drawSignature(random, { shingles: 9 });
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });

  describe('agreement', () => {
    it(
      'any two',
      { tell: 'Some signatures agree in another share of their places.', weight: 2 },
      async () => {
        for (let round = 0; round < 8; round++) await agrees(...drawAgreement(random));
      },
    );
    it('all and none', { tell: 'Equal signatures agree in all places, others may in none.' }, async () => {
      const one = list(random, 5, 100);
      same(await learner('agreement', one, [...one]), 1);
      same(await learner('agreement', one, [...one.map((least) => least + 100)]), 0);
      const two = [5, 6 + below(random, 9)];
      same(await learner('agreement', two, [...two].reverse()), 0);
    });
  });
};

module.exports.draw = ({ random }) =>
  random() < 0.7
    ? drawSignature(random, { shingles: below(random, 10), limit: random() < 0.5 ? P : 50 })
    : drawAgreement(random);
