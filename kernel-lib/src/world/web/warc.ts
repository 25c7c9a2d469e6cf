/**
 * WARC/1.1 files (ISO 28500:2017) as crawlers write them: a gzip member for each record; warcinfo first, then for each
 * page its request, response and metadata. The same pages and options give the same bytes (with one version of zlib).
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileError } from '../../files.js';
import { readOptions, rule } from '../../options.js';
import { bodyOf } from './body.js';
import type { WebPage } from './page.js';

export interface WarcOptions {
  /** A gzip member for each record. Default: true. */
  gzip?: boolean;
  /** A new file is begun before a page when the file has so many bytes. Default: one file. */
  rotate?: number;
  /** Bodies are sent with `Content-Encoding: gzip`, as most servers do. Default: false. */
  encoded?: boolean;
}

export interface WarcResult {
  files: string[];
  records: number;
  /** Of all files, as they lie on disk. */
  bytes: number;
}

const sha1 = (bytes: Uint8Array) => `sha1:${base32(createHash('sha1').update(bytes).digest())}`;

/** RFC 4648 without padding, which 20 bytes do not need. */
function base32(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    let bits = 0n;
    for (let i = 0; i < 5; i++) bits = (bits << 8n) | BigInt(bytes[at + i]!);
    for (let shift = 35n; shift >= 0n; shift -= 5n)
      text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number((bits >> shift) & 31n)];
  }
  return text;
}

/** An id from what is recorded: a UUID of version 8 (RFC 9562) made of a SHA-256. */
function recordId(name: string): string {
  const hex = [...createHash('sha256').update(name).digest('hex').slice(0, 32)];
  hex[12] = '8';
  hex[16] = '89ab'[parseInt(hex[16]!, 16) & 3]!;
  const part = (from: number, to: number) => hex.slice(from, to).join('');
  return `<urn:uuid:${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}>`;
}

const lines = (fields: readonly (readonly [string, string | number])[]) =>
  fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');

/** A record as bytes: header, empty line, block, two line ends. */
function record(
  type: string,
  id: string,
  date: string,
  more: [string, string][],
  block: Uint8Array,
): Uint8Array {
  const header = lines([
    ['WARC-Type', type],
    ['WARC-Record-ID', id],
    ['WARC-Date', date],
    ...more,
    ['WARC-Block-Digest', sha1(block)],
    ['Content-Length', block.length],
  ]);
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${header}\r\n`), block, Buffer.from('\r\n\r\n')]);
}

function informationRecord(file: string): Uint8Array {
  const block = Buffer.from(
    lines([
      ['software', 'Blossom small web'],
      ['format', 'WARC File Format 1.1'],
      ['conformsTo', 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
      ['robots', 'obey'],
    ]),
  );
  const more: [string, string][] = [
    ['WARC-Filename', file],
    ['Content-Type', 'application/warc-fields'],
  ];
  return record('warcinfo', recordId(`warcinfo ${file}`), '2026-01-01T00:00:00Z', more, block);
}

/** Request, response and metadata of one page. */
function pageRecords(page: WebPage, file: string, encoded: boolean): Uint8Array[] {
  const { url, date } = page;
  const plainBody = bodyOf(page);
  const body = encoded ? deterministicGzip(plainBody) : plainBody;
  const { host, pathname } = new URL(url);
  const about: [string, string][] = [
    ['WARC-Target-URI', url],
    ['WARC-Warcinfo-ID', recordId(`warcinfo ${file}`)],
  ];
  const responseId = recordId(`response ${page.id} ${url}`);
  const request = Buffer.from(
    `GET ${pathname} HTTP/1.1\r\n${lines([
      ['Host', host],
      ['User-Agent', 'BlossomBot/1.0 (+https://campus.blossom.example/bot)'],
      ['Accept', 'text/html'],
    ])}\r\n`,
  );
  const http = Buffer.from(
    `HTTP/1.1 200 OK\r\n${lines([
      ['Date', new Date(date).toUTCString()],
      ['Server', 'nginx'],
      ['Content-Type', page.contentType],
      ...(encoded ? [['Content-Encoding', 'gzip'] as const] : []),
      ['Content-Length', body.length],
    ])}\r\n`,
  );
  const response: [string, string][] = [
    ...about,
    ['WARC-IP-Address', '192.0.2.7'],
    ['WARC-Payload-Digest', sha1(body)],
    ['Content-Type', 'application/http; msgtype=response'],
  ];
  const requested: [string, string][] = [
    ...about,
    ['WARC-Concurrent-To', responseId],
    ['Content-Type', 'application/http; msgtype=request'],
  ];
  const described: [string, string][] = [
    ...about,
    ['WARC-Refers-To', responseId],
    ['Content-Type', 'application/warc-fields'],
  ];
  const metadata = Buffer.from(
    lines([
      ['fetchTimeMs', 20 + (plainBody.length % 300)],
      ['licence', page.licence],
    ]),
  );
  return [
    record('request', recordId(`request ${page.id} ${url}`), date, requested, request),
    record('response', responseId, date, response, Buffer.concat([http, body])),
    record('metadata', recordId(`metadata ${page.id} ${url}`), date, described, metadata),
  ];
}

/** A gzip member without time and system, so that every machine writes the same header. */
function deterministicGzip(bytes: Uint8Array): Uint8Array {
  const member = gzipSync(bytes, { level: 6 });
  member[9] = 255;
  return member;
}

/**
 * Writes the web pages among `pages` (books and papers are left to `writeBooks` and `writePapers`).
 * Each file appears under its name when it is whole. With `rotate`, `x.warc.gz` becomes `x-00000.warc.gz`, ….
 * Throws a UserError that names the path where it cannot be written.
 */
export async function writeWarc(
  pages: Iterable<WebPage> | AsyncIterable<WebPage>,
  path: string,
  given: WarcOptions = {},
): Promise<WarcResult> {
  const rules = { gzip: rule.boolean, rotate: rule.countFromOne, encoded: rule.boolean };
  const { gzip, rotate, encoded } = readOptions('writeWarc', { gzip: true, encoded: false }, rules, given);
  const result: WarcResult = { files: [], records: 0, bytes: 0 };
  let file: OpenFile | undefined;
  const write = async (bytes: Uint8Array) => {
    const member = gzip ? deterministicGzip(bytes) : bytes;
    await file!.write(member);
    result.records++;
    result.bytes += member.length;
  };
  const begin = async () => {
    const name = rotate === undefined ? path : numbered(path, result.files.length);
    file = await openFile(name);
    result.files.push(name);
    await write(informationRecord(basename(name)));
  };
  try {
    await begin();
    for await (const page of pages) {
      if (page.kind !== 'page') continue;
      if (rotate !== undefined && file!.size >= rotate) {
        await file!.finish();
        await begin();
      }
      for (const bytes of pageRecords(page, basename(result.files.at(-1)!), encoded)) await write(bytes);
    }
    await file!.finish();
  } catch (thrown) {
    await file?.abandon();
    throw fileError('Cannot write', path, thrown);
  }
  return result;
}

const numbered = (path: string, count: number) =>
  path.replace(/((\.warc)?(\.gz)?)$/, `-${String(count).padStart(5, '0')}$1`);

/** A file that gets its name when it is finished; bytes are written in blocks of about a megabyte. */
interface OpenFile {
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

const BLOCK = 1 << 20;

async function openFile(path: string): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const handle: FileHandle = await open(temporary, 'w');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let size = 0;
  const flush = async () => {
    if (waitingBytes > 0) await handle.writeFile(Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  return {
    get size() {
      return size;
    },
    async write(bytes) {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      size += bytes.length;
      if (waitingBytes >= BLOCK) await flush();
    },
    async finish() {
      await flush();
      await handle.close();
      await rename(temporary, path);
    },
    async abandon() {
      // Called while another error is on its way, which is the one to tell.
      await handle.close().catch(() => {});
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}
