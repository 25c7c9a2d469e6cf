/** Bands of figures: what earlier runs measured, from `data/manifest.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { findUpwards } from '../files.js';

/** What a figure was over several seeds on one backend. */
export interface Band {
  mean: number;
  sd: number;
  min: number;
  max: number;
  seeds: number;
  recipe: string;
}

interface Manifest {
  figures?: Record<string, Record<string, Band>>;
}

const NAME = join('data', 'manifest.json');

/** The manifest upwards from `folder`, else the one of the repository that this library lies in. */
export function manifestPath(folder: string = process.cwd()): string | undefined {
  return findUpwards(NAME, folder, __dirname);
}

function readManifest(path: string): Manifest {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch (error) {
    throw new UserError(
      `Cannot read the bands in ${path} (${messageOf(error)}); restore the file from the repository.`,
      1,
      {
        cause: error,
      },
    );
  }
}

/** The name of the tfjs backend in use, where this process has loaded tfjs (its engine is a global of that name). */
export function currentBackend(): string | undefined {
  const engine = (globalThis as { _tfengine?: { backendName?: unknown } })._tfengine;
  return typeof engine?.backendName === 'string' ? engine.backendName : undefined;
}

/** Bands of figures that no backend had a part in. */
const ANY = 'any';

/**
 * The band of a figure on a backend, else the one that holds on any, or `undefined` where none has been measured.
 * @param folder - where the search for `data/manifest.json` begins.
 */
export function bandFor(
  id: string,
  backend: string | undefined = currentBackend(),
  folder?: string,
): Band | undefined {
  const path = manifestPath(folder);
  if (path === undefined) return undefined;
  const figures = readManifest(path).figures ?? {};
  const bands = Object.hasOwn(figures, id) ? figures[id] : undefined;
  const name = [backend, ANY].find(
    (one) => one !== undefined && bands !== undefined && Object.hasOwn(bands, one),
  );
  return name === undefined ? undefined : bands![name];
}
