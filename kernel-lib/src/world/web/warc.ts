/**
 * WARC/1.1 files (ISO 28500:2017) as crawlers write them: a gzip member for each record; warcinfo first, then for each
 * page its request, response and metadata. The same pages and options give the same bytes (with one version of zlib).
 */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileError } from '../../files.js';
import { readOptions, rule } from '../../options.js';
import type { WebPage } from './page.js';
import { deterministicGzip, informationRecord, otherRecords, pageRecords } from './warcRecords.js';

export interface WarcOptions {
  /** A gzip member for each record. Default: true. */
  gzip?: boolean;
  /** A new file is begun before a page when the file has so many bytes. Default: one file. */
  rotate?: number;
  /** Bodies are sent with `Content-Encoding: gzip`, as most servers do. Default: false. */
  encoded?: boolean;
  /** After each twentieth page come what crawlers meet as well: a picture, a redirect, a page that is gone, robots.txt. Default: false. */
  others?: boolean;
}

export interface WarcResult {
  files: string[];
  records: number;
  /** Of all files, as they lie on disk. */
  bytes: number;
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
  const rules = {
    gzip: rule.boolean,
    rotate: rule.countFromOne,
    encoded: rule.boolean,
    others: rule.boolean,
  };
  const { gzip, rotate, encoded, others } = readOptions(
    'writeWarc',
    { gzip: true, encoded: false, others: false },
    rules,
    given,
  );
  const result: WarcResult = { files: [], records: 0, bytes: 0 };
  let file: OpenFile | undefined;
  const write = async (bytes: Uint8Array) => {
    const member = gzip ? deterministicGzip(bytes) : bytes;
    await file!.write(member);
    result.records++;
    result.bytes += member.length;
  };
  let count = 0;
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
      const name = basename(result.files.at(-1)!);
      for (const bytes of pageRecords(page, name, encoded)) await write(bytes);
      if (others && ++count % 20 === 0) for (const bytes of otherRecords(page, name)) await write(bytes);
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
