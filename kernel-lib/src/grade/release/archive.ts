/** A zip file whose bytes depend on its files alone: sorted, one fixed time, not compressed. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { HandOutFile } from './contents.js';

/** In local time, as zip files count; the first moment that they can hold. */
const ALWAYS = new Date(1980, 0, 1, 0, 0, 0);

export async function zipOf(folder: string, files: readonly HandOutFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  const options = { mtime: ALWAYS, mode: 0o100644, compress: false, forceDosTimestamp: true };
  for (const { path, bytes } of files) zip.addBuffer(bytes, `${folder}/${path}`, options);
  zip.end();
  return buffer(zip.outputStream);
}
