/**
 * Node's permission model alone. It is no sandbox, says so itself, and is not strong: signals, the environment of other
 * processes, memory outside of the heap and (before Node 25) the network pass it. Under a strong isolation it is one
 * layer more; see `permissionFlags`.
 */
import { dirname, join } from 'node:path';
import { coursePaths } from './course.js';
import type { ConfinedProgram, Isolation } from './isolation.js';
import { bareEnvironment } from './none.js';
import { prlimitPath, prlimitWords } from './limits.js';
import { pinnedNode } from '../../kernel/runtime.js';

/**
 * Flags under which Node's own functions read and write only there, start no process and load no addon.
 * @param version - of the Node that gets them, such as `v24.21.0`.
 */
export function permissionFlags(
  version: string,
  read: readonly string[],
  write: readonly string[],
): string[] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const settled = major >= 24 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  return [
    settled ? '--permission' : '--experimental-permission',
    '--allow-worker',
    // That the flag above weakens the model is known here, and is no word for a learner.
    ...(major >= 22 ? ['--disable-warning=PERM0006'] : []),
    // SQLite wrote outside of the allowed paths in every version so far.
    ...(major > 22 || (major === 22 && minor >= 5) ? ['--no-experimental-sqlite'] : []),
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...write.flatMap((path) => [`--allow-fs-read=${path}`, `--allow-fs-write=${path}`]),
  ];
}

export function permissionIsolation(why = 'asked for by name'): Isolation {
  const paths = coursePaths();
  const { version } = pinnedNode();
  const prlimit = prlimitPath();
  const weakness =
    'it stops neither signals nor the network nor a look at other processes' +
    (prlimit === undefined ? ', and bounds no memory outside of the heap' : '');
  const read = [join(paths.library, 'dist', '*'), join(paths.library, 'package.json')];
  // The library looks whether it lies in a course and which backends are there; asking is an error where not allowed.
  const asked = ['notebooks', join('.blossom', 'tensorflow', '*')];
  read.push(...asked.map((name) => join(dirname(paths.library), name)));
  read.push(...paths.packages.map((path) => join(path, '*')));
  return {
    name: 'node permissions',
    strong: false,
    reason: `Node's permission model alone (${why}): ${weakness}.`,
    command: ({ script, nodeFlags = [], args = [], limits, folder }: ConfinedProgram) => {
      const flags = permissionFlags(version, read, [join(folder, '*')]);
      const node = [paths.node, ...flags, ...nodeFlags, script, ...args];
      const [command, ...words] = prlimit === undefined ? node : [prlimit, ...prlimitWords(limits), ...node];
      return { command: command!, args: words, env: bareEnvironment(folder), cwd: folder };
    },
  };
}
