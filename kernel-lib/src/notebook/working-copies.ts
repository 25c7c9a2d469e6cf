/**
 * Learners work on copies: `work/notebooks/` and `work/exercises/` mirror the repository, so that a lesson's link
 * `../exercises/00-journey.ipynb` leads to the same file in both. `work/` is ignored by git.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { createAtomic, fileError, fileExists, writeAtomic } from '../files.js';

const FOLDERS = ['notebooks', 'exercises'];
/** Notebooks and the pictures that they show; never the authored scripts. */
const COPIED = /\.(ipynb|png|jpe?g|gif|webp|svg)$/i;

export interface Prepared {
  /** The absolute path of `work/`. */
  folder: string;
  /** Relative to `folder`: what was copied now, and what was there already and left alone. */
  copied: string[];
  kept: string[];
}

/** Copies each lesson and exercise that is not in `work/` yet; never replaces one. */
export async function prepareWork(root: string): Promise<Prepared> {
  const folder = join(root, 'work');
  const copied: string[] = [];
  const kept: string[] = [];
  for (const file of await originals(root)) {
    const created = await createAtomic(join(folder, file), await readOriginal(root, file));
    (created ? copied : kept).push(file);
  }
  return { folder, copied, kept };
}

export interface Reset {
  /** The absolute path of the copy that is as new now. */
  path: string;
  /** Where the learner's version lies now; absent where there was none or it was unchanged. */
  backup?: string;
}

/**
 * Brings one working copy back to the repository's version and keeps the old one beside it,
 * as `00-journey.2026-11-23T21-40.ipynb`.
 * @param file - a path in `work/` or its original, or a name: `00-journey` (a lesson), `exercises/00-journey`.
 */
export async function resetCopy(root: string, file: string, now = new Date()): Promise<Reset> {
  const name = await findOriginal(root, file);
  const path = join(root, 'work', name);
  const fresh = await readOriginal(root, name);
  if (await createAtomic(path, fresh)) return { path };
  const old = await readFile(path).catch((thrown: unknown) => {
    throw fileError('Cannot read', path, thrown);
  });
  if (old.equals(fresh)) return { path };
  const backup = await keep(path, old, now);
  await writeAtomic(path, fresh);
  return { path, backup };
}

async function originals(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of FOLDERS) {
    const path = join(root, folder);
    if (!(await fileExists(path))) continue;
    const names = await readdir(path).catch((thrown: unknown) => {
      throw fileError('Cannot list', path, thrown);
    });
    found.push(
      ...names
        .filter((name) => COPIED.test(name) && !name.startsWith('.'))
        .sort()
        .map((name) => join(folder, name)),
    );
  }
  return found;
}

const readOriginal = (root: string, file: string) =>
  readFile(join(root, file)).catch((thrown: unknown) => {
    throw fileError('Cannot read', join(root, file), thrown);
  });

async function findOriginal(root: string, file: string): Promise<string> {
  const all = await originals(root);
  const named = COPIED.test(file) ? file : `${file}.ipynb`;
  const work = join(root, 'work');
  const places = [process.cwd(), work, root, join(root, 'notebooks')].map((place) => resolve(place, named));
  const found = places
    .flatMap((place) => [relative(work, place), relative(root, place)])
    .find((candidate) => all.includes(candidate));
  if (found !== undefined) return found;
  const known = all
    .filter((original) => original.endsWith('.ipynb'))
    .map((original) => join('work', original));
  throw new UserError(
    `There is no lesson or exercise "${file}" to bring back; there are: ${known.join(', ')}.`,
  );
}

async function keep(path: string, old: Uint8Array, now: Date): Promise<string> {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const stamp = `${day}T${two(now.getHours())}-${two(now.getMinutes())}`;
  for (let copy = 1; ; copy++) {
    const ending = copy === 1 ? stamp : `${stamp}-${copy}`;
    const backup = path.replace(/(\.[^.]+)$/, `.${ending}$1`);
    if (await createAtomic(backup, old)) return backup;
  }
}
