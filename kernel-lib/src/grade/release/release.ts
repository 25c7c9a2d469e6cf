/** From the instructor's course to what a class gets: a folder and a zip file, and the proof that nothing leaks. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileError, fileExists, writeAtomic } from '../../files.js';
import { stableJson } from '../../notebook/json.js';
import { archiveFile } from '../submissions/zip.js';
import { zipOf } from './archive.js';
import { handOut, type HandOutFile } from './contents.js';
import { findLeaks, type Leak } from './leaks.js';
import { allNeedles, type LeakKind } from './needles.js';
import { ensureSecret } from './secret.js';

/** The name of the folder, of the zip file, and of the folder in it. */
export const HAND_OUT = 'blossom-exercises';
const LIST = 'hand-out.json';

export interface ReleaseOptions {
  root: string;
  /** Where the folder and the zip file go. */
  out: string;
  lessons?: readonly string[];
}

export interface ReleaseReport {
  lessons: string[];
  /** Absolute paths; missing where something leaks, for then nothing is written. */
  folder?: string;
  zip?: string;
  files: string[];
  secret: { path: string; made: boolean };
  /** How many lines, strings and names of each kind were searched in every file. */
  searched: Record<LeakKind, number>;
  /** Tasks whose answers have only lines that are too short to tell anything. */
  unsearchable: string[];
  leaks: Leak[];
}

/** Writes nothing but the secret where something leaks. The same course gives the same bytes. */
export async function release({ root, out, lessons }: ReleaseOptions): Promise<ReleaseReport> {
  const { secret, ...kept } = await ensureSecret(root);
  const contents = await handOut(root, lessons);
  const files = withList(contents.files, contents.lessons);
  const sets = await allNeedles(root, secret);
  const zip = await zipOf(HAND_OUT, files);
  // Searched as it comes out of the zip file: these are the same bytes as in the folder.
  const leaks = findLeaks(await unzipped(zip, files), sets);
  const report: ReleaseReport = {
    lessons: contents.lessons,
    files: files.map(({ path }) => path),
    secret: kept,
    searched: count(sets),
    unsearchable: sets.flatMap(({ kind, task, needles }) =>
      kind === 'answer' && task !== undefined && needles.length === 0 ? [task] : [],
    ),
    leaks,
  };
  if (leaks.length > 0) return report;
  const folder = join(out, HAND_OUT);
  await writeFolder(folder, files);
  await writeAtomic(`${folder}.zip`, zip);
  return { ...report, folder, zip: `${folder}.zip` };
}

/** With the list of all files, by which a later release knows its own folder. */
function withList(files: readonly HandOutFile[], lessons: readonly string[]): HandOutFile[] {
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const list = files.map(({ path, bytes }) => ({ path, sha256: sha256(bytes) }));
  const text = `${stableJson({ schema: 'blossom/hand-out/v1', lessons, files: list })}\n`;
  return [...files, { path: LIST, bytes: Buffer.from(text) }].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const LARGEST_FILE = 256 * 1024 * 1024;

/** The files of the archive, which must be those that went in. */
async function unzipped(zip: Buffer, files: readonly HandOutFile[]): Promise<HandOutFile[]> {
  const { files: found, notes } = await archiveFile({ parts: [HAND_OUT], read: () => Promise.resolve(zip) });
  const read = found.map(async (file): Promise<HandOutFile> => {
    return { path: file.parts.slice(2).join('/'), bytes: await file.read(LARGEST_FILE) };
  });
  const all = await Promise.all(read);
  const same = (one: HandOutFile, i: number) =>
    one.path === files[i]!.path && one.bytes.equals(files[i]!.bytes);
  if (notes.length > 0 || all.length !== files.length || !all.every(same)) {
    throw new Error(
      `The zip file does not hold what was put in: ${notes.map(({ sentence }) => sentence).join(' ')}`,
    );
  }
  return all;
}

function count(sets: readonly { kind: LeakKind; needles: readonly string[] }[]): Record<LeakKind, number> {
  const searched: Record<LeakKind, number> = {
    answer: 0,
    'hidden check': 0,
    'wrong solution': 0,
    alternative: 0,
    checkpoint: 0,
    secret: 0,
  };
  for (const { kind, needles } of sets) searched[kind] += kind === 'secret' ? 1 : needles.length;
  return searched;
}

/** The whole folder or nothing: made beside it, then put in the place of an earlier hand-out. */
async function writeFolder(folder: string, files: readonly HandOutFile[]): Promise<void> {
  const before = (await fileExists(folder)) ? await readdir(folder) : [];
  if (before.length > 0 && !before.includes(LIST)) {
    throw new UserError(`${folder} is there and is no hand-out (it has no ${LIST}); choose another --out.`);
  }
  try {
    await mkdir(dirname(folder), { recursive: true });
    const fresh = await mkdtemp(`${folder}.new-`);
    try {
      for (const { path, bytes } of files) {
        await mkdir(dirname(join(fresh, path)), { recursive: true });
        await writeFile(join(fresh, path), bytes);
      }
      await rm(folder, { recursive: true, force: true });
      await rename(fresh, folder);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  } catch (thrown) {
    throw fileError('Cannot write', folder, thrown);
  }
}
