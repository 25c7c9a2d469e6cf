/**
 * `sandbox-exec` of macOS: the kernel refuses what the profile does not allow. Unlike bubblewrap it hides no paths and
 * makes no world of processes of its own; a confined program that may not read, write, connect or fork outside of its
 * course gains nothing from seeing a name.
 *
 * Apple calls the tool old and ships it still. macOS bounds no memory of a process (`ulimit -d` and `-v` have no
 * effect), so an off-heap bomb is ended by the time limit or by the system, not by a memory limit.
 */
import { existsSync, realpathSync } from 'node:fs';
import { UserError } from '../../errors.js';
import { pinnedNode } from '../../kernel/runtime.js';
import { courseMounts, coursePaths } from './course.js';
import type { ConfinedProgram, Isolation } from './isolation.js';
import { bareEnvironment } from './none.js';
import { permissionFlags } from './permission.js';

const SANDBOX_EXEC = '/usr/bin/sandbox-exec';
/**
 * Hard limits, so that the program cannot raise them; and no descriptor but the channel, whoever left one open. The
 * system's shell is bash or zsh, which know descriptors of several digits.
 */
const LIMIT_AND_START =
  'n=4; while [ $n -lt 256 ]; do eval "exec $n>&-"; n=$((n + 1)); done; ' +
  'ulimit -t "$1" && ulimit -f "$2" && ulimit -c 0 && shift 2 && exec "$@"';

/** Throws a UserError where the system has no sandbox-exec. */
export function sandboxExecIsolation(): Isolation {
  if (!existsSync(SANDBOX_EXEC)) throw new UserError(`There is no ${SANDBOX_EXEC}: it is a part of macOS.`);
  return sandboxExec();
}

/** Without the question whether this is macOS: for tests of its command line. */
export function sandboxExec(): Isolation {
  const paths = coursePaths();
  const readable = courseMounts(paths).map(([outside]) => realpathSync(outside));
  return {
    name: 'sandbox-exec',
    strong: true,
    reason:
      'sandbox-exec of macOS with limits of CPU time and files (memory outside of the heap is not bounded).',
    command: ({ script, nodeFlags = [], args = [], limits, folder }: ConfinedProgram) => {
      // macOS's /tmp and /var are links, and a profile compares real paths.
      const own = realpathSync(folder);
      const read = readable.map((path) => (path.endsWith('.json') ? path : `${path}/*`));
      const flags = permissionFlags(pinnedNode().version, read, [`${own}/*`]);
      const blocks = Math.ceil(limits.fileMegabytes * 2048); // of 512 bytes
      return {
        command: '/bin/sh',
        args: [
          ...['-c', LIMIT_AND_START, 'sh', `${Math.ceil(limits.cpuSeconds)}`, `${blocks}`],
          ...[SANDBOX_EXEC, '-p', profile(paths.node, readable, own)],
          ...[paths.node, ...flags, ...nodeFlags, script, ...args],
        ],
        env: bareEnvironment(own),
        cwd: own,
      };
    },
  };
}

/** A string of the profile's language, which is Scheme's. */
const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** The last rule that fits decides. */
export function profile(node: string, readable: readonly string[], folder: string): string {
  return [
    '(version 1)',
    '(deny default)',
    '(deny process-fork)',
    '(deny network*)',
    `(allow process-exec (literal ${quoted(node)}))`,
    '(allow signal (target self))',
    '(allow sysctl-read)',
    '(allow file-read-metadata)',
    '(allow file-read* (literal "/") (subpath "/usr/lib") (subpath "/System/Library") (subpath "/System/Volumes/Preboot/Cryptexes"))',
    '(allow file-read* (literal "/dev/null") (literal "/dev/random") (literal "/dev/urandom"))',
    '(allow file-write-data (literal "/dev/null"))',
    `(allow file-read* (literal ${quoted(node)}))`,
    ...readable.map((path) => `(allow file-read* (subpath ${quoted(path)}))`),
    `(allow file-read* file-write* (subpath ${quoted(folder)}))`,
  ].join('\n');
}
