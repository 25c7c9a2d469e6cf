/** A file's bytes as one stream, inflated where it is gzip. */
import { open, type FileHandle } from 'node:fs/promises';
import { fileError } from '../../files.js';
import { gzipMembers } from './gzip.js';
import type { Reading } from './problems.js';
import { ByteWindow, pullFile, pullFrom } from './window.js';

/**
 * Opens the file for the time of `use`.
 * Throws a UserError where it cannot be opened.
 */
export async function* withFile<T>(
  path: string,
  use: (handle: FileHandle) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const handle = await open(path).catch((thrown) => {
    throw fileError('Cannot read', path, thrown);
  });
  try {
    yield* use(handle);
  } finally {
    await handle.close();
  }
}

/** @param from - where to begin in a plain file; gzip is read from its start. */
export function windowOf(handle: FileHandle, gzip: boolean, reading: Reading, from = 0): ByteWindow {
  if (!gzip) return new ByteWindow(pullFile(handle, from), from);
  return new ByteWindow(pullFrom(inflated(handle, reading)));
}

async function* inflated(handle: FileHandle, reading: Reading): AsyncGenerator<Buffer> {
  for await (const { pull } of gzipMembers(handle, reading)) {
    for (let chunk = await pull(); chunk !== undefined; chunk = await pull()) yield chunk;
  }
}
