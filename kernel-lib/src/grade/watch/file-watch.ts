/**
 * Tells when a file was saved. Editors and JupyterLab put another file in its place, or write it in several parts, so
 * the folder is watched, and a save counts once when it has been still for a moment.
 */
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Long enough for the parts of one save, short beside a check. */
const SETTLE_MILLISECONDS = 40;
/** Network drives and some containers send no events: then the file itself is looked at. */
const POLL_MILLISECONDS = 1000;

export class FileWatch {
  private readonly watcher: FSWatcher | undefined;
  private readonly poll: NodeJS.Timeout;
  private settle: NodeJS.Timeout | undefined;
  private last: string | undefined;
  private closed = false;

  /** @param saved - called after each save; never twice for one. */
  constructor(
    private readonly path: string,
    private readonly saved: () => void,
  ) {
    this.watcher = this.watchFolder();
    this.poll = setInterval(() => void this.look(), POLL_MILLISECONDS);
    void this.remember();
  }

  close(): void {
    this.closed = true;
    this.watcher?.close();
    clearInterval(this.poll);
    clearTimeout(this.settle);
  }

  private watchFolder(): FSWatcher | undefined {
    try {
      const watcher = watch(dirname(this.path), (_event, name) => {
        if (name === null || name === basename(this.path)) this.wait();
      });
      // The folder was removed, or its drive: looking at the file goes on.
      return watcher.on('error', () => watcher.close());
    } catch {
      return undefined; // No more watchers in this system: looking at the file is enough.
    }
  }

  private wait(): void {
    if (this.closed) return;
    clearTimeout(this.settle);
    this.settle = setTimeout(() => void this.tell(), SETTLE_MILLISECONDS);
  }

  private async tell(): Promise<void> {
    const before = this.last;
    await this.remember();
    // Reading a file, or a change of another one with an unnamed event, is no save.
    if (!this.closed && this.last !== undefined && this.last !== before) this.saved();
  }

  private async look(): Promise<void> {
    const now = await stampOf(this.path);
    if (now !== undefined && now !== this.last) this.wait();
  }

  private async remember(): Promise<void> {
    this.last = await stampOf(this.path);
  }
}

/** Differs after each save; undefined while the file is away. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.ino} ${found.mtimeNs} ${found.size}`;
}
