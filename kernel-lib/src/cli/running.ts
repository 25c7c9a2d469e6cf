/** The record of the running server, so that a second start shows the first one's link. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../config.js';
import { answers } from './jupyter.js';

export interface ServerRecord {
  /** The `blossom start` that started it. */
  pid: number;
  port: number;
  token: string;
  /** The page to open. */
  url: string;
}

/** Longer than JupyterLab takes to answer on a busy machine. */
const STARTING_MS = 30_000;
/** Longer than a record takes to be written. */
const WRITING_MS = 1000;

const fileIn = (places: Places) => join(places.state, 'server.json');

/**
 * Writes the record before the server starts, so that of two starts at once only one goes on.
 * @returns false where a record is there already.
 */
export function claim(record: ServerRecord, places: Places): boolean {
  mkdirSync(places.state, { recursive: true });
  try {
    writeFileSync(fileIn(places), JSON.stringify(record), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

export function forget(places: Places): void {
  rmSync(fileIn(places), { force: true });
}

/** The server that answers now, or the one that is just starting; a record of a dead one is removed. */
export async function runningServer(places: Places): Promise<ServerRecord | undefined> {
  const started = Date.now();
  for (;;) {
    const record = read(places);
    if (record === undefined) return undefined;
    const waited = Date.now() - started;
    if (record === 'torn') {
      if (waited > WRITING_MS) break; // whoever wrote it was killed
    } else {
      if (await answers(record.port, record.token)) return record;
      if (!isAlive(record.pid) || waited > STARTING_MS) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  forget(places);
  return undefined;
}

function read(places: Places): ServerRecord | 'torn' | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(places), 'utf8')) as ServerRecord;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'torn';
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false; // a number that came round again
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
