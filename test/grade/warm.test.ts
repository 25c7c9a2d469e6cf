/** The driver that stays for the next check, and runners that are started before they are needed. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Driver } from 'kernel-lib/dist/grade/driver.js';
import type { Runner } from 'kernel-lib/dist/grade/runner.js';
import { runAhead } from 'kernel-lib/dist/grade/run-ahead.js';
import { checkTask } from 'kernel-lib/dist/grade/run-task.js';
import { heavyModules, SpareRunners } from 'kernel-lib/dist/grade/spare-runners.js';
import { TensorValue } from 'kernel-lib/dist/grade/values.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

/** Counts its calls wherever code can leave something: a global, a module's state, a file. */
const COUNTS = `
const state = require('kernel-lib/dist/errors.js') as { calls?: number };
function doubleAll(): number {
  const shared = globalThis as { calls?: number };
  shared.calls = (shared.calls ?? 0) + 1;
  state.calls = (state.calls ?? 0) + 1;
  const fs = require('fs') as typeof import('fs');
  fs.appendFileSync('calls', '.');
  return shared.calls + state.calls + fs.readFileSync('calls', 'utf8').length;
}`;

describe('a warm driver', function () {
  this.timeout(60_000);
  const course = makeCourse({
    'solutions/00-demo/double-all/cases.js': `module.exports = { task: 'double-all', exports: ['doubleAll'], visible: [
      ...['first', 'second', 'third'].map((name) => ({ name, call: 'doubleAll', args: [[1]], expected: [2] })) ] };`,
  });
  const driver = new Driver();
  after(() => {
    driver.close();
    rmSync(course, { recursive: true });
  });
  const check = async (source: string) =>
    (await driver.check({ root: course, submissions: [{ task: 'double-all', source }] }))[0]!;

  it('is one process for check after check, and another after it died', async () => {
    const { pid } = driver.start();
    assert.equal((await check(RIGHT)).status, 'passed');
    assert.equal((await check(WRONG)).status, 'failed');
    assert.equal(driver.start().pid, pid);
    const dying = check('function doubleAll() { for (;;) {} }');
    driver.start().kill('SIGKILL');
    const dead = await dying;
    assert.deepEqual([dead.status, dead.reason], ['error', 'machine']);
    assert.match(dead.message!, /ended by SIGKILL/);
    assert.equal((await check(RIGHT)).status, 'passed');
    assert.notEqual(driver.start().pid, pid);
  });

  it('answers each of several questions at once', async () => {
    const all = await Promise.all([check(RIGHT), check(WRONG), check(RIGHT)]);
    assert.deepEqual(
      all.map(({ status }) => status),
      ['passed', 'failed', 'passed'],
    );
  });

  it('no case and no check sees what another left behind', async () => {
    for (let round = 0; round < 2; round++) {
      const { cases } = await check(COUNTS);
      assert.deepEqual(
        cases.map((one) => one.came?.text),
        ['3', '3', '3'],
      );
    }
  });
});

describe('spare runners', function () {
  this.timeout(60_000);
  const course = makeCourse();
  after(() => rmSync(course, { recursive: true }));
  const held = (runners: SpareRunners) => (runners as unknown as { spares: Runner[] }).spares;

  it('serve the next check once each', async () => {
    const runners = new SpareRunners();
    await checkTask(course, 'double-all', RIGHT, { runners });
    runners.restock();
    const spares = [...held(runners)];
    assert.equal(spares.length, 2, 'as many as the check took');
    await checkTask(course, 'double-all', RIGHT, { runners });
    assert.deepEqual(held(runners), []);
    assert.ok(spares.every((spare) => spare.hasEnded));
  });

  it('are replaced where one died while it waited', async () => {
    const runners = new SpareRunners();
    await checkTask(course, 'double-all', RIGHT, { runners });
    runners.restock();
    for (const spare of held(runners)) spare.kill();
    while (!held(runners).every((spare) => spare.hasEnded)) await setTimeout(10);
    const { status } = await checkTask(course, 'double-all', RIGHT, { runners });
    assert.equal(status, 'passed');
  });

  it('of another kind make room', async () => {
    const runners = new SpareRunners();
    await checkTask(course, 'double-all', RIGHT, { runners });
    runners.restock();
    const plain = [...held(runners)];
    runners.take(['@tensorflow/tfjs']).discard();
    assert.deepEqual(held(runners), []);
    while (!plain.every((spare) => spare.hasEnded)) await setTimeout(10);
  });

  it('have loaded what the cell imports, and tfjs where a case brings a tensor', () => {
    const code = 'const tf = __importStar(require("@tensorflow/tfjs")); require("node:fs")';
    const names = (code: string, ...args: unknown[]) =>
      heavyModules(code, [{ name: '', call: 'f', args, expected: 1 }]).map((path) => basename(path));
    assert.deepEqual(names(code), ['quiet-tensors.js']);
    assert.deepEqual(names('require("kernel-lib")'), ['quiet-tensors.js', 'kernel-lib']);
    assert.deepEqual(names('"use strict"; exports.kernel = 1', [1]), []);
    assert.deepEqual(names('exports.typesAlone = 1', new TensorValue('float32', [1], [1])), [
      'quiet-tensors.js',
    ]);
  });
});

describe('work started ahead', () => {
  it('is begun in order, as far as the width, and no further than is asked for', async () => {
    const begun: number[] = [];
    const starts = Array.from({ length: 5 }, (_, i) => () => {
      begun.push(i);
      return i === 2 ? Promise.reject(new Error('third')) : Promise.resolve(10 * i);
    });
    const ask = runAhead(starts, 2);
    assert.equal(await ask(0), 0);
    assert.deepEqual(begun, [0, 1]);
    assert.equal(await ask(1), 10);
    await assert.rejects(ask(2), /third/);
    assert.deepEqual(begun, [0, 1, 2, 3]);
  });
});
