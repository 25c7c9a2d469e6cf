/**
 * A course in a temporary folder with everything that a submission should not reach, each marked by a canary: checks, a
 * secret, results, a gradebook, somebody else's submission; beside it a process with a token, and services of the
 * network. `restore` mends what a program broke, so that the next one finds it whole.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const LESSON = '00-doctor';
/** The tasks: limits of a call, and groups of checks. */
const TASKS = {
  /** For most. */
  quick: { limits: '{ seconds: 1, megabytes: 512 }', groups: ['fresh numbers'] },
  /** For what fills memory. */
  patient: { limits: '{ seconds: 30, megabytes: 128 }', groups: ['fresh numbers'] },
  /** For what carries something from group to group. */
  twice: { limits: '{ seconds: 1, megabytes: 512 }', groups: ['fresh numbers', 'more numbers'] },
} as const;
export type StageTask = keyof typeof TASKS;

export interface Stage {
  /** The course. */
  root: string;
  secret: string;
  canary: string;
  files: {
    check: string;
    secret: string;
    results: string;
    gradebook: string;
    database: string;
    other: string;
  };
  home: string;
  /** A name under which programs may leave something for a later one. */
  mark: string;
  /** A process that holds a token in its environment and its arguments. */
  victim: number;
  ports: { tcp: number; udp: number };
  sockets: { path: string; abstract: string };
  /** Whether anything came to one of the services since the last `restore`. */
  visited(): boolean;
  victimLives(): boolean;
  restore(): Promise<void>;
  /** A file of `files` that is no longer as it was. */
  damaged(): string | undefined;
  close(): Promise<void>;
}

/** Where programs leave it: folders that a later one may see, in some isolation or in none. */
export const MARK_PLACES = [tmpdir(), '/tmp', '/dev/shm', '/work', '/course', '/course/node_modules/.cache'];

export async function makeStage(): Promise<Stage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'blossom-doctor-')));
  const canary = `canary-${randomBytes(16).toString('hex')}`;
  const secret = randomBytes(32).toString('hex');
  const contents = courseFiles(canary, secret);
  const files = {
    check: join(root, 'solutions', LESSON, 'quick', 'hidden.js'),
    secret: join(root, 'grading', 'secret'),
    results: join(root, 'graded', 'results.jsonl'),
    gradebook: join(root, 'graded', 'gradebook.csv'),
    database: join(root, 'graded', 'gradebook.db'),
    other: join(root, 'submitted', 'bob', `${LESSON}.ipynb`),
  };
  writeAll(root, contents);
  const mark = `blossom-doctor-${randomBytes(8).toString('hex')}`;
  const network = await openNetwork(root, mark, canary);
  let victim = startVictim(canary);
  return {
    root,
    secret,
    canary,
    files,
    home: homedir(),
    mark,
    get victim() {
      return victim.pid!;
    },
    ports: network.ports,
    sockets: network.sockets,
    visited: network.visited,
    victimLives: () => victim.exitCode === null && victim.signalCode === null,
    damaged: () =>
      Object.values(files).find((path) => !isWhole(path, contents[path.slice(root.length + 1)]!)),
    async restore() {
      writeAll(root, contents);
      network.forget();
      removeMark(mark);
      if (victim.exitCode !== null || victim.signalCode !== null) victim = startVictim(canary);
    },
    async close() {
      victim.kill('SIGKILL');
      await network.close();
      removeMark(mark);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function removeMark(mark: string): void {
  for (const folder of MARK_PLACES) rmSync(join(folder, mark), { force: true });
}

/** By path below the root. */
function courseFiles(canary: string, secret: string): Record<string, string> {
  const files: Record<string, string> = {
    'grading/secret': secret,
    'graded/results.jsonl': `{"student":"bob","note":"${canary}"}\n`,
    'graded/gradebook.csv': `student_id,score\nbob,0\n${canary},0\n`,
    'graded/gradebook.db': canary,
    [`submitted/bob/${LESSON}.ipynb`]: `{"cells":[],"note":"${canary}"}\n`,
    [`solutions/${LESSON}.ts`]: Object.keys(TASKS).map(taskCell).join('\n'),
  };
  for (const [task, { limits, groups }] of Object.entries(TASKS)) {
    files[`solutions/${LESSON}/${task}/cases.js`] =
      `module.exports = { task: '${task}', exports: ['double'], visible: [{ name: 'two', call: 'double', args: [[1, 2]], expected: [2, 4], seconds: 1 }] };\n`;
    files[`solutions/${LESSON}/${task}/hidden.js`] = hiddenChecks(limits, groups, canary);
  }
  return files;
}

const taskCell = (task: string) => `// %% task="${task}" points=2
// task: ${task}
function double(numbers: number[]): number[] {
  // BEGIN SOLUTION
  return numbers.map((n) => 2 * n);
  // END SOLUTION
}
`;

const hiddenChecks = (limits: string, groups: readonly string[], canary: string) => `// ${canary}
module.exports = ({ describe, it, learner, reference, random, same }) => {
  for (const group of ${JSON.stringify(groups)}) {
    describe(group, ${limits}, () => {
      it('doubles', { tell: 'Some numbers are not doubled.' }, async () => {
        const numbers = Array.from({ length: 4 }, () => Math.floor(random() * 1e6));
        same(await learner('double', numbers), reference('double', numbers));
      });
    });
  }
};
`;

function writeAll(root: string, contents: Record<string, string>): void {
  for (const [path, text] of Object.entries(contents)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (isWhole(full, text)) continue;
    rmSync(full, { force: true });
    writeFileSync(full, text);
  }
}

function isWhole(path: string, text: string): boolean {
  try {
    if (readFileSync(path, 'utf8') !== text) return false;
    chmodSync(path, 0o600);
    return true;
  } catch {
    return false; // Deleted, or made unreadable: both are damage.
  }
}

/** Ends by itself, should its own end be missed. */
function startVictim(canary: string): ChildProcess {
  const env = { ...process.env, BLOSSOM_TOKEN: canary };
  const wait = 'setTimeout(() => {}, 600_000)';
  const victim = spawn(process.execPath, ['-e', wait, canary], { env, stdio: 'ignore', windowsHide: true });
  victim.unref();
  return victim;
}

interface Network {
  ports: Stage['ports'];
  sockets: Stage['sockets'];
  visited(): boolean;
  forget(): void;
  close(): Promise<void>;
}

/** Services on the loopback, in the file system and in the abstract namespace, which greet with the canary. */
async function openNetwork(root: string, mark: string, canary: string): Promise<Network> {
  let visits = 0;
  const greeting = () =>
    createServer((socket) => {
      visits++;
      socket.on('error', () => undefined).end(canary);
    });
  const udp = createSocket('udp4', (_message, from) => {
    visits++;
    udp.send(canary, from.port, from.address);
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const tcp = await listening(greeting(), { port: 0, host: '127.0.0.1' });
  const sockets = { path: join(root, 'service'), abstract: `\0${mark}` };
  const others = process.platform === 'win32' ? [] : [sockets.path];
  if (process.platform === 'linux') others.push(sockets.abstract);
  const servers = [tcp, ...(await Promise.all(others.map((path) => listening(greeting(), { path }))))];
  return {
    ports: { tcp: (tcp.address() as { port: number }).port, udp: udp.address().port },
    sockets,
    visited: () => visits > 0,
    forget: () => void (visits = 0),
    close: () => closeAll(servers, udp),
  };
}

const listening = (server: Server, where: { port: number; host: string } | { path: string }) =>
  new Promise<Server>((resolve, reject) => {
    server.once('error', reject).listen(where, () => resolve(server));
    server.unref();
  });

async function closeAll(servers: readonly Server[], udp: Socket): Promise<void> {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await new Promise<void>((resolve) => udp.close(resolve));
}
