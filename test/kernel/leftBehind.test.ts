/** Nothing that cells have started outlives the kernel, whichever of its two processes dies first. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { gone } from '../support/processes.js';
import { root } from '../support/paths.js';
import { Client, streamText } from './client.js';
import { run } from './run.js';

/** Starts one process of each kind and prints their numbers: plain, of a shell, detached, of a detached shell. */
const START = `
  const { spawn } = require('node:child_process');
  const quiet = { stdio: 'ignore' };
  const plain = spawn('sleep', ['1000'], quiet);
  const shell = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait']);
  const detached = spawn('sleep', ['1000'], { detached: true, stdio: 'inherit' });
  detached.unref();
  const detachedShell = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], { detached: true });
  const line = async (from: any) => String((await from.stdout[Symbol.asyncIterator]().next()).value).trim();
  const inner = [await line(shell), await line(detachedShell)];
  console.log([plain.pid, shell.pid, detached.pid, detachedShell.pid, ...inner].join(' '));
`;

function processesIn(text: string): number[] {
  const pids = text.trim().split(' ').map(Number);
  assert.equal(pids.length, 6, text);
  for (const pid of pids) process.kill(pid, 0);
  return pids;
}

describe('kernel: what cells have started', function () {
  this.timeout(60_000);
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const deaths: [what: string, die: (session: Session) => Promise<unknown>][] = [
    ['is killed', (session) => Promise.resolve(process.kill(session.pid!, 'SIGKILL'))],
    ['kills itself', (session) => run(session, 'process.kill(process.pid, "SIGKILL")')],
    ['is shut down', (session) => session.dispose()],
    ['is restarted', (session) => session.restart()],
  ];
  for (const [what, die] of deaths) {
    it(`ends when the process that runs cells ${what}`, async () => {
      const session = await Session.start({ cwd: tmpdir() });
      try {
        const pids = processesIn((await run(session, START)).stdout);
        await die(session);
        await Promise.all(pids.map(gone));
      } finally {
        await session.dispose();
      }
    });
  }

  for (const [what, end] of [
    ['waits', ''],
    ['is in a loop', 'for (;;);'],
  ]) {
    it(`ends when the process that speaks the protocol is killed while the other ${what}`, async () => {
      const client = await Client.start();
      try {
        const code = `${START}${end}`;
        const id = client.send('execute_request', { code, silent: false });
        await client.until(() => streamText(client.of(id)).endsWith('\n'));
        const pids = processesIn(streamText(client.of(id)));
        client.process.kill('SIGKILL');
        await once(client.process, 'exit');
        await Promise.all(pids.map(gone));
      } finally {
        await client.close();
      }
    });
  }

  it('is forgotten when it has ended: its number may become somebody else’s', async () => {
    const subprocesses = join(root, 'kernel-lib', 'dist', 'kernel', 'child', 'subprocesses.js');
    const code = `
      require(${JSON.stringify(subprocesses)}).installSubprocesses((groups) => process.send(groups));
      const { spawn } = require('node:child_process');
      spawn('sleep', ['1000'], { detached: true }).on('exit', () => process.disconnect());
      spawn('true', { detached: true });
      process.on('message', (pid) => process.kill(pid));`;
    const child = spawn(process.execPath, ['-e', code], {
      // The marks around processes go to file descriptor 3.
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'],
    });
    const seen: number[][] = [];
    child.on('message', (groups: number[]) => {
      seen.push(groups);
      if (seen.length === 3) child.send(groups[0]!);
    });
    await once(child, 'exit');
    assert.deepEqual(
      seen.map(({ length }) => length),
      [1, 2, 1, 0],
    );
    assert.deepEqual(seen[2], seen[0]);
  });
});
