/**
 * bubblewrap (`bwrap`) on Linux, without root: a world with nothing in it but Node, the library and an empty folder in
 * memory. No network, no other process, no home, no path of this machine. Underneath, `prlimit` bounds CPU time, memory
 * and files, a filter of system calls forbids new processes, and Node's permission model is one layer more.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { places } from '../../config.js';
import { messageOf, UserError } from '../../errors.js';
import { fileError } from '../../files.js';
import { pinnedNode } from '../../kernel/runtime.js';
import { courseMounts, coursePaths, INSIDE, scriptInside, type CoursePaths } from './course.js';
import type { ConfinedProgram, Isolation } from './isolation.js';
import { prlimitPath, prlimitWords } from './limits.js';
import { bareEnvironment } from './none.js';
import { permissionFlags } from './permission.js';
import { seccompFilter } from './seccomp.js';

export const INSTALL =
  'install it with `sudo apt install bubblewrap` (Fedora: `sudo dnf install bubblewrap`)';
/** The folder in memory. Small: it counts beside the memory limit, and no exercise writes much. */
const FOLDER_BYTES = 32 * 1024 * 1024;

/** The shell opens two files for bubblewrap, which closes them again. */
const OPEN_BOTH = 'exec 8<"$1" 9<"$2"';

/** Throws a UserError that says what to install. Whether it works here, only a try can tell (choose.ts). */
export function bubblewrapIsolation(): Isolation {
  const bwrap = find('bwrap');
  if (bwrap === undefined) throw new UserError(`bubblewrap is not installed: ${INSTALL}.`);
  const prlimit = prlimitPath();
  if (prlimit === undefined) throw new UserError('prlimit is not installed: it comes with util-linux.');
  const filter = seccompFilter();
  if (filter === undefined) {
    throw new UserError(
      `There is no filter of system calls for ${process.arch} yet: use a container instead (--isolation docker).`,
    );
  }
  const paths = coursePaths();
  const files = keptFiles(filter, paths);
  const flags = permissionFlags(pinnedNode().version, ['/course/*'], [`${INSIDE.folder}/*`, '/tmp/*']);
  return {
    name: 'bubblewrap',
    strong: true,
    reason: `${version(bwrap)} with prlimit and a filter of system calls.`,
    command: ({ script, nodeFlags = [], args = [], limits }: ConfinedProgram) => ({
      ...shell(OPEN_BOTH, [
        ...[files.filter, files.world],
        ...[prlimit, ...prlimitWords(limits)],
        // What others can read of a command line holds no path of this machine: those are in the file.
        ...[bwrap, '--args', '9', '--seccomp', '8'],
        ...[INSIDE.node, ...flags, ...nodeFlags, scriptInside(script, paths), ...args],
      ]),
      env: {},
      cwd: '/',
    }),
  };
}

/** A shell that runs `script` with `words[0]` as $1 and `words[1]` as $2, and becomes the rest. */
function shell(script: string, words: string[]): { command: string; args: string[] } {
  const open = inheritedDescriptors();
  const close = open.map((descriptor) => `exec ${descriptor}>&-; `).join('');
  return {
    // Other shells than bash know descriptors of one digit alone.
    command: open.some((descriptor) => descriptor > 9) ? bash(open) : '/bin/sh',
    args: ['-c', `${close}${script}; shift 2; exec "$@"`, 'sh', ...words],
  };
}

function bash(open: readonly number[]): string {
  const path = ['/bin/bash', '/usr/bin/bash'].find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new UserError(
    `Descriptor ${open.join(', ')} was left open by whoever started this program, and a submission would have it: start it without.`,
  );
}

const CLOSES_ON_EXEC = 0o2000000;

/**
 * Descriptors that this process was started with and would hand on: Node marks its own to close, but not those above a
 * gap in the numbers. 0 to 3 are what `spawn` gives, 8 and 9 are bubblewrap's.
 */
function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 3 && descriptor !== 8 && descriptor !== 9 && staysOpen(descriptor));
}

function staysOpen(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))![1]!;
    return (parseInt(flags, 8) & CLOSES_ON_EXEC) === 0;
  } catch (thrown) {
    // The one by which the list itself was read is gone by now.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw thrown;
  }
}

/** bubblewrap's options: the same for every program. */
function worldArguments(paths: CoursePaths, processFiles: [string, string][]): string[] {
  const { node } = paths;
  const readOnly = [...libraries(node), [node, INSIDE.node], ...courseMounts(paths), ...processFiles];
  return [
    ...['user', 'pid', 'net', 'ipc', 'uts'].map((kind) => `--unshare-${kind}`),
    '--unshare-cgroup-try',
    ...['--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL', '--hostname', 'blossom'],
    ...['--new-session', '--die-with-parent'],
    '--clearenv',
    ...Object.entries(bareEnvironment(INSIDE.folder)).flatMap(([name, value]) => ['--setenv', name, value!]),
    ...readOnly.flatMap(([outside, inside]) => ['--ro-bind', outside!, inside!]),
    ...['/dev/null', '/dev/urandom'].flatMap((path) => ['--dev-bind', path, path]),
    ...['--size', `${FOLDER_BYTES}`, '--tmpfs', INSIDE.folder, '--symlink', INSIDE.folder, '/tmp'],
    ...['--chdir', INSIDE.folder, '--remount-ro', '/'],
  ];
}

/** The shared libraries of Node and the loader, each by itself: the rest of the system stays outside. */
function libraries(node: string): [string, string][] {
  let listed: string;
  try {
    listed = execFileSync('ldd', [node], { encoding: 'utf8', timeout: 10_000 });
  } catch (thrown) {
    throw new UserError(
      `ldd cannot tell which libraries ${node} needs: ${messageOf(thrown).split('\n')[0]}.`,
    );
  }
  const found = listed.match(/(?<=\s)\/\S+(?= \()/g) ?? [];
  return [...new Set(found)].map((path) => [path, path]);
}

interface KeptFiles {
  filter: string;
  world: string;
}

let kept: KeptFiles | undefined;

/**
 * The filter and the options as files, read at each start. Named by what is in them and kept in the course's own state,
 * so that a process that is killed leaves nothing behind that the next one would not use.
 */
function keptFiles(filter: Buffer, paths: CoursePaths): KeptFiles {
  if (kept !== undefined) return kept;
  const folder = join(places.state, 'isolation');
  const world = worldArguments(paths, [
    ...['/proc/cpuinfo', '/proc/stat', '/proc/meminfo'].map((path): [string, string] => [path, path]),
    [keep(folder, PROCESS_STATUS), '/proc/self/stat'],
  ]);
  kept = { filter: keep(folder, filter), world: keep(folder, world.map((word) => `${word}\0`).join('')) };
  return kept;
}

/** Written beside and renamed: another process may want the same file at this moment. */
function keep(folder: string, content: string | Buffer): string {
  const name = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const path = join(folder, name);
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return path;
  const unfinished = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, path);
  } catch (thrown) {
    throw fileError('cannot write', unfinished, thrown);
  }
  return path;
}

/**
 * There is no /proc: its list of mounts would show the paths of this machine. Some files stand for it, where the engine
 * looks for the processor's abilities, Node for processors and memory, and `process.memoryUsage()` for the process's own:
 * the 24th number, in pages, is the same for all here.
 */
const PROCESS_STATUS = `2 (node) R 1 ${Array.from({ length: 48 }, (_, i) => (i === 19 ? 16384 : 0)).join(' ')}\n`;

function find(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => dirname(folder) !== folder);
  return [...folders, '/usr/bin', '/bin', '/usr/local/bin']
    .map((folder) => join(folder, name))
    .find((path) => path.startsWith('/') && existsSync(path));
}

function version(bwrap: string): string {
  try {
    return execFileSync(bwrap, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim();
  } catch (thrown) {
    throw new UserError(`${bwrap} does not start: ${messageOf(thrown).split('\n')[0]}; ${INSTALL}.`);
  }
}
