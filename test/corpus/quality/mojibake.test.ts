/** Bytes of one encoding read as another: seen, undone where nothing is lost, and never seen in correct text. */
import assert from 'node:assert/strict';
import { countMojibake, mojibakeShare } from 'kernel-lib/dist/corpus/quality/mojibake/detect.js';
import { mojibake } from 'kernel-lib/dist/corpus/quality/mojibake/judge.js';
import { repairMojibake } from 'kernel-lib/dist/corpus/quality/mojibake/repair.js';

const read = (text: string, encoding: string) => new TextDecoder(encoding).decode(Buffer.from(text));
const latin1 = (text: string) => Buffer.from(text).toString('latin1');

const correct = [
  'The café’s “crème brûlée” – it’s worth 3½ km… naïve, façade, Zoë, ¿qué?, £5, 20 °C, § 7, ©, «déjà vu».',
  'Schöne Grüße aus Köln, hätte Über-Ängste; århus, Łódź, Čapek, İstanbul.',
  '住在红枫楼的同学里有董思远。青岛是郑鹏飞的家乡，书法社每周都和董思远一起活动。自1999年11月18日起开放。',
  '“干”的反义词是“湿”。水的沸点是100℃；价格：￥58.00元（约合€7）。——《春天》……',
  '今日は良い天気です。한국어도 있습니다. Это по-русски. العربية',
  'naïve 😀 𝒳 ½ × ÷ ±',
];
/** What a repaired text is: read wrongly in one way or the other. */
const spoilt = [
  'The choir’s “new” piece – café, crème brûlée – 20 °C.',
  '春天，樱花开了。',
  '“Don’t feed the ducks,” it says…',
];

describe('corpus: mojibake', () => {
  it('sees nothing in correct text and leaves it alone', () => {
    for (const text of correct) {
      assert.equal(mojibakeShare(text), 0, text);
      assert.equal(repairMojibake(text), text);
    }
  });

  it('undoes UTF-8 that was read as windows-1252 or latin-1, also twice', () => {
    for (const text of spoilt) {
      const once = read(text, 'windows-1252');
      for (const wrong of [once, latin1(text), read(once, 'windows-1252'), latin1(latin1(text))]) {
        assert.ok(mojibakeShare(wrong) > 0.02, wrong);
        assert.equal(repairMojibake(wrong), text);
      }
    }
  });

  it('undoes UTF-8 that was read as GBK where no byte was lost', () => {
    const whole = ['春天，樱花', '图书馆在湖边开着'].map((text) => [text, read(text, 'gbk')] as const);
    const kept = whole.filter(([, wrong]) => !wrong.includes('\ufffd'));
    assert.ok(kept.length > 0);
    for (const [text, wrong] of kept) assert.equal(repairMojibake(wrong), text);
    const lossy = read('春天，樱花开了。', 'gbk');
    assert.ok(lossy.includes('\ufffd') && mojibakeShare(lossy) > 0.5);
    assert.ok(countMojibake('锟斤拷锟斤拷').chinese > 0);
    assert.ok(countMojibake('The choir鈥檚 piece').chinese > 0);
  });

  it('repairs words of few signs where the text was misread elsewhere, and takes out what is half repaired', () => {
    const lossless = 'The na茂ve visitor isn鈥檛 rich: the soup costs 拢4.';
    assert.equal(repairMojibake(lossless), 'The naïve visitor isn’t rich: the soup costs £4.');
    assert.equal(repairMojibake('The na茂ve visitor.'), 'The na茂ve visitor.'); // nothing proves it
    const good = 'The lake is deep. '.repeat(20);
    const lossy = `${good}It isn鈥檛 鈥渄eep鈥�.`;
    const verdict = mojibake().judge({
      ...{ id: 'a', origin: { file: 'a', offset: 0 }, language: 'en', text: `${lossy}\n${good}${good}` },
    });
    assert.ok('keep' in verdict);
    assert.equal(verdict.keep.text, good + good);
  });

  it('undoes GBK that was read as latin-1, but not Cyrillic that looks like it', () => {
    assert.equal(repairMojibake('ÖìÓêÎÄ£¬´ºÌì¿ª»¨¡£'), '朱雨文，春天开花。');
    for (const text of ['Ïðèâåò', 'ÐÒÉ×ÅÔ', 'ÏÐÈÂÅÒ ÌÈÐÓ']) assert.equal(repairMojibake(text), text);
    assert.equal(repairMojibake('Zoë über façade, Århus.'), 'Zoë über façade, Århus.');
  });

  it('sees GBK that was read as latin-1, and what a cleaner left of western sequences', () => {
    const gb2312 = Uint8Array.from([0xb4, 0xba, 0xcc, 0xec, 0xbb, 0xa8, 0xbf, 0xaa]); // 春天花开
    assert.equal(countMojibake(Buffer.from(gb2312).toString('latin1')).double, 8);
    const stripped = latin1('“We’re open,” it says – don’t wait…').replace(/[\x80-\x9f]/g, '');
    assert.ok(countMojibake(stripped).remains >= 4, stripped);
    assert.ok(mojibakeShare('a\ufffdb') > 0.3);
  });

  it('repairs lines, takes out the lost ones, drops pages of nothing else', () => {
    const judge = mojibake();
    const of = (text: string) =>
      judge.judge({ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text });
    const good = 'The bridge over the river is old, and nobody knows who built it.';
    const lost = read('春天，樱花开了。', 'gbk');
    const mixed = of(`${good}\n\n${latin1('The café')}\n\n${lost}`);
    assert.ok('keep' in mixed && mixed.keep.text === `${good}\n\nThe café`);
    const verdict = of(lost);
    assert.ok('drop' in verdict && verdict.drop.rule === 'mojibake');
    const unrepaired = mojibake({ repair: false }).judge({
      id: 'd',
      origin: { file: 'f', offset: 0 },
      language: 'en',
      text: latin1(spoilt[0]!),
    });
    assert.ok('drop' in unrepaired);
  });

  it('is through with hostile texts', () => {
    for (const piece of ['Ã', 'Ã©', 'â€', '鈥', '锟斤拷', '\ufffd', 'ä', '春', '\ud83d']) {
      const text = piece.repeat(300_000 / piece.length);
      assert.ok(repairMojibake(text).length > 0);
      assert.ok(mojibakeShare(text) >= 0);
    }
  });
});
