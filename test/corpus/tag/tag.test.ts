/** Tags: words of a lexicon, words that no lexicon has, and both on the token stream. */
import assert from 'node:assert/strict';
import type { Document, Span } from 'kernel-lib/dist/corpus/document.js';
import { PhraseFinder } from 'kernel-lib/dist/corpus/tag/automaton.js';
import { formsOf, tagger } from 'kernel-lib/dist/corpus/tag/lexicon.js';
import { PerceptronTagger } from 'kernel-lib/dist/corpus/tag/perceptron.js';
import { featuresOfTokens } from 'kernel-lib/dist/corpus/tag/token-features.js';
import { trainedTagger, trainTagger, type TaggedText } from 'kernel-lib/dist/corpus/tag/train.js';
import { pick, randomInt, seededRandom, type Random } from 'kernel-lib/dist/random.js';

const documentOf = (text: string): Document => ({
  ...{ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text },
});
const shown = (text: string, spans: readonly Span[] = []) =>
  spans.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`);

/** What the automaton should find, by trying everything everywhere. */
function slowFind(text: string, phrases: string[]): Span[] {
  const spans: Span[] = [];
  const word = /[0-9A-Za-z]/;
  for (let i = 0; i < text.length;) {
    const fits = phrases.filter((phrase) => {
      const end = i + phrase.length;
      const open = word.test(phrase[0]!) && word.test(text[i - 1] ?? ' ');
      const close = word.test(phrase.at(-1)!) && word.test(text[end] ?? ' ');
      return text.slice(i, end).toLowerCase() === phrase && !open && !close;
    });
    const longest = fits.reduce((a, b) => (b.length > a.length ? b : a), '');
    if (longest !== '') spans.push({ start: i, end: i + longest.length, label: longest });
    i += longest.length || 1;
  }
  return spans;
}

const LEXICON = [
  { word: 'spring', class: 'season', language: 'en' },
  { word: '春天', class: 'season', language: 'zh' },
  { word: '春季', class: 'season', language: 'zh' },
  { word: '樱', class: 'flower', language: 'zh' },
  { word: '樱花', class: 'flower', language: 'zh' },
  { word: 'cherry blossoms', class: 'flower', language: 'en' },
  { word: 'peony', class: 'flower', language: 'en' },
];

describe('corpus: tags', () => {
  it('finds what trying everything finds, on random texts', () => {
    const random = seededRandom(5);
    const letters = [...'aab c春天'];
    const some = (random: Random, most: number) =>
      Array.from({ length: 1 + randomInt(random, most) }, () => pick(random, letters)).join('');
    for (let round = 0; round < 300; round++) {
      const phrases = [...new Set(Array.from({ length: 6 }, () => some(random, 4).trim()))].filter(
        (one) => one !== '',
      );
      const text = some(random, 60);
      const finder = new PhraseFinder(phrases.map((phrase) => ({ text: phrase, label: phrase })));
      assert.deepEqual(finder.find(text), slowFind(text, phrases), `${JSON.stringify(text)} ${phrases}`);
    }
  });

  it('marks words of the lexicon: the longest, whole English words, plural and singular, any case and width', () => {
    const judge = tagger({ lexicon: LEXICON });
    const of = (text: string) => {
      const verdict = judge.judge(documentOf(text));
      assert('keep' in verdict);
      return shown(text, verdict.keep.spans);
    };
    assert.deepEqual(of('春季樱花最美，春天赏樱。'), [
      'season:春季',
      'flower:樱花',
      'season:春天',
      'flower:樱',
    ]);
    assert.deepEqual(of('SPRING brings a cherry blossom and peonies.'), [
      'season:SPRING',
      'flower:cherry blossom',
      'flower:peonies',
    ]);
    assert.deepEqual(of('Springtime offspring; spring’s end; ｓｐｒｉｎｇ'), [
      'season:spring',
      'season:ｓｐｒｉｎｇ',
    ]);
    assert.deepEqual(of('Nothing here.'), []);
  });

  it('keeps marks that were there, takes only the classes that are asked for, refuses words without a class', () => {
    const given = { ...documentOf('mail in spring: peony'), spans: [{ start: 8, end: 14, label: 'x' }] };
    const verdict = tagger({ lexicon: LEXICON, classes: ['flower'] }).judge(given);
    assert.ok('keep' in verdict);
    assert.deepEqual(shown(given.text, verdict.keep.spans), ['x:spring', 'flower:peony']);
    assert.throws(
      () => tagger({ lexicon: [{ word: 'x', class: '' }] }),
      /entry 1 .* needs a word and a class/,
    );
    assert.throws(() => tagger({} as never), /lexicon is missing/);
  });

  it('forms plurals and singulars', () => {
    assert.deepEqual(formsOf('lily'), ['lily', 'lilies']);
    assert.deepEqual(formsOf('tulips'), ['tulips', 'tulip']);
    assert.deepEqual(formsOf('bus'), ['bus']);
    assert.deepEqual(formsOf('ash'), ['ash', 'ashes']);
    assert.deepEqual(formsOf('peonies'), ['peonies', 'peony']);
  });

  it('puts marks on the token stream: what touches a mark has its class, and tokens of one mark go together', () => {
    const tokens = [
      [0, 2],
      [2, 5],
      [5, 6],
      [6, 9],
      [9, 12],
    ].map(([start, end]) => ({ start: start!, end: end! }));
    const spans = [
      { start: 1, end: 4, label: 'season' },
      { start: 4, end: 6, label: 'flower' },
      { start: 7, end: 8, label: 'other' },
      { start: 9, end: 12, label: 'flower' },
    ];
    const { classIds, spanIds } = featuresOfTokens(tokens, spans, ['season', 'flower']);
    assert.deepEqual([...classIds], [1, 1, 2, 0, 2]);
    assert.deepEqual([...spanIds], [1, 1, 2, 0, 4]);
    assert.throws(() => featuresOfTokens(tokens, [...spans].reverse(), []), /begins before the one before/);
  });
});

const FLOWERS = ['roses', 'lilies', 'tulips', 'asters', 'peonies', 'violets', 'dahlias', 'irises'];
const CHINESE = ['玫瑰', '百合', '郁金香', '菊花', '牡丹', '紫罗兰', '大丽花', '鸢尾'];
const NAMES = ['Ann Lee', 'Bo Chen', 'Cy Park', 'Di Reed'];

function gardenText(random: Random, held: boolean): TaggedText & { text: string } {
  const place = held ? 6 + randomInt(random, 2) : randomInt(random, 6);
  const english = random() < 0.5;
  const frames = english
    ? [
        'A bunch of _ makes @ happy.',
        'Friends give _ to @.',
        '@ likes _ best.',
        'The _ by the window belong to @.',
      ]
    : ['@最喜欢的花是_。', '一束_就能让@开心。', '窗台上的_是@种的。', '朋友们常把_送给@。'];
  const word = (english ? FLOWERS : CHINESE)[place]!;
  const text = pick(random, frames).replace('@', pick(random, NAMES)).replace('_', word);
  const start = text.indexOf(word);
  return { text, spans: [{ start, end: start + word.length, label: 'flower' }] };
}

describe('corpus: the trained tagger', () => {
  const random = seededRandom(3);
  const plain = ['museum', 'library', 'office', 'pool'].flatMap((place) =>
    ['nine', 'ten', 'noon'].map((time) => ({ text: `The ${place} opens at ${time}.` })),
  );
  const lessons = [...Array.from({ length: 400 }, () => gardenText(random, false)), ...plain, ...plain];
  const records: string[] = [];
  const model = trainTagger(lessons, { onProgress: ({ note }) => records.push(note!) });

  it('marks words that it never saw, by what stands around them, in both languages', () => {
    assert.equal(records.length, 5);
    const exam = Array.from({ length: 200 }, () => gardenText(random, true));
    const right = exam.filter(({ text, spans }) => JSON.stringify(model.tag(text)) === JSON.stringify(spans));
    assert.ok(right.length >= 180, `${right.length} of 200`);
    assert.deepEqual(model.tag('The theatre opens at nine.'), []);
  });

  it('is the same for the same seed, and is kept in bytes', () => {
    assert.deepEqual(trainTagger(lessons).state, model.state);
    const again = PerceptronTagger.fromBytes(model.toBytes());
    assert.deepEqual(again.state, model.state);
    assert.throws(
      () => PerceptronTagger.fromBytes(model.toBytes().subarray(0, 50), 'x.bin'),
      /a tagger from x.bin/,
    );
    const verdict = trainedTagger({ tagger: structuredClone(model.state) }).judge(
      documentOf('Friends give irises to Ann Lee.'),
    );
    assert.ok('keep' in verdict);
    assert.deepEqual(shown(verdict.keep.text, verdict.keep.spans), ['flower:irises']);
  });

  it('refuses texts without marks and wrong options', () => {
    assert.throws(() => trainTagger([{ text: 'x' }]), /no text has a mark/);
    assert.throws(() => trainTagger(lessons, { buckets: 1000 }), /buckets must be a power of two/);
  });
});
