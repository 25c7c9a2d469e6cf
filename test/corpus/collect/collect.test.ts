import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from 'kernel-lib/dist/errors.js';
import type { Problem } from 'kernel-lib/dist/corpus/document.js';
import { collect } from 'kernel-lib/dist/corpus/collect/collect.js';
import { listUnits, readUnit } from 'kernel-lib/dist/corpus/collect/units.js';
import { collected, collectedFrom, kindsOf, withFiles } from './support.js';

const tail = (id: string, folder: string) => id.slice(folder.length + 1);

describe('collecting files', () => {
  it('walks folders in one order and leaves out what is hidden, binary, a link or of another type', async () => {
    const files = {
      'b/2.txt': 'two',
      'b/1.md': '# one',
      'b/c/deep.html': '<p>deep',
      'a.txt': 'a',
      README: 'no extension',
      picture: Buffer.from([0x89, 0x50, 0, 0, 1]),
      'style.css': 'p {}',
      '.hidden.txt': 'x',
      '.git/config.txt': 'x',
    };
    await withFiles(files, async (folder) => {
      await symlink('/etc', join(folder, 'outside'));
      await symlink('../b', join(folder, 'b', 'loop'));
      await symlink('a.txt', join(folder, 'z.txt'));
      const found = await collected(folder);
      assert.deepEqual(
        found.documents.map(({ id }) => tail(id, folder)),
        ['README', 'a.txt', 'b/1.md', 'b/2.txt', 'b/c/deep.html'],
      );
      assert.deepEqual(found.skipped, { hidden: 2, link: 3, binary: 1, 'other-type': 1 });
      assert.deepEqual(
        found.documents.map(({ origin, mediaType }) => [origin.collection, mediaType]).slice(2),
        [
          ['b', 'text/markdown'],
          ['b', 'text/plain'],
          ['c', 'text/html'],
        ],
      );
      const again = await collected(folder);
      assert.deepEqual(again.documents, found.documents);
    });
  });

  it('reads a file once however often it is named, and a named file whatever its extension says', async () => {
    await withFiles({ 'x/notes.rst': 'notes', 'x/a.txt': 'a' }, async (folder) => {
      const ids: string[] = [];
      const paths = [join(folder, 'x/notes.rst'), folder, join(folder, 'x'), join(folder, 'x/../x/a.txt')];
      for await (const { id } of collect(paths)) ids.push(tail(id, folder));
      assert.deepEqual(ids, ['x/notes.rst', 'x/a.txt']);
    });
  });

  it('says which path does not exist', async () => {
    await assert.rejects(collected('/no/such/place'), (thrown) => {
      return thrown instanceof UserError && thrown.message.includes('/no/such/place');
    });
  });

  it('gives nothing, and no problem, where there are no documents', async () => {
    const found = await collectedFrom({ 'empty.txt': '', 'empty.jsonl': '', 'empty.html': '', 'e.warc': '' });
    assert.deepEqual([found.documents, found.problems], [[], []]);
    const nothing = await collectedFrom({});
    assert.deepEqual([nothing.documents, nothing.problems], [[], []]);
  });

  it('splits a book at paragraph ends, and loses no byte of it', async () => {
    const book = Array.from({ length: 100 }, (_, i) => `Paragraph ${i}.\nMore of it.\n\n`).join('');
    const whole = await collectedFrom({ 'book.txt': book });
    assert.deepEqual(whole.texts, [book]);
    const parts = await collectedFrom({ 'book.txt': book }, { partBytes: 300 });
    assert.equal(parts.texts.join(''), book);
    assert.ok(parts.texts.length > 5 && parts.texts.every((text) => text.endsWith('.\n\n')));
    for (const { origin, body } of parts.documents)
      assert.equal(book.slice(origin.offset, origin.offset + body.length), Buffer.from(body).toString());
    const zipped = await collectedFrom({ 'book.txt.gz': gzipSync(book) }, { partBytes: 300 });
    assert.deepEqual(zipped.texts, parts.texts);
  });

  it('keeps the bytes of a text as they are: line ends, no last one, UTF-16', async () => {
    const utf16 = Buffer.from('\uFEFFfirst\r\n\r\nsecond 一\n', 'utf16le');
    const files = { 'a.txt': 'one\r\ntwo\rthree', 'b.txt': utf16, 'no-extension': utf16 };
    const found = await collectedFrom(files, { partBytes: 3 });
    assert.equal(found.texts[0], 'one\r\ntwo\rthree');
    for (const { body } of found.documents.slice(1)) assert.deepEqual(Buffer.from(body), utf16);
    assert.deepEqual([found.documents.length, found.problems], [3, []]);
  });

  it('tells of a file that is gone or has changed since it was listed', async () => {
    await withFiles({ 'a.txt': 'a\n\nb\n\nc', 'b.warc': '', 'c.html': 'x' }, async (folder) => {
      const units = await listUnits([folder]);
      const problems: Problem[] = [];
      const onProblem = (problem: Problem) => void problems.push(problem);
      const after = { file: 'a.txt', offset: 1000 };
      const resumed = readUnit(units[0]!, { after, onProblem });
      await assert.rejects(
        resumed.next(),
        (thrown) => thrown instanceof UserError && /has changed/.test(thrown.message),
      );
      await rm(folder, { recursive: true });
      for (const unit of units)
        for await (const { id } of readUnit(unit, { onProblem })) assert.fail(`${id} is there`);
      assert.deepEqual(
        problems.map(({ kind, file }) => [kind, file]),
        units.map(({ file }) => ['unreadable', file]),
      );
    });
  });

  it('reads fortune files, which have an index beside them', async () => {
    const poems = '春眠不觉晓\n处处闻啼鸟\n%\n床前明月光\n100 % sure\n%\n';
    const found = await collectedFrom({ tang: poems, 'tang.dat': Buffer.from([0, 0, 0, 2]) });
    assert.deepEqual(found.texts, ['春眠不觉晓\n处处闻啼鸟\n', '床前明月光\n100 % sure\n']);
    assert.deepEqual(found.skipped, { 'other-type': 1 });
  });

  it('leaves out a line above the limit, in constant memory, and reads the others', async () => {
    const line = Buffer.alloc(40_000_000, 'x');
    const file = Buffer.concat([Buffer.from('{"text":"first"}\n'), line, Buffer.from('\n{"text":"last"}\n')]);
    const limits = { documentBytes: 1_000_000 };
    for (const [name, bytes] of [
      ['a.jsonl', file],
      ['a.jsonl.gz', gzipSync(file)],
    ] as const) {
      const found = await collectedFrom({ [name]: bytes }, { limits: { ...limits, inflationRatio: 5000 } });
      assert.deepEqual(found.texts, ['first', 'last'], name);
      assert.deepEqual(kindsOf(found), ['too-long']);
      assert.equal(found.problems[0]!.offset, 17);
    }
    const text = await collectedFrom({ 'a.txt': file }, { limits });
    assert.deepEqual(text.texts, ['{"text":"first"}\n{"text":"last"}\n']);
    assert.deepEqual(kindsOf(text), ['too-long']);
    const page = await collectedFrom({ 'a.html': file }, { limits });
    assert.deepEqual([page.texts, kindsOf(page)], [[], ['too-long']]);
  });

  it('stops at a gzip bomb of text, and refuses limits that make no sense', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'a line\n'));
    const limits = { documentBytes: 1_000_000, inflatedBytes: 1_000_000 };
    const found = await collectedFrom({ 'a.txt.gz': bomb, 'b.txt': 'fine' }, { limits });
    assert.equal(found.texts.at(-1), 'fine');
    assert.deepEqual(kindsOf(found), ['zip-bomb']);
    await assert.rejects(collectedFrom({ 'a.txt': 'x' }, { limits: { documentBytes: 0 } }), UserError);
  });

  it('tells that a named file has binary content, and of a truncated gzip', async () => {
    const noise = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 256));
    const found = await collectedFrom({
      'a.txt': noise,
      'b.txt.gz': gzipSync('words\n'.repeat(9)).subarray(0, 20),
    });
    assert.deepEqual(kindsOf(found), ['binary', 'truncated-member']);
    assert.deepEqual(
      found.documents
        .map(({ body }) => String(body))
        .join('')
        .trim(),
      '',
    );
  });
});
