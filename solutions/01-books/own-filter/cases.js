'use strict';

const page = (text, isAdvertisement) => ({ text, isAdvertisement });
const examples = [
  page('Huge discount on lamps! Buy them now, coupon inside.', true),
  page('Discount week: buy chairs, get a coupon.', true),
  page('The old bridge crosses the river. Ducks swim below it.', false),
  page('In autumn the river is low, and one sees the old stones.', false),
  page('清仓大甩卖！雨伞特价，欲购从速。', true),
  page('特价水杯，欢迎抢购，清仓价！', true),
  page('老桥横跨小河，河里有鸭子。', false),
  page('秋天河水浅，能看见石头。', false),
];

module.exports = {
  task: 'own-filter',
  exports: ['findAdvertisements'],
  visible: [
    {
      name: 'pages that are among the examples',
      call: 'findAdvertisements',
      args: [examples, examples.map(({ text }) => text)],
      expected: examples.map(({ isAdvertisement }) => isAdvertisement),
      unchangedArguments: true,
    },
    {
      name: 'other products, the same words',
      call: 'findAdvertisements',
      args: [examples, ['Buy shoes now: discount and coupon!', 'Old stones lie in the river.']],
      expected: [true, false],
      hint: 'Which words stand mostly in advertisements, which mostly in honest pages?',
    },
    {
      name: 'Chinese',
      call: 'findAdvertisements',
      args: [examples, ['石头在河里。', '鞋子清仓，特价抢购！']],
      expected: [false, true],
      hint: 'There are no spaces between words: count single characters, or pairs of them.',
    },
    { name: 'no pages', call: 'findAdvertisements', args: [examples, []], expected: [] },
  ],
};
