'use strict';

const example = ['the', 'spring', 'is', 'warm'];

module.exports = {
  task: 'mask-sentence',
  exports: ['maskSentence'],
  visible: [
    {
      name: 'hides one word',
      call: 'maskSentence',
      args: [example, [1]],
      expected: { input: ['the', '[MASK]', 'is', 'warm'], targets: ['', 'spring', '', ''] },
    },
    {
      name: 'hides several words, in any order of positions',
      call: 'maskSentence',
      args: [
        ['春', '天', '到', '了'],
        [3, 0],
      ],
      expected: { input: ['[MASK]', '天', '到', '[MASK]'], targets: ['春', '', '', '了'] },
    },
    {
      name: 'hides nothing where no position is given',
      call: 'maskSentence',
      args: [example, []],
      expected: { input: example, targets: ['', '', '', ''] },
    },
    {
      name: 'never hides a special token',
      call: 'maskSentence',
      args: [
        ['[BOS]', '樱花', '开', '了', '[EOS]'],
        [0, 1, 4],
      ],
      expected: { input: ['[BOS]', '[MASK]', '开', '了', '[EOS]'], targets: ['', '樱花', '', '', ''] },
      hint: 'A special token begins with "[" and ends with "]": it stays in the input and has no target.',
    },
    {
      name: 'uses the mask that it is given',
      call: 'maskSentence',
      args: [['a', 'b'], [0], '___'],
      expected: { input: ['___', 'b'], targets: ['a', ''] },
      hint: 'The third argument is the token to put in: "[MASK]" is only its default.',
    },
    {
      name: 'leaves its arguments as they are',
      call: 'maskSentence',
      args: [['the', 'snow', 'is', 'white'], [3]],
      expected: { input: ['the', 'snow', 'is', '[MASK]'], targets: ['', '', '', 'white'] },
      unchangedArguments: true,
      hint: 'Build a new list instead of writing into `tokens`: the caller still needs the whole sentence.',
    },
  ],
};
