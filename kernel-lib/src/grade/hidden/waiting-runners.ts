/**
 * A runner that is started while the one before it is at work: each is used once, by one group, and holds nothing of a
 * learner while it waits. At most one waits for each kind of group, and few in all.
 */
import type { Isolation } from '../isolation/isolation.js';
import { TENSORS } from '../load-tensors.js';
import { DEFAULT_LIMITS, Runner } from '../runner.js';
import { ensureKeptCode, keptCodeFlags } from './kept-code.js';

const MOST_WAITING = 2;

interface Waiting {
  isolation: Isolation;
  key: string;
  runner: Runner;
}

const waiting: Waiting[] = [];

/** A runner that nobody has used, with memory of so many MiB. It may not be up yet. */
export function takeRunner(isolation: Isolation, megabytes: number, tensors: boolean): Runner {
  if (tensors) ensureKeptCode();
  const start = () =>
    new Runner({
      isolation,
      limits: { ...DEFAULT_LIMITS, memoryMegabytes: megabytes },
      args: tensors ? [TENSORS] : [],
      nodeFlags: tensors ? keptCodeFlags(isolation) : [],
    });
  const key = `${megabytes} ${tensors}`;
  const found = waiting.findIndex((one) => one.isolation === isolation && one.key === key);
  const [kept] = found === -1 ? [] : waiting.splice(found, 1);
  kept?.runner.setIdle(false);
  const isUsable = kept !== undefined && !kept.runner.hasEnded;
  if (kept !== undefined && !isUsable) kept.runner.discard();
  const taken = isUsable ? kept.runner : start();
  const next = start();
  next.setIdle(true);
  waiting.push({ isolation, key, runner: next });
  while (waiting.length > MOST_WAITING) waiting.shift()!.runner.discard();
  return taken;
}

/** Ends those that wait. */
export function dropWaitingRunners(): void {
  for (const { runner } of waiting.splice(0)) runner.discard();
}
