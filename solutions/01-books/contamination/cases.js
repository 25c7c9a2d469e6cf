'use strict';

const of = (name, documents, items, language, expected, hint) => ({
  name,
  call: 'contaminated',
  args: [documents, items, language],
  expected,
  ...(hint === undefined ? {} : { hint }),
});
const item = 'Where does the moon rise';

module.exports = {
  task: 'contamination',
  exports: ['contaminated'],
  visible: [
    of('word for word', ['Tell me: where does the moon rise?', 'Nothing.'], [item], 'en', [0]),
    of(
      'one word differs',
      ['Nothing.', 'He said: “Where does the SUN rise?”'],
      [item],
      'en',
      [1],
      'Lay the item onto the document at each place and count the units that differ.',
    ),
    of('two words differ', ['Where did the sun rise?'], [item], 'en', []),
    of(
      'a short item must agree in all of its units',
      ['Who is she?', 'Where is she now?', 'It is wherever: is she there?'],
      ['Where is she?'],
      'en',
      [1],
      'Compare whole units: wherever is not where.',
    ),
    of(
      'Chinese, by characters',
      ['他问：月亮从哪 里升起？', '太阳从哪里升起', '太阳从哪里落下'],
      ['月亮从哪里升起？', '太阴从哪里升起'],
      'zh',
      [0, 1],
    ),
    of('an item without units is in no document', ['Anything', ''], ['…'], 'en', []),
  ],
};
