import assert from 'node:assert/strict';
import type { Document, Dropped } from 'kernel-lib/dist/corpus/document.js';
import { exactKey, normalisedForExact } from 'kernel-lib/dist/corpus/exact/key.js';
import { keySet } from 'kernel-lib/dist/corpus/exact/keySet.js';
import { names } from 'kernel-lib/dist/corpus/exact/names.js';
import { exactStage } from 'kernel-lib/dist/corpus/exact/stage.js';
import { randomInt, seededRandom } from 'kernel-lib/dist/random.js';

describe('the key of an exact copy', () => {
  it('does not see width, case and white space, and sees everything else', () => {
    assert.equal(normalisedForExact(' ＡＢ\u00a0c\r\n\tﬁ '), 'ab c fi');
    const key = (text: string) => exactKey(text).join();
    assert.equal(key('Water  freezes\nat 0 °C'), key(' water freezes at 0 °c '));
    const different = [
      '',
      'a',
      'b',
      'a b',
      'ab',
      'a.',
      '\ud800',
      '\ud801',
      '\udc00',
      '\ufffd',
      '😀',
      'é',
      'e',
    ];
    assert.equal(new Set(different.map(key)).size, different.length);
  });

  it('is that of the whole normalised text, also where a long one is taken piece by piece', () => {
    const random = seededRandom(5);
    const pieces = [
      'word ',
      '  ',
      '\n\n',
      'ＡＢ',
      'ΟΔΟΣ',
      ' Σ',
      '水',
      '樱花',
      'e\u0301',
      '\u0301',
      '각',
      '😀',
      '\ud800',
      'ﬁ',
    ];
    for (let i = 0; i < 5; i++) {
      const kinds = pieces.filter(() => random() < 0.7).concat(' ', '水');
      let text = '';
      while (text.length < 70_000 + 60_000 * i) text += kinds[randomInt(random, kinds.length)]!;
      // Another layout moves the places where the pieces end.
      const other = `\n ${text.replaceAll(' ', ' \t  ')}  `;
      assert.deepEqual(exactKey(other), exactKey(text), `${i}`);
      const short = text.slice(0, 60_000);
      assert.deepEqual(exactKey(short), exactKey(`${' '.repeat(70_000)}${short}${'\n'.repeat(70_000)}`));
      assert.notDeepEqual(exactKey(`${text}.`), exactKey(text));
    }
    for (const long of ['a', '\ud800', '😀', ' ', 'a\ufb01'].map((unit) => unit.repeat(200_000))) {
      assert.deepEqual(exactKey(long), exactKey(`${long} `));
      assert.notDeepEqual(exactKey(long), exactKey(`${long}b`));
    }
  });

  it('is the start of SHA-256', () => {
    // Of the empty text: e3b0c442 98fc1c14 9afbf4c8 996fb924 … (FIPS 180-4's well-known value), read as little-endian.
    assert.deepEqual([...exactKey(' ')], [0x42c4b0e3, 0x141cfc98, 0xc8f4fb9a, 0x24b96f99]);
  });
});

describe('a set of keys', () => {
  it('is a Set, also where many keys begin alike', () => {
    const random = seededRandom(1);
    const keys = keySet();
    const reference = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const key = Uint32Array.from({ length: 4 }, () => randomInt(random, 2 ** 32));
      if (i % 2 === 0) key.set([i % 100, 0xffffffff, randomInt(random, 100), randomInt(random, 3)]);
      const known = reference.get(key.join());
      if (known === undefined) reference.set(key.join(), reference.size);
      const { position, isNew } = keys.add(key);
      if (position !== (known ?? reference.size - 1) || isNew !== (known === undefined)) {
        assert.fail(`key ${i}: position ${position}, ${isNew ? 'new' : 'known'}; the map says ${known}`);
      }
    }
    assert.equal(keys.size, reference.size);
  });

  it('takes at most 24 bytes a key', () => {
    const random = seededRandom(2);
    const keys = keySet();
    for (let i = 0; i < 200_000; i++) {
      keys.add(Uint32Array.from({ length: 4 }, () => randomInt(random, 2 ** 32)));
      if (i > 50_000 && i % 1000 === 0) assert.ok(keys.bytes() / i < 24, `${keys.bytes() / i}`);
    }
  });
});

describe('names', () => {
  it('come back as they were', () => {
    const list = Array.from({ length: 10_000 }, (_, i) =>
      i % 7 === 0 ? '' : `文件-${i}.html`.repeat(i % 5),
    );
    const stored = names();
    for (const name of list) stored.add(name);
    assert.deepEqual(
      list.map((_, i) => stored.at(i)),
      list,
    );
    assert.throws(() => stored.at(10_000), RangeError);
  });
});

describe('the stage exact', () => {
  const documentOf = (id: string, text: string): Document => ({
    ...{ id, text, language: 'en', origin: { file: 'test', offset: 0 } },
  });

  it('lets the first of equal texts through at once, and names it', async () => {
    const dropped: Dropped[] = [];
    const texts = ['One.', 'two', ' ONE.', 'Ｔｗｏ', 'one', '', ' '];
    async function* stream() {
      for (const [i, text] of texts.entries()) yield documentOf(`d${i}`, text);
    }
    const kept: string[] = [];
    for await (const { id } of exactStage().run(stream(), (gone) => void dropped.push(gone))) kept.push(id);
    assert.deepEqual(kept, ['d0', 'd1', 'd4', 'd5']);
    assert.deepEqual(
      dropped.map(({ document, stage, reason }) => [document.id, stage, reason.rule, reason.detail]),
      [
        ['d2', 'exact', 'exact-copy', 'copy of d0'],
        ['d3', 'exact', 'exact-copy', 'copy of d1'],
        ['d6', 'exact', 'exact-copy', 'copy of d5'],
      ],
    );
  });

  it('is exact: of 5,000 texts with planted copies, those and no others leave', async () => {
    const random = seededRandom(3);
    const seen = new Set<string>();
    const expected: string[] = [];
    const documents = Array.from({ length: 5000 }, (_, i) => {
      const text = `Text ${randomInt(random, 3000)}`;
      if (seen.has(text)) expected.push(`d${i}`);
      seen.add(text);
      return documentOf(`d${i}`, i % 3 === 0 ? text.toUpperCase() : text);
    });
    async function* stream() {
      yield* documents;
    }
    const dropped: string[] = [];
    const kept: string[] = [];
    const staying = exactStage().run(stream(), ({ document }) => void dropped.push(document.id));
    for await (const { id } of staying) kept.push(id);
    assert.deepEqual(dropped, expected);
    assert.equal(kept.length, seen.size);
  });
});
