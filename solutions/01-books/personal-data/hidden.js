'use strict';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
const BEFORE = ['证号', '卡号：', 'number ', 'No. ', '（', ': ', '，', '\n', '"', '是', '#'];
const AFTER = ['。', '，请保存', ', thanks', '）', '\n', ' is mine', '"', '的人', '.', ';'];

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];
const digits = (random, count) => Array.from({ length: count }, () => below(random, 10)).join('');
const checkOf = (first) =>
  CHECKS[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(first[i]), 0) % 11];

function luhnDigit(first) {
  let sum = 0;
  [...first].reverse().forEach((digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return String((10 - (sum % 10)) % 10);
}

/** Nobody's number: there is no area 99. */
function identity(random, end) {
  for (;;) {
    const first = `99${digits(random, 4)}${1950 + below(random, 60)}${String(1 + below(random, 12)).padStart(2, '0')}15${digits(random, 3)}`;
    const check = checkOf(first);
    if (end === undefined || (check === 'X') === (end === 'X')) return first + check;
  }
}
const withLuhn = (random, count) => {
  const first = digits(random, count - 1);
  return first + luhnDigit(first);
};
const card = (random) => withLuhn(random, 16);
const otherEnd = (random, number) =>
  number.slice(0, -1) + (((Number(number.at(-1)) || 0) + 1 + below(random, 8)) % 10);
const grouped = (random, number) => {
  const sign = some(random, [' ', '-']);
  return number
    .match(/.{4}/g)
    .reduce((text, group) => text + (random() < 0.8 ? sign : some(random, [' ', '-'])) + group);
};

const REAL = [
  (random) => identity(random),
  (random) => identity(random, 'X'),
  (random) => identity(random, 'X').toLowerCase(),
  card,
  (random) => grouped(random, card(random)),
];
const WRONG_END = [
  (random) => otherEnd(random, identity(random, 'digit')),
  (random) => `${identity(random, 'digit').slice(0, 17)}X`,
  (random) => otherEnd(random, card(random)),
  (random) => grouped(random, otherEnd(random, card(random))),
];
const OTHER_SHAPE = [
  (random) => withLuhn(random, 15),
  (random) => withLuhn(random, 17),
  (random) => digits(random, 1) + identity(random),
  (random) => identity(random, 'digit') + digits(random, 1),
  (random) => `A${identity(random)}`,
  (random) => `${card(random)}b`,
  (random) => `x${grouped(random, card(random))}`,
  (random) => `${grouped(random, card(random))}0`,
  (random) => card(random).replace(/^(.{4})/, '$1 '),
  (random) => grouped(random, card(random)).replace(/[ -]/, '  '),
  (random) => digits(random, 11),
];

/** Some numbers of these kinds in a text; no two of them touch. */
const write = (random, kinds, count = 1 + below(random, 4)) =>
  Array.from(
    { length: count },
    () => some(random, BEFORE) + some(random, kinds)(random) + some(random, AFTER),
  ).join(some(random, ['也', ' and ', '\n']));

const drawLuhn = (random) => {
  const count = 2 + below(random, 18);
  return random() < 0.5 ? withLuhn(random, count) : digits(random, count);
};

const draw = ({ random }) => {
  const kind = random();
  if (kind < 0.25) return ['checkCharacter', digits(random, 17)];
  if (kind < 0.5) return ['passesLuhn', drawLuhn(random)];
  return ['withoutPersonal', write(random, [...REAL, ...WRONG_END, ...OTHER_SHAPE])];
};

module.exports = (kit) => {
  const { describe, it, learner, reference, random, same } = kit;
  const agrees = async (...call) => same(await learner(...call), reference(...call));
  const texts = async (kinds, rounds = 8) => {
    for (let round = 0; round < rounds; round++) await agrees('withoutPersonal', write(random, kinds));
  };

  describe('check digits', () => {
    it('identity', { tell: 'Some 17 digits get another check character.' }, async () => {
      for (let round = 0; round < 12; round++) await agrees('checkCharacter', digits(random, 17));
    });
    it(
      'Luhn',
      { tell: 'Some digits pass, or fail, Luhn’s test wrongly: count from the right.' },
      async () => {
        for (let round = 0; round < 16; round++) await agrees('passesLuhn', drawLuhn(random));
        for (const count of [15, 16]) await agrees('passesLuhn', withLuhn(random, count));
      },
    );
  });

  describe('texts', () => {
    it(
      'are cleaned',
      { tell: 'Some identity or card numbers are still there, or got another placeholder.', weight: 2 },
      async () => {
        await texts(REAL);
        for (const kind of REAL) await texts([kind], 1);
      },
    );
    it(
      'wrong ends',
      { tell: 'A number whose check digit is wrong belongs to nobody: it stays.', weight: 2 },
      async () => {
        await texts([...WRONG_END, ...REAL]);
        for (const kind of WRONG_END) await texts([kind], 1);
      },
    );
    it(
      'other shapes',
      {
        tell: 'Numbers of another shape, or within a longer one, or next to a Latin letter, stay.',
        weight: 2,
      },
      async () => {
        await texts([...OTHER_SHAPE, ...REAL]);
        for (const kind of OTHER_SHAPE) await texts([kind], 1);
      },
    );
    it('without numbers', { tell: 'A text without such numbers stays as it is.' }, async () => {
      const text = `${some(random, BEFORE)}春天 ${digits(random, 4)}-${digits(random, 4)}${some(random, AFTER)}`;
      same(await learner('withoutPersonal', text), text);
      same(await learner('withoutPersonal', ''), '');
    });
  });
};

module.exports.draw = draw;
