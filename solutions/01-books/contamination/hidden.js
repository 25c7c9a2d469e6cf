'use strict';

const ENGLISH = 'where does the moon rise who lives in a house by river 12 cat category art part'.split(' ');
const CHINESE = [...'月亮从哪里升起谁住在河边的房子猫', '𠮷', '3', 'g'];
const MARKS = {
  en: [' ', ' ', ' ', ', ', '. ', ' “', '? ', '\n', ' - '],
  zh: ['', '', '', '，', '。', ' ', '《', '\n'],
};

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];

module.exports = (kit) => {
  const { describe, it, learner, learnerWithArguments, reference, random, same } = kit;
  const agrees = async (...call) => same(await learner(...call), reference(...call));
  const { write, units, edited, around, drawCall } = tools(random);

  for (const [language, spoken] of [
    ['en', 'English'],
    ['zh', 'Chinese'],
  ]) {
    describe(spoken, () => {
      const planted = async (edits, least, most) => {
        for (let round = 0; round < 6; round++) {
          const items = [0, 1, 2].map(() => units(language, least + below(random, most - least + 1)));
          const documents = items.flatMap((item) => [
            around(language, edited(language, item, edits())),
            units(language, 12),
          ]);
          await agrees(
            'contaminated',
            documents.map((words) => write(language, words)),
            items.map((words) => write(language, words)),
            language,
          );
        }
      };
      it(
        'verbatim',
        { tell: `Some ${spoken} items that stand word for word, with other capitals or signs, are missed.` },
        () => planted(() => 0, 1, 12),
      );
      it(
        'one unit changed',
        { tell: `Long ${spoken} items with one unit changed are missed.`, weight: 2 },
        () => planted(() => 1, 5, 12),
      );
      it(
        'two units changed',
        { tell: `${spoken} items with two units changed are found, and should not be.` },
        () => planted(() => 2, 5, 14),
      );
      it(
        'short items',
        {
          tell: `${spoken} items of fewer than five units must agree in all of them; of five, in all but one.`,
        },
        () => planted(() => below(random, 2), 1, 5),
      );
      it('anything', { tell: `Among many ${spoken} documents others are found.`, weight: 2 }, async () => {
        for (let round = 0; round < 8; round++) await agrees(...drawCall(language));
      });
    });
  }

  describe('edges', () => {
    it(
      'at the ends of a document',
      { tell: 'An item at the very beginning or end of a document is found; half an item is not.' },
      async () => {
        for (const language of ['en', 'zh']) {
          const item = units(language, 6);
          const [before, after] = [units(language, 4), units(language, 4)];
          const documents = [
            item,
            [...before, ...item],
            [...item, ...after],
            item.slice(1),
            item.slice(0, -1),
          ];
          await agrees(
            'contaminated',
            [...documents, [...before, ...item.slice(0, 5)], [...item.slice(1), ...after]].map((words) =>
              write(language, words),
            ),
            [write(language, item)],
            language,
          );
        }
      },
    );
    it('whole words', { tell: 'A word within a longer word is another word.' }, async () => {
      const item = units('en', 2 + below(random, 2));
      const longer = [
        [`${some(random, ['p', 'un'])}${item[0]}`, ...item.slice(1)],
        [...item.slice(0, -1), `${item.at(-1)}${some(random, ['s', 'er', '7'])}`],
      ];
      const documents = [...longer, item].map((words) => write('en', [...words, 'a']));
      await agrees('contaminated', documents, [write('en', item)], 'en');
    });
    it('rare characters', { tell: 'A rare character whose length is 2 is one unit.' }, async () => {
      const item = units('zh', 4).map((one) => (one === '𠮷' ? '猫' : one));
      item.splice(below(random, 5), 0, '𠮷');
      const documents = [item, item.map((one) => (one === '𠮷' ? '冬' : one)), edited('zh', item, 2)];
      const texts = documents.map((words) => write('zh', words));
      await agrees('contaminated', texts, [write('zh', item)], 'zh');
    });
    it(
      'nothing',
      { tell: 'Without items, without documents or without units nothing is found.' },
      async () => {
        same(await learner('contaminated', [write('en', units('en', 5))], [], 'en'), []);
        same(await learner('contaminated', [], [write('zh', units('zh', 5))], 'zh'), []);
        same(await learner('contaminated', ['', '。', write('zh', units('zh', 3))], ['', '…'], 'zh'), []);
      },
    );
    it('leaves its input', { tell: 'Documents or items have changed after the call.' }, async () => {
      const call = drawCall('en');
      same((await learnerWithArguments(...call)).args, call.slice(1));
    });
  });
};

function tools(random) {
  const wordsOf = (language) => (language === 'zh' ? CHINESE : ENGLISH);
  const units = (language, count) => Array.from({ length: count }, () => some(random, wordsOf(language)));
  /** As a text, with capitals and signs by chance. */
  const write = (language, list) =>
    (random() < 0.2 ? some(random, ['“', '- ', '（']) : '') +
    list.map((unit) => (random() < 0.2 ? unit.toUpperCase() : unit) + some(random, MARKS[language])).join('');
  /** Another unit at so many places. */
  const edited = (language, list, edits) => {
    const copy = [...list];
    const places = list.map((_, i) => i).sort(() => random() - 0.5);
    for (const place of places.slice(0, edits)) copy[place] = language === 'zh' ? '冬' : 'winter';
    return copy;
  };
  const around = (language, list) => [
    ...units(language, below(random, 5)),
    ...list,
    ...units(language, below(random, 5)),
  ];
  const drawCall = (language) => {
    // Few different units: near misses everywhere.
    const few = units(language, 2 + below(random, 3));
    const text = (count) =>
      write(
        language,
        Array.from({ length: count }, () => some(random, few)),
      );
    const documents = Array.from({ length: 1 + below(random, 5) }, () => text(below(random, 14)));
    const items = Array.from({ length: 1 + below(random, 2) }, () => text(below(random, 10)));
    return ['contaminated', documents, items, language];
  };
  return { write, units, edited, around, drawCall };
}

module.exports.draw = ({ random }) => tools(random).drawCall(some(random, ['en', 'zh']));
