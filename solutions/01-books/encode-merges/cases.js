'use strict';

module.exports = {
  task: 'encode-merges',
  exports: ['encodeWord'],
  visible: [
    {
      name: 'lower',
      call: 'encodeWord',
      args: [
        'lower',
        [
          ['l', 'o'],
          ['e', 'r'],
          ['lo', 'w'],
        ],
      ],
      expected: ['low', 'er'],
    },
    {
      name: 'the smaller rank wins over the place',
      call: 'encodeWord',
      args: [
        'abc',
        [
          ['b', 'c'],
          ['a', 'b'],
        ],
      ],
      expected: ['a', 'bc'],
      hint: 'Both pairs are merges. (b, c) has rank 0, so it comes first, and (a, b) is gone.',
    },
    {
      name: 'the same pair, from the left',
      call: 'encodeWord',
      args: ['aaaaa', [['a', 'a']]],
      expected: ['aa', 'aa', 'a'],
      hint: 'Go on until no merge is left; of equal ranks the one furthest to the left is next.',
    },
    {
      name: 'nothing to merge, and a rare character',
      call: 'encodeWord',
      args: ['𠮷野家', [['家', '野']]],
      expected: ['𠮷', '野', '家'],
      hint: '[...word] gives characters; word.split("") cuts rare ones in half.',
    },
    { name: 'an empty word', call: 'encodeWord', args: ['', [['a', 'b']]], expected: [] },
  ],
};
