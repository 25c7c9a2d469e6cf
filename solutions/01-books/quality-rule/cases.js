'use strict';

const of = (name, page, language, ended, meanLength, keep, hint) => ({
  name,
  call: 'quality',
  args: [page, language],
  expected: { ended, meanLength, keep },
  ...(hint === undefined ? {} : { hint }),
});

module.exports = {
  task: 'quality-rule',
  exports: ['quality'],
  visible: [
    of('a menu item and a sentence', 'Home\nWe read a book here.', 'en', 0.5, 3, false),
    of(
      'prose',
      'We read a book.\n\nThen we walked home again!',
      'en',
      1,
      4.5,
      true,
      'The empty line does not count.',
    ),
    of(
      'Chinese prose',
      '春天到了，樱花开了。\n我们去赏樱！',
      'zh',
      1,
      6.5,
      true,
      'In Chinese count single letters and digits: 8 and 5.',
    ),
    of('a Chinese menu', '首页\n新闻\n联系我们', 'zh', 0, 8 / 3, false),
    of(
      'a full stop within quotation marks',
      'She said: “We read a book.” \n他说：「樱花开了。」',
      'en',
      1,
      4,
      true,
      'Go back from the end of the line, past white space and closing signs, to the first other character.',
    ),
    of(
      'no lines',
      '\n---\n \n',
      'en',
      0,
      0,
      false,
      'A line of signs alone is no line, and 0 / 0 is no number.',
    ),
  ],
};
