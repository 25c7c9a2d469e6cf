/** Which isolation this machine has: tried out, not guessed, and with the reason. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { messageOf, UserError } from '../../errors.js';
import { bubblewrapIsolation, INSTALL } from './bubblewrap.js';
import { containerIsolation } from './container.js';
import type { Isolation, IsolationName } from './isolation.js';
import { noIsolation } from './none.js';
import { permissionIsolation } from './permission.js';
import { sandboxExecIsolation } from './sandbox-exec.js';

/** What a program could do while it was confined. */
export interface ProbeFacts {
  /** Read a file outside of the course. */
  readsOutside: boolean;
  /** Know that it exists. */
  seesOutside: boolean;
  startsProcesses: boolean;
  /** Has an interface that leads off the machine. */
  hasNetwork: boolean;
  writesHere: boolean;
}

export const ISOLATION_NAMES: readonly IsolationName[] = [
  'bubblewrap',
  'sandbox-exec',
  'docker',
  'podman',
  'node permissions',
  'none',
];

const MAKERS: Record<IsolationName, () => Isolation> = {
  bubblewrap: bubblewrapIsolation,
  'sandbox-exec': sandboxExecIsolation,
  docker: () => containerIsolation('docker'),
  podman: () => containerIsolation('podman'),
  'node permissions': () => permissionIsolation(),
  none: noIsolation,
};

const PROBE_MILLISECONDS = 60_000;
const PROBE_LIMITS = { cpuSeconds: 20, memoryMegabytes: 1024, fileMegabytes: 16, processes: 64 };

/**
 * @param wanted - this one and no other. By default the strongest that needs nothing but itself: bubblewrap on Linux,
 * sandbox-exec on macOS; where it does not work, Node's permission model, which is not `strong` and says why.
 * Throws a UserError that says what to install where the wanted one does not work here.
 */
export async function chooseIsolation(wanted?: IsolationName): Promise<Isolation> {
  if (wanted !== undefined) return tried(wanted);
  const name = { linux: 'bubblewrap', darwin: 'sandbox-exec' }[process.platform as string];
  if (name === undefined) return permissionIsolation(`there is no other isolation for ${process.platform}`);
  try {
    return await tried(name as IsolationName);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    const isolation = permissionIsolation(thrown.message.replace(/\.$/, ''));
    await demandSound(isolation);
    return isolation;
  }
}

async function tried(name: IsolationName): Promise<Isolation> {
  const isolation = MAKERS[name]();
  await demandSound(isolation);
  return isolation;
}

/** Runs the probe confined. A strong isolation has to show that it is one. */
async function demandSound(isolation: Isolation): Promise<void> {
  const facts = await probe(isolation);
  if (!isolation.strong) return;
  const open = [
    ...(facts.readsOutside ? ['read a file outside'] : []),
    ...(facts.hasNetwork ? ['reach a network'] : []),
    ...(facts.writesHere ? [] : ['not even write in its own folder']),
  ];
  if (open.length > 0)
    throw new UserError(
      `${isolation.name} does not isolate here: a confined program could ${open.join(', ')}.`,
    );
}

/** Throws a UserError with the next step where the program does not start or does not answer. */
export async function probe(isolation: Isolation): Promise<ProbeFacts> {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-probe-'));
  const place = mkdtempSync(join(tmpdir(), 'blossom-outside-'));
  const outside = join(place, 'secret');
  writeFileSync(outside, 'secret');
  try {
    const script = join(__dirname, 'probe-main.js');
    return await answerOf(isolation, { script, args: [outside], limits: PROBE_LIMITS, folder });
  } finally {
    for (const made of [folder, place]) rmSync(made, { recursive: true, force: true });
  }
}

async function answerOf(
  isolation: Isolation,
  program: Parameters<Isolation['command']>[0],
): Promise<ProbeFacts> {
  const { command, args, env, cwd } = isolation.command(program);
  const child = spawn(command, args, {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: PROBE_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(messageOf(error)));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const streams = (child.stdio.slice(1) as Readable[]).map((stream) => buffer(stream));
  const [printed, errors, answer] = (await Promise.all(streams)).map(String);
  const how = await ended;
  try {
    return JSON.parse(answer!) as ProbeFacts;
  } catch {
    throw new UserError(adviceFor(isolation.name, `${errors}${printed}`, how));
  }
}

/** What a person can do about an isolation that does not start. */
export function adviceFor(name: IsolationName, complaint: string, how: string): string {
  const said = complaint.trim().split('\n')[0] ?? '';
  const failed = `${name} does not work here (${said === '' ? how : said})`;
  if (name === 'docker' || name === 'podman') {
    return `${failed}: start its service, and fetch the image once with \`${name} pull\` (see docs/grading).`;
  }
  if (name !== 'bubblewrap') return `${failed}.`;
  if (/unknown option/i.test(complaint)) return `${failed}: it is too old; ${INSTALL}, version 0.8 or newer.`;
  if (/namespace|uid map|gid map|not permitted|permission denied|loopback/i.test(complaint)) {
    return (
      `${failed}: the system does not let users make namespaces. Allow it with ` +
      '`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu) or ' +
      '`sudo sysctl -w kernel.unprivileged_userns_clone=1` (Debian); inside of a container start that one with ' +
      '`--privileged`, or grade with --isolation docker or podman outside.'
    );
  }
  return `${failed}.`;
}
