import assert from 'node:assert/strict';
import type { Document } from 'kernel-lib/dist/corpus/document.js';
import { normalise, normaliseText } from 'kernel-lib/dist/corpus/normalise/normalise.js';
import { pick, randomInt, seededRandom } from 'kernel-lib/dist/random.js';

const cases: [title: string, given: string, expected: string][] = [
  [
    'colours of a terminal go whole',
    '\u001b[1;32m《春晓》\u001b[m\u001b]0;title\u0007 \u009b31mred',
    '《春晓》 red',
  ],
  ['ligatures and fancy letters', 'ﬁnd the oﬀer, 𝐛𝐨𝐥𝐝 Ｗｉｄｅ １２３', 'find the offer, bold Wide 123'],
  ['units, powers, fractions stay', '5 m², 20 ℃, ½ ㎏, № 1™, ①, Ⅳ, H₂O', '5 m², 20 ℃, ½ ㎏, № 1™, ①, Ⅳ, H₂O'],
  [
    'Chinese punctuation stays',
    '你好，世界！（真的？）：；“是”……、。～',
    '你好，世界！（真的？）：；“是”……、。～',
  ],
  ['ASCII punctuation stays', 'Hello, (really?) yes: no; "it" is!', 'Hello, (really?) yes: no; "it" is!'],
  ['full-width signs', '１００％＋５＝１０５　ａ＠ｂ', '100%+5=105 a@b'],
  ['half-width katakana with its marks', 'ｶﾞｷﾞ ﾊﾟﾝ｡｢ｱ｣', 'ガギ パン。「ア」'],
  ['half-width hangul', 'ﾡￂ', '가'],
  ['radicals', '⼀⼆⽇⽊', '一二日木'],
  ['composed and decomposed', 'cafe\u0301 \u1100\u1161', 'café 가'],
  ['Arabic forms', 'ﻣﺮﺣﺒﺎ ﷺ', 'مرحبا ﷺ'],
  ['line ends', 'a\r\nb\rc\u2028d\u0085e\ff', 'a\nb\nc\nd\ne\nf'],
  ['spaces', 'a\u00A0\u00A0b\u3000c \t d  \ne', 'a b c d\ne'],
  ['empty lines', '\n\n a\n\n\n\n \nb\n\n', 'a\n\nb'],
  ['indentation of code', 'def f():\n\treturn 1\n  x =  2', 'def f():\n    return 1\n  x = 2'],
  ['centred type', `a\n${' '.repeat(30)}CHAPTER`, 'a\nCHAPTER'],
  ['invisible characters', '\uFEFFin\u200Bvis\u00ADi\u2060ble\u0000 \u202Eafter\u{E0041}', 'invisible after'],
  [
    'joiners where they mean something',
    '👩\u200D👩\u200D👧 می\u200Cخواهم a\u200Db 字\u200C字',
    '👩\u200D👩\u200D👧 می\u200Cخواهم ab 字字',
  ],
  ['lone surrogates', 'a\uD800b', 'a\uFFFDb'],
  [
    'cut words',
    'an exam-\nple of a well-\nknown and well-known word',
    'an example of a well-known and well-known word',
  ],
  [
    'no cut words',
    'from 1990-\n1995, A-\nB, a -\nb, T-\nshirt',
    'from 1990-\n1995, A-\nB, a -\nb, T-\nshirt',
  ],
  ['emoji alone', '😀❤️🏳️‍🌈', '😀❤️🏳️‍🌈'],
  ['nothing', ' \u200B\n\u3000', ''],
];

const samples = [
  ...[
    'a',
    'é',
    'e\u0301',
    'ﬁ',
    'ſ',
    '字',
    '，',
    ',',
    '！',
    'ｶ',
    'ﾞ',
    'ﾡ',
    'ￂ',
    '⼀',
    '가',
    '\u1100',
    '\u1161',
    '\u11A8',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '-\n',
    'ab-\ncd',
    '-',
    '\u00A0',
    '\u3000',
    '\u2028',
    '\u0085',
    '\f',
  ],
  ...[
    '\u200B',
    '\u200C',
    '\u200D',
    '\u00AD',
    '\uFEFF',
    '\uFE0F',
    '😀',
    '👩',
    '\uD800',
    '\uDC00',
    '\u0000',
    '\u202E',
  ],
  ...[
    'ﷺ',
    'ﻣ',
    'ﬀ',
    '𝐛',
    '²',
    '℃',
    '\u0301',
    '\u0323',
    '\u3099',
    '\u0338',
    '<',
    '.',
    '－',
    '＿',
    '\u{E0041}',
    'मि',
    'ﭏ',
  ],
];

describe('normalising', () => {
  for (const [title, given, expected] of cases) it(title, () => assert.equal(normaliseText(given), expected));

  it('changes nothing when done again: 20,000 random mixtures, and every character of Unicode that has a form', () => {
    const random = seededRandom(7);
    const character = () => {
      const kind = random();
      if (kind < 0.8) return pick(random, samples);
      return String.fromCodePoint(randomInt(random, kind < 0.95 ? 0x10000 : 0x110000));
    };
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: 1 + randomInt(random, 20) }, character).join('');
      const once = normaliseText(text);
      assert.equal(normaliseText(once), once, JSON.stringify(text));
    }
    for (let code = 0; code < 0xe0200; code += code === 0x1ffff ? 0xc0001 : 1) {
      const text = `a${String.fromCodePoint(code)}b${String.fromCodePoint(code)}`;
      const once = normaliseText(text);
      assert.equal(normaliseText(once), once, code.toString(16));
      assert.equal(once, once.normalize('NFC'), code.toString(16));
    }
  });

  it('judges: one form, a title in one line, the language; what is empty leaves', () => {
    const given: Document = {
      ...{ id: 'a', origin: { file: 'a', offset: 0 }, language: 'und', title: ' Ａ\nB ' },
      ...{
        text: 'It is a ﬁne day,\r\nand the whole class went for a walk along the lake.',
        fields: { a: 1 },
      },
    };
    assert.deepEqual(normalise.judge(given), {
      keep: {
        ...{ id: 'a', origin: { file: 'a', offset: 0 }, language: 'en', title: 'A B', fields: { a: 1 } },
        text: 'It is a fine day,\nand the whole class went for a walk along the lake.',
      },
    });
    assert.deepEqual(normalise.judge({ ...given, text: '\u200B \n' }), { drop: { rule: 'empty' } });
  });
});
