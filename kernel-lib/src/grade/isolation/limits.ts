/** Limits that the kernel holds, by `prlimit` of util-linux: for one process, and so for all where no other can start. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pinnedNode } from '../../kernel/runtime.js';
import type { Limits } from './isolation.js';

const MEBIBYTE = 1024 * 1024;
/** Enough for the channel, the loop's own descriptors and a few worker threads. */
const OPEN_FILES = 256;

/** Absolute path of `prlimit`, where the system has it. */
export const prlimitPath = () => ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path));

/**
 * `--data` bounds heap, typed arrays and WebAssembly's memory together; `--as` would break WebAssembly, which reserves
 * gigabytes of addresses. At the soft limit of CPU time comes SIGXCPU, a second later SIGKILL. The number of processes
 * is not among them: the limit counts all processes of the user, and as root it does not hold.
 */
export function prlimitWords({ cpuSeconds, memoryMegabytes, fileMegabytes }: Limits): string[] {
  const cpu = Math.ceil(cpuSeconds);
  return [
    `--cpu=${cpu}:${cpu + 1}`,
    `--data=${Math.ceil(memoryMegabytes * MEBIBYTE) + dataOfNode()}`,
    `--fsize=${Math.ceil(fileMegabytes * MEBIBYTE)}`,
    `--nofile=${OPEN_FILES}`,
    '--core=0',
  ];
}

let measured: number | undefined;

/**
 * What counts as data of a Node that does nothing, in bytes. About 570 MiB on x86-64, of which 512 are the room that V8
 * marks as writable for code at once and never fills. A worker thread takes as much again, so a learner's program can
 * have few of them.
 */
function dataOfNode(): number {
  const print = "process.stdout.write(require('fs').readFileSync('/proc/self/status', 'utf8'))";
  measured ??=
    1024 *
    Number(
      /^VmData:\s+(\d+) kB$/m.exec(
        execFileSync(pinnedNode().path, ['-e', print], { encoding: 'utf8', timeout: 30_000, env: {} }),
      )![1],
    );
  return measured;
}
