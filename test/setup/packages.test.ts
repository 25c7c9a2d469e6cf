/** The package step without network, killed half-way, and twice at once: with npm itself and with a slow stand-in. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bareCourse, removeAll, run, script, sentenceIn, start, temporaryFolder } from './course.js';

/** npm as on a machine without network: its registry is a closed port, its cache is empty. */
const offline = () => ({
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_cache: temporaryFolder('cache'),
  npm_config_fetch_retries: '0',
});

/** A stand-in for npm that writes half of the packages and then waits for a file named `go`. */
function slowNpm(course: string): { npm_execpath: string; go: string; pidFile: string } {
  const folder = temporaryFolder('npm');
  const [file, go, pidFile] = ['npm-cli.js', 'go', 'pid'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const modules = JSON.stringify(join(course, 'node_modules'));
  writeFileSync(
    file,
    `const fs = require('fs');
fs.mkdirSync(${modules}, { recursive: true });
fs.writeFileSync(${modules} + '/half', '');
fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
const timer = setInterval(() => {
  if (!fs.existsSync(${JSON.stringify(go)})) return;
  fs.renameSync(${modules} + '/half', ${modules} + '/whole');
  clearInterval(timer);
}, 20);`,
  );
  return { npm_execpath: file, go, pidFile };
}

async function appeared(file: string): Promise<void> {
  while (!existsSync(file) || readFileSync(file, 'utf8') === '')
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function gone(pid: number): Promise<void> {
  const { isAlive, birthOf } = script<{
    isAlive(one: { pid: number; birth: string }): boolean;
    birthOf(pid: number): string;
  }>('setup/processes.js');
  const birth = birthOf(pid);
  while (isAlive({ pid, birth })) await new Promise((resolve) => setTimeout(resolve, 20));
}

const starter = (course: string) => join(course, 'scripts', 'start.js');
const hiddenFiles = (course: string) =>
  existsSync(join(course, '.blossom')) ? readdirSync(join(course, '.blossom')) : [];

/** Set-up then fails at the library, as the stand-in brings no compiler: far enough for these tests. */
const AFTER_PACKAGES = /packages {5}… \d+ s/;

describe('setup: packages', function () {
  this.timeout(60_000);
  after(removeAll);

  it('without network: one sentence, exit code 1, nothing half-written', async () => {
    const course = bareCourse();
    const finished = await run(starter(course), ['--no-python'], { env: offline() });
    assert.equal(finished.code, 1);
    assert.match(
      sentenceIn(finished),
      /^The packages could not be downloaded, .*\(ECONNREFUSED\): connect to the network/,
    );
    assert.equal(existsSync(join(course, 'node_modules')), false);
    assert.deepEqual(hiddenFiles(course), []);
  });

  it('without network, where packages of an older lock are there: they stay', async () => {
    const course = bareCourse();
    mkdirSync(join(course, 'node_modules'));
    writeFileSync(join(course, 'node_modules', 'former'), '');
    writeFileSync(join(course, 'node_modules', '.blossom-packages'), 'another lock');
    const finished = await run(starter(course), ['--no-python'], { env: offline() });
    assert.equal(finished.code, 1);
    assert.deepEqual(readdirSync(join(course, 'node_modules')), ['former']);
  });

  it('installs anew while it runs on the Node that lies in the former packages', async () => {
    const course = bareCourse();
    const bin = join(course, 'node_modules', 'node-pinned', 'bin');
    mkdirSync(bin, { recursive: true });
    const node = join(bin, basename(process.execPath));
    copyFileSync(process.execPath, node);
    const { npm_execpath, go, pidFile } = slowNpm(course);
    writeFileSync(go, '');
    const finished = await run(starter(course), ['--no-python'], { env: { npm_execpath }, node });
    assert.match(finished.stdout, AFTER_PACKAGES);
    assert.ok(existsSync(pidFile));
  });

  it('two at once: the second names the process of the first in one sentence', async () => {
    const course = bareCourse();
    const { npm_execpath, go, pidFile } = slowNpm(course);
    const first = start(starter(course), ['--no-python'], { env: { npm_execpath } });
    await appeared(pidFile);
    const second = await run(starter(course), ['--no-python'], { env: { npm_execpath } });
    assert.equal(second.code, 1);
    assert.match(sentenceIn(second), new RegExp(`running already \\(process ${first.child.pid}\\): wait`));
    writeFileSync(go, '');
    assert.match((await first.finished).stdout, AFTER_PACKAGES);
    assert.ok(existsSync(join(course, 'node_modules', '.blossom-packages')));
  });

  it('killed half-way: waits for npm that outlives us, then does it again', async () => {
    const course = bareCourse();
    const slow = slowNpm(course);
    const env = { npm_execpath: slow.npm_execpath };
    const first = start(starter(course), ['--no-python'], { env });
    await appeared(slow.pidFile);
    first.child.kill('SIGKILL');
    const npm = Number(readFileSync(slow.pidFile, 'utf8'));
    await gone(first.child.pid!);
    assert.equal(existsSync(join(course, 'node_modules', '.blossom-packages')), false);

    const second = await run(starter(course), ['--no-python'], { env });
    assert.match(sentenceIn(second), new RegExp(`process ${npm}\\)`));
    process.kill(npm, 'SIGKILL');
    await gone(npm);

    writeFileSync(slow.go, '');
    const third = await run(starter(course), ['--no-python'], { env });
    assert.match(third.stdout, AFTER_PACKAGES);
    assert.deepEqual(readdirSync(join(course, 'node_modules')).sort(), ['.blossom-packages', 'whole']);
  });

  it('Ctrl+C ends npm, too, and leaves the lock free', async () => {
    const course = bareCourse();
    const slow = slowNpm(course);
    const first = start(starter(course), ['--no-python'], { env: { npm_execpath: slow.npm_execpath } });
    await appeared(slow.pidFile);
    first.child.kill('SIGINT');
    const { code, stderr } = await first.finished;
    assert.equal(code, 130);
    assert.match(stderr, /Stopped\. Run it again to go on/);
    await gone(Number(readFileSync(slow.pidFile, 'utf8')));
    assert.deepEqual(hiddenFiles(course), []);
  });

  const { explain } = script<{ explain(output: string): Error }>('setup/packages.js');
  for (const [output, sentence] of [
    [
      'npm error code ENOTFOUND\nnpm error network request to … failed',
      /does not answer \(ENOTFOUND\): connect/,
    ],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /\(SELF_SIGNED_CERT_IN_CHAIN\)/],
    ['npm error code ENOSPC', /^The disk is full/],
    ['npm error something else', /^npm error something else\nThe packages could not be installed/],
  ] as const) {
    it(`explains "${output.split('\n')[0]}"`, () => assert.match(explain(output).message, sentence));
  }
});
