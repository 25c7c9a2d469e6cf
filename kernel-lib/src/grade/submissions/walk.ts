/** All files below a folder. Links are never followed; pipes and devices are never opened. */
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { quoted, tooLarge, type Found, type FoundFile } from './found.js';
import { DEEPEST_ARCHIVE, DEEPEST_FOLDER, MOST_FILES, Refused } from './limits.js';
import { isArchive, isIgnored, nameOf } from './names.js';
import { archiveFile } from './zip.js';

/** Names are bytes: what is no UTF-8 cannot be opened by its text. */
const below = (folder: Buffer, name: Buffer) => Buffer.concat([folder, Buffer.from('/'), name]);

const asText = (path: Buffer): Buffer | string => (isUtf8(path) ? path.toString() : path);

export async function walk(folder: string): Promise<Found> {
  const found: Found = { files: [], notes: [] };
  await walkInto(Buffer.from(folder), [], found);
  return found;
}

async function walkInto(folder: Buffer, parts: string[], found: Found): Promise<void> {
  const note = (sentence: string, at = parts) => void found.notes.push({ parts: at, sentence });
  if (parts.length >= DEEPEST_FOLDER) return note(`${quoted(parts)} is nested too deep; it was left out.`);
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(
    (thrown: NodeJS.ErrnoException) => note(`${quoted(parts)} cannot be opened (${thrown.code}).`),
  );
  if (entries === undefined) return;
  if (entries.every((entry) => isIgnored(nameOf(entry.name)))) {
    const sentence = parts.length === 0 ? 'The folder is empty.' : `The folder ${quoted(parts)} is empty.`;
    found.notes.push({ parts: [...parts, ''], sentence, minor: true });
  }
  for (const entry of entries.sort((a, b) => Buffer.compare(a.name, b.name))) {
    const name = nameOf(entry.name);
    const at = [...parts, name];
    if (isIgnored(name)) continue;
    if (found.files.length >= MOST_FILES)
      return note(`There are more than ${MOST_FILES} files; the rest was left out.`);
    const path = asText(below(folder, entry.name));
    if (entry.isSymbolicLink()) {
      note(`${quoted(at)} is a symbolic link; links are not followed, hand in the file itself.`, at);
    } else if (entry.isDirectory()) await walkInto(Buffer.from(path), at, found);
    else if (entry.isFile()) await addFile(await plainFile(path, at), found);
    else note(`${quoted(at)} is no ordinary file; it was not opened.`, at);
  }
}

/** The file, and where it is an archive what is in it. */
export async function addFile(file: FoundFile, found: Found, depth = 1): Promise<void> {
  if (!isArchive(file.parts.at(-1)!)) return void found.files.push(file);
  if (depth > DEEPEST_ARCHIVE) {
    const sentence = `${quoted(file.parts)} is an archive inside of archives; it was not opened.`;
    return void found.notes.push({ parts: file.parts, sentence });
  }
  const inside = await archiveFile(file);
  found.notes.push(...inside.notes);
  // The date of a hand-in is that of the archive as it was handed in; those inside of it are the student's own.
  const date = depth === 1 || file.modified === undefined ? {} : { modified: file.modified };
  for (const one of inside.files) await addFile({ ...one, ...date }, found, depth + 1);
}

/** A file on the disk; `path` may also be text. Opened without following a link at its end and without waiting. */
export async function plainFile(
  path: Buffer | string,
  parts: string[],
): Promise<FoundFile & { path: Buffer | string }> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const withHandle = async <T>(use: (handle: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
    const handle = await open(path, flags).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ELOOP')
        throw new Refused(`${quoted(parts)} is a symbolic link; links are not followed.`);
      throw new Refused(`${quoted(parts)} cannot be opened (${thrown.code}).`);
    });
    try {
      return await use(handle);
    } finally {
      await handle.close();
    }
  };
  const modified = await withHandle(async (handle) => (await handle.stat()).mtime).catch(
    (thrown: unknown) => {
      if (thrown instanceof Refused) return undefined;
      throw thrown;
    },
  );
  const read = (limit: number) =>
    withHandle(async (handle) => {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Refused(`${quoted(parts)} is no ordinary file.`);
      if (stats.size > limit) throw tooLarge(parts, stats.size, limit);
      const bytes = Buffer.alloc(stats.size);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    });
  return { parts, path, read, ...(modified === undefined ? {} : { modified }) };
}
