/** What a test needs from the machine. Without it the test is skipped by name, with the way to have it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { root } from './paths.js';

const windows = process.platform === 'win32';

interface Need {
  path(): string | undefined;
  how: string;
}

const firstExisting = (candidates: (string | undefined)[]) =>
  candidates.find((path) => path !== undefined && existsSync(path));

/** Whether bubblewrap may make a world of its own here. */
const makesNamespaces = (bwrap: string) =>
  spawnSync(bwrap, ['--unshare-user', '--unshare-net', '--ro-bind', '/', '/', '/bin/true'], {
    timeout: 10_000,
  }).status === 0;

const needed = {
  python: {
    path: () => firstExisting([join(root, '.venv', windows ? 'Scripts/python.exe' : 'bin/python')]),
    how: 'run `npm start` once with Python 3.10 or newer installed: it makes .venv',
  },
  /** The private environment with what only tests use: jupyter_kernel_test, nbclient, nbconvert, papermill, nbgrader, Notebook 7. */
  'python-test': {
    path: () =>
      firstExisting([join(root, '.blossom', 'venv-test', windows ? 'Scripts/python.exe' : 'bin/python')]),
    how: 'run `node scripts/python-test.js` with Python 3.10 or newer installed',
  },
  /** Gives a process that runs a limit of memory. */
  prlimit: {
    path: () => firstExisting(['/usr/bin/prlimit', '/bin/prlimit']),
    how: 'use Linux with util-linux',
  },
  /** Confines a learner's program; it has to work, too, which a container may forbid. */
  bubblewrap: {
    path: () => ['/usr/bin/bwrap', '/bin/bwrap'].find((path) => existsSync(path) && makesNamespaces(path)),
    how: 'use Linux, install bubblewrap (Debian: `apt-get install bubblewrap`) and allow user namespaces',
  },
  chromium: {
    path: () =>
      firstExisting([
        process.env['CHROMIUM'],
        '/usr/bin/chromium',
        '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome',
      ]),
    how: 'install Chromium (Debian: `apt-get install chromium`) or set CHROMIUM to its path',
  },
  redis: {
    path: () =>
      firstExisting([
        '/usr/bin/redis-server',
        '/usr/local/bin/redis-server',
        '/opt/homebrew/bin/redis-server',
      ]),
    how: 'install Redis (Debian: `apt-get install redis-server`)',
  },
  /** Where TensorFlow can be set up at all. */
  'linux-x64': {
    path: () => (process.platform === 'linux' && process.arch === 'x64' ? '/proc/cpuinfo' : undefined),
    how: 'run the tests on Linux x64',
  },
} satisfies Record<string, Need>;

/**
 * The path of what the test needs; skips the test (with its name and the way to have it) where it is missing.
 * Call it first in a `function () {}` test or hook, with `this`.
 */
export function needs(context: Context, name: keyof typeof needed): string {
  const path = needed[name].path();
  if (path !== undefined) return path;
  const runnable = context.test ?? context.currentTest;
  console.log(`      needs ${name}: ${needed[name].how}`);
  if (runnable !== undefined) runnable.title += ` [needs ${name}: ${needed[name].how}]`;
  return context.skip();
}
