/** Which Python makes the private environment, and what is said where none can. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/needs.js';
import { readyCourse, removeAll, run, script, sentenceIn, temporaryFolder } from './course.js';

type Answer = { path: string; reason?: undefined } | { path?: undefined; reason: string };
const { findPython } = script<{ findPython(): Answer }>('setup/python.js');

/** A program that answers as Python does when it is asked for version, venv and path. */
function fakePython(folder: string, name: string, answer: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nprintf '${answer}\\n'\n`);
  chmodSync(file, 0o755);
  return file;
}

function withEnvironment<T>(settings: Record<string, string | undefined>, action: () => T): T {
  const before = { ...process.env };
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  try {
    return action();
  } finally {
    process.env = before;
  }
}

describe('setup: Python', function () {
  this.timeout(120_000);
  after(removeAll);

  it('takes the first that is new enough', () => {
    const folder = temporaryFolder();
    fakePython(folder, 'python3', '3\\t9\\t1\\t/old');
    fakePython(folder, 'python3.12', '3\\t12\\t1\\t/new');
    const found = withEnvironment({ PATH: folder, BLOSSOM_PYTHON: undefined }, findPython);
    assert.deepEqual(found, { path: '/new' });
  });

  it('says why there is none: nothing there, or no venv module', () => {
    const folder = temporaryFolder();
    const none = withEnvironment({ PATH: folder, BLOSSOM_PYTHON: undefined }, findPython);
    assert.match(none.reason ?? '', /^there is no Python 3\.10 or newer here$/);
    fakePython(folder, 'python3', '3\\t11\\t0\\t/debian');
    const bare = withEnvironment({ PATH: folder, BLOSSOM_PYTHON: undefined }, findPython);
    assert.match(
      bare.reason ?? '',
      /^Python 3\.11 lacks its venv module \(Debian: apt install python3-venv\)$/,
    );
  });

  it('BLOSSOM_PYTHON decides, and a wrong one is told', () => {
    const folder = temporaryFolder('我的 Python');
    const good = fakePython(folder, 'mine', '3\\t13\\t1\\t/mine');
    assert.deepEqual(withEnvironment({ BLOSSOM_PYTHON: good }, findPython), { path: '/mine' });
    const old = fakePython(folder, 'old', '2\\t7\\t1\\t/old');
    const fails = (python: string) => () => withEnvironment({ BLOSSOM_PYTHON: python }, findPython);
    assert.throws(fails(old), /BLOSSOM_PYTHON is .*old, and it is Python 2\.7: set it/);
    assert.throws(fails(join(folder, 'missing')), /and it does not run as a Python: set it/);
  });

  it('without network: one sentence, exit code 1, no half environment', async function () {
    needs(this, 'python');
    const course = readyCourse();
    const nowhere = {
      PIP_CONFIG_FILE: '/dev/null',
      PIP_NO_CACHE_DIR: '1',
      PIP_RETRIES: '0',
      PIP_FIND_LINKS: undefined,
    };
    const env = { ...nowhere, PIP_INDEX_URL: 'http://127.0.0.1:9/', PIP_EXTRA_INDEX_URL: undefined };
    const finished = await run(join(course, 'scripts', 'start.js'), ['--no-browser'], { env });
    assert.equal(finished.code, 1);
    assert.match(
      sentenceIn(finished),
      /^JupyterLab could not be downloaded, .*connect to the network and run it again/,
    );
    assert.equal(existsSync(join(course, '.venv')), false);
  });

  it('an environment that was killed half-way is not ready', () => {
    const course = readyCourse();
    const { environmentReady, jupyter } = script<{
      environmentReady(environment: { folder: string }): boolean;
      jupyter: { folder: string };
    }>('setup/python.js', course);
    mkdirSync(join(jupyter.folder, 'bin'), { recursive: true });
    writeFileSync(join(jupyter.folder, 'bin', 'python'), '');
    assert.equal(environmentReady(jupyter), false);
  });
});
