/** Tables: objects, arrays, DataFrames; escaped in each position; aligned with Chinese in them. */
import assert from 'node:assert/strict';
import { BUNDLE } from 'kernel-lib/dist/display/host.js';
import { table } from 'kernel-lib/dist/display/table.js';
import { HOSTILE, parse, type Page } from './support.js';

const htmlOf = (view: ReturnType<typeof table>) => String(view[BUNDLE]()['text/html']);
const documentOf = (view: ReturnType<typeof table>) =>
  parse(`<html><body>${htmlOf(view)}</body></html>`, 'text/html');
const texts = (page: Page, selector: string) =>
  [...page.querySelectorAll(selector)].map((each) => each.textContent);

describe('tables', () => {
  const marks = [
    { subject: '季节', score: 93.126, passed: true },
    { subject: 'flowers', score: 51, passed: false },
  ];

  it('aligns text with Chinese characters, and marks rows', () => {
    const view = table(marks, { caption: 'Marks', mark: ({ passed }) => (passed === true ? 'good' : 'bad') });
    assert.equal(
      view.toString(),
      [
        'Marks',
        '  subject  score  passed',
        '  ───────  ─────  ──────',
        '✓ 季节     93.13  yes',
        '✗ flowers     51  no',
      ].join('\n'),
    );
  });

  it('shows arrays, and picks and orders columns', () => {
    assert.deepEqual(texts(documentOf(table([[1, 'a'], [2]])), 'th'), ['0', '1']);
    assert.deepEqual(texts(documentOf(table([[1, 'a'], [2]])), 'td'), ['1', 'a', '2', '–']);
    assert.deepEqual(texts(documentOf(table(marks, { columns: ['score', 'subject'] })), 'td'), [
      '93.13',
      '季节',
      '51',
      'flowers',
    ]);
    assert.throws(
      () => table(marks, { columns: ['mark'] }),
      /No column "mark" in the table; it has subject, score, passed/,
    );
  });

  it('takes objects with other keys, and nothing at all', () => {
    assert.deepEqual(texts(documentOf(table([{ a: 1 }, { b: null }])), 'td'), ['1', '–', '–', '–']);
    assert.equal(table([]).toString().trim(), '');
    assert.throws(
      () => table('text' as unknown as object[]),
      /array of objects, an array of arrays or a DataFrame, got string/,
    );
    assert.throws(() => table([{ a: 1 }, 7] as unknown as object[]), /Row 1 of the table is 7/);
  });

  it('cuts long tables and says so', () => {
    const rows = Array.from({ length: 12_345 }, (_, index) => ({ index }));
    const view = table(rows, { maxRows: 3 });
    assert.equal(texts(documentOf(view), 'tbody tr').length, 3);
    assert.match(htmlOf(view), /… 12,342 more rows/);
    assert.match(view.toString(), /… 12,342 more rows$/);
  });

  it('escapes cells, headers, captions and the index of a DataFrame', () => {
    const frame = { columns: [HOSTILE], index: [HOSTILE], values: [[HOSTILE]] };
    for (const view of [
      table([{ [HOSTILE]: HOSTILE }], { caption: HOSTILE }),
      table(frame, { caption: HOSTILE }),
    ]) {
      const page = documentOf(view);
      assert.deepEqual([...page.querySelectorAll('script, img')], []);
      assert.doesNotMatch(htmlOf(view), /<(script|img)/);
      assert.equal(texts(page, 'caption').length, 1);
    }
    assert.ok(
      texts(documentOf(table(frame)), 'tbody th')[0]?.includes('alert(1)'),
      'the index is shown as text',
    );
  });

  it('shows a danfojs DataFrame and a Series', async function () {
    // The import takes seconds.
    this.timeout(60_000);
    const { DataFrame, Series } = await import('danfojs-node');
    const frame = new DataFrame({ word: ['春', '秋'], count: [12_345, 7] }, { index: ['first', 'second'] });
    assert.equal(
      table(frame).toString(),
      ['        word   count', '──────  ────  ──────', ' first  春    12,345', 'second  秋         7'].join(
        '\n',
      ),
    );
    assert.deepEqual(texts(documentOf(table(new Series([1, 2]))), 'td'), ['1', '2']);
  });
});
