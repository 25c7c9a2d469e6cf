import assert from 'node:assert/strict';
import { seededRandom } from 'kernel-lib/dist/random';
import { decode1252, encode1252, encodeGb18030 } from 'kernel-lib/dist/world/web/codecs';
import {
  identityCheck,
  isbnCheck,
  LOOK_ALIKES,
  luhnCheck,
  PERSONAL,
} from 'kernel-lib/dist/world/web/personal';
import { nearCopy } from 'kernel-lib/dist/world/web/nearCopy';
import { textSimilarity, units } from 'kernel-lib/dist/world/web/similarity';
import { altered, levelsFor, testItems } from 'kernel-lib/dist/world/web/testItems';
import { webTables } from 'kernel-lib/dist/world/web/tables';
import { sampleDocuments } from './samples';

/** Remainder by the definition of ISO 7064: the sum of aᵢ·2^(i−1) must be 1 modulo 11. */
function validIdentity(number: string): boolean {
  const values = [...number].reverse().map((digit) => (digit === 'X' ? 10 : Number(digit)));
  return values.reduce((sum, value, i) => sum + value * 2 ** i, 0) % 11 === 1;
}
function validCard(number: string): boolean {
  const figures = [...number.replace(/[ -]/g, '')].reverse().map(Number);
  const sum = figures.reduce(
    (total, d, i) => total + (i % 2 === 0 ? d : Math.floor((2 * d) / 10) + ((2 * d) % 10)),
    0,
  );
  return sum % 10 === 0;
}

describe('what pages of the small web are made of', () => {
  it('computes check digits as the standards’ own examples have them', () => {
    assert.equal(identityCheck('11010519491231002'), 'X');
    assert.equal(identityCheck('44052418800101001'), '4');
    assert.equal(luhnCheck('7992739871'), '3');
    assert.equal(isbnCheck('978030640615'), '7');
  });

  it('gives personal data with valid check digits and fictional owners, look-alikes without', () => {
    const random = seededRandom(1);
    for (let i = 0; i < 500; i++) {
      const language = i % 2 === 0 ? 'en' : 'zh';
      const identity = PERSONAL['identity-number']!(random, language);
      assert.match(identity.toUpperCase(), /^\d{2}0199(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d)\d{3}[\dX]$/);
      assert.ok(validIdentity(identity.toUpperCase()), identity);
      assert.ok(validCard(PERSONAL['card-number']!(random, language)));
      assert.match(
        PERSONAL['email']!(random, language),
        /^[a-z.]+[a-z.+_]*\d\d@(mail\.)?example\.(org|com|net)$/,
      );
      const phone = PERSONAL['phone']!(random, language);
      assert.match(
        phone,
        language === 'en' ? /555-01|7946 0|7700 900|99 00|23125|5550/ : /^(\+86 )?154|^026-8|^１５４/,
      );
      assert.ok(!validIdentity(LOOK_ALIKES['invalid-identity-number']!(random, language)));
      assert.ok(!validCard(LOOK_ALIKES['invalid-card-number']!(random, language)));
      assert.ok(!validCard(LOOK_ALIKES['parcel-number']!(random, language)));
      const isbn = LOOK_ALIKES['isbn']!(random, language).replaceAll('-', '');
      assert.equal(isbnCheck(isbn.slice(0, 12)), isbn[12]);
    }
  });

  it('encodes gb18030 so that the platform’s decoder gets every character back', () => {
    const decoder = new TextDecoder('gb18030', { ignoreBOM: true });
    const lost: string[] = [];
    for (let code = 1; code < 0x11_0000; code += code < 0x1_0000 ? 1 : 97) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const character = String.fromCodePoint(code);
      const back = decoder.decode(encodeGb18030(character));
      if (back !== character) lost.push(back);
    }
    // Characters for private use: U+E5E5 has no code (WHATWG), others moved between the standard's editions.
    assert.equal(lost.length, 19);
    for (const back of lost) assert.match(back, /^&#5\d{4};$/);
    assert.deepEqual([...encodeGb18030('　')], [0xa1, 0xa1]);
    assert.deepEqual([...encodeGb18030('春€😀')], [0xb4, 0xba, 0xa2, 0xe3, 0x94, 0x39, 0xfc, 0x36]);
  });

  it('reads and writes all 256 bytes of windows-1252; what it lacks becomes a reference', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.deepEqual(encode1252(decode1252(all)), all);
    assert.equal(decode1252(Uint8Array.of(0x93, 0x80, 0x94, 0x81)), '“€”\u0081');
    assert.equal(Buffer.from(encode1252('a花')).toString(), 'a&#33457;');
  });

  it('counts words in English and characters in Chinese', () => {
    assert.deepEqual(units('It’s 3 o’clock, Tom!', 'en'), ['it', 's', '3', 'o', 'clock', 'tom']);
    assert.deepEqual(units('春天，Tea 好。', 'zh'), ['春', '天', 't', 'e', 'a', '好']);
    assert.deepEqual(units('花开了 ok', 'und'), ['花', '开', '了', 'o', 'k']);
    assert.equal(textSimilarity('a b c', 'a b c', 'en'), 1);
    assert.equal(textSimilarity('a b c', 'a b d', 'en'), 0);
    assert.equal(textSimilarity('a b c d e f', 'a b c d e g', 'en'), 1 / 3);
  });

  it('reaches each target of similarity from nearly every page', () => {
    const tables = webTables();
    for (const language of ['en', 'zh'] as const) {
      const documents = [...sampleDocuments(120)].filter((document) => document.language === language);
      const foreign = documents.slice(40).flatMap(({ sentences }) => sentences.map(({ text }) => text));
      for (const target of [0.5, 0.6, 0.7, 0.8, 0.9]) {
        let reached = 0;
        documents.slice(0, 40).forEach((document, i) => {
          const draft = [document.sentences.map(({ text }) => text)];
          const random = seededRandom(i);
          if (nearCopy(draft, { language, target, random, tables, foreign }) !== undefined) reached++;
        });
        assert.ok(reached >= 38, `${language} ${target}: ${reached} of 40`);
      }
    }
  });

  it('edits a question lightly: one word at most is another', () => {
    const tables = webTables();
    const items = [...testItems().planted, ...testItems().clean];
    assert.ok(items.length >= 40);
    for (const item of items) {
      for (const level of levelsFor(item)) {
        const random = seededRandom(item.question.length);
        const text = altered(item, level, random, tables);
        if (level !== 'word') continue;
        const joiner = item.language === 'en' ? ' ' : '';
        const [before, after] = [item.question.split(joiner), text.split(joiner)];
        let head = 0;
        while (before[head] === after[head]) head++;
        let tail = 0;
        while (before.at(-1 - tail) === after.at(-1 - tail) && tail < before.length - head) tail++;
        assert.ok(before.length - head - tail <= 3, `${item.question} → ${text}`);
        assert.notEqual(text, item.question);
      }
    }
  });
});
