/**
 * A program that is run confined before any learner's code is: it tells on descriptor 3 what it could do.
 * Argument: a file outside that an isolated program must not be able to read.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { ProbeFacts } from './choose.js';

function succeeds(attempt: () => unknown): boolean {
  try {
    return attempt() !== false;
  } catch {
    return false; // Refused, which is what is asked here.
  }
}

const [outside = ''] = process.argv.slice(2);
const facts: ProbeFacts = {
  readsOutside: succeeds(() => readFileSync(outside)),
  seesOutside: succeeds(() => existsSync(outside)),
  startsProcesses: succeeds(() => spawnSync(process.execPath, ['--version']).error === undefined),
  hasNetwork: succeeds(() =>
    Object.values(networkInterfaces()).some((list) => list?.some(({ internal }) => !internal)),
  ),
  writesHere: succeeds(() => writeFileSync('probe', 'probe')),
};
writeSync(3, JSON.stringify(facts));
