/** Where things lie. Tests run from the repository's root or below `.build/test`. */
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package-lock.json above ${__dirname}.`);
  return findRoot(parent);
}

export const root = findRoot(__dirname);
/** The command line's entry. */
export const blossom = join(root, 'kernel-lib', 'bin', 'blossom.js');
