/** The instructor's secret, from which all hidden inputs are drawn. It never leaves `grading/secret`. */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { createAtomic, fileError } from '../../files.js';

export interface Secret {
  /** 64 hex digits. */
  secret: string;
  path: string;
  /** Whether it was made just now. */
  made: boolean;
}

/**
 * The secret of this course folder; makes one (readable by its owner alone) where there is none.
 * Throws a UserError for a file that is no secret: a new one would change every grade.
 */
export async function ensureSecret(root: string): Promise<Secret> {
  const path = join(root, 'grading', 'secret');
  const made = await createAtomic(path, `${randomBytes(32).toString('hex')}\n`, 0o600);
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw fileError('Cannot read', path, thrown);
  });
  const secret = text.trim();
  if (!/^[0-9a-f]{64}$/.test(secret)) {
    throw new UserError(
      `${path} is not a secret seed (64 hexadecimal digits): copy it from where it was right, or delete it ` +
        `to make a new one, which draws other hidden inputs for everybody.`,
    );
  }
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  return { secret, path, made };
}
