'use strict';

const of = (text, expected, name, hint) => ({
  name,
  call: 'normaliseText',
  args: [text],
  expected,
  ...(hint === undefined ? {} : { hint }),
});

module.exports = {
  task: 'normalise-text',
  exports: ['normaliseText'],
  visible: [
    of('  two\t words  ', 'two words', 'spaces and tabs', 'Each run of white space becomes one space.'),
    of(
      'one\r\ntwo\rthree\n',
      'one\ntwo\nthree',
      'line ends of three kinds',
      'Turn \\r\\n first, then \\r alone.',
    ),
    of(
      'Ｐａｇｅ１ is the ﬁrst',
      'Page1 is the first',
      'wide letters and a ligature',
      "That is normalize('NFKC').",
    ),
    of(
      '春天到了，花开了！（图）',
      '春天到了，花开了！（图）',
      'Chinese punctuation stays',
      'Only the stretches between punctuation go through NFKC.',
    ),
    of('10² and ½', '10² and ½', 'powers and fractions stay', 'The class \\p{No} stays, too.'),
    of('\n a \n\n \n\nb', 'a\n\nb', 'at most one empty line', 'A line of spaces is empty, too.'),
  ],
};
