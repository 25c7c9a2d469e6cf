/** No isolation: a plain process. For a learner's own checks, and for grading under an explicit flag. */
import { pinnedNode } from '../../kernel/runtime.js';
import type { Isolation } from './isolation.js';

/** Bounds the heap alone; file system, network, typed arrays and other processes are open to the learner's code. */
export const noIsolation = (): Isolation => ({
  name: 'none',
  strong: false,
  reason: 'Nothing stands between the code and this machine.',
  command: ({ script, nodeFlags = [], args = [], folder }) => ({
    command: pinnedNode().path,
    args: [...nodeFlags, script, ...args],
    env: bareEnvironment(folder),
    cwd: folder,
  }),
});

/** What a program is told of the machine: its own folder, and to stay in one thread, so that sums repeat everywhere. */
export function bareEnvironment(folder: string): NodeJS.ProcessEnv {
  const always = { HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', BLOSSOM_THREADS: '1' };
  // Windows starts no process without its system folder.
  return process.platform === 'win32'
    ? { SystemRoot: process.env['SystemRoot'], TEMP: folder, TMP: folder, BLOSSOM_THREADS: '1' }
    : always;
}
