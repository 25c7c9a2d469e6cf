import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { decode } from 'kernel-lib/dist/corpus/extract/charset.js';

/** iconv(1) is the outside reference; it is part of every Linux with glibc and of macOS. */
const encoded = (text: string, charset: string) =>
  execFileSync('iconv', ['-f', 'UTF-8', '-t', charset], { input: text });

const chinese = '三月底，东湖边的樱花开了。很多学生一早就出门赏花，湖边的路上人很多，大家都带着相机。';
const french =
  'Après la pluie, les élèves sont allés à la bibliothèque, où il fait chaud en été comme en hiver.';

describe('decoding bytes', () => {
  it('reads quotes and the euro of windows-1252 on every Node', () => {
    const bytes = Uint8Array.from([0x80, 0x20, 0x93, 0x61, 0x94, 0x20, 0x92, 0x85, 0xe9]);
    assert.equal(decode(bytes, 'windows-1252')!.text, '€ “a” ’…é');
  });

  it('believes a byte-order mark first', () => {
    for (const charset of ['utf-16le', 'utf-16be'] as const) {
      const bytes = encoded(`\uFEFF${chinese}`, charset.toUpperCase());
      assert.deepEqual(decode(bytes, 'gbk'), { text: chinese, charset, invalid: 0 });
    }
    assert.equal(decode(Buffer.from(`\uFEFF${french}`), 'windows-1252')!.text, french);
  });

  it('believes valid UTF-8 more than a header that says something else', () => {
    for (const declared of ['gbk', 'windows-1252', 'iso-8859-1', undefined, 'nonsense'])
      assert.equal(decode(Buffer.from(chinese), declared)!.text, chinese);
  });

  it('takes the charset from the header, or from the page', () => {
    assert.equal(decode(encoded(chinese, 'GB18030'), 'gb2312')!.text, chinese);
    const japanese = '三月の終わりに桜が咲きました。';
    for (const head of [
      '<meta charset=shift_jis>',
      '<META CHARSET = "x"><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
      '<?xml version="1.0" encoding="Shift_JIS"?>',
    ]) {
      const decoded = decode(encoded(head + japanese, 'SHIFT_JIS'))!;
      assert.equal(decoded.text, head + japanese);
      assert.equal(decoded.charset, 'shift_jis');
    }
  });

  it('guesses GB18030 and Windows-1252 by what is valid', () => {
    assert.deepEqual(decode(encoded(chinese, 'GBK')), { text: chinese, charset: 'gb18030', invalid: 0 });
    assert.deepEqual(decode(encoded(french, 'CP1252'), 'utf-8'), {
      ...{ text: french, charset: 'windows-1252', invalid: 0 },
    });
    const cut = encoded(chinese, 'GBK').subarray(0, -1);
    assert.deepEqual(decode(cut, 'gbk'), {
      text: `${chinese.slice(0, -1)}\uFFFD`,
      charset: 'gb18030',
      invalid: 1,
    });
    assert.equal(decode(encoded(`${chinese} plain English words`, 'GBK'), 'utf-8')!.charset, 'gb18030');
  });

  it('guesses the two charsets of Russian, and takes neither Chinese nor Greek for it', () => {
    const russian = 'Библиотека открывается в восемь, и места у окна занимают первыми; летом там тихо.';
    for (const [name, charset] of [
      ['KOI8-R', 'koi8-r'],
      ['CP1251', 'windows-1251'],
    ] as const)
      assert.deepEqual(decode(encoded(russian, name)), { text: russian, charset, invalid: 0 });
    const greek = 'Η βιβλιοθήκη ανοίγει στις οκτώ και οι θέσεις δίπλα στο παράθυρο γεμίζουν πρώτες.';
    assert.ok(!/[а-я]/.test(decode(encoded(greek, 'ISO-8859-7'))?.text ?? ''));
    assert.equal(decode(encoded(greek, 'ISO-8859-7'), 'iso-8859-7')!.text, greek);
    assert.equal(decode(encoded(chinese.repeat(20), 'GBK'))!.charset, 'gb18030');
  });

  it('keeps UTF-8 with a few bad bytes and counts them, and gives up on noise', () => {
    const bytes = Buffer.concat([
      Buffer.from(chinese.repeat(100)),
      Buffer.from([0xff]),
      Buffer.from(chinese),
    ]);
    const decoded = decode(bytes)!;
    assert.deepEqual([decoded.charset, decoded.invalid], ['utf-8', 1]);
    assert.equal(decoded.text.replace('\uFFFD', ''), chinese.repeat(101));
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7919 + i * 31) % 256));
    assert.equal(decode(noise), undefined);
    assert.equal(decode(Buffer.from([0xff, 0xd9, 0xc3])), undefined);
    assert.equal(decode(new Uint8Array())!.text, '');
  });
});
