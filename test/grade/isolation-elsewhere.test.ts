/** The isolations that this machine may not have: their command lines as text, and the container's relay as it runs. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { Duplex, Readable } from 'node:stream';
import { container, IMAGE } from 'kernel-lib/dist/grade/isolation/container.js';
import { profile, sandboxExec } from 'kernel-lib/dist/grade/isolation/sandbox-exec.js';
import { pinnedNode } from 'kernel-lib/dist/kernel/runtime.js';
import { root } from '../support/paths.js';

const dist = join(root, 'kernel-lib', 'dist');
const SCRIPT = join(dist, 'grade', 'runner-main.js');
const LIMITS = { cpuSeconds: 7, memoryMegabytes: 300, fileMegabytes: 16, processes: 20 };

describe('isolation elsewhere', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'blossom-elsewhere "quoted" ')));
  after(() => rmSync(folder, { recursive: true }));
  const program = { script: SCRIPT, nodeFlags: ['--no-warnings'], args: ['one'], limits: LIMITS, folder };

  describe('a container', () => {
    it('has no network, no rights, no writable file but a small folder, and the limits', () => {
      const { command, args, cwd } = container('docker', '/usr/bin/docker').command(program);
      assert.equal(command, '/bin/sh');
      assert.equal(cwd, '/');
      assert.deepEqual(args.slice(1, 5), ['exec "$@" <&3 2>&1 >&3 3>&-', 'sh', '/usr/bin/docker', 'run']);
      const options = args.slice(5, args.indexOf(IMAGE));
      for (const wanted of [
        ...['--rm', '--interactive', '--pull=never', '--network=none', '--read-only', '--cap-drop=ALL'],
        ...['--security-opt=no-new-privileges', '--user=65534:65534', '--ipc=none', '--hostname=blossom'],
        ...['--memory=300m', '--memory-swap=300m', '--pids-limit=20', '--ulimit=cpu=7', '--ulimit=core=0'],
        ...['--tmpfs=/work:rw,size=16777216,mode=1777', '--workdir=/work', '--env=HOME=/work'],
        `${dist}:/course/kernel-lib/dist:ro`,
      ]) {
        assert.ok(options.includes(wanted), `${wanted} is missing in ${options.join(' ')}`);
      }
      assert.ok(!options.some((option) => option.endsWith(':rw') || option.includes('solutions')));
    });

    it('starts the program behind the relay, with paths of the inside alone', () => {
      const { args } = container('podman', '/usr/bin/podman').command(program);
      const inside = args.slice(args.indexOf(IMAGE) + 1);
      assert.deepEqual(inside.slice(0, 6), [
        ...['timeout', '--signal=KILL', '900'],
        ...['node', '/course/kernel-lib/dist/grade/isolation/container-main.js', 'node'],
      ]);
      assert.deepEqual(inside.slice(-3), [
        '--no-warnings',
        '/course/kernel-lib/dist/grade/runner-main.js',
        'one',
      ]);
      assert.ok(inside.includes('--permission') && !inside.some((word) => word.includes(root)));
    });

    it('carries the channel as descriptor 3, and what is printed apart from it', async function () {
      if (process.platform === 'win32') return; // No shell of this kind there.
      // Stands for the engine: drops its options, and starts the rest here instead of inside.
      const engine = join(folder, 'engine');
      const node = pinnedNode().path;
      writeFileSync(
        engine,
        `#!/bin/sh\nwhile [ "$1" != node ]; do shift; done\nshift 3\nexec '${node}' '${join(dist, 'grade/isolation/container-main.js')}' '${node}' -e '${ECHO}'\n`,
      );
      chmodSync(engine, 0o755);
      const { command, args } = container('docker', engine).command(program);
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
      const channel = child.stdio[3] as Duplex;
      channel.end('question');
      const printed = Promise.all([child.stdout!, child.stderr!].map((stream) => text(stream as Readable)));
      const code = new Promise((resolve) => child.once('close', resolve));
      assert.equal(String(await buffer(channel)), 'answer to question');
      assert.deepEqual((await printed).join(''), 'printed\nsaid\n');
      assert.equal(await code, 5);
    });

    it('refuses a script from elsewhere, which would not be there', () => {
      const elsewhere = { ...program, script: join(dirname(root), 'other.js') };
      assert.throws(
        () => container('docker', '/usr/bin/docker').command(elsewhere),
        /other\.js is no script of/,
      );
    });
  });

  describe('sandbox-exec', () => {
    it('denies all but reading the course and writing in its folder, whatever the folder is called', () => {
      const rules = profile('/opt/node', ['/course/dist'], '/private/tmp/a "b" \\c').split('\n');
      assert.deepEqual(rules.slice(0, 4), [
        '(version 1)',
        '(deny default)',
        '(deny process-fork)',
        '(deny network*)',
      ]);
      const allowed = rules.filter((rule) => rule.startsWith('(allow file-write'));
      assert.deepEqual(allowed, ['(allow file-write-data (literal "/dev/null"))']);
      assert.equal(rules.at(-1), '(allow file-read* file-write* (subpath "/private/tmp/a \\"b\\" \\\\c"))');
      assert.ok(!rules.some((rule) => /allow (network|process-fork|default|mach)/.test(rule)));
    });

    it('sets limits, closes what was left open, and starts Node with an environment of its own', () => {
      const { command, args, env, cwd } = sandboxExec().command(program);
      assert.equal(command, '/bin/sh');
      assert.match(args[1]!, /exec \$n>&-.*ulimit -t "\$1" && ulimit -f "\$2"/);
      assert.deepEqual(args.slice(3, 7), ['7', '32768', '/usr/bin/sandbox-exec', '-p']);
      assert.deepEqual(args.slice(-3), ['--no-warnings', SCRIPT, 'one']);
      assert.ok(args.includes('--permission'));
      assert.deepEqual(Object.keys(env).sort(), ['BLOSSOM_THREADS', 'HOME', 'LANG', 'TMPDIR']);
      assert.equal(cwd, folder);
    });
  });
});

/** Answers on descriptor 3, prints on both others, and ends with a code of its own. */
const ECHO =
  'const fs = require("fs"); const all = Buffer.alloc(99); let n = 0, got; while ((got = fs.readSync(3, all, n, 99 - n)) > 0) n += got; ' +
  'fs.writeSync(3, "answer to " + all.toString("utf8", 0, n)); console.log("printed"); console.error("said"); process.exitCode = 5;';
