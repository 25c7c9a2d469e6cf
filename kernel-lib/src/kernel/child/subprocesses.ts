/**
 * A process that a cell starts keeps its text in order with `console.log`: marks stand around it. It ends with the
 * kernel, also where it was started with `detached` and has a group of its own.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as NodeChildProcess from 'node:child_process';
import { mark } from './marks.js';

type ChildProcess = NodeChildProcess.ChildProcess;

/** @param report - told each time what groups of their own cells have started. */
export function installSubprocesses(report: (groups: readonly number[]) => void): void {
  const groups = new OwnGroups(report);
  // The module itself, not a copy of its exports.
  const load = createRequire(__filename);
  const modules = load('node:child_process') as typeof NodeChildProcess;
  Object.assign(modules, {
    spawnSync: between(modules.spawnSync),
    execSync: between(modules.execSync),
    execFileSync: between(modules.execFileSync),
    spawn: started(modules.spawn, groups),
    fork: started(modules.fork, groups),
  });
  syncBuiltinESMExports();
}

function between<R>(original: (...given: never[]) => R) {
  return (...given: unknown[]): R => {
    mark();
    try {
      return original(...(given as never[]));
    } finally {
      mark();
    }
  };
}

function started(original: (...given: never[]) => ChildProcess, groups: OwnGroups) {
  return (...given: unknown[]): ChildProcess => {
    mark();
    const child = original(...(given as never[]));
    // Without a pipe of its own it may write to ours, until it ends.
    if (child.stdout === null || child.stderr === null) child.prependOnceListener('exit', mark);
    if (given.some(isDetached)) groups.add(child);
    return child;
  };
}

const isDetached = (given: unknown) =>
  (given as { detached?: unknown } | null | undefined)?.detached === true;

/** The processes that lead a group of their own, for the two that end them: the parent, and the thread beside. */
class OwnGroups {
  private readonly groups = new Set<number>();

  constructor(private readonly report: (groups: readonly number[]) => void) {}

  add(child: ChildProcess): void {
    // It did not start.
    if (child.pid === undefined || process.platform === 'win32') return;
    this.groups.add(child.pid);
    child.prependOnceListener('exit', () => this.forgetEmpty());
    this.report([...this.groups]);
  }

  /** The number of a group that is over may come again, for somebody else's. */
  private forgetEmpty(): void {
    for (const group of this.groups) if (!isAlive(group)) this.groups.delete(group);
    this.report([...this.groups]);
  }
}

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
