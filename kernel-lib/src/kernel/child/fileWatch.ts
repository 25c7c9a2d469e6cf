/**
 * Which source files changed since the last look. TypeScript would start a watcher for each file of each package;
 * here the learner's own files are looked at before each cell, and packages never change under a kernel.
 */
import { statSync } from 'node:fs';
import type * as TypeScript from '@tslab/typescript-for-tslab';

export interface FileWatch {
  /** Tells the compiler about each watched file that changed. */
  look(): void;
}

interface Watched {
  callback: TypeScript.FileWatcherCallback;
  seen: string;
}

export function watchFiles(ts: typeof TypeScript): FileWatch {
  const watched = new Map<string, Watched>();
  const nothing = { close: () => undefined };
  ts.sys.watchFile = (path, callback) => {
    if (path.includes('/node_modules/') || path.endsWith('.d.ts')) return nothing;
    watched.set(path, { callback, seen: stamp(path) });
    return { close: () => void watched.delete(path) };
  };
  ts.sys.watchDirectory = () => nothing;
  return {
    look() {
      for (const [path, file] of watched) {
        const now = stamp(path);
        if (now === file.seen) continue;
        file.seen = now;
        file.callback(path, ts.FileWatcherEventKind.Changed);
      }
    },
  };
}

/** Time and size; empty where the file is gone. */
function stamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}`;
}
