/**
 * Records of WARC files, versions 1.0 and 1.1 (ISO 28500:2017), plain or gzip; each with the offset at which it can
 * be read again. Behind a damaged record the reading goes on at the next one.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { fileError } from '../../../files.js';
import { gzipMembers } from '../gzip.js';
import type { Reading } from '../problems.js';
import { ByteWindow, pullFile } from '../window.js';
import { headersOf, type Headers } from './headers.js';

export interface WarcRecord {
  /** In the file as it lies on disk: of the record, or of the gzip member that it is in. */
  offset: number;
  /** Which record of its gzip member it is, from 1. (As a rule a member holds one.) */
  row: number;
  headers: Headers;
  /** `response`, `request`, `conversion`, … in lower case. */
  type: string;
  block: Buffer;
}

const HEADER_END = Buffer.from('\r\n\r\n');
const VERSION = 'WARC/1.';
const NEXT = Buffer.from('\r\nWARC/1.');
const LONGEST_HEADER = 64 * 1024;
const MAGIC = [0x1f, 0x8b];

/**
 * @param from - offset of a record (or of its gzip member) to begin with.
 * Throws a UserError where the file cannot be opened.
 */
export async function* warcRecords(path: string, reading: Reading, from = 0): AsyncGenerator<WarcRecord> {
  const handle = await open(path).catch((thrown) => {
    throw fileError('Cannot read', path, thrown);
  });
  try {
    if (!(await isGzip(handle))) {
      const { size } = await handle.stat();
      yield* recordsIn(new ByteWindow(pullFile(handle, from), from), reading, { size });
      return;
    }
    for await (const { offset, pull } of gzipMembers(handle, reading, from)) {
      yield* recordsIn(new ByteWindow(pull), reading, { member: offset });
    }
  } finally {
    await handle.close();
  }
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return buffer[0] === MAGIC[0] && buffer[1] === MAGIC[1];
}

/** What the window shows: the gzip member at this offset, or a plain file of this size. */
type Place = { member: number; size?: never } | { size: number; member?: never };

async function* recordsIn(window: ByteWindow, reading: Reading, place: Place): AsyncGenerator<WarcRecord> {
  for (let row = 1; window.available > 0 || (await window.fill(1)); row++) {
    if (!(await blankLinesLeftOut(window))) return;
    const offset = place.member ?? window.offset;
    const record = await recordAt(window, reading, offset, place.size);
    if (record === undefined) {
      if (!(await window.seek(NEXT))) return;
    } else if (record !== 'left-out') yield { offset, row: place.size === undefined ? row : 1, ...record };
  }
}

async function blankLinesLeftOut(window: ByteWindow): Promise<boolean> {
  for (;;) {
    if (window.available === 0 && !(await window.fill(1))) return false;
    const byte = window.peek(1)[0]!;
    if (byte !== 13 && byte !== 10) return true;
    window.take(1);
  }
}

/** The record at the window's start; undefined, with a problem told, where the window has to look for the next. */
async function recordAt(
  window: ByteWindow,
  reading: Reading,
  offset: number,
  size: number | undefined,
): Promise<Omit<WarcRecord, 'offset' | 'row'> | 'left-out' | undefined> {
  const end = await window.find(HEADER_END, LONGEST_HEADER);
  const head = end === -1 ? '' : window.peek(end).toString('utf8');
  if (!head.startsWith(VERSION)) {
    reading.problem('bad-record', offset, `Here should begin a record with "${VERSION}".`);
    return undefined;
  }
  const headers = headersOf(head.slice(head.indexOf('\n') + 1));
  const stated = headers.get('content-length');
  const length = stated !== undefined && /^\d{1,15}$/.test(stated) ? Number(stated) : undefined;
  window.take(end + 2); // leaves an end of line, so that a next record can be found right behind
  if (length === undefined) {
    reading.problem('bad-length', offset, `Content-Length is ${stated ?? 'missing'}.`);
    return undefined;
  }
  const type = headers.get('warc-type')?.toLowerCase() ?? '';
  if (length > reading.limits.documentBytes && !(window.offset + length > (size ?? Infinity)))
    return skipped(window, reading, offset, length);
  const need = Math.min(length, reading.limits.documentBytes) + 6;
  if (window.available < need) await window.fill(need);
  if (window.available < length + 2) {
    reading.problem(
      'truncated-record',
      offset,
      `${length} bytes are stated, ${window.available - 2} are there.`,
    );
    return undefined;
  }
  if (!followedByEnd(window, length)) {
    reading.problem('bad-length', offset, `The record does not end after the stated ${length} bytes.`);
    return undefined;
  }
  return { headers, type, block: window.take(length + 2).subarray(2) };
}

/** A record ends with two line ends; some writers leave one or both out at the end of a member. */
function followedByEnd(window: ByteWindow, length: number): boolean {
  const after = window.peek(4, length + 2);
  return after.length === 4 ? after.equals(HEADER_END) : HEADER_END.indexOf(after) === 0;
}

async function skipped(
  window: ByteWindow,
  reading: Reading,
  offset: number,
  length: number,
): Promise<'left-out'> {
  const there = (await window.skip(length + 2)) - 2;
  if (there < length)
    reading.problem('truncated-record', offset, `${length} bytes are stated, ${there} are there.`);
  else {
    const limit = reading.limits.documentBytes;
    reading.problem('too-long', offset, `The record has ${length} bytes, the limit is ${limit}.`);
  }
  return 'left-out';
}
