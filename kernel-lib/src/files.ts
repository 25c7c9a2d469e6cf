/** Reading and writing whole files, with errors that a person can act on and nothing half-written. */
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, UserError } from './errors.js';

/** Larger than any notebook that a person wrote; below what fits in one JavaScript string. */
const LARGEST_TEXT = 256 * 1024 * 1024;

const causes: Record<string, string> = {
  ENOENT: 'there is no such file or folder; check the path',
  EISDIR: 'this is a folder; name a file in it',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EACCES: 'permission denied; change its permissions or choose another folder',
  EPERM: 'the system does not permit it; change its permissions or choose another folder',
  EROFS: 'the disk is read-only; choose another folder',
  ENOSPC: 'the disk is full; make room and try again',
  ELOOP: 'the link points to itself; remove it',
};

/** A file system error as one sentence with the path and the next step; any other error as it is. */
export function fileError(doing: string, path: string, thrown: unknown): unknown {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (code === undefined || thrown instanceof UserError) return thrown;
  return new UserError(`${doing} ${path}: ${causes[code] ?? messageOf(thrown)}.`, 1, { cause: thrown });
}

/**
 * The text of a UTF-8 file, without a byte-order mark.
 * Throws a UserError that names the path where it is missing, a folder, unreadable or above 256 MiB.
 */
export async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_TEXT) {
      const megabytes = Math.round(size / 1024 / 1024);
      throw new UserError(
        `Cannot read ${path}: it has ${megabytes} MB, the limit is 256 MB; clear its outputs.`,
      );
    }
    const text = await readFile(path, 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (thrown) {
    throw fileError('Cannot read', path, thrown);
  }
}

/**
 * The path of `name` in `folder` or in the nearest folder above that has it, else the same from the next folder on;
 * undefined where none has.
 */
export function findUpwards(name: string, folder: string, ...others: string[]): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  if (parent !== folder) return findUpwards(name, parent, ...others);
  const [next, ...rest] = others;
  return next === undefined ? undefined : findUpwards(name, next, ...rest);
}

let counter = 0;

/**
 * Writes the whole file or nothing: into a temporary file beside it, then a rename.
 * Makes missing folders, follows a link, keeps the permissions of a file that is replaced.
 * Throws a UserError that names the path where the folder is read-only or the disk full.
 */
export async function writeAtomic(path: string, data: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    const before = await stat(target).catch(() => undefined);
    if (before?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    const temporary = temporaryBeside(target);
    try {
      await writeFile(temporary, data, { flag: 'wx' });
      if (before !== undefined) await chmod(temporary, before.mode);
      await rename(temporary, target);
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
  } catch (thrown) {
    throw fileError('Cannot write', path, thrown);
  }
}

const temporaryBeside = (path: string) =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${++counter}.tmp`);

/** File systems without hard links answer with one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Writes a new file whole; never replaces one, also not one that another process makes at this moment.
 * @param mode - who may read it, as `chmod` takes it; by default as the system says.
 * @returns false where the path was taken already.
 */
export async function createAtomic(path: string, data: string | Uint8Array, mode?: number): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    if (await fileExists(path)) return false;
    const temporary = temporaryBeside(path);
    try {
      const options = { flag: 'wx', ...(mode === undefined ? {} : { mode }) };
      await writeFile(temporary, data, options);
      await link(temporary, path).catch((thrown: NodeJS.ErrnoException) => {
        if (!NO_LINKS.includes(thrown.code ?? '')) throw thrown;
        return writeFile(path, data, options);
      });
      return true;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError('Cannot write', path, thrown);
  }
}

/** Whether there is something at the path. Throws where that cannot be told. */
export async function fileExists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fileError('Cannot read', path, thrown);
  }
}
