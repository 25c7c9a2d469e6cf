import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { WARCParser, WARCSerializer, type WARCRecord } from 'warcio';
import { bodyOf } from 'kernel-lib/dist/world/web/body';
import { webPages } from 'kernel-lib/dist/world/web/pages';
import { writeWarc } from 'kernel-lib/dist/world/web/warc';
import { sampleDocuments } from './samples';

interface Read {
  record: WARCRecord;
  raw: Uint8Array;
}

/** Reads a file with npm warcio; payloads as they were sent. */
async function readWarc(path: string): Promise<Read[]> {
  const records: Read[] = [];
  for await (const record of new WARCParser(createReadStream(path))) {
    records.push({ record, raw: await record.readFully(false) });
  }
  return records;
}

const header = ({ record }: Read, name: string) => record.warcHeader(name)!;
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
/** Base 32 of a digest, by bits. */
function fromBase32(text: string): string {
  const bits = [...text].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  );
  return bits
    .join('')
    .match(/.{4}/g)!
    .map((four) => parseInt(four, 2).toString(16))
    .join('');
}

describe('WARC files of the small web', () => {
  let folder: string;
  const pages = [...webPages(sampleDocuments(150), { seed: 8 })];
  const webOnly = pages.filter(({ kind }) => kind === 'page');
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom-warc-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are read by warcio: warcinfo, then request, response and metadata of each page', async () => {
    const path = join(folder, 'a.warc.gz');
    const result = await writeWarc(pages, path);
    const records = await readWarc(path);
    assert.equal(result.records, records.length);
    assert.equal(result.bytes, (await stat(path)).size);
    assert.deepEqual(
      records.map(({ record }) => record.warcType),
      ['warcinfo', ...webOnly.flatMap(() => ['request', 'response', 'metadata'])],
    );
    const responses = records.filter(({ record }) => record.warcType === 'response');
    responses.forEach(({ record, raw }, i) => {
      const page = webOnly[i]!;
      assert.equal(record.warcTargetURI, page.url);
      assert.equal(record.warcDate, page.date);
      assert.equal(record.httpHeaders!.headers.get('Content-Type'), page.contentType);
      assert.deepEqual(Buffer.from(raw), Buffer.from(bodyOf(page)));
      if (page.charset !== 'windows-1252') assert.equal(new TextDecoder(page.charset).decode(raw), page.html);
    });
  });

  it('have ids that are unique and refer to each other', async () => {
    const path = join(folder, 'ids.warc.gz');
    await writeWarc(pages, path);
    const records = await readWarc(path);
    const ids = records.map((one) => header(one, 'WARC-Record-ID'));
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids)
      assert.match(id, /^<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$/);
    records.forEach((one, i) => {
      if (i > 0) assert.equal(header(one, 'WARC-Warcinfo-ID'), ids[0]);
      if (one.record.warcType === 'request') assert.equal(header(one, 'WARC-Concurrent-To'), ids[i + 1]);
      if (one.record.warcType === 'metadata') assert.equal(header(one, 'WARC-Refers-To'), ids[i - 1]);
    });
  });

  for (const encoded of [false, true]) {
    it(`have digests and lengths that are right, bodies ${encoded ? 'in gzip' : 'plain'}`, async () => {
      const path = join(folder, `digests-${encoded}.warc.gz`);
      await writeWarc(pages, path, { encoded });
      // By hand, from the bytes of each record.
      let rest: Buffer = gunzipSync(await readFile(path));
      let checked = 0;
      while (rest.length > 0) {
        const end = rest.indexOf('\r\n\r\n');
        const head = rest.subarray(0, end).toString();
        const length = Number(/^Content-Length: (\d+)$/m.exec(head)![1]);
        const block = rest.subarray(end + 4, end + 4 + length);
        assert.equal(rest.subarray(end + 4 + length, end + 8 + length).toString(), '\r\n\r\n');
        assert.equal(fromBase32(/WARC-Block-Digest: sha1:(\w+)/.exec(head)![1]!), sha1(block));
        const payload = /WARC-Payload-Digest: sha1:(\w+)/.exec(head);
        if (payload !== null) {
          const bodyAt = block.indexOf('\r\n\r\n') + 4;
          const http = block.subarray(0, bodyAt).toString();
          assert.equal(Number(/Content-Length: (\d+)/.exec(http)![1]), block.length - bodyAt);
          assert.equal(fromBase32(payload[1]!), sha1(block.subarray(bodyAt)));
          assert.equal(/Content-Encoding: gzip/.test(http), encoded);
        }
        checked++;
        rest = rest.subarray(end + 8 + length);
      }
      assert.equal(checked, 1 + 3 * webOnly.length);
      // And by warcio's own digests (it makes none of warcinfo).
      let compared = 0;
      const digest = { algo: 'sha-1', prefix: 'sha1:', base32: true };
      for await (const record of new WARCParser(createReadStream(path), { keepHeadersCase: true })) {
        if (record.warcType === 'warcinfo') continue;
        const told = [record.warcBlockDigest, record.warcHeader('Content-Length')];
        const payload = record.warcPayloadDigest;
        await new WARCSerializer(record, { digest }).digestRecord({ recompute: true });
        assert.deepEqual([record.warcBlockDigest, record.warcHeader('Content-Length')], told);
        if (payload) assert.equal(record.warcPayloadDigest, payload);
        compared++;
      }
      assert.equal(compared, 3 * webOnly.length);
    });
  }

  it('have a gzip member for each record, at whose start a reader may begin', async () => {
    const path = join(folder, 'members.warc.gz');
    const { records } = await writeWarc(pages.slice(0, 20), path);
    const bytes = await readFile(path);
    const plain = join(folder, 'members.warc');
    await writeWarc(pages.slice(0, 20), plain, { gzip: false });
    let members = 0;
    const magic = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
      assert.match(gunzipSync(bytes.subarray(at)).subarray(0, 40).toString(), /^WARC\/1\.1\r\nWARC-Type: /);
      members++;
    }
    assert.equal(members, records);
    assert.equal((await readWarc(plain)).length, records);
  });

  it('are the same bytes each time, and begin anew at the size that is asked for', async () => {
    const written = async (name: string) => {
      const { files } = await writeWarc(pages, join(folder, name, 'web.warc.gz'), { rotate: 60_000 });
      return { files, bytes: await Promise.all(files.map((file) => readFile(file))) };
    };
    const [first, second] = [await written('one'), await written('two')];
    assert.deepEqual(first.bytes, second.bytes);
    assert.ok(first.files.length > 2);
    assert.match(first.files[1]!, /web-00001\.warc\.gz$/);
    assert.deepEqual(
      (await readdir(join(folder, 'one'))).sort(),
      first.files.map((file) => file.split('/').at(-1)!),
    );
    let responses = 0;
    for (const file of first.files) {
      const records = await readWarc(file);
      assert.equal(records[0]!.record.warcType, 'warcinfo');
      responses += records.filter(({ record }) => record.warcType === 'response').length;
    }
    assert.equal(responses, webOnly.length);
    for (const bytes of first.bytes.slice(0, -1)) assert.ok(bytes.length < 60_000 + 20_000);
  });

  it('have what crawlers meet beside pages, where asked', async () => {
    const path = join(folder, 'others.warc.gz');
    await writeWarc(pages, path, { others: true });
    const statuses = new Map<string, number>();
    for (const { record } of await readWarc(path)) {
      if (record.warcType !== 'response') continue;
      const key = `${record.httpHeaders!.statusCode} ${record.httpHeaders!.headers.get('Content-Type')!.split(';')[0]}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    }
    const each = Math.floor(webOnly.length / 20);
    assert.deepEqual(Object.fromEntries(statuses), {
      ...{ '200 text/html': webOnly.length, '200 image/gif': each, '301 text/html': each },
      ...{ '404 text/html': each, '200 text/plain': each },
    });
  });

  it('leaves nothing behind where the pages end in an error', async () => {
    function* failing() {
      yield* pages.slice(0, 3);
      throw new Error('no more paper');
    }
    const target = join(folder, 'failing');
    await assert.rejects(writeWarc(failing(), join(target, 'x.warc.gz')), /no more paper/);
    assert.deepEqual(await readdir(target), []);
    await assert.rejects(writeWarc(pages, join('/dev/null', 'x.warc.gz')), /Cannot write \/dev\/null/);
    await assert.rejects(writeWarc(pages, join(folder, 'x'), { rotate: 0 }), /rotate must be a whole number/);
  });
});
