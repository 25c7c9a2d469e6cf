/** Files below folders, in a fixed order; what is hidden, a link or no text is left out and counted. */
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { messageOf } from '../../errors.js';
import { fileError } from '../../files.js';
import { formatOfName, type Format } from './format.js';
import type { OnSkip } from './found.js';
import type { OnProblem } from './problems.js';
import { isUtf16, SNIFFED } from './text.js';

export interface FoundFile {
  /** As given, or below the folder that was given; the start of the ids. */
  file: string;
  format: Format;
  gzip: boolean;
  bytes: number;
}

export interface WalkOptions {
  onSkip?: OnSkip;
  onProblem?: OnProblem;
}

/**
 * The files that `paths` name, folders with all that lies in them. Each file comes once, however often it is named.
 * A link inside a folder is not followed: what it shows inside is found anyway, what it shows outside was not asked for.
 * Throws a UserError where a given path does not exist or cannot be read.
 */
export async function* walk(paths: readonly string[], options: WalkOptions = {}): AsyncGenerator<FoundFile> {
  const seen = new Set<string>();
  for (const path of paths) {
    const { real, isFolder } = await given(path);
    const files = isFolder ? filesIn(normalize(path), options) : [normalize(path)];
    for await (const file of files) {
      const key = isFolder ? await realpath(file) : real;
      if (seen.has(key)) continue;
      seen.add(key);
      const found = await fileOf(file, !isFolder, options);
      if (found !== undefined) yield found;
    }
  }
}

async function given(path: string): Promise<{ real: string; isFolder: boolean }> {
  try {
    const real = await realpath(path);
    return { real, isFolder: (await stat(real)).isDirectory() };
  } catch (thrown) {
    throw fileError('Cannot read', path, thrown);
  }
}

/** Depth first, names in the order of their UTF-16 units: the same on every machine. */
async function* filesIn(folder: string, options: WalkOptions): AsyncGenerator<string> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch((thrown) => {
      options.onProblem?.({ file: next!, offset: 0, kind: 'unreadable', message: messageOf(thrown) });
      return [];
    });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(next, entry.name);
      const reason = reasonToSkip(entry);
      if (reason !== undefined) options.onSkip?.({ file: path, reason });
      else if (entry.isDirectory()) folders.push(path);
      else yield path;
    }
    waiting.push(...folders.reverse());
  }
}

function reasonToSkip(entry: {
  name: string;
  isSymbolicLink(): boolean;
  isFile(): boolean;
  isDirectory(): boolean;
}) {
  if (entry.name.startsWith('.')) return 'hidden';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() || entry.isDirectory() ? undefined : 'special-file';
}

/** @param named - whether somebody asked for this very file; then a strange extension is no reason to leave it out. */
async function fileOf(file: string, named: boolean, options: WalkOptions): Promise<FoundFile | undefined> {
  const { format, gzip } = formatOfName(basename(file));
  if (format === 'other' && !named) {
    options.onSkip?.({ file, reason: 'other-type' });
    return undefined;
  }
  try {
    const { size } = await stat(file);
    if (format !== 'unknown' && format !== 'other') return { file, format, gzip, bytes: size };
    if (!gzip && (await isBinary(file))) {
      options.onSkip?.({ file, reason: 'binary' });
      return undefined;
    }
    return { file, format: (await hasIndex(file)) ? 'fortunes' : 'text', gzip, bytes: size };
  } catch (thrown) {
    options.onProblem?.({ file, offset: 0, kind: 'unreadable', message: messageOf(thrown) });
    return undefined;
  }
}

async function isBinary(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(SNIFFED), 0, SNIFFED, 0);
    const start = buffer.subarray(0, bytesRead);
    return !isUtf16(start) && start.includes(0);
  } finally {
    await handle.close();
  }
}

/** strfile(1) puts an index beside a fortune file. */
const hasIndex = (file: string) =>
  stat(join(dirname(file), `${basename(file)}.dat`)).then(
    (found) => found.isFile(),
    () => false,
  );
