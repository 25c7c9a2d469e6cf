/** Which run a folder belongs to: a killed run goes on only where inputs, options and library are still the same. */
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { libraryVersion } from '../../config.js';
import { fileError } from '../../files.js';
import { UserError } from '../../errors.js';
import { shown } from '../../options.js';
import type { Inputs } from './blocks.js';
import { decisive, type CorpusOptions } from './options.js';
import type { Places } from './places.js';
import { readJsonIfThere, writeJson } from './spool.js';

/** The run's identity, as `run.json` keeps it. */
export interface Run {
  version: string;
  node: string;
  inputs: readonly string[];
  fingerprint: string;
  /** Checksums of the files that options name. */
  given: Record<string, string>;
  options: Record<string, unknown>;
}

/**
 * Makes the folder ours. Another process that works there is told by its number in `.lock`.
 * @returns a function that gives it free again.
 * @throws UserError where the folder cannot be written, or is in use.
 */
export async function lock({ out, lock: path }: Places): Promise<() => Promise<void>> {
  try {
    await mkdir(out, { recursive: true });
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && owner !== process.pid && isAlive(owner)) {
      throw new UserError(
        `Process ${owner} is building a corpus in ${out}; wait for it, or delete ${path} if it is something else.`,
      );
    }
    const file = await open(path, 'w');
    await file.writeFile(String(process.pid));
    await file.close();
  } catch (thrown) {
    throw fileError('Cannot write', out, thrown);
  }
  return () => rm(path, { force: true });
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (thrown) {
    // It lives, and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What a killed run can leave half-written. */
const LEFT_OVER = /^\..*\.tmp$|\.part$/;

/** What a run writes; nothing else in the folder is ever removed. */
const OURS = [
  'run.json',
  'report.json',
  'datasheet.md',
  'datasheet.json',
  'tokenizer.json',
  'problems.jsonl',
];
const OUR_OUTPUTS = ['dropped.jsonl.gz', 'kept.jsonl.gz', 'kept.parquet', 'shards', 'work'];

export async function removeRun({ out }: Places): Promise<void> {
  for (const name of [...OURS, ...OUR_OUTPUTS]) await rm(join(out, name), { recursive: true, force: true });
}

export async function removeLeftOvers({ out, work, shards }: Places): Promise<void> {
  const kinds = await readdir(work, { withFileTypes: true }).catch(() => []);
  const folders = kinds.filter((entry) => entry.isDirectory()).map(({ name }) => join(work, name));
  for (const folder of [out, shards, work, ...folders]) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (LEFT_OVER.test(name)) await rm(join(folder, name), { force: true });
    }
  }
}

/**
 * Begins a run, or finds that it is the one of before.
 * @returns whether it goes on with what is there.
 * @throws UserError where the folder holds another run, or files that are none of ours.
 */
export async function beginRun(
  places: Places,
  paths: readonly string[],
  inputs: Inputs,
  options: CorpusOptions,
  given: Record<string, string>,
): Promise<boolean> {
  const run: Run = {
    version: libraryVersion(),
    node: process.versions.node,
    inputs: paths,
    fingerprint: inputs.fingerprint,
    given,
    options: decisive(options),
  };
  const before = await readJsonIfThere<Run>(places.run);
  if (before === undefined) {
    await assertFree(places);
    await writeJson(places.run, run);
    return false;
  }
  const changed = differences(before, run);
  if (changed === undefined) return true;
  throw new UserError(
    `${places.out} holds a run with ${changed}. Use the same again to go on, name another folder, or add --fresh to begin anew there.`,
  );
}

async function assertFree({ out, lock: path }: Places): Promise<void> {
  const names = (await readdir(out)).filter((name) => join(out, name) !== path);
  const taken = names.find((name) => [...OURS, ...OUR_OUTPUTS].includes(name));
  if (taken === undefined) return;
  throw new UserError(
    `${out} has a ${taken} that is not of a corpus run; name another folder, or add --fresh to replace it.`,
  );
}

/** The first thing that is not the same, in words. */
function differences(before: Run, now: Run): string | undefined {
  for (const name of new Set([...Object.keys(before.options), ...Object.keys(now.options)])) {
    const [old, fresh] = [before.options[name], now.options[name]];
    if (JSON.stringify(old) !== JSON.stringify(fresh)) {
      return `${name} ${shown(old)}, now it is ${shown(fresh)}`;
    }
  }
  if (JSON.stringify(before.inputs) !== JSON.stringify(now.inputs)) {
    return `the inputs ${before.inputs.join(' ')}, now they are ${now.inputs.join(' ')}`;
  }
  for (const name of new Set([...Object.keys(before.given), ...Object.keys(now.given)])) {
    if (before.given[name] !== now.given[name]) return `another content of the file of ${name}`;
  }
  if (before.fingerprint !== now.fingerprint) return 'the same inputs, but their files have changed since';
  if (before.version !== now.version)
    return `version ${before.version} of the library, now it is ${now.version}`;
  return undefined;
}
