/** One batch at a time writes a folder of results. */
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { fileError, fileExists } from '../../files.js';
import { messageOf, UserError } from '../../errors.js';

/** A holder says at each quarter of this that it lives; one that is silent for so long is dead. */
const STALE_MS = 8000;
const RETRY_MS = 500;

export interface FolderLock {
  /** Aborted where the lock was lost, for example when the folder was removed. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Makes the folder and takes its lock; one that a killed batch left behind is taken over: at once where the batch ran on
 * this machine, else when it is stale. Throws a UserError that names the process that has it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const lockfilePath = join(folder, '.lock');
  const owner = join(folder, '.owner.json');
  const lost = new AbortController();
  const options = {
    lockfilePath,
    stale: STALE_MS,
    update: STALE_MS / 4,
    onCompromised: (error: Error) => lost.abort(error),
  };
  try {
    await mkdir(folder, { recursive: true });
    const release = await takeLock(folder, owner, options);
    await writeFile(owner, JSON.stringify({ pid: process.pid, host: hostname() }));
    return {
      lost: lost.signal,
      async release() {
        if (lost.signal.aborted) return;
        await rm(owner, { force: true });
        await release();
      },
    };
  } catch (thrown) {
    throw fileError('Cannot write', folder, thrown);
  }
}

async function takeLock(
  folder: string,
  owner: string,
  options: lockfile.LockOptions,
): Promise<() => Promise<void>> {
  for (const until = Date.now() + 1.5 * STALE_MS; ;) {
    try {
      return await lockfile.lock(folder, options);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ELOCKED') throw thrown;
      const holder = await readOwner(owner);
      const alive = holder === undefined ? undefined : isAliveHere(holder);
      if (Date.now() > until || alive === true) throw busy(folder, holder);
      if (alive === false) await age(options.lockfilePath!);
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

interface Owner {
  pid: number;
  host: string;
}

async function readOwner(path: string): Promise<Owner | undefined> {
  if (!(await fileExists(path))) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (thrown) {
    // It is being written, or its writer was killed: then the lock's age decides.
    if (thrown instanceof SyntaxError || (thrown as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined;
    throw new Error(`${path}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** The lock of a dead process looks stale from now on. Should somebody else have just taken it, they notice and stop. */
async function age(lockfilePath: string): Promise<void> {
  await utimes(lockfilePath, 0, 0).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'ENOENT') throw thrown;
  });
}

/** Undefined for another machine's: its signs of life are all that we have. */
function isAliveHere({ pid, host }: Owner): boolean | undefined {
  if (host !== hostname()) return undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function busy(folder: string, holder: Owner | undefined): UserError {
  const who = holder === undefined ? '' : ` (process ${holder.pid} on ${holder.host})`;
  return new UserError(
    `Another batch is writing to ${folder}${who}: wait until it is done, or choose another folder with --out.`,
  );
}
