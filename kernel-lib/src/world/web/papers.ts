/** Pages as papers: one JSON object a line, as archives of articles give them away. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fileError } from '../../files.js';
import type { WebPage } from './page.js';

/** What a line says. */
export interface Paper {
  id: string;
  title: string;
  /** The first paragraph. */
  abstract: string;
  /** All paragraphs. */
  text: string;
  licence: string;
  year: number;
  language: string;
  url: string;
}

export const paperOf = ({ id, title, text, licence, date, language, url }: WebPage): Paper => ({
  ...{ id, title, abstract: text.split('\n\n')[0]!, text, licence },
  ...{ year: Number(date.slice(0, 4)), language, url },
});

/**
 * Writes the pages of kind `paper` as JSONL, compressed where the path ends in `.gz`; constant memory.
 * The file appears when it is whole. Throws a UserError that names the path where it cannot be written.
 * @returns how many papers there are.
 */
export async function writePapers(
  pages: Iterable<WebPage> | AsyncIterable<WebPage>,
  path: string,
): Promise<number> {
  let count = 0;
  async function* rows() {
    for await (const page of pages) {
      if (page.kind !== 'paper') continue;
      count++;
      yield `${JSON.stringify(paperOf(page))}\n`;
    }
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = createWriteStream(temporary);
    const source = Readable.from(rows());
    await (path.endsWith('.gz') ? pipeline(source, createGzip(), file) : pipeline(source, file));
    await rename(temporary, path);
  } catch (thrown) {
    // What went wrong first is told; the temporary file may not even be there.
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError('Cannot write', path, thrown);
  }
  return count;
}
