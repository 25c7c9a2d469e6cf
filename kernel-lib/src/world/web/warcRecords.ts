/** The records of a WARC file, one by one, as bytes. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bodyOf } from './body.js';
import type { WebPage } from './page.js';

/** Names and values of a header. */
type Fields = [string, string][];

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

/** What the file is; comes first. */
export function informationRecord(file: string): Uint8Array {
  const block = Buffer.from(
    lines([
      ['software', 'Blossom small web'],
      ['format', 'WARC File Format 1.1'],
      ['conformsTo', 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
      ['robots', 'obey'],
    ]),
  );
  const more: Fields = [
    ['WARC-Filename', file],
    ['Content-Type', 'application/warc-fields'],
  ];
  return record('warcinfo', recordId(`warcinfo ${file}`), '2026-01-01T00:00:00Z', more, block);
}

const about = (url: string, file: string): Fields => [
  ['WARC-Target-URI', url],
  ['WARC-Warcinfo-ID', recordId(`warcinfo ${file}`)],
];

/** A response as bytes: status line, fields, body. */
function httpResponse(status: string, date: string, fields: Fields, body: Uint8Array): Uint8Array {
  const head = lines([
    ['Date', new Date(date).toUTCString()],
    ['Server', 'nginx'],
    ...fields,
    ['Content-Length', body.length],
  ]);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`), body]);
}

function responseRecord(
  url: string,
  id: string,
  date: string,
  file: string,
  { status, fields, body }: { status: string; fields: Fields; body: Uint8Array },
): Uint8Array {
  const more: Fields = [
    ...about(url, file),
    ['WARC-IP-Address', '192.0.2.7'],
    ['WARC-Payload-Digest', sha1(body)],
    ['Content-Type', 'application/http; msgtype=response'],
  ];
  return record('response', id, date, more, httpResponse(status, date, fields, body));
}

/** Request, response and metadata of one page. */
export function pageRecords(page: WebPage, file: string, encoded: boolean): Uint8Array[] {
  const { url, date } = page;
  const plain = bodyOf(page);
  const body = encoded ? deterministicGzip(plain) : plain;
  const { host, pathname } = new URL(url);
  const responseId = recordId(`response ${page.id} ${url}`);
  const fields: Fields = [
    ['Content-Type', page.contentType],
    ...(encoded ? ([['Content-Encoding', 'gzip']] as Fields) : []),
  ];
  const request = `GET ${pathname} HTTP/1.1\r\n${lines([
    ['Host', host],
    ['User-Agent', 'BlossomBot/1.0 (+https://campus.blossom.example/bot)'],
    ['Accept', 'text/html'],
  ])}\r\n`;
  const metadata = lines([
    ['fetchTimeMs', 20 + (plain.length % 300)],
    ['licence', page.licence],
  ]);
  const requested: Fields = [
    ...about(url, file),
    ['WARC-Concurrent-To', responseId],
    ['Content-Type', 'application/http; msgtype=request'],
  ];
  const described: Fields = [
    ...about(url, file),
    ['WARC-Refers-To', responseId],
    ['Content-Type', 'application/warc-fields'],
  ];
  return [
    record('request', recordId(`request ${page.id} ${url}`), date, requested, Buffer.from(request)),
    responseRecord(url, responseId, date, file, { status: '200 OK', fields, body }),
    record('metadata', recordId(`metadata ${page.id} ${url}`), date, described, Buffer.from(metadata)),
  ];
}

/** The smallest GIF there is: one transparent point. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Responses that hold no page: a picture, a redirect to the page, a page that is gone, robots.txt. */
export function otherRecords({ id, url, date }: WebPage, file: string): Uint8Array[] {
  const { origin } = new URL(url);
  const html = (text: string) =>
    Buffer.from(`<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`);
  const answers: [string, { status: string; fields: Fields; body: Uint8Array }][] = [
    [`/${id}.gif`, { status: '200 OK', fields: [['Content-Type', 'image/gif']], body: GIF }],
    [
      `/go/${id}`,
      {
        status: '301 Moved Permanently',
        fields: [
          ['Location', url],
          ['Content-Type', 'text/html'],
        ],
        body: html('301 Moved Permanently'),
      },
    ],
    [
      `/gone/${id}`,
      { status: '404 Not Found', fields: [['Content-Type', 'text/html']], body: html('404 Not Found') },
    ],
    [
      '/robots.txt',
      {
        status: '200 OK',
        fields: [['Content-Type', 'text/plain']],
        body: Buffer.from('User-agent: *\nDisallow: /private/\n'),
      },
    ],
  ];
  return answers.map(([path, answer]) =>
    responseRecord(origin + path, recordId(`response ${id} ${path}`), date, file, answer),
  );
}

/** A gzip member without time and system, so that every machine writes the same header. */
export function deterministicGzip(bytes: Uint8Array): Uint8Array {
  const member = gzipSync(bytes, { level: 6 });
  member[9] = 255;
  return member;
}
