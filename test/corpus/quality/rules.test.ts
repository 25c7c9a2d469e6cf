/** Each rule of quality at both sides of its limit, in both languages. */
import assert from 'node:assert/strict';
import type { Document } from 'kernel-lib/dist/corpus/document.js';
import { qualityRules } from 'kernel-lib/dist/corpus/quality/judge.js';
import { type QualityOptions, qualityPresets } from 'kernel-lib/dist/corpus/quality/options.js';
import { repetitionRules, plainRules } from 'kernel-lib/dist/corpus/quality/rules.js';

const documentOf = (text: string, language = 'en'): Document => ({
  ...{ id: 'd', origin: { file: 'f', offset: 0 } },
  ...{ language, text },
});
/** All rules off but the ones that are given. */
const off = Object.fromEntries(
  Object.keys(qualityPresets.web).map((name) => [name, false]),
) as QualityOptions;
const reasonOf = (options: QualityOptions, text: string, language = 'en') => {
  const verdict = qualityRules({ ...off, ...options }).judge(documentOf(text, language));
  return 'drop' in verdict ? verdict.drop : undefined;
};

/** [option, rule, a text that just passes at the limit, one that just does not] */
type Row = [keyof QualityOptions, number, string, string, string];
const en: Row[] = [
  ['minWords', 3, 'too-few-words', 'one two — three', 'one two — –'],
  ['maxWords', 3, 'too-many-words', 'one two — three', 'one two three four'],
  ['minWordLength', 3, 'mean-word-length', 'ab abcd', 'ab abc'],
  ['maxWordLength', 3, 'mean-word-length', 'ab abcd', 'abc abcd'],
  ['maxSymbolsPerWord', 0.5, 'hashes', '# a b c', '# # # a'],
  ['maxSymbolsPerWord', 0.5, 'ellipses', 'so… well', 'so… well…'],
  ['maxBulletLines', 0.5, 'bullet-lines', '- a\nb', '- a\n• b\nc'],
  ['maxEllipsisLines', 0.5, 'ellipsis-lines', 'a...\nb', 'a...\nb… \nc'],
  ['minLetterWords', 0.5, 'letters', 'a 1', 'a 1 2'],
  ['minStopWords', 2, 'stop-words', 'the cat and dog', 'the cat the dog'],
  ['minFunctionWords', 2, 'stop-words', 'At the lake', 'the lake'],
  ['maxRepeatedLines', 0.25, 'repeated-lines', 'a\na\nb\nc', 'a\na\nb'],
  ['maxRepeatedLineCharacters', 0.25, 'repeated-line-characters', 'ab\nab\nxy', 'abc\nabc'],
  ['maxRepeatedParagraphs', 0.25, 'repeated-paragraphs', 'a\n\na\n\nb\n\nc', 'a\n\na\n\nb'],
  ['maxRepeatedParagraphCharacters', 0.25, 'repeated-paragraph-characters', 'ab\n\nab\n\nxy', 'abc\n\nabc'],
  ['maxTop2', 0.4, 'top-2-gram', 'a b c d a b x y', 'a b c a b x y'],
  ['maxTop3', 0.5, 'top-3-gram', 'a b c d e f g h', 'a b c d e a b c'],
  ['maxTop4', 0.5, 'top-4-gram', 'a b c d e f g h', 'a b c d a b c d'],
  ['maxRepeated5', 0.2, 'repeated-5-grams', 'a b c d e f g h i j', 'a b c d e a b c d e'],
  ['maxRepeated10', 0.2, 'repeated-10-grams', 'a b c d e a b c d e', 'a b c d e f g h i j '.repeat(2)],
  ['minSentences', 2, 'sentences', 'It is. It was!', 'It is 3.5 and was!'],
  ['maxCurlyBrackets', 0, 'curly-bracket', 'f(x)', 'f(x) { return }'],
  ['minEndedLines', 0.5, 'unended-lines', 'a.\nb', 'a.\nb\nc'],
  ['maxShortLines', 0.5, 'short-lines', `a\n${'b'.repeat(31)}`, `a\n${'b'.repeat(30)}`],
  ['maxRepeatedCharacters', 0.4, 'repeated-characters', 'ab\nab\nc', 'ab\nab'],
  ['maxNewlinesPerWord', 0.5, 'line-breaks', 'a\nb', 'a\n\nb'],
];
const zh: Row[] = [
  ['minCharacters', 3, 'too-few-words', '春天 。', '春天'],
  ['maxCharacters', 3, 'too-many-words', '春天 。', '春天了。'],
  ['minClauseLength', 3, 'mean-word-length', '春天，花开了吗', '春天，花开了'],
  ['maxClauseLength', 3, 'mean-word-length', '春天，花开了吗', '春天来，花开了吗'],
  ['maxSymbolsPerCharacter', 0.25, 'hashes', '#春天来', '#春天'],
  ['maxSymbolsPerCharacter', 0.25, 'ellipses', '…春天来', '…春天'],
  ['maxBulletLines', 0.5, 'bullet-lines', '• 春\n天', '• 春\n• 夏\n天'],
  ['maxEllipsisLines', 0.5, 'ellipsis-lines', '春……\n天', '春……\n夏…\n天'],
  ['minLetterCharacters', 0.5, 'letters', '春天1。', '春1。'],
  ['minFunctionCharacters', 2, 'stop-words', '春天的花开了', '春天的花的香'],
  ['maxRepeatedLines', 0.25, 'repeated-lines', '春\n春\n夏\n秋', '春\n春\n夏'],
  ['maxTop2', 0.5, 'top-2-gram', '春夏秋冬东南西北', '春夏秋冬东春夏秋冬'],
  ['maxTop3', 0.5, 'top-3-gram', '春夏秋冬东南西北上下左右', '春夏秋冬东南春夏秋冬东南'],
  ['maxTop4', 0.5, 'top-4-gram', '春夏秋冬东南西北上下左右红黄蓝绿', '春夏秋冬东南西北'.repeat(2)],
  [
    'maxRepeated5',
    0.2,
    'repeated-5-grams',
    '春夏秋冬东南西北'.repeat(2).slice(1, 15),
    '春夏秋冬东南西北上下'.repeat(2),
  ],
  ['minSentences', 2, 'sentences', '春天。花开！', '春天，花开！'],
  ['maxCurlyBrackets', 0, 'curly-bracket', '春（天）', '春{天}'],
  ['minEndedLines', 0.5, 'unended-lines', '春。”\n夏', '春。\n夏\n秋'],
  ['maxShortLines', 0.5, 'short-lines', `春\n${'夏'.repeat(16)}`, `春\n${'夏'.repeat(15)}`],
  ['maxNewlinesPerCharacter', 0.5, 'line-breaks', '春\n夏', '春\n\n夏'],
];

describe('corpus: rules of quality', () => {
  for (const [language, rows] of [
    ['en', en],
    ['zh', zh],
  ] as const) {
    for (const [option, limit, rule, good, bad] of rows) {
      it(`${language}: ${rule} (${option})`, () => {
        assert.equal(reasonOf({ [option]: limit }, good, language), undefined);
        assert.equal(reasonOf({ [option]: limit }, bad, language)?.rule, rule);
        assert.equal(reasonOf({ [option]: false }, bad, language), undefined);
      });
    }
  }

  it('tests every rule at least once', () => {
    const tested = new Set([...en, ...zh].flatMap(([option]) => option));
    const sixToNine = ['maxRepeated6', 'maxRepeated7', 'maxRepeated8', 'maxRepeated9'];
    const all = [...plainRules, ...repetitionRules].flatMap(({ options }) => options);
    const untested = new Set(all.filter((name) => !tested.has(name)));
    assert.deepEqual([...untested], sixToNine);
  });

  it('names the value and the limit', () => {
    assert.deepEqual(reasonOf({ maxShortLines: 0.3 }, `a\nb\n${'c'.repeat(40)}`), {
      ...{ rule: 'short-lines', detail: '0.667 > 0.3' },
    });
  });

  it('drops empty texts, and does not ask other languages for English stop words', () => {
    assert.deepEqual(reasonOf({}, ' \n\t '), { rule: 'empty' });
    assert.equal(reasonOf({ minStopWords: 2 }, 'le chat est sur la table', 'fr'), undefined);
    assert.equal(
      reasonOf({ minFunctionCharacters: 2 }, '日本語の文章です。桜が咲きました。', 'ja'),
      undefined,
    );
  });

  it('refuses unknown options and wrong values', () => {
    assert.throws(() => qualityRules({ minWord: 5 } as never), /no option "minWord"/);
    assert.throws(
      () => qualityRules({ minWords: 'many' } as never),
      /minWords must be .* or false, got "many"/,
    );
    assert.throws(
      () => qualityRules({ preset: 'huge' as never }),
      /preset must be one of web, small, gopher/,
    );
  });

  it('keeps nothing of one document for the next', () => {
    const judge = qualityRules({ preset: 'gopher' });
    const many = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
    const texts = [
      many(30_000),
      'x',
      'y',
      many(9000),
      'a b '.repeat(4000),
      'The sun of the day is warm and that is good. '.repeat(2),
      'x',
    ];
    const alone = texts.map((text) => qualityRules({ preset: 'gopher' }).judge(documentOf(text)));
    assert.deepEqual(
      texts.map((text) => judge.judge(documentOf(text))),
      alone,
    );
  });
});
