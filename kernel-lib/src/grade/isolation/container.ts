/**
 * A container of Docker or Podman, where it is asked for by name: each start takes a second or so. The channel of
 * descriptor 3 crosses as the container's standard input and output, because Docker hands on no other; inside, a relay
 * (container-main.ts) gives it to the program as descriptor 3, and what the program prints comes as standard error.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../../errors.js';
import { courseMounts, coursePaths, INSIDE, scriptInside } from './course.js';
import type { ConfinedProgram, Isolation, Limits } from './isolation.js';
import { bareEnvironment } from './none.js';
import { permissionFlags } from './permission.js';

/** Brings a Node and the libraries that it needs, and nothing of ours. */
export const IMAGE = 'node:24-bookworm-slim';
const IMAGE_VERSION = 'v24.0.0';
/** Docker leaves a container running when its client is killed: `timeout` inside ends it all the same. */
const LONGEST_SECONDS = 900;

/** The client's descriptors: the channel in and out, printed text on 1 by way of its standard error. */
const BRIDGE = 'exec "$@" <&3 2>&1 >&3 3>&-';

/** Throws a UserError where the program is not installed. */
export function containerIsolation(engine: 'docker' | 'podman'): Isolation {
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, engine))
    .find((candidate) => isExecutable(candidate));
  if (path === undefined) throw new UserError(`${engine} is not installed, or not on the PATH.`);
  return container(engine, path);
}

/** Without the question whether it is installed: for tests of its command line. */
export function container(engine: 'docker' | 'podman', path: string): Isolation {
  const paths = coursePaths();
  const mounts = courseMounts(paths).flatMap(([outside, inside]) => ['--volume', `${outside}:${inside}:ro`]);
  const flags = permissionFlags(IMAGE_VERSION, ['/course/*'], [`${INSIDE.folder}/*`]);
  const relay = scriptInside(join(__dirname, 'container-main.js'), paths);
  return {
    name: engine,
    strong: true,
    reason: `${engine} with the image ${IMAGE}.`,
    command: ({ script, nodeFlags = [], args = [], limits }: ConfinedProgram) => ({
      command: '/bin/sh',
      args: [
        ...['-c', BRIDGE, 'sh', path, 'run', ...containerFlags(limits), ...mounts, IMAGE],
        ...['timeout', '--signal=KILL', `${LONGEST_SECONDS}`, 'node', relay],
        ...['node', ...flags, ...nodeFlags, scriptInside(script, paths), ...args],
      ],
      // The client finds its service by these.
      env: pick(['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST']),
      cwd: '/',
    }),
  };
}

function containerFlags({ cpuSeconds, memoryMegabytes, fileMegabytes, processes }: Limits): string[] {
  const memory = `${Math.ceil(memoryMegabytes)}m`;
  const bytes = Math.ceil(fileMegabytes) * 1024 * 1024;
  return [
    ...['--rm', '--interactive', '--pull=never', '--log-driver=none'],
    ...['--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'],
    ...['--user=65534:65534', '--hostname=blossom', '--ipc=none', `--pids-limit=${processes}`],
    ...[`--memory=${memory}`, `--memory-swap=${memory}`, `--ulimit=cpu=${Math.ceil(cpuSeconds)}`],
    ...[`--ulimit=fsize=${bytes}`, '--ulimit=core=0', '--ulimit=nofile=256'],
    ...[`--tmpfs=${INSIDE.folder}:rw,size=${bytes},mode=1777`, `--workdir=${INSIDE.folder}`],
    ...Object.entries(bareEnvironment(INSIDE.folder)).map(([name, value]) => `--env=${name}=${value}`),
  ];
}

function pick(names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    names.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not ours to run: the next folder of the PATH.
  }
}
