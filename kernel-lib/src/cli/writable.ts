/** Says before minutes of work, not after them, that a result cannot be written. */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../files.js';

/** Throws a UserError where a file cannot be written at `path`. Asks by writing, as only that is always right. */
export async function assertWritable(path: string): Promise<void> {
  const probe = join(dirname(path), `.${basename(path)}.${process.pid}.probe`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const before = await stat(path).catch(() => undefined);
    if (before?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    await writeFile(probe, '');
    await rm(probe);
  } catch (thrown) {
    throw fileError('Cannot write', path, thrown);
  }
}
