'use strict';

const ENGLISH = ['spring', 'The', 'campus', 'a', 'library', '2026', "it's", 'well-read', 'café', 'of'];
const CHINESE = [...'春天花开我们大学书读一图馆湖', '𠮷', '8', 'A'];
const ENDINGS = ['.', '!', '?', '…', '。', '！', '？'];
const CLOSINGS = ['”', '"', "'", ')', '）', '」', '』', '》', '.)', '’ ', ' '];
const NO_ENDINGS = ['', ',', ':', ' ,', '，', '：', '|', '-', '、', ';', '(', '“', '.”x', '。|'];
const EMPTY = ['', ' ', '---', '***', '。', '|', '“”', '. . .', '\t'];

const below = (random, limit) => Math.floor(limit * random());
const some = (random, list) => list[below(random, list.length)];

/** A line of so many units. */
function line(random, language, units, isEnded) {
  const text =
    language === 'en'
      ? Array.from({ length: units }, () => some(random, ENGLISH.slice(0, 6))).join(
          some(random, [' ', ', ', '  ']),
        )
      : Array.from({ length: units }, () => some(random, CHINESE)).join(some(random, ['', '', '，', ' ']));
  const start = some(random, ['', '', '“', ' ', '（', '- ']);
  if (!isEnded) return start + text + some(random, NO_ENDINGS) + some(random, ['', '', '”', ')', ' ']);
  return (
    start + text + some(random, ENDINGS) + some(random, ['', '', ...CLOSINGS]) + some(random, ['', '', '”'])
  );
}

function page(
  random,
  language,
  { lines = 1 + below(random, 7), ended = random(), length = 1 + below(random, 9) } = {},
) {
  const all = [];
  for (let i = 0; i < lines; i++) {
    all.push(line(random, language, Math.max(1, length + below(random, 5) - 2), random() < ended));
    if (random() < 0.3) all.push(some(random, EMPTY));
  }
  return all.join('\n');
}

const BORDERS = [0, 7, 8, 9];
/** Just at a limit, or one line or one unit away from it. @param count - of lines, of which one is ended. */
function border(random, language, count = some(random, BORDERS)) {
  const most = language === 'en' ? 4 : 6;
  const of = (isEnded, units) => line(random, language, units, isEnded);
  if (count > 0) {
    const place = below(random, count);
    return Array.from({ length: count }, (_, i) => of(i === place, most + 1 + below(random, 3))).join('\n');
  }
  return [of(true, most), of(true, most - 1), of(false, most + below(random, 3)), of(true, most)].join('\n');
}

const draw = ({ random }) => {
  const language = some(random, ['en', 'zh']);
  const text =
    random() < 0.3 ? border(random, language) : page(random, language, random() < 0.1 ? { lines: 0 } : {});
  return ['quality', text, language];
};

module.exports = (kit) => {
  const { describe, it, learner, reference, random, close } = kit;
  const agrees = async (text, language) =>
    close(await learner('quality', text, language), reference('quality', text, language));

  for (const [language, name, weight] of [
    ['en', 'English', 1],
    ['zh', 'Chinese', 2],
  ]) {
    describe(name, () => {
      it('pages', { tell: `Some ${name} pages are measured otherwise.`, weight }, async () => {
        for (let round = 0; round < 10; round++) await agrees(page(random, language), language);
      });
      it(
        'words as they are',
        { tell: `Words and signs of ${name} in any mixture are counted otherwise.` },
        async () => {
          const words = language === 'en' ? [...ENGLISH, '—', '&'] : [...CHINESE, '·', '—'];
          for (let round = 0; round < 4; round++) {
            const text = Array.from({ length: 9 }, () => some(random, words)).join(
              language === 'en' ? ' ' : '',
            );
            await agrees(`${text}${some(random, ENDINGS)}\n${some(random, words.slice(0, 6))}`, language);
          }
        },
      );
      it('limits', { tell: `Pages just at a limit of ${name} are kept or dropped wrongly.` }, async () => {
        for (const count of [...BORDERS, 0, 0, 0]) await agrees(border(random, language, count), language);
      });
    });
  }

  describe('edges', () => {
    it(
      'endings',
      {
        tell: 'Some lines end, or do not end, like a sentence: mind closing signs and white space.',
        weight: 2,
      },
      async () => {
        for (const isEnded of [true, false, true, false, true, false, true, false]) {
          const language = some(random, ['en', 'zh']);
          await agrees(line(random, language, 5, isEnded), language);
        }
        for (const closing of CLOSINGS) await agrees(`春天到了${some(random, ENDINGS)}${closing}`, 'zh');
        for (const ending of ENDINGS) await agrees(`Spring is here${ending}${some(random, CLOSINGS)}`, 'en');
      },
    );
    it('no lines', { tell: 'A page without a letter or digit has 0, 0 and is not kept.' }, async () => {
      const blank = Array.from({ length: below(random, 5) }, () => some(random, EMPTY)).join('\n');
      close(await learner('quality', blank, some(random, ['en', 'zh'])), {
        ended: 0,
        meanLength: 0,
        keep: false,
      });
    });
  });
};

module.exports.draw = draw;
