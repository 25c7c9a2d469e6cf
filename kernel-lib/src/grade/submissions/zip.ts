/** What is in a zip file. Nothing is unpacked onto the disk: an entry is read into memory, within limits. */
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { messageOf } from '../../errors.js';
import { quoted, tooLarge, type Found, type FoundFile } from './found.js';
import { LARGEST_INNER_ARCHIVE, LARGEST_RATIO, MOST_FILES, RATIO_MATTERS, Refused } from './limits.js';
import { isIgnored, partsOf } from './names.js';

/** Names stay bytes, so that one bad name does not end the list; sizes are checked while reading. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false } as const;

/** File type bits of Unix in the upper half of `externalFileAttributes`. */
const TYPE = 0o170000;
const LINK = 0o120000;
const PLAIN = 0o100000;

/** Lists an archive that lies on the disk (it has a `path`) or inside of another one. */
export async function archiveFile(file: FoundFile & { path?: Buffer | string }): Promise<Found> {
  const found: Found = { files: [], notes: [] };
  const say = (parts: string[], sentence: string) => void found.notes.push({ parts, sentence });
  const opened = () => openArchive(file);
  try {
    await withArchive(opened, async (zip) => {
      for await (const entry of zip.eachEntry()) {
        if (found.files.length >= MOST_FILES) {
          return say(
            file.parts,
            `${quoted(file.parts)} has more than ${MOST_FILES} files; the rest was left out.`,
          );
        }
        // With `decodeStrings: false` the name is bytes, whatever its type says.
        const raw = entry.fileName as unknown as Buffer;
        const inside = partsOf(raw);
        if ('problem' in inside) {
          const name = JSON.stringify(raw.toString('latin1').slice(0, 80));
          say(file.parts, `An entry of ${quoted(file.parts)} ${inside.problem} (${name}); it was left out.`);
          continue;
        }
        if (inside.length === 0 || raw.at(-1) === 0x2f || raw.at(-1) === 0x5c || inside.some(isIgnored))
          continue;
        const parts = [...file.parts, ...inside];
        const type = (entry.externalFileAttributes >>> 16) & TYPE;
        if (type === LINK) say(parts, `${quoted(parts)} is a symbolic link; links are not followed.`);
        else if (type !== 0 && type !== PLAIN) say(parts, `${quoted(parts)} is no ordinary file.`);
        else found.files.push(fileInArchive(entry, parts, opened));
      }
    });
  } catch (thrown) {
    say(file.parts, thrown instanceof Refused ? thrown.message : damaged(file.parts, thrown));
  }
  if (found.files.length + found.notes.length === 0)
    say(file.parts, `${quoted(file.parts)} has no file in it.`);
  return found;
}

const damaged = (parts: readonly string[], thrown: unknown) =>
  `${quoted(parts)} is no zip file that can be read (${messageOf(thrown)}); pack it anew.`;

async function openArchive(file: FoundFile & { path?: Buffer | string }): Promise<ZipFile> {
  // yauzl opens by text alone; names that are no UTF-8 go through memory.
  if (typeof file.path === 'string') return openPromise(file.path, OPTIONS);
  return fromBufferPromise(await file.read(LARGEST_INNER_ARCHIVE), OPTIONS);
}

async function withArchive<T>(opened: () => Promise<ZipFile>, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  const zip = await opened();
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

function fileInArchive(entry: Entry, parts: string[], opened: () => Promise<ZipFile>): FoundFile {
  // Opened anew for each file: a class of a thousand archives must not hold a thousand of them open.
  const read = (limit: number) => withArchive(opened, (zip) => readEntry(zip, entry, parts, limit));
  return { parts, modified: entry.getLastModDate(), packed: true, read };
}

async function readEntry(zip: ZipFile, entry: Entry, parts: string[], limit: number): Promise<Buffer> {
  if (entry.isEncrypted())
    throw new Refused(`${quoted(parts)} is locked with a password; pack it without one.`);
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > limit) throw tooLarge(parts, uncompressedSize, limit);
  if (uncompressedSize > RATIO_MATTERS && uncompressedSize > compressedSize * LARGEST_RATIO) {
    throw new Refused(
      `${quoted(parts)} unpacks to more than ${LARGEST_RATIO} times its size; it was not unpacked.`,
    );
  }
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    // The sizes in the list may lie: yauzl ends a stream that becomes longer than they say.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      chunks.push(chunk as Buffer);
      total += (chunk as Buffer).length;
      if (total > limit) throw tooLarge(parts, total, limit);
    }
    return Buffer.concat(chunks);
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
    throw new Refused(`${quoted(parts)} cannot be unpacked (${messageOf(thrown)}); pack it anew.`);
  }
}
