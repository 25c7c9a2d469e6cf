'use strict';

module.exports = {
  task: 'shingle-jaccard',
  exports: ['shingles', 'jaccard'],
  visible: [
    {
      name: 'six words have two shingles',
      call: 'shingles',
      args: ['We read. We READ a book', 'en'],
      expected: new Set(['we read we read a', 'read we read a book']),
      hint: 'Words 0 to 4, then words 1 to 5: each shingle begins one word later.',
    },
    {
      name: 'Chinese: single characters, without punctuation and spaces',
      call: 'shingles',
      args: ['春天，我们 赏樱。', 'zh'],
      expected: new Set(['春天我们赏', '天我们赏樱']),
      hint: 'Without a + behind it, [\\p{L}\\p{N}] is one character; the flag u makes rare characters one piece, too.',
    },
    {
      name: 'fewer than five units are one shingle',
      call: 'shingles',
      args: ['Hello, world', 'en'],
      expected: new Set(['hello world']),
    },
    { name: 'no unit, no shingle', call: 'shingles', args: [' … ', 'en'], expected: new Set() },
    {
      name: 'two of four are shared',
      call: 'jaccard',
      args: [new Set(['a', 'b', 'c']), new Set(['b', 'c', 'd'])],
      expected: 0.5,
      hint: 'All together are a, b, c, d: what is shared counts once.',
    },
    { name: 'two empty sets', call: 'jaccard', args: [new Set(), new Set()], expected: 0 },
  ],
};
