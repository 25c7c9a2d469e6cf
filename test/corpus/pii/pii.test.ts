/** Personal data: what is found, what stays, and where the marks are. */
import assert from 'node:assert/strict';
import {
  identityCheck,
  isCardNumber,
  isIdentityNumber,
  passesLuhn,
} from 'kernel-lib/dist/corpus/pii/checks.js';
import { findPersonalData, personalKinds } from 'kernel-lib/dist/corpus/pii/find.js';
import { pii, type PersonalDataOptions } from 'kernel-lib/dist/corpus/pii/judge.js';
import type { Document, Span } from 'kernel-lib/dist/corpus/document.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { plantedText } from './personal-text.js';

const documentOf = (text: string, spans?: Span[]): Document => ({
  ...{ id: 'd', origin: { file: 'f', offset: 0 }, language: 'en', text },
  ...(spans === undefined ? {} : { spans }),
});
const after = (text: string, options?: PersonalDataOptions, spans?: Span[]) => {
  const verdict = pii(options).judge(documentOf(text, spans));
  assert('keep' in verdict);
  return verdict.keep;
};

describe('corpus: personal data', () => {
  it('checks digits as the standards say', () => {
    assert.equal(identityCheck('11010519491231002'), 'X'); // the example of GB 11643-1999
    assert.ok(isIdentityNumber('11010519491231002x'));
    assert.ok(!isIdentityNumber('110105194912310021'));
    assert.ok(!isIdentityNumber('99010519491231002X'), 'no such province');
    assert.ok(passesLuhn('79927398713')); // ISO/IEC 7812-1
    assert.ok(!passesLuhn('79927398710'));
    assert.ok(isCardNumber('4111111111111111') && !isCardNumber('9111111111111113'));
  });

  for (const language of ['en', 'zh'] as const) {
    it(`finds all that was planted and no look-alike (${language})`, () => {
      const { text, items } = plantedText(seededRandom(11), language, 3000);
      const found = findPersonalData(text, new Set(personalKinds));
      const keyOf = (start: number, end: number, kind: string) =>
        `${kind} ${text.slice(start, end)} ${start}`;
      const right = items.flatMap(({ start, end, kind }) => (kind ? [keyOf(start, end, kind)] : []));
      const said = new Set(found.map(({ start, end, label }) => keyOf(start, end, label.slice(4))));
      const missed = right.filter((key) => !said.has(key));
      const wrong = [...said].filter((key) => !right.includes(key));
      assert.ok(
        missed.length <= 0.002 * right.length,
        `missed ${missed.length}: ${missed.slice(0, 20).join('\n')}`,
      );
      assert.ok(
        wrong.length <= 0.002 * right.length,
        `wrong ${wrong.length}: ${wrong.slice(0, 20).join('\n')}`,
      );
    });
  }

  it('a row of counts and addresses is no telephone number, whose two zeros stand together', () => {
    const row = 'udp 0 0 192.168.1.241:123 0.0.0.0:* 539/ntpd';
    assert.equal(after(row).text, row);
    assert.equal(after('Dial 00 49 30 901820 today.').text, 'Dial <phone> today.');
  });

  it('replaces by placeholders, marks them, and moves the marks that were there', () => {
    const text = 'In spring ann@example.org calls 13812345678 in autumn.';
    const label = (word: string) => ({
      start: text.indexOf(word),
      end: text.indexOf(word) + word.length,
      label: word,
    });
    const given = [label('spring'), label('autumn'), label('example')];
    const { text: clean, spans } = after(text, {}, given);
    assert.equal(clean, 'In spring <email> calls <phone> in autumn.');
    assert.deepEqual(
      spans!.map(({ start, end, label }) => [label, clean.slice(start, end)]),
      [
        ['spring', 'spring'],
        ['pii:email', '<email>'],
        ['pii:phone', '<phone>'],
        ['autumn', 'autumn'],
      ],
    );
    assert.equal(after(clean).text, clean);
  });

  it('knows user parts of addresses, extensions and several numbers in a row', () => {
    assert.equal(
      after('see https://user:pw@host.example.org/').text,
      'see https://<url-user>@host.example.org/',
    );
    assert.equal(after('git@github.com:a/b').text, 'git@github.com:a/b');
    assert.equal(after('座机029-88201000转801。').text, '座机<phone>。');
    assert.equal(after('13812345678 13912345678').text, '<phone> <phone>');
    assert.equal(after('Order 13812345678, phone 13912345678').text, 'Order 13812345678, phone <phone>');
    assert.equal(after('tel. 555-0134').text, 'tel. <phone>');
  });

  it('takes each kind by its option', () => {
    const text = '10.0.0.1 a@b.org 13812345678';
    assert.equal(after(text).text, '10.0.0.1 <email> <phone>');
    assert.equal(after(text, { ipAddress: true, phone: false }).text, '<ip-address> <email> 13812345678');
    assert.throws(() => pii({ emails: true } as never), /no option "emails"/);
  });

  it('is through with hostile texts of a megabyte, where time that grows with the square would never end', function () {
    this.timeout(20_000);
    for (const piece of ['@', 'a@', '1', '1-', '(', '+1 ', '1 ', 'a.', 'a@b.', '12345 ', '４', 'phone 1']) {
      const text = piece.repeat(500_000 / piece.length);
      assert.deepEqual(findPersonalData(text, new Set(personalKinds)), []);
    }
  });
});
