/** One set-up at a time, whatever became of the one before. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAll, script, temporaryFolder } from './course.js';

interface Lock {
  addProcess(pid: number): void;
  release(): void;
}
const { takeLock } = script<{ takeLock(file: string): Lock }>('setup/lock.js');
const { birthOf } = script<{ birthOf(pid: number): string }>('setup/processes.js');

/** A process that lives until it is told to end. */
function living(): { pid: number; birth: string; end(): Promise<void> } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = () => {
    child.kill('SIGKILL');
    return gone;
  };
  return { pid: child.pid!, birth: birthOf(child.pid!), end };
}

const held = (...processes: { pid: number; birth: string }[]) =>
  JSON.stringify({
    since: new Date(0).toISOString(),
    processes: processes.map(({ pid, birth }) => ({ pid, birth })),
  });

describe('setup: the lock', () => {
  let file: string;
  beforeEach(() => {
    file = join(temporaryFolder(), 'setup.lock');
  });
  after(removeAll);

  it('is there while it is held, and gone afterwards', () => {
    const lock = takeLock(file);
    assert.match(readFileSync(file, 'utf8'), new RegExp(`"pid":${process.pid},`));
    lock.release();
    assert.equal(existsSync(file), false);
  });

  it('names the living process that holds it', async () => {
    const other = living();
    writeFileSync(file, held(other));
    const who = `(process ${other.pid})`;
    assert.throws(() => takeLock(file), {
      name: 'SetupError',
      message: `A set-up of this course is running already ${who}: wait until it is done, or end it, and run this again.`,
    });
    await other.end();
  });

  it('is taken over from a dead process, and nothing of it stays', async () => {
    const other = living();
    writeFileSync(file, held(other));
    await other.end();
    takeLock(file).release();
    assert.deepEqual(readdirSync(join(file, '..')), []);
  });

  it('stays taken while the child of a dead process still writes', async () => {
    const parent = living();
    const child = living();
    writeFileSync(file, held(parent, child));
    await parent.end();
    assert.throws(() => takeLock(file), new RegExp(`process ${child.pid}`));
    await child.end();
    takeLock(file).release();
  });

  it('remembers the children that are added', async () => {
    const child = living();
    const lock = takeLock(file);
    lock.addProcess(child.pid);
    assert.match(readFileSync(file, 'utf8'), new RegExp(`"pid":${child.pid},`));
    lock.release();
    await child.end();
  });

  it('does not mistake a new process for an old one with the same number', async () => {
    const other = living();
    const sameNumber = { pid: other.pid, birth: `${other.birth}0` };
    writeFileSync(file, held(sameNumber));
    takeLock(file).release();
    await other.end();
  });

  for (const [what, content] of [
    ['a lock that was torn while it was written', '{"since":"20'],
    ['an empty lock', ''],
    ['our own number from another life', held({ pid: process.pid, birth: '1' })],
  ] as const) {
    it(`takes over ${what}`, () => {
      writeFileSync(file, content);
      takeLock(file).release();
    });
  }
});
