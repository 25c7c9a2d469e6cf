/** Documents of one block on the disk, between the phases: JSONL, written whole or not at all. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { fileError, writeAtomic } from '../../files.js';

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value)}\n`);
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readSpool(path)) as T;
}

/** The value in the file, or undefined where there is none yet. */
export async function readJsonIfThere<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError('Cannot read', path, thrown);
  }
}

export const linesOf = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

export async function writeLines(path: string, values: readonly unknown[]): Promise<void> {
  await writeAtomic(path, linesOf(values));
}

export async function readLines<T>(path: string): Promise<T[]> {
  const text = await readSpool(path);
  return text === '' ? [] : text.trimEnd().split('\n').map((line) => JSON.parse(line) as T); // prettier-ignore
}

async function readSpool(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw fileError('Cannot read', path, thrown);
  }
}

const zipped = promisify(gzip);

/** A gzip member: members one after another are one gzip file. The same text gives the same bytes. */
export const gzipMember = (text: string): Promise<Buffer> => zipped(text, { level: 6 });
