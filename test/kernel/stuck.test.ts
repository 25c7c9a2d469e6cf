import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { reasonOf } from 'kernel-lib/dist/kernel/death.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run, runAndInterrupt } from './run.js';
import { gone } from '../support/processes.js';

describe('kernel: cells in native code, and what follows a death', function () {
  this.timeout(90_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  const stoppable: [what: string, code: string][] = [
    ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    ['execSync', "require('node:child_process').execSync('sleep 100')"],
    ['spawnSync', "require('node:child_process').spawnSync('sleep', ['100'])"],
    [
      'a long tensor kernel',
      `const tf = require('@tensorflow/tfjs'); await tf.setBackend('cpu');
       const a = tf.ones([600, 600]); for (;;) tf.tidy(() => tf.matMul(a, a).dataSync())`,
    ],
  ];
  for (const [what, code] of stoppable) {
    it(`interrupts ${what} at the first try, and keeps variables`, async function () {
      if (process.platform === 'win32') return this.skip();
      const pid = session.pid;
      await resultOf(session, `let kept = ${JSON.stringify(what)}`);
      const { reply, stderr } = await runAndInterrupt(session, `console.log("on"); ${code}`);
      assert.deepEqual([reply.status, reply.error?.ename], ['error', 'KeyboardInterrupt']);
      assert.doesNotMatch(stderr, /no effect/);
      assert.equal(await resultOf(session, 'kept.length'), String(what.length));
      assert.equal(session.pid, pid);
    });
  }

  const native: [what: string, code: string][] = [
    ['a computation in native code', "require('node:crypto').pbkdf2Sync('a', 'b', 2e9, 64, 'sha512')"],
    [
      'a process that ignores the signal',
      `require('node:child_process').execSync("trap '' INT; sleep 100; sleep 100")`,
    ],
  ];
  for (const [what, code] of native) {
    it(`says that ${what} cannot be stopped; a second interrupt ends the process, and the cell says so`, async function () {
      if (process.platform === 'win32') return this.skip();
      await resultOf(session, 'let lost = 1');
      const pid = session.pid;
      let interrupts = 0;
      const { reply, stderr } = await run(session, `console.log("on"); ${code}`, (seen) => {
        const isNext = interrupts === 0 ? seen.stdout.includes('on') : seen.stderr.includes('no effect');
        if (!isNext || interrupts > 1) return;
        interrupts += 1;
        void session.interrupt();
      });
      assert.match(stderr, /interrupt once more: its process is then ended, and all variables are lost/);
      assert.deepEqual([reply.status, reply.error?.ename], ['error', 'KernelDied']);
      assert.match(reply.error!.evalue, /did not stop when it was interrupted[^]*variables are gone/);
      assert.match((await run(session, 'lost')).reply.error!.evalue, /Cannot find name 'lost'/);
      assert.notEqual(session.pid, pid);
    });
  }

  it('ends the processes that cells have started with its own', async function () {
    if (process.platform === 'win32') return this.skip();
    const { stdout } = await run(
      session,
      `const server = require('node:child_process').spawn('sleep', ['1000']); console.log(server.pid); process.exit(1)`,
    );
    await gone(Number(stdout));
  });

  it('tells the next cell first that variables are gone, and which cells had made them', async () => {
    const other = await Session.start({ cwd: tmpdir() });
    try {
      await resultOf(other, 'const a = 1', 'const b = 2');
      await run(other, 'throw new Error("failed")');
      await resultOf(other, 'const c = 3');
      await run(other, 'process.kill(process.pid, "SIGKILL")');
      await run(other, '"silent"', undefined, { silent: true });
      const { outputs } = await run(other, 'console.log("after"); 1');
      const [note] = outputs;
      assert.ok(note?.output_type === 'display_data');
      assert.equal(
        note.data['text/plain'],
        'The process that ran the cells before has ended: their variables are gone.\nRun again what this cell needs of [1]–[2], [4].',
      );
      assert.deepEqual(
        (await run(other, '2')).outputs.map(({ output_type }) => output_type),
        ['execute_result'],
      );
      await other.restart();
      assert.deepEqual(
        (await run(other, '3')).outputs.map(({ output_type }) => output_type),
        ['execute_result'],
      );
    } finally {
      await other.dispose();
    }
  });

  it('shows memory that cannot be had as an error, and keeps variables', async () => {
    await resultOf(session, 'let kept = 1');
    const { reply } = await run(session, 'const hoard = []; for (;;) hoard.push(new ArrayBuffer(2 ** 52))');
    assert.match(reply.error!.evalue, /Array buffer allocation failed|Invalid array buffer length/);
    assert.equal(await resultOf(session, 'kept'), '1');
  });

  it('reports a crash with its signal', async function () {
    if (process.platform === 'win32') return this.skip();
    const { reply } = await run(session, "process.kill(process.pid, 'SIGSEGV')");
    assert.match(reply.error!.evalue, /crashed in native code \(SIGSEGV\)/);
  });

  it('names memory as the reason where the system ended the process for it', () => {
    const ending = { code: null, exitCode: undefined, isOutOfStep: false, lastWords: '' };
    assert.match(reasonOf({ ...ending, signal: 'SIGKILL', isMemoryKill: true }), /ran out of memory/);
    assert.match(reasonOf({ ...ending, signal: 'SIGKILL', isMemoryKill: false }), /was killed \(SIGKILL\)/);
    assert.doesNotMatch(reasonOf({ ...ending, signal: 'SIGSEGV', isMemoryKill: true }), /memory/);
  });
});
