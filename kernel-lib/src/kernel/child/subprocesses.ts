/**
 * A process that a cell starts may write to file descriptors 1 and 2 itself. What came before it and after it on the
 * way of `process.stdout` keeps its place: a mark goes out on all ways at once, and the parent waits for each.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as NodeChildProcess from 'node:child_process';
import { endMark } from '../messages.js';
import { send, writeNative } from './channel.js';
import { protect } from './protection.js';

type ChildProcess = NodeChildProcess.ChildProcess;

export function installSubprocesses(token: string): void {
  let marks = 0;
  const mark = () =>
    protect(() => {
      marks += 1;
      send({ type: 'mark', mark: marks });
      for (const fd of [1, 2] as const) writeNative(fd, endMark(token, `m${marks}`));
    });
  // The module itself, not a copy of its exports.
  const load = createRequire(__filename);
  const modules = load('node:child_process') as typeof NodeChildProcess;
  Object.assign(modules, {
    spawnSync: between(modules.spawnSync, mark),
    execSync: between(modules.execSync, mark),
    execFileSync: between(modules.execFileSync, mark),
    spawn: started(modules.spawn, mark),
    fork: started(modules.fork, mark),
  });
  syncBuiltinESMExports();
}

function between<R>(original: (...given: never[]) => R, mark: () => void) {
  return (...given: unknown[]): R => {
    mark();
    try {
      return original(...(given as never[]));
    } finally {
      mark();
    }
  };
}

function started(original: (...given: never[]) => ChildProcess, mark: () => void) {
  return (...given: unknown[]): ChildProcess => {
    mark();
    const child = original(...(given as never[]));
    // Without a pipe of its own it may write to ours, until it ends.
    if (child.stdout === null || child.stderr === null) child.prependOnceListener('exit', mark);
    return child;
  };
}
