/**
 * A token shard, one file: what it holds as JSON, then the tokens of all documents one after another, then a table of
 * the documents and a table of the marks on their tokens. Little-endian, so that a typed array reads it as it lies.
 *
 *   0   8 bytes  `BLOSSHRD`
 *   8   u32      bytes of the header, filled up with blanks so that the tokens begin at a multiple of 64
 *  12            the header: JSON, UTF-8
 *      tokens    u16 or u32 each, filled up with zeros to a multiple of 8
 *      documents DOCUMENT_FIELDS × u32 each
 *      marks     MARK_FIELDS × u32 each
 */
import { createHash } from 'node:crypto';
import { UserError } from '../../errors.js';

export const MAGIC = 'BLOSSHRD';
export const VERSION = 1;
/** First token, tokens, source, language, first mark, marks. */
export const DOCUMENT_FIELDS = 6;
/** First token (in the document), tokens, label. */
export const MARK_FIELDS = 3;
const ALIGNMENT = 64;
const PREAMBLE = 12;

/** What a shard says of itself. */
export interface ShardHeader {
  version: number;
  /** Of the tokenizer that wrote it (see `fingerprintOf`); batches of another tokenizer's tokens mean nothing. */
  tokenizer: string;
  vocabulary: number;
  /** 2 where the vocabulary fits into 16 bits, else 4. */
  tokenBytes: 2 | 4;
  tokens: number;
  documents: number;
  marks: number;
  /** Names that the numbers in the table of documents stand for. */
  sources: readonly string[];
  languages: readonly string[];
  /** Names that the numbers in the table of marks stand for. */
  labels: readonly string[];
  /** SHA-256 (hex) of the tokens, and of both tables. */
  tokensChecksum: string;
  tablesChecksum: string;
}

/** Where the parts of a shard lie in its file, in bytes. */
export interface Layout {
  tokens: number;
  documents: number;
  marks: number;
  end: number;
}

export const tokenBytesOf = (vocabulary: number): 2 | 4 => (vocabulary <= 0x10000 ? 2 : 4);

/** The JSON of a tokenizer, as its `toJSON` gives it, in 16 hex digits: equal only for equal tokenizers. */
export function fingerprintOf(tokenizer: { toJSON(): unknown }): string {
  return checksum([Buffer.from(JSON.stringify(tokenizer.toJSON()))]).slice(0, 16);
}

export function checksum(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The first bytes of a shard, up to its tokens. */
export function encodeHeader(header: ShardHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Math.ceil((PREAMBLE + json.length) / ALIGNMENT) * ALIGNMENT - PREAMBLE;
  const start = Buffer.alloc(PREAMBLE + bytes, ' ');
  start.write(MAGIC, 0, 'latin1');
  start.writeUInt32LE(bytes, MAGIC.length);
  json.copy(start, PREAMBLE);
  return start;
}

/**
 * The header at the start of a file.
 * @param read - gives so many bytes from that offset; fewer where the file ends.
 * @throws UserError where this is no shard, or one of another version.
 */
export function decodeHeader(
  path: string,
  read: (offset: number, bytes: number) => Buffer,
): { header: ShardHeader; layout: Layout } {
  const preamble = read(0, PREAMBLE);
  if (preamble.length < PREAMBLE || preamble.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new UserError(`${path} is not a token shard; name a folder that \`blossom corpus build\` wrote.`);
  }
  const bytes = preamble.readUInt32LE(MAGIC.length);
  const header = parsed(path, read(PREAMBLE, bytes));
  if (header.version !== VERSION) {
    throw new UserError(
      `${path} is a shard of version ${header.version}, this library reads ${VERSION}; build the corpus again with --fresh.`,
    );
  }
  return { header, layout: layoutOf(header, PREAMBLE + bytes) };
}

function parsed(path: string, json: Buffer): ShardHeader {
  try {
    return JSON.parse(json.toString('utf8')) as ShardHeader;
  } catch (cause) {
    throw new UserError(`The header of ${path} is damaged; build the corpus again with --fresh.`, 1, {
      cause,
    });
  }
}

export function layoutOf(header: ShardHeader, tokens: number): Layout {
  const documents = tokens + Math.ceil((header.tokens * header.tokenBytes) / 8) * 8;
  const marks = documents + header.documents * DOCUMENT_FIELDS * 4;
  return { tokens, documents, marks, end: marks + header.marks * MARK_FIELDS * 4 };
}
