'use strict';

// The area 99 is nobody's, so these numbers are nobody's, too. The card is a published number for trials.
module.exports = {
  task: 'personal-data',
  exports: ['checkCharacter', 'passesLuhn', 'withoutPersonal'],
  visible: [
    {
      name: 'one digit alone: 7 · 1 leaves 7',
      call: 'checkCharacter',
      args: ['10000000000000000'],
      expected: '5',
    },
    {
      name: 'a sum that leaves 2: X',
      call: 'checkCharacter',
      args: ['00000000000000001'],
      expected: 'X',
      hint: 'Take CHECKS at the place of the remainder.',
    },
    {
      name: 'a card',
      call: 'passesLuhn',
      args: ['4111111111111111'],
      expected: true,
      hint: 'From the right: 1, 2·1, 1, 2·1, …, 1, 2·4.',
    },
    {
      name: 'three digits: 9 + (2·5 − 9) + 0',
      call: 'passesLuhn',
      args: ['059'],
      expected: true,
      hint: 'Count from the right: the last digit is never doubled, however many there are.',
    },
    {
      name: 'a card in groups, and an order number',
      call: 'withoutPersonal',
      args: ['卡号4111 1111 1111 1111，订单4111111111111112。'],
      expected: '卡号<card-number>，订单4111111111111112。',
    },
    {
      name: 'an identity number, and the same with another end',
      call: 'withoutPersonal',
      args: ['ID 99000020010101001x, not 990000200101010017'],
      expected: 'ID <identity-number>, not 990000200101010017',
      hint: 'Compare the 18th character, in upper case, with checkCharacter of the 17 before it.',
    },
    {
      name: 'a part of a longer number is none',
      call: 'withoutPersonal',
      args: ['No. 41111111111111110000, A4111111111111111'],
      expected: 'No. 41111111111111110000, A4111111111111111',
    },
  ],
};
