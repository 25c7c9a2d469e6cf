'use strict';

const word = (tokens, count = 1) => ({ tokens: tokens.split(' '), count });
const lows = [word('l o w', 5), word('l o t', 2), word('n o w', 3)];

module.exports = {
  task: 'bpe-merge',
  exports: ['commonestPair', 'mergePair'],
  visible: [
    {
      name: 'o w comes 8 times, l o 7 times',
      call: 'commonestPair',
      args: [lows],
      expected: ['o', 'w'],
      hint: 'A pair in a word that stands 5 times in the text counts 5 times.',
    },
    {
      name: 'merges o w',
      call: 'mergePair',
      args: [lows, ['o', 'w']],
      expected: [word('l ow', 5), word('l o t', 2), word('n ow', 3)],
      unchangedArguments: true,
      hint: 'Build new lists of tokens; the count of a word stays.',
    },
    {
      name: 'of equals the smaller one',
      call: 'commonestPair',
      args: [[word('b c'), word('a d'), word('a b')]],
      expected: ['a', 'b'],
      hint: 'First the smaller left token (a), then the smaller right one (b).',
    },
    {
      name: 'tokens of several characters are pairs of their own',
      call: 'commonestPair',
      args: [[word('a bc'), word('ab c'), word('b c d', 1), word('ab c')]],
      expected: ['ab', 'c'],
      hint: 'a + bc and ab + c are the same text, but not the same pair.',
    },
    {
      name: 'each token takes part once',
      call: 'mergePair',
      args: [[word('a a a')], ['a', 'a']],
      expected: [word('aa a')],
      hint: 'After a merge go on behind both of its tokens.',
    },
    { name: 'no pair', call: 'commonestPair', args: [[word('春'), word('a', 9)]], expected: null },
  ],
};
