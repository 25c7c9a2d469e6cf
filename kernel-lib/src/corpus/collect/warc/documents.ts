/** The documents in a WARC file: pages that were answered, and text that somebody has extracted already (WET). */
import { messageOf } from '../../../errors.js';
import type { Found, OnSkip } from '../found.js';
import type { Reading } from '../problems.js';
import { mediaTypeOf } from './headers.js';
import { bodyOf, httpOf } from './http.js';
import { warcRecords, type WarcRecord } from './records.js';

/** What extraction can read. */
const READABLE = new Set(['text/html', 'application/xhtml+xml', 'text/plain', 'text/markdown']);

/** @param from - offset of the record to begin with. */
export async function* readWarc(
  path: string,
  reading: Reading,
  onSkip: OnSkip,
  from = 0,
): AsyncGenerator<Found> {
  for await (const record of warcRecords(path, reading, from)) {
    const found = foundIn(record, reading);
    if (typeof found === 'string') onSkip({ file: reading.file, reason: found });
    else if (found !== undefined) yield found;
  }
}

/** The document, why it is none, or undefined where nobody would count it (a request). */
function foundIn(record: WarcRecord, reading: Reading): Found | string | undefined {
  const { type, headers, block } = record;
  if (type === 'response') return answered(record, reading);
  if (type !== 'conversion' && type !== 'resource') return undefined;
  return readable(record, headers.get('content-type'), block);
}

function answered(record: WarcRecord, reading: Reading): Found | string | undefined {
  const message = httpOf(record.block);
  if (message === undefined) {
    if (!record.headers.get('warc-target-uri')?.includes('http')) return 'not-http';
    reading.problem(
      'bad-http',
      record.offset,
      'The response record does not begin with an HTTP status line.',
    );
    return undefined;
  }
  if (message.status < 200 || message.status > 299) return 'status';
  const contentType = message.headers.get('content-type');
  const { mediaType } = mediaTypeOf(contentType);
  if (mediaType !== '' && !READABLE.has(mediaType)) return 'media-type';
  try {
    return readable(record, contentType ?? 'text/html', bodyOf(message, reading.limits.documentBytes));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const kind = code === 'ERR_BUFFER_TOO_LARGE' ? 'too-long' : 'bad-encoding';
    reading.problem(kind, record.offset, `The body cannot be decompressed: ${messageOf(thrown)}.`);
    return undefined;
  }
}

function readable({ offset, row, headers }: WarcRecord, contentType: string | undefined, body: Buffer) {
  const { mediaType, charset } = mediaTypeOf(contentType ?? 'text/plain');
  if (!READABLE.has(mediaType)) return 'media-type';
  const url = headers.get('warc-target-uri')?.replace(/^<|>$/g, ''); // 1.0 as printed puts it in brackets
  const date = headers.get('warc-date');
  const origin = { offset, ...(row > 1 ? { row } : {}), ...(url ? { url } : {}), ...(date ? { date } : {}) };
  return { origin, mediaType, ...(charset ? { charset } : {}), body };
}
