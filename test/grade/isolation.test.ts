/** Each layer of an isolation by itself: what a program that is run under it finds, can do and cannot do. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { UserError } from 'kernel-lib/dist/errors.js';
import { adviceFor, chooseIsolation, probe } from 'kernel-lib/dist/grade/isolation/choose.js';
import type { Isolation, Limits } from 'kernel-lib/dist/grade/isolation/isolation.js';
import { seccompFilter } from 'kernel-lib/dist/grade/isolation/seccomp.js';
import { root } from '../support/paths.js';
import { needs } from '../support/needs.js';
import { gone } from '../support/processes.js';

const LIMITS: Limits = { cpuSeconds: 20, memoryMegabytes: 512, fileMegabytes: 16, processes: 16 };
/** Never loaded: with `-e` Node runs the code of its flags. */
const SCRIPT = join(root, 'kernel-lib', 'dist', 'grade', 'isolation', 'probe-main.js');

interface Ran {
  code: number | null;
  said: string;
  channel: string;
}

describe('isolation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-isolation-test-'));
  after(() => rmSync(folder, { recursive: true }));

  const start = (
    isolation: Isolation,
    source: string,
    limits: Partial<Limits>,
    bare: boolean,
  ): ChildProcess => {
    const program = { script: SCRIPT, nodeFlags: ['-e', source], folder, limits: { ...LIMITS, ...limits } };
    const { command, args, env, cwd } = isolation.command(program);
    // Without Node's own permission model, to see what the layers below it do.
    const words = bare
      ? args.filter((word) => word !== '--permission' && !word.startsWith('--allow-'))
      : args;
    return spawn(command, words, { env, cwd, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  };
  const run = async (isolation: Isolation, source: string, limits = {}, bare = true): Promise<Ran> => {
    const child = start(isolation, source, limits, bare);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const streams = (child.stdio.slice(1) as Readable[]).map((stream) => buffer(stream));
    const [out, errors, channel] = (await Promise.all(streams)).map(String);
    return { code: await ended, said: `${out}${errors}`, channel: channel! };
  };

  describe('bubblewrap', () => {
    let isolation: Isolation;
    before(async function () {
      needs(this, 'bubblewrap');
      isolation = await chooseIsolation();
    });

    it('is what Linux gets, is strong, and says of what it is made', () => {
      assert.equal(isolation.name, 'bubblewrap');
      assert.equal(isolation.strong, true);
      assert.match(isolation.reason, /^bubblewrap \d.* with prlimit and a filter of system calls\.$/);
    });

    it('shows only itself: two processes, no path of the machine, a name of its own, hardly an environment', async () => {
      const source = `const fs = require('fs'), os = require('os');
        console.log(JSON.stringify({ pid: process.pid, root: fs.readdirSync('/').sort(), here: fs.readdirSync('.'), cwd: process.cwd(),
          env: process.env, host: os.hostname(), uid: process.getuid(), course: fs.readdirSync('/course'), dev: fs.readdirSync('/dev').sort(),
          proc: fs.readdirSync('/proc'), self: fs.readdirSync('/proc/self'), lib: fs.readdirSync('/course/kernel-lib') }))`;
      const { said } = await run(isolation, source);
      assert.deepEqual(JSON.parse(said), {
        pid: 2,
        root: ['course', 'dev', 'lib', 'lib64', 'proc', 'tmp', 'work'],
        here: [],
        cwd: '/work',
        env: { HOME: '/work', TMPDIR: '/work', LANG: 'C.UTF-8', BLOSSOM_THREADS: '1', PWD: '/work' },
        host: 'blossom',
        uid: 1000,
        course: ['kernel-lib', 'node', 'node_modules'],
        dev: ['null', 'urandom'],
        proc: ['cpuinfo', 'meminfo', 'self', 'stat'],
        self: ['stat'],
        lib: ['dist', 'package.json'],
      });
    });

    it('starts no process, by the filter of system calls alone, and threads all the same', async () => {
      const source = `const { spawnSync } = require('child_process');
        console.log(spawnSync(process.execPath, ['-v']).error.code);
        new (require('worker_threads').Worker)('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true })
          .on('message', (m) => console.log(m));`;
      assert.equal((await run(isolation, source, { memoryMegabytes: 1024 })).said, 'EPERM\n42\n');
    });

    it('hands on the channel, and no descriptor that was left open', async () => {
      const path = join(folder, 'left-open');
      writeFileSync(path, 'secret');
      const source = `const fs = require('fs'); let found = '';
        for (let n = 0; n < 1024; n++) try { if (fs.fstatSync(n).isFile()) found += n + ' ' + fs.readFileSync(n); } catch {}
        fs.writeSync(3, 'channel'); console.log('found:' + found);`;
      // A process that is started with it at a number beyond a gap: Node does not close that one.
      const outer = `const { chooseIsolation } = require(${JSON.stringify(join(SCRIPT, '..', 'choose.js'))});
        chooseIsolation('bubblewrap').then((isolation) => {
          const { command, args, env, cwd } = isolation.command(${JSON.stringify({ script: SCRIPT, nodeFlags: ['-e', source], folder, limits: LIMITS })});
          const words = args.filter((word) => word !== '--permission' && !word.startsWith('--allow-'));
          const child = require('child_process').spawn(command, words, { env, cwd, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
          child.stdio[3].on('data', (data) => console.log(String(data)));
        });`;
      const descriptor = openSync(path, 'r');
      const stdio: (number | 'pipe' | 'ignore')[] = Array.from({ length: 60 }, (_, n) =>
        n < 3 ? 'pipe' : 'ignore',
      );
      const gap = ['bash', '-c', 'for n in {3..58}; do eval "exec $n>&-"; done; exec "$@"', 'bash'];
      try {
        const words = [...gap.slice(1), process.execPath, '-e', outer];
        const { stdout, stderr } = spawnSync(gap[0]!, words, {
          stdio: [...stdio.slice(0, 59), descriptor],
          encoding: 'utf8',
        });
        assert.equal(stderr, '');
        assert.deepEqual(stdout.trim().split('\n').sort(), ['channel', 'found:']);
      } finally {
        closeSync(descriptor);
      }
    });

    it('bounds typed arrays, and WebAssembly, where the heap is not the limit', async () => {
      const arrays = `let n = 0; const kept = [];
        try { for (;; n += 8) kept.push(new Float64Array(2 ** 20).fill(1)); } catch (error) { console.log(n, error.message); }`;
      const assembly = `let pages = 0; const memory = new WebAssembly.Memory({ initial: 0 });
        try { for (;; pages += 128) { memory.grow(128); new Uint8Array(memory.buffer, pages * 65536).fill(1); } } catch (error) { console.log(pages / 16, error.name); }`;
      for (const [source, ending] of [
        [arrays, 'Array buffer allocation failed'],
        [assembly, 'RangeError'],
      ] as const) {
        const { said } = await run(isolation, source, { memoryMegabytes: 128 });
        assert.ok(said.trim().endsWith(ending), said);
        assert.ok(parseInt(said) > 48 && parseInt(said) <= 160, said);
      }
    });

    it('ends what uses more CPU time than it may', async () => {
      const { code } = await run(isolation, 'for (;;);', { cpuSeconds: 1 });
      assert.equal(code, 128 + 24); // SIGXCPU, as a shell tells it
    });

    it('gives a small folder that fills, and files that end at their limit', async () => {
      const source = `const fs = require('fs'); const attempt = (work) => { try { work(); return 'none'; } catch (error) { return error.code; } };
        console.log(attempt(() => fs.writeFileSync('large', Buffer.alloc(20 * 2 ** 20))));
        console.log(attempt(() => { for (let i = 0; i < 10; i++) fs.writeFileSync('file' + i, Buffer.alloc(8 * 2 ** 20)); }));
        console.log(attempt(() => fs.writeFileSync('/course/x', 'x')), attempt(() => fs.writeFileSync('/course/node', 'x')));
        fs.rmSync('large'); fs.writeFileSync('/tmp/small', 'x'); console.log(fs.readFileSync('/work/small', 'utf8'));`;
      const { said } = await run(isolation, source);
      assert.equal(said, 'EFBIG\nENOSPC\nEROFS EROFS\nx\n');
    });

    it('ends with whoever started it', async () => {
      const child = start(
        isolation,
        "setInterval(() => {}, 1000); require('fs').writeSync(3, 'up')",
        {},
        true,
      );
      await new Promise((resolve) => (child.stdio[3] as Readable).once('data', resolve));
      const inner = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
      assert.ok(inner > 0);
      process.kill(child.pid!, 'SIGKILL');
      await gone(inner);
    });

    it("leaves Node's permission model as one layer more", async () => {
      const source =
        "try { require('child_process').spawnSync('x'); } catch (error) { console.log(error.code); }";
      assert.equal((await run(isolation, source, {}, false)).said, 'ERR_ACCESS_DENIED\n');
    });

    it('runs the tensors of the course', async () => {
      const source = `const { chooseBackend } = require('/course/node_modules/kernel-lib'); const tf = require('/course/node_modules/@tensorflow/tfjs');
        chooseBackend('threads').then(async () => console.log('sum', (await tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).sum().data())[0]));`;
      const { said } = await run(isolation, source, { memoryMegabytes: 1024 }, false);
      assert.match(said, /sum 262144/);
    });
  });

  it('the filter exists for the architectures that Node is pinned for, and for no other', () => {
    for (const architecture of ['x64', 'arm64']) assert.ok(seccompFilter(architecture)!.length % 8 === 0);
    assert.equal(seccompFilter('riscv64'), undefined);
  });

  it("Node's permission model alone is weak, says so, and stops what it can", async () => {
    const isolation = await chooseIsolation('node permissions');
    assert.equal(isolation.strong, false);
    assert.match(isolation.reason, /alone \(asked for by name\): it stops neither signals nor the network/);
    const facts = await probe(isolation);
    assert.deepEqual(facts, { ...facts, readsOutside: false, startsProcesses: false, writesHere: true });
  });

  it('without isolation everything is open: the probe can tell', async () => {
    const facts = await probe(await chooseIsolation('none'));
    assert.deepEqual(facts, { ...facts, readsOutside: true, seesOutside: true, startsProcesses: true });
  });

  it('one that is not there is refused with what to do', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      await assert.rejects(chooseIsolation('podman'), {
        name: 'UserError',
        message: /podman is not installed/,
      });
    } finally {
      process.env['PATH'] = path;
    }
    if (process.platform !== 'darwin')
      await assert.rejects(chooseIsolation('sandbox-exec'), (thrown) => thrown instanceof UserError);
  });

  it('what bubblewrap complains of becomes advice', () => {
    const advice = (said: string) => adviceFor('bubblewrap', said, 'exit code 1');
    assert.match(
      advice('bwrap: setting up uid map: Permission denied'),
      /sysctl -w kernel\.apparmor_restrict/,
    );
    assert.match(
      advice('bwrap: Creating new namespace failed: Operation not permitted'),
      /unprivileged_userns_clone=1/,
    );
    assert.match(
      advice('bwrap: Unknown option --size'),
      /too old; install it with `sudo apt install bubblewrap`/,
    );
    assert.equal(advice(''), 'bubblewrap does not work here (exit code 1).');
  });
});
