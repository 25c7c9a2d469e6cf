/** A process that a cell starts keeps its text in order with `console.log`: marks stand around it. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as NodeChildProcess from 'node:child_process';
import { mark } from './marks.js';

type ChildProcess = NodeChildProcess.ChildProcess;

export function installSubprocesses(): void {
  // The module itself, not a copy of its exports.
  const load = createRequire(__filename);
  const modules = load('node:child_process') as typeof NodeChildProcess;
  Object.assign(modules, {
    spawnSync: between(modules.spawnSync),
    execSync: between(modules.execSync),
    execFileSync: between(modules.execFileSync),
    spawn: started(modules.spawn),
    fork: started(modules.fork),
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

function started(original: (...given: never[]) => ChildProcess) {
  return (...given: unknown[]): ChildProcess => {
    mark();
    const child = original(...(given as never[]));
    // Without a pipe of its own it may write to ours, until it ends.
    if (child.stdout === null || child.stderr === null) child.prependOnceListener('exit', mark);
    return child;
  };
}
