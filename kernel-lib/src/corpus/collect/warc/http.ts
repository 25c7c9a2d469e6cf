/** HTTP messages as a WARC keeps them: status, headers, and the body as a browser would see it. */
import * as zlib from 'node:zlib';
import { headersOf, type Headers } from './headers.js';

export interface HttpMessage {
  status: number;
  headers: Headers;
  /** As it was sent: perhaps in chunks and compressed. */
  sent: Buffer;
}

const END = Buffer.from('\r\n\r\n');
const LENIENT_END = Buffer.from('\n\n');

/** The message in a response record; undefined where this is not HTTP. */
export function httpOf(block: Buffer): HttpMessage | undefined {
  if (block.length < 12 || block.toString('latin1', 0, 5) !== 'HTTP/') return undefined;
  let end = block.indexOf(END);
  let after = end + END.length;
  if (end === -1) {
    end = block.indexOf(LENIENT_END);
    after = end + LENIENT_END.length;
  }
  if (end === -1) [end, after] = [block.length, block.length];
  const head = block.toString('latin1', 0, end);
  const firstEnd = head.indexOf('\n');
  const statusLine = firstEnd === -1 ? head : head.slice(0, firstEnd);
  const status = Number(statusLine.split(' ', 2)[1]);
  if (!Number.isInteger(status)) return undefined;
  return {
    status,
    headers: headersOf(firstEnd === -1 ? '' : head.slice(firstEnd + 1)),
    sent: block.subarray(after),
  };
}

/**
 * The body without chunks and compression. Archives often state an encoding that they have already undone: a body
 * that is plainly not what its header says is taken as it is (npm warcio and Python's do the same).
 * Throws where the body is damaged, or longer than `most` bytes when decompressed.
 */
export function bodyOf({ headers, sent }: HttpMessage, most: number): Buffer {
  const chunked = headers.get('transfer-encoding')?.toLowerCase().includes('chunked') ?? false;
  let body = chunked ? (withoutChunks(sent) ?? sent) : sent;
  const encodings = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  for (const encoding of encodings.reverse()) body = decoded(body, encoding.trim(), most);
  return body;
}

/** RFC 9112, section 7.1; undefined where the body does not begin with a chunk. A cut last chunk gives what is there. */
function withoutChunks(sent: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < sent.length;) {
    const lineEnd = sent.indexOf(10, at);
    if (lineEnd === -1 || lineEnd - at > 1024) return parts.length > 0 ? Buffer.concat(parts) : undefined;
    const size = chunkSize(sent.toString('latin1', at, lineEnd));
    if (size === undefined) return parts.length > 0 ? Buffer.concat(parts) : undefined;
    if (size === 0) break;
    const end = lineEnd + 1 + size;
    parts.push(sent.subarray(lineEnd + 1, end));
    at = sent[end] === 13 ? end + 2 : end + 1;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function chunkSize(line: string): number | undefined {
  const digits = line.split(';', 1)[0]!.trim();
  return /^[0-9a-f]{1,8}$/i.test(digits) ? parseInt(digits, 16) : undefined;
}

function decoded(body: Buffer, encoding: string, most: number): Buffer {
  const options = { maxOutputLength: most };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return body[0] === 0x1f && body[1] === 0x8b ? zlib.gunzipSync(body, options) : body;
    case 'deflate':
      // RFC 9110 says zlib; some servers send raw deflate. HTML that was decoded already begins with `<`.
      if (body[0] === 0x3c) return body;
      return (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0
        ? zlib.inflateSync(body, options)
        : zlib.inflateRawSync(body, options);
    case 'br':
      return body[0] === 0x3c ? body : zlib.brotliDecompressSync(body, options);
    case 'zstd':
      return body.length >= 4 && body.readUInt32LE(0) === 0xfd2fb528 ? withoutZstd(body, options) : body;
    default:
      return body;
  }
}

/** zlib has it from Node.js 22.15 on. */
function withoutZstd(body: Buffer, options: zlib.ZstdOptions): Buffer {
  if (typeof zlib.zstdDecompressSync === 'function') return zlib.zstdDecompressSync(body, options);
  throw new Error(`zstd needs Node.js 22.15 or newer, this is ${process.version}`);
}
