/** Judges of lines and pages: what each takes out, what it keeps, and that hostile texts do not stop it. */
import assert from 'node:assert/strict';
import type { Document, Judge, Span } from 'kernel-lib/dist/corpus/document.js';
import { advertisement } from 'kernel-lib/dist/corpus/quality/advertisement.js';
import { boilerplate } from 'kernel-lib/dist/corpus/quality/boilerplate.js';
import { cleanLines } from 'kernel-lib/dist/corpus/quality/clean-lines.js';
import { garbled } from 'kernel-lib/dist/corpus/quality/garbled.js';
import { LineCounter, pagesWithLine, siteOf } from 'kernel-lib/dist/corpus/quality/line-counts.js';
import { qualityRules } from 'kernel-lib/dist/corpus/quality/judge.js';
import { otherLanguage } from 'kernel-lib/dist/corpus/quality/other-language.js';
import { readPhrases } from 'kernel-lib/dist/corpus/quality/phrases.js';
import { keywordSoup, nearEmpty } from 'kernel-lib/dist/corpus/quality/soup.js';
import { toxic } from 'kernel-lib/dist/corpus/quality/toxic.js';

const PROSE = 'The old bridge over the river was built when nobody had a car, and it still stands.';
const CHINESE = '图书馆在湖边，每天早上八点开门，学生们都喜欢在那里读书。';

const documentOf = (text: string, language = 'en', more: Partial<Document> = {}): Document => ({
  ...{ id: 'd', origin: { file: 'site/page.html', offset: 0 }, language, text },
  ...more,
});
/** The text that stays, or `!rule`. */
const left = (judge: Judge, text: string, language = 'en') => {
  const verdict = judge.judge(documentOf(text, language));
  return 'keep' in verdict ? verdict.keep.text : `!${verdict.drop.rule}`;
};

describe('corpus: judges of lines and pages', () => {
  it('other-language: by the guess, by script, by function words', () => {
    const judge = otherLanguage();
    assert.equal(left(judge, 'Der Fluss', 'de'), '!other-language');
    const foreign = [
      'Der alte Turm ist nicht mehr so hoch wie er einmal war.',
      'Mon père va à la gare avec les enfants dans une voiture.',
      'Мы весь день сидели в саду и пили чай.',
      '아이들은 공원에서 놀았습니다.',
      '今日はとても良い天気です。',
    ];
    for (const line of foreign) {
      assert.equal(left(judge, `${PROSE}\n\n${line}\n\n${CHINESE}`, 'und'), `${PROSE}\n\n${CHINESE}`);
    }
    assert.equal(left(judge, foreign.join('\n')), '!other-language');
    assert.equal(left(otherLanguage({ languages: ['de'], lines: false }), 'Der Fluss', 'de'), 'Der Fluss');
    for (const line of [
      'const o = as.da + em;',
      'Shuyao Zheng, Chenxi Zhu',
      '[`d4da496e`](https://x.example/de/la)',
    ]) {
      assert.equal(left(judge, line), line);
    }
    assert.throws(() => otherLanguage({ languages: [] }), /languages is empty/);
  });

  it('boilerplate: by what a line says, short lines only', () => {
    const judge = boilerplate();
    const lines = [
      'All rights reserved.',
      'Home | News | Sports | Weather',
      'Home · News · About · Contact',
      'Read more about trees',
      '上一篇：春天',
      '首页 新闻 关于 登录',
    ];
    for (const line of lines) assert.equal(left(judge, `${PROSE}\n\n${line}`), PROSE, line);
    const text = [
      'One can read more about the privacy of bees, which nobody planned.',
      `${PROSE} ${PROSE} They also wrote a privacy policy for it.`,
      'He came home with news about her.',
      '| a | b | c | d |',
      'type Key = string | number | symbol | undefined;',
    ];
    for (const line of text) assert.equal(left(judge, line), line);
  });

  it('boilerplate: by how many pages of the site have a line', () => {
    const counter = new LineCounter(2 ** 12);
    const page = (i: number, host: string) =>
      documentOf(`Page ${'x'.repeat(i + 1)} is about this.\n\nServed with love ${i}.`, 'en', {
        origin: { file: 'f', offset: i, url: `https://${host}/p${i}` },
      });
    const pages = Array.from({ length: 400 }, (_, i) => page(i, i % 2 === 0 ? 'A.example' : 'b.example'));
    pages.forEach((one) => counter.add(one));
    assert.deepEqual(counter.counts.pages, { 'a.example': 200, 'b.example': 200 });
    assert.equal(pagesWithLine(counter.counts, pages[0]!, 'served with love 7.'), 200);
    assert.ok(pagesWithLine(counter.counts, pages[0]!, 'Page x is about this.') < 5);
    const judge = boilerplate({ counts: structuredClone(counter.counts), strong: [], begin: [], weak: [] });
    const verdict = judge.judge(pages[3]!);
    assert.ok('keep' in verdict && verdict.keep.text === 'Page xxxx is about this.');
    assert.equal(siteOf(documentOf('')), 'site');
  });

  it('keyword soup and near-empty pages', () => {
    const soup =
      'cheap shoes best price download hotel flights how to buy replica online tour guide coupon deal sale shop '.repeat(
        2,
      );
    assert.equal(left(keywordSoup(), soup), '!keyword-soup');
    assert.equal(
      left(
        keywordSoup(),
        '优惠 酒店 机票 门票 打折 促销 下载 攻略 批发 官网 樱花 旅游 代理 加盟 鲜花 贷款',
        'zh',
      ),
      '!keyword-soup',
    );
    for (const text of [PROSE, `${PROSE.replaceAll('.', ',')} ${PROSE}`])
      assert.equal(left(keywordSoup(), text), text);
    assert.equal(left(keywordSoup(), CHINESE, 'zh'), CHINESE);
    assert.equal(left(nearEmpty(), 'Coming soon.'), '!near-empty');
    assert.equal(left(nearEmpty(), '加载中……', 'zh'), '!near-empty');
    assert.equal(
      left(nearEmpty(), 'One two three four five six seven eight'),
      'One two three four five six seven eight',
    );
  });

  it('toxic lines go, or the page', () => {
    assert.equal(left(toxic(), `${PROSE}\n\nShut up, fool!\n`), PROSE);
    assert.equal(left(toxic({ remove: 'page' }), `${PROSE}\n\nShut up!`), '!toxic');
    assert.equal(left(toxic(), 'The tomfoolery of a loser-friendly game.'), '!toxic');
    assert.equal(left(toxic(), 'Tomfoolery is no insult.'), 'Tomfoolery is no insult.');
    assert.equal(left(toxic({ phrases: ['木头'] }), `${CHINESE}\n你这块木头！`, 'zh'), CHINESE);
  });

  it('advertisements by their phrases', () => {
    assert.equal(left(advertisement(), `${PROSE}\n\nBuy now and save: free delivery for $5!`), PROSE);
    assert.equal(left(advertisement(), `${CHINESE}\n限时优惠，全场包邮！`, 'zh'), CHINESE);
    assert.equal(left(advertisement(), 'The ticket was $5 at the door!'), 'The ticket was $5 at the door!');
  });

  it('C4 keeps lines of prose', () => {
    const judge = cleanLines();
    const lines = [
      'Menu',
      'Please enable JavaScript to see it.',
      'No end here',
      'And so on...',
      'See our privacy policy now.',
      `${'x'.repeat(1001)} is long.`,
    ];
    for (const line of lines)
      assert.equal(left(judge, `${PROSE}\n${line}\n${CHINESE}`), `${PROSE}\n${CHINESE}`, line);
    for (const line of ['He said: “Go now!”', '他说：“春天来了。”', 'Was it so (or not)?'])
      assert.equal(left(judge, line), line);
    assert.equal(left(judge, `${PROSE} {`), '!curly-bracket');
    assert.equal(left(judge, `${PROSE} Lorem Ipsum dolor.`), '!lorem-ipsum');
    assert.equal(left(judge, 'Menu'), '!sentences');
    assert.equal(left(cleanLines({ leastSentences: 5 }), PROSE), '!sentences');
    assert.equal(left(cleanLines({ endMarks: false, leastSentences: 0, leastWords: 0 }), 'Menu'), 'Menu');
  });

  it('garbled pages', () => {
    assert.equal(left(garbled(), 'Tl1e o1d br1dge w4s bu1lt wl1en nob0dy h4d a c4r ar1d st1ll'), '!garbled');
    assert.equal(left(garbled(), PROSE), PROSE);
    assert.equal(left(garbled(), '鐨勮姳鍦ㄦ槬澶╁紑鏀捐嚜鐒剁殑', 'zh'), '!garbled');
    assert.equal(left(garbled(), CHINESE, 'zh'), CHINESE);
  });

  it('moves marks with their text, and loses those in lines that go', () => {
    const text = `spring is here\nShut up!\n\nautumn is here, and it stays for a while`;
    const span = (word: string): Span => ({
      start: text.indexOf(word),
      end: text.indexOf(word) + word.length,
      label: word,
    });
    const verdict = toxic().judge(
      documentOf(text, 'en', { spans: [span('spring'), span('Shut'), span('autumn')] }),
    );
    assert.ok('keep' in verdict);
    const { text: clean, spans } = verdict.keep;
    assert.deepEqual(
      spans!.map(({ start, end }) => clean.slice(start, end)),
      ['spring', 'autumn'],
    );
  });

  it('leaves a document alone where nothing is wrong', () => {
    const document = documentOf(`${PROSE}\n\n\n  ${PROSE}`);
    for (const judge of [toxic(), boilerplate(), otherLanguage(), keywordSoup(), cleanLines(), garbled()]) {
      const verdict = judge.judge(document);
      assert.ok('keep' in verdict && verdict.keep === document, judge.name);
    }
  });

  it('names file and line of a wrong row of phrases', () => {
    const head = 'language\tuse\tphrase\n';
    assert.deepEqual(readPhrases(`# x\n${head}\nen\trude\tfool\n`, 'p'), [
      { language: 'en', use: 'rude', phrase: 'fool' },
    ]);
    assert.throws(() => readPhrases('en\trude\tfool', 'p'), /p:1: the columns must be/);
    assert.throws(() => readPhrases(`${head}en\trude`, 'p'), /p:2: three columns/);
    assert.throws(() => readPhrases(`${head}en\tbad\tx`, 'p'), /p:2: use is "bad"/);
  });

  it('is through with hostile texts, where time that grows with the square would never end', function () {
    this.timeout(60_000);
    const judges = [
      ...[qualityRules(), toxic(), boilerplate(), otherLanguage(), keywordSoup(), nearEmpty(), cleanLines()],
      ...[garbled(), advertisement()],
    ];
    for (const piece of [
      'a',
      'a ',
      '.',
      '. ',
      '\n',
      '\n\n',
      'a\n',
      '春',
      '。',
      '\ud83d',
      '😀',
      '| ',
      '{',
      '…',
      '-\n',
      'buy ',
    ]) {
      const text = piece.repeat(300_000 / piece.length);
      for (const judge of judges) assert.ok(judge.judge(documentOf(text, 'und')), judge.name);
    }
  });
});
