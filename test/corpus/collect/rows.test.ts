import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { RawDocument } from 'kernel-lib/dist/corpus/document.js';
import { Ids } from 'kernel-lib/dist/corpus/collect/rows.js';
import { listUnits, readUnit } from 'kernel-lib/dist/corpus/collect/units.js';
import { collected, collectedFrom, kindsOf, withFiles } from './support.js';

const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('collecting JSONL', () => {
  it('finds the text by its name, keeps the other fields and what they say of the origin', async () => {
    const found = await collectedFrom({
      'a.jsonl': lines(
        { text: '甲', id: 1, url: 'https://a.example', license: 'CC0', date: '2026-01-02' },
        { title: 'T', content: 'two' },
        { meta: { body: 'no' }, body: 'three' },
      ),
    });
    assert.deepEqual(found.texts, ['甲', 'two', 'three']);
    const [first, second] = found.documents as [RawDocument, RawDocument];
    assert.deepEqual(first.fields, { id: 1, url: 'https://a.example', license: 'CC0', date: '2026-01-02' });
    const { file, ...origin } = first.origin;
    assert.match(file, /a\.jsonl$/);
    assert.deepEqual(
      { ...origin, collection: '' },
      { offset: 0, row: 1, url: 'https://a.example', licence: 'CC0', date: '2026-01-02', collection: '' },
    );
    assert.deepEqual(second.fields, { title: 'T' });
    assert.deepEqual([second.origin.row, second.origin.offset > 60], [2, true]);
  });

  it('skips lines that are no JSON, no object, no UTF-8 or without text, each with its offset', async () => {
    const start = lines({ text: 'a' });
    const bad = ['{"text": "cut\n', '[1]\n', '7\n', '{"number": 1}\n', '\n'];
    const file = Buffer.concat([
      Buffer.from(start + bad.join('')),
      Buffer.from([...Buffer.from('{"text":"'), 0xff, 0xfe, ...Buffer.from('"}\n')]),
      Buffer.from(lines({ text: 'z' })),
    ]);
    const found = await collectedFrom({ 'a.jsonl': file });
    assert.deepEqual(found.texts, ['a', 'z']);
    const kinds = ['not-json', 'not-an-object', 'not-an-object', 'no-text', 'invalid-utf-8'];
    assert.deepEqual(kindsOf(found), kinds);
    const offsets = bad.map((_, i) => start.length + bad.slice(0, i).join('').length);
    assert.deepEqual(
      found.problems.map(({ offset }) => offset),
      [...offsets.slice(0, 4), start.length + bad.join('').length],
    );
    const zipped = await collectedFrom({ 'a.ndjson.gz': gzipSync(file) });
    assert.deepEqual([zipped.texts, kindsOf(zipped)], [['a', 'z'], kinds]);
  });

  it('skips a row whose id has come before', async () => {
    const rows = lines({ id: 'x', text: 'a' }, { id: 'y', text: 'b' }, { id: 'x', text: 'c' }, { text: 'd' });
    const found = await collectedFrom({ 'a.jsonl': rows });
    assert.deepEqual([found.texts, kindsOf(found)], [['a', 'b', 'd'], ['duplicate-id']]);
  });

  it('knows the ids of the last half million rows, and takes no two for one', () => {
    const ids = new Ids();
    for (let i = 0; i < 1_200_000; i++) assert.equal(ids.seen({ id: `row ${i}` }), false, `${i}`);
    for (let i = 700_000; i < 1_200_000; i++) assert.equal(ids.seen({ id: `row ${i}` }), true, `${i}`);
    assert.deepEqual(
      [ids.seen({}), ids.seen({ id: null }), ids.seen({ id: '' }), ids.seen({ id: '' })],
      [false, false, false, true],
    );
  });

  it('goes on behind a gzip member that is damaged', async () => {
    const parts = [1, 2, 3].map((n) => gzipSync(lines({ text: `a${n}` }, { text: `b${n}` })));
    parts[1] = parts[1]!.subarray(0, 25);
    const found = await collectedFrom({ 'a.jsonl.gz': Buffer.concat(parts) });
    assert.deepEqual([found.texts, kindsOf(found)], [['a1', 'b1', 'a3', 'b3'], ['bad-member']]);
  });

  it('gives the same documents in units of any size, each unit by itself', async () => {
    const rows = Array.from({ length: 57 }, (_, i) => ({ text: `${i} ${'字x'.repeat(i % 7)}` }));
    await withFiles({ 'a.jsonl': lines(...rows) }, async (folder) => {
      const whole = await collected(folder);
      for (const unitBytes of [1, 2, 17, 64, 100, 1000]) {
        const units = await listUnits([folder], { unitBytes });
        assert.equal(new Set(units.map(({ id }) => id)).size, units.length);
        const ids: string[] = [];
        for (const unit of units) for await (const { id } of readUnit(unit)) ids.push(id);
        assert.deepEqual(
          ids,
          whole.documents.map(({ id }) => id),
          `units of ${unitBytes} bytes`,
        );
      }
    });
  });
});

describe('collecting Parquet', () => {
  const table = (count: number, ids = (i: number) => i) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: Array.from({ length: count }, (_, i) => ids(i)), type: 'INT32' },
          { name: 'text', data: Array.from({ length: count }, (_, i) => `行 ${i}`), type: 'STRING' },
        ],
        rowGroupSize: 10,
      }),
    );

  it('reads row groups as units, and goes on behind any row', async () => {
    await withFiles({ 'a.parquet': table(35) }, async (folder) => {
      const whole = await collected(folder);
      assert.deepEqual(
        whole.texts,
        Array.from({ length: 35 }, (_, i) => `行 ${i}`),
      );
      assert.deepEqual([whole.documents[12]!.fields, whole.documents[12]!.origin.row], [{ id: 12 }, 13]);
      const units = await listUnits([folder], { unitBytes: 100 });
      assert.equal(units.length, 4);
      const ids: string[] = [];
      for (const unit of units) for await (const { id } of readUnit(unit)) ids.push(id);
      assert.deepEqual(
        ids,
        whole.documents.map(({ id }) => id),
      );
      const rest: string[] = [];
      const after = whole.documents[13]!.origin;
      for await (const { id } of readUnit(units[1]!, { after })) rest.push(id);
      assert.deepEqual(rest, ids.slice(14, 20));
    });
  });

  it('gives the same rows of a large group in parts, and leaves out a text above the limit', async () => {
    const text = Array.from(
      { length: 3000 },
      (_, i) => `${i} ${'x'.repeat(i % 50)}${i === 1000 ? 'y'.repeat(900) : ''}`,
    );
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'text', data: text, type: 'STRING' }],
      pageSize: 1000,
    });
    const whole = await collectedFrom({ 'a.parquet': Buffer.from(bytes) });
    assert.deepEqual(whole.texts, text);
    const parts = await collectedFrom(
      { 'a.parquet': Buffer.from(bytes) },
      { limits: { documentBytes: 800 } },
    );
    assert.deepEqual(parts.texts, text.toSpliced(1000, 1));
    assert.deepEqual(
      parts.documents.map(({ origin }) => origin.row),
      whole.documents.map(({ origin }) => origin.row).toSpliced(1000, 1),
    );
    assert.deepEqual(kindsOf(parts), ['too-long']);
  });

  it('gives fields that JSON can carry', async () => {
    const data = [1n, 2n ** 60n + 1n];
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'big', data, type: 'INT64' },
        { name: 'text', data: ['a', 'b'], type: 'STRING' },
      ],
    });
    const { documents } = await collectedFrom({ 'a.parquet': Buffer.from(bytes) });
    assert.deepEqual(
      documents.map(({ fields }) => JSON.parse(JSON.stringify(fields)) as unknown),
      [{ big: 1 }, { big: '1152921504606846977' }],
    );
  });

  it('tells of a damaged file or row group, and of an id that comes twice', async () => {
    const bytes = table(35);
    const damaged = Buffer.from(bytes).fill(0xff, 4, 60);
    const found = await collectedFrom({
      'a.parquet': Buffer.from('PAR1 this is nothing PAR1'),
      'b.parquet': damaged,
      'c.parquet': table(5, (i) => i % 4),
      'd.txt': 'fine',
    });
    assert.deepEqual(kindsOf(found), ['bad-parquet', 'bad-row-group', 'duplicate-id']);
    assert.equal(found.texts.length, 25 + 4 + 1);
    assert.equal(join(found.problems[0]!.file), found.problems[0]!.file);
  });
});
