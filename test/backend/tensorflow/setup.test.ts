/** `blossom setup tensorflow` without its download: what it says, what it refuses, and that it leaves nothing half-made. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertCanBuild, type Machine } from 'kernel-lib/dist/backend/tensorflow/requirements.js';
import { readyCourse, removeAll, run, sentenceIn, start, temporaryFolder } from '../../setup/course.js';
import { needs } from '../../support/needs.js';

const machine: Machine = { platform: 'linux', arch: 'x64', cpuFlags: () => 'sse avx', freeIn: () => 1e6 };

describe('setup tensorflow', function () {
  this.timeout(120_000);
  let course: string;
  let blossom: string;

  before(function () {
    needs(this, 'linux-x64');
    course = readyCourse('课 程');
    blossom = join(course, 'kernel-lib', 'bin', 'blossom.js');
  });
  after(removeAll);

  /** A PATH of these programs alone, each a shell script. */
  function pathWith(programs: Record<string, string>): string {
    const folder = temporaryFolder('bin');
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return folder;
  }
  const python = (download: string) => `case "$*" in *--version*) exit 0;; esac\n${download}`;
  const setup = (args: string[], programs: Record<string, string> = {}) =>
    run(blossom, ['setup', 'tensorflow', ...args], { cwd: course, env: { PATH: pathWith(programs) } });
  const left = () => {
    const state = join(course, '.blossom');
    return existsSync(state) ? readdirSync(state).filter((name) => name.startsWith('tensorflow')) : [];
  };

  it('refuses another system, an old processor and a full disk', async () => {
    const refusal = (change: Partial<Machine>) => assertCanBuild('cpu', course, { ...machine, ...change });
    await assert.rejects(
      refusal({ platform: 'darwin', arch: 'arm64' }),
      /on Linux x64 only, and this is darwin arm64/,
    );
    await assert.rejects(refusal({ cpuFlags: () => 'sse2 avxless' }), /needs a processor with AVX/);
    await assert.rejects(refusal({ freeIn: () => 900 }), /needs 1124 MB .* has 900 MB free/);
  });

  it('names the package where there is no compiler, or no Python with pip', async () => {
    const good = 'exit 0';
    assert.match(sentenceIn(await setup(['--yes'], { python3: good })), /no C\+\+ compiler: install g\+\+/);
    assert.match(sentenceIn(await setup(['--yes'], { 'g++': good })), /no Python with pip.*python3-pip/);
    assert.match(
      sentenceIn(await setup(['--yes'], { 'g++': good, python3: 'exit 1' })),
      /no Python with pip/,
    );
  });

  it('says what it would download and keep, and does nothing where nobody can be asked', async () => {
    const finished = await setup([], { 'g++': 'exit 0', python3: python('exit 0') });
    assert.equal(finished.code, 1);
    assert.match(finished.stdout, /downloads about 274 MB .* keeps about 850 MB in \.blossom\/tensorflow/);
    assert.match(sentenceIn(finished), /add --yes/);
    assert.deepEqual(left(), []);
  });

  it('says that the network may be missing, and leaves nothing', async () => {
    const offline = python('echo "ERROR: No matching distribution found for tensorflow-cpu" >&2; exit 1');
    const finished = await setup(['--yes'], { 'g++': 'exit 0', python3: offline });
    assert.equal(finished.code, 1);
    assert.match(sentenceIn(finished), /"download TensorFlow" failed .*No matching distribution.*network/);
    assert.deepEqual(left(), []);
  });

  it('leaves nothing of an interrupted download', async () => {
    const slow = python('for last; do :; done; echo begun > "$BEGUN"; exec /bin/sleep 100');
    const begun = join(temporaryFolder(), 'begun');
    const { child, finished, said } = start(blossom, ['setup', 'tensorflow', '--yes'], {
      cwd: course,
      env: { PATH: pathWith({ 'g++': 'exit 0', python3: slow }), BEGUN: begun },
    });
    await said('1/5');
    while (!existsSync(begun) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(left().length, 1);
    child.kill('SIGINT');
    const end = await finished;
    assert.equal(end.code, 130);
    assert.match(sentenceIn(end), /interrupted; nothing was kept/);
    assert.deepEqual(left(), []);
  });

  it('--undo removes what is there, also what a killed set-up left, and says when there is nothing', async () => {
    assert.match((await setup(['--undo'])).stdout, /nothing to remove/);
    mkdirSync(join(course, '.blossom', 'tensorflow', 'lib'), { recursive: true });
    mkdirSync(join(course, '.blossom', 'tensorflow-half-99999999'), { recursive: true });
    assert.match((await setup(['--undo'])).stdout, /\.blossom\/tensorflow is removed/);
    assert.deepEqual(left(), []);
  });

  it('chooseBackend passes it over by itself, and says how to have it when asked', async () => {
    const choose = join(course, 'choose.js');
    writeFileSync(
      choose,
      `const { chooseBackend } = require('kernel-lib/dist/backend/choose.js');
       chooseBackend().then(({ name, reason }) => console.log(name, reason))
         .then(() => chooseBackend({ prefer: 'tensorflow' })).catch((e) => console.error(e.message));`,
    );
    const finished = await run(choose, [], { cwd: course, env: { BLOSSOM_BACKEND: undefined } });
    assert.doesNotMatch(finished.stdout, /tensorflow/);
    assert.match(sentenceIn(finished), /npx blossom setup tensorflow/);
  });
});
