/** Items of a test in texts: verbatim, with other case and marks, with one word changed; and nothing else. */
import assert from 'node:assert/strict';
import { contamination, contaminationReport } from 'kernel-lib/dist/corpus/contamination/judge.js';
import { type Level } from 'kernel-lib/dist/corpus/contamination/find.js';
import { comparedUnits } from 'kernel-lib/dist/corpus/contamination/units.js';
import { pick, randomInt, seededRandom, type Random } from 'kernel-lib/dist/random.js';

const ITEMS = [
  { id: 'hymn', text: 'Who wrote the hymn that students sing at the opening of the year?' },
  { id: 'bell', text: "What is the weight of the tower's bell?" },
  { id: '桥', text: '图书馆和茶馆之间的桥是用什么石头造的？' },
  { id: '门', text: '学生们为什么把门漆成黄色？' },
];
const report = (text: string) =>
  contaminationReport(ITEMS, [{ id: 'd', text }]).rows.map(({ item, level, start, end }) => ({
    ...{ item, level, text: text.slice(start, end) },
  }));
const levelsIn = (text: string) => report(text).map(({ item, level }) => `${item} ${level}`);

describe('corpus: contamination', () => {
  it('finds items verbatim, with their places', () => {
    const text = `Q: ${ITEMS[0]!.text} A: a baker. 问：${ITEMS[2]!.text}答：砂岩`;
    assert.deepEqual(report(text), [
      { item: 'hymn', level: 'verbatim', text: ITEMS[0]!.text.slice(0, -1) },
      { item: '桥', level: 'verbatim', text: ITEMS[2]!.text.slice(0, -1) },
    ]);
  });

  it('finds them with other case, width and marks', () => {
    assert.deepEqual(levelsIn('who wrote the hymn, that students sing, at the opening of the YEAR!'), [
      'hymn marks',
    ]);
    assert.deepEqual(levelsIn('WHAT IS THE WEIGHT OF THE TOWERS BELL'), ['bell marks']);
    assert.deepEqual(levelsIn('图书馆和茶馆之间的桥，是用什么石头造的'), ['桥 marks']);
  });

  it('finds them with one word changed, put in or left out, anywhere', () => {
    const words = ITEMS[0]!.text.slice(0, -1).split(' ');
    for (let i = 0; i < words.length; i++) {
      for (const other of [['song'], [words[i]!, 'very'], []]) {
        const text = `Well, ${[...words.slice(0, i), ...other, ...words.slice(i + 1)].join(' ')}? Yes.`;
        const behind = i === words.length - 1 && other.length === 2; // then the item itself is whole
        assert.deepEqual(levelsIn(text), [behind ? 'hymn marks' : 'hymn word'], text);
      }
    }
    assert.deepEqual(levelsIn('图书馆和饭店之间的桥是用什么石头造的'), ['桥 word']);
    assert.deepEqual(levelsIn('老师们为什么把门漆成黄色？'), ['门 word']);
  });

  it('finds nothing in what is only near', () => {
    assert.deepEqual(levelsIn('Who wrote the song that teachers sing at the opening of the hall?'), []);
    assert.deepEqual(levelsIn('The opening of the year; who wrote the hymn?'), []);
    assert.deepEqual(levelsIn('图书馆和茶馆都在湖边，之间有一座石头造的桥。'), []);
    assert.deepEqual(levelsIn('Which baker composed what is sung when lectures begin?'), [], 'a paraphrase');
  });

  it('finds every planted item and nothing else in random texts', () => {
    const random = seededRandom(9);
    const vocabulary = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((a) =>
      [...'aeiou'].map((b) => `${a}${b}${a}`),
    );
    const words = (random: Random, count: number) =>
      Array.from({ length: count }, () => pick(random, vocabulary));
    const items = Array.from({ length: 40 }, (_, i) => ({
      id: `q${i}`,
      text: words(random, 6 + randomInt(random, 8)).join(' '),
    }));
    for (let round = 0; round < 400; round++) {
      const item = pick(random, items);
      const planted = item.text.split(' ');
      const level = pick<Level>(random, ['verbatim', 'marks', 'word']);
      if (level === 'marks') planted[1] += ',';
      if (level === 'word') planted[randomInt(random, planted.length)] = 'other';
      const text = [...words(random, 50), ...planted, ...words(random, 50)].join(' ');
      const { rows } = contaminationReport(items, [{ id: 'd', text }]);
      assert.deepEqual(
        rows.map((row) => `${row.item} ${row.level}`),
        [`${item.id} ${level}`],
        `${item.text}\n${text}`,
      );
    }
  });

  it('reports a part of a long item: eight words or sixteen characters in a row', () => {
    const words =
      'The old man who lives by the northern gate of the city sells paper stars every winter morning'.split(
        ' ',
      );
    const long = [
      { id: 'long', text: `${words.join(' ')}.` },
      { id: '长', text: '每年冬天的早晨，住在城北门旁边的老人都会在桥头卖纸做的星星，价钱从来没有变过。' },
    ];
    const levels = (text: string) =>
      contaminationReport(long, [{ id: 'd', text }]).rows.map(({ item, level }) => `${item} ${level}`);
    assert.deepEqual(levels(`He said ${words.slice(3, 11).join(' ')}, and so on.`), ['long part']);
    assert.deepEqual(levels(`He said ${words.slice(3, 10).join(' ')}, and so on.`), []);
    assert.deepEqual(levels(words.map((word, i) => (i === 2 || i === 14 ? 'other' : word)).join(' ')), [
      'long part',
    ]);
    assert.deepEqual(levels('听说住在城北门旁边的老人都会在桥头卖花。'), ['长 part']);
    const page = {
      id: 'd',
      origin: { file: 'f', offset: 0 },
      language: 'en',
      text: words.slice(3, 12).join(' '),
    };
    assert.ok('keep' in contamination(long).judge(page));
    assert.ok('drop' in contamination(long, { levels: ['part'] }).judge(page));
  });

  it('judges pages, at the levels that are asked for', () => {
    const of = (text: string, levels?: Level[]) =>
      contamination(ITEMS, levels === undefined ? {} : { levels }).judge({
        ...{ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text },
      });
    const verdict = of(`Before. ${ITEMS[1]!.text} After.`);
    assert.deepEqual(verdict, { drop: { rule: 'test-item', detail: 'bell (verbatim)' } });
    assert.ok('keep' in of('What is the weight of the big bell?', ['verbatim']));
    assert.ok('drop' in of('What is the weight of the big bell?'));
    assert.ok('keep' in of(''));
  });

  it('says which items are too short, and refuses two of one id', () => {
    assert.deepEqual(contaminationReport(['a baker', ...ITEMS], []).skipped, ['a baker']);
    assert.throws(() => contamination([ITEMS[0]!, ITEMS[0]!]), /an id of its own and a text; look at "hymn"/);
    assert.throws(
      () => contamination(ITEMS, { levels: ['near' as Level] }),
      /levels must be a list of verbatim/,
    );
  });

  it('compares words without apostrophes, width and case, and Han characters one by one', () => {
    assert.deepEqual(
      comparedUnits('Don’t ＡＢＣ the ‘end’ 春天2024年𠀀').map(({ text }) => text),
      [...['dont', 'abc', 'the', 'end', '春', '天', '2024', '年', '𠀀']],
    );
  });

  it('is through with hostile texts, where time that grows with the square would never end', function () {
    this.timeout(20_000);
    const items = [
      ...ITEMS,
      { id: 'x', text: 'a a a a a a a a a a' },
      { id: 'y', text: '的的的的的的的的的的' },
    ];
    const judge = contamination(items);
    for (const piece of ['a ', '的', 'the ', 'a', "a'", '，', 'who wrote the hymn ']) {
      const text = piece.repeat(300_000 / piece.length);
      assert.ok(judge.judge({ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text }));
    }
  });
});
