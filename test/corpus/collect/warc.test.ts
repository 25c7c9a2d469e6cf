import assert from 'node:assert/strict';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { listUnits, readUnit } from 'kernel-lib/dist/corpus/collect/units.js';
import { collected, collectedFrom, kindsOf, members, record, response, withFiles } from './support.js';

const pages = ['one', 'two', 'three'].map((name) => response(`https://a.example/${name}`, `<p>${name}`));
const info = record('warcinfo', 'software: test\r\n');
const request = record('request', 'GET / HTTP/1.1\r\n\r\n', { 'WARC-Target-URI': 'https://a.example/' });

describe('reading WARC files', () => {
  it('reads plain and gzip files of both versions, and leaves out what is no document', async () => {
    const old = Buffer.from(pages[0]!.toString('latin1').replace('WARC/1.1', 'WARC/1.0'), 'latin1');
    const records = [info, request, old, pages[1]!, record('metadata', 'a: b\r\n'), pages[2]!];
    for (const [name, bytes] of Object.entries({
      'plain.warc': Buffer.concat(records),
      'members.warc.gz': members(...records),
      'one-member.warc.gz': gzipSync(Buffer.concat(records)),
    })) {
      const found = await collectedFrom({ [name]: bytes });
      assert.deepEqual(found.texts, ['<p>one', '<p>two', '<p>three'], name);
      assert.deepEqual(found.problems, []);
      assert.equal(new Set(found.documents.map(({ id }) => id)).size, 3);
      const [{ origin, mediaType, charset }] = found.documents as [(typeof found.documents)[0]];
      assert.equal(origin.url, 'https://a.example/one');
      assert.equal(origin.date, '2026-03-01T12:00:00Z');
      assert.deepEqual([mediaType, charset], ['text/html', 'utf-8']);
    }
  });

  it('gives each record the offset at which its member, or the record itself, begins', async () => {
    const bytes = members(info, ...pages);
    const lengths = [info, ...pages].map((bytes) => gzipSync(bytes).length);
    const sums = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
    const { documents } = await collectedFrom({ 'a.warc.gz': bytes });
    assert.deepEqual(
      documents.map(({ origin }) => origin.offset),
      sums.slice(1),
    );
    const plain = await collectedFrom({ 'a.warc': Buffer.concat([info, ...pages]) });
    assert.equal(plain.documents[1]!.origin.offset, info.length + pages[0]!.length);
  });

  it('undoes chunks and compression, and takes a body as it is where its header is wrong', async () => {
    const body = '<p>床前明月光，疑是地上霜。';
    const bytes = Buffer.from(body);
    const chunks = (sent: Buffer) =>
      Buffer.concat([
        Buffer.from(`4;x=y\r\n${'\0'.repeat(0)}`),
        sent.subarray(0, 4),
        Buffer.from(`\r\n${(sent.length - 4).toString(16).toUpperCase()}\r\n`),
        sent.subarray(4),
        Buffer.from('\r\n0\r\n\r\n'),
      ]);
    const cases: [Buffer, Record<string, string>][] = [
      [gzipSync(bytes), { 'Content-Encoding': 'gzip' }],
      [deflateSync(bytes), { 'Content-Encoding': 'deflate' }],
      [deflateRawSync(bytes), { 'Content-Encoding': 'deflate' }],
      [brotliCompressSync(bytes), { 'Content-Encoding': 'br' }],
      [chunks(bytes), { 'Transfer-Encoding': 'chunked' }],
      [chunks(gzipSync(bytes)), { 'transfer-encoding': 'Chunked', 'content-encoding': 'GZIP' }],
      [bytes, { 'Content-Encoding': 'gzip' }],
      [bytes, { 'Content-Encoding': 'br' }],
      [bytes, { 'Content-Encoding': 'deflate' }],
      [bytes, { 'Transfer-Encoding': 'chunked' }],
      [bytes, { 'Content-Encoding': 'identity' }],
    ];
    const records = cases.map(([sent, headers], i) => response(`https://a.example/${i}`, sent, headers));
    const found = await collectedFrom({ 'a.warc.gz': members(...records) });
    assert.deepEqual(found.problems, []);
    assert.deepEqual(found.texts, Array(cases.length).fill(body));
  });

  it('reads conversion records, and skips pictures, redirects and other schemes with counts', async () => {
    const png = response('https://a.example/a.png', 'x', { 'Content-Type': 'image/png' });
    const moved = record('response', 'HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n');
    const dns = record('response', '20260301\na.example. 60 IN A 127.0.0.1\n', {
      'WARC-Target-URI': 'dns:a.example',
      'Content-Type': 'text/dns',
    });
    const wet = record('conversion', 'plain words', {
      'Content-Type': 'text/plain',
      'WARC-Target-URI': '<https://a.example/t>',
    });
    const found = await collectedFrom({ 'a.warc': Buffer.concat([png, moved, dns, wet]) });
    assert.deepEqual(found.texts, ['plain words']);
    assert.equal(found.documents[0]!.origin.url, 'https://a.example/t');
    assert.deepEqual(found.skipped, { 'media-type': 1, status: 1, 'not-http': 1 });
    assert.deepEqual(found.problems, []);
  });

  it('tells of a truncated file with its place and keeps what came before', async () => {
    const whole = members(...pages);
    const start = whole.length - gzipSync(pages[2]!).length;
    for (const cut of [3, 12, 30, 100]) {
      const found = await collectedFrom({ 'a.warc.gz': whole.subarray(0, whole.length - cut) });
      assert.deepEqual(found.texts, ['<p>one', '<p>two']);
      assert.deepEqual(kindsOf(found), ['truncated-member']);
      assert.equal(found.problems[0]!.offset, start);
      assert.match(found.problems[0]!.file, /a\.warc\.gz$/);
    }
    const plain = Buffer.concat(pages);
    const found = await collectedFrom({ 'a.warc': plain.subarray(0, plain.length - 10) });
    assert.deepEqual(found.texts, ['<p>one', '<p>two']);
    assert.deepEqual(kindsOf(found), ['truncated-record']);
    assert.equal(found.problems[0]!.offset, pages[0]!.length + pages[1]!.length);
  });

  it('goes on at the next member behind one that is damaged or cut out of the middle', async () => {
    const [first, second, third] = pages.map((page) => gzipSync(page)) as [Buffer, Buffer, Buffer];
    const flipped = Buffer.from(second);
    flipped.fill(0xff, 20, 40);
    const wrongSum = Buffer.from(second);
    wrongSum[wrongSum.length - 8]! ^= 1;
    for (const [kind, damaged] of [
      ['bad-member', flipped],
      ['bad-checksum', wrongSum],
      ['bad-member', second.subarray(0, 50)],
      ['bad-member', Buffer.from('this is no gzip at all')],
    ] as const) {
      const found = await collectedFrom({ 'a.warc.gz': Buffer.concat([first, damaged, third]) });
      assert.deepEqual(found.texts, ['<p>one', '<p>three']);
      assert.equal(found.problems.length, 1, JSON.stringify(found.problems));
      assert.ok(['bad-member', 'bad-checksum'].includes(kindsOf(found)[0]!), kind);
      assert.equal(found.problems[0]!.offset, first.length);
    }
  });

  it('goes on at the next record behind a wrong length', async () => {
    for (const length of ['5', '100000', '99999999999', 'many', '-1', '999999999999999999']) {
      const wrong = record('response', 'HTTP/1.1 200 OK\r\n\r\n<p>wrong', { 'Content-Length': length });
      for (const [name, bytes] of Object.entries({
        'a.warc': Buffer.concat([pages[0]!, wrong, pages[1]!, pages[2]!]),
        'a.warc.gz': members(pages[0]!, wrong, pages[1]!, pages[2]!),
      })) {
        const found = await collectedFrom({ [name]: bytes });
        assert.deepEqual(found.texts, ['<p>one', '<p>two', '<p>three'], `${name}, length ${length}`);
        assert.ok(['bad-length', 'truncated-record'].includes(kindsOf(found)[0]!), kindsOf(found).join());
        assert.equal(found.problems.length, 1);
      }
    }
  });

  it('stops at a bomb and at a record above the limit, and reads the next', async () => {
    const bomb = response('https://a.example/bomb', Buffer.alloc(60_000_000));
    const limits = { documentBytes: 1_000_000, inflatedBytes: 2_000_000 };
    const found = await collectedFrom({ 'a.warc.gz': members(pages[0]!, bomb, pages[1]!) }, { limits });
    assert.deepEqual(found.texts, ['<p>one', '<p>two']);
    assert.ok(kindsOf(found).includes('zip-bomb'), kindsOf(found).join());
    assert.equal(found.problems[0]!.offset, gzipSync(pages[0]!).length);

    const long = response('https://a.example/long', 'x'.repeat(1_500_000));
    const plain = await collectedFrom({ 'a.warc': Buffer.concat([long, pages[1]!]) }, { limits });
    assert.deepEqual(plain.texts, ['<p>two']);
    assert.deepEqual(kindsOf(plain), ['too-long']);

    const inside = response('https://a.example/in', gzipSync(Buffer.alloc(5_000_000)), {
      'Content-Encoding': 'gzip',
    });
    const small = await collectedFrom({ 'a.warc.gz': members(inside, pages[1]!) }, { limits });
    assert.deepEqual(small.texts, ['<p>two']);
    assert.deepEqual(kindsOf(small), ['too-long']);
  });

  it('gives a file up that is nothing but problems', async () => {
    const bad = Buffer.concat(
      Array.from({ length: 100 }, () => record('response', 'x', { 'Content-Length': '7' })),
    );
    const found = await collectedFrom({ 'a.warc': bad, 'b.txt': 'fine' }, { limits: { problems: 10 } });
    assert.deepEqual(found.texts, ['fine']);
    assert.equal(found.problems.length, 11);
    assert.equal(found.problems.at(-1)!.kind, 'too-many-problems');
  });

  it('goes on behind any document, in files of any kind', async () => {
    const files = {
      'a.warc.gz': members(info, ...pages),
      'b.warc.gz': gzipSync(Buffer.concat([info, ...pages])),
      'c.warc': Buffer.concat([info, ...pages]),
    };
    await withFiles(files, async (folder) => {
      for (const name of Object.keys(files)) {
        const all = (await collected(join(folder, name))).documents;
        const [unit] = await listUnits([join(folder, name)]);
        for (const [i, { origin }] of all.entries()) {
          const rest: string[] = [];
          for await (const { id } of readUnit(unit!, { after: origin })) rest.push(id);
          assert.deepEqual(
            rest,
            all.slice(i + 1).map(({ id }) => id),
          );
        }
      }
    });
  });
});
