/**
 * A class of a thousand, three in a hundred of them mangled, graded for real; the batch is killed twice and continued.
 * Every submission has exactly one result that counts, and memory does not grow with the class.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openResults } from 'kernel-lib/dist/grade/batch/results.js';
import { chooseIsolation } from 'kernel-lib/dist/grade/isolation/choose.js';
import { readyCourse, removeAll, script, start, temporaryFolder, type Running } from '../../setup/course.js';
import { all } from './fakeClass.js';
import { TINY, writeTinyCourse } from './tinyCourse.js';

const STUDENTS = Number(process.env['BLOSSOM_TEST_STUDENTS'] ?? 1000);
const MANGLED = 0.03;
/** More than this between a tenth of the class and the whole class would be a leak. */
const GROWTH_MEGABYTES = 48;

interface DemoClass {
  makeClass(folder: string, options: object): Record<string, number>;
}

describe('a class of a thousand', function () {
  this.timeout(1_200_000);
  after(removeAll);

  it('killed twice with SIGKILL and continued: one result each, none lost, and memory stays flat', async () => {
    const course = readyCourse();
    // The packages of a test's course are links, whose ends do not exist inside of an isolation.
    const compiler = join(course, 'node_modules', 'typescript');
    const compilerOutside = realpathSync(compiler);
    rmSync(compiler);
    cpSync(compilerOutside, compiler, { recursive: true });
    writeTinyCourse(course);
    rmSync(join(course, 'solutions', TINY, 'negate'), { recursive: true });
    const folder = temporaryFolder('class');
    const students = { students: STUDENTS, lesson: TINY, course, mangled: MANGLED };
    const counts = script<DemoClass>('demo-class.js').makeClass(folder, students);
    const isolation = await chooseIsolation();
    const words = ['grade', 'submitted', '--isolation', isolation.name, '--allow-weak-isolation'];
    const begin = () => start(join(course, 'kernel-lib', 'bin', 'blossom.js'), words, { cwd: folder });
    const file = join(folder, 'graded', 'results.jsonl');

    const peaks: number[] = [];
    for (const share of [0.1, 0.4]) {
      const batch = begin();
      await linesIn(file, share * STUDENTS, batch);
      peaks.push(peakMegabytes(batch.child.pid!));
      batch.child.kill('SIGKILL');
      assert.equal((await batch.finished).signal, 'SIGKILL');
    }
    const last = begin();
    await linesIn(file, 0.98 * STUDENTS, last);
    peaks.push(peakMegabytes(last.child.pid!));
    const { code, stdout, stderr } = await last.finished;
    assert.equal(code, counts['mangled'] === 0 ? 0 : 1, stderr);
    console.log(
      `      isolated by ${isolation.name}; peak memory after 10, 40 and 98 %: ${peaks.join(', ')} MB`,
    );
    console.log(`      ${stdout.trim().split('\n')[0]}`);

    const results = await openResults(join(folder, 'graded'));
    const latest = await all(results.latest());
    assert.deepEqual(
      latest.map(({ student }) => student),
      readdirSync(join(folder, 'submitted')).sort(),
    );
    // None was graded anew: what was in work when the batch died had not been written.
    assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, STUDENTS);
    assert.deepEqual(results.warnings, []);
    assert.ok(latest.filter(({ state }) => state === 'graded').length >= STUDENTS - counts['mangled']!);
    // Mangled notebooks of two kinds can still be read.
    const unreadable = latest.filter(({ state }) => state === 'ungraded').length;
    assert.ok(
      unreadable <= counts['mangled']! && unreadable >= counts['mangled']! / 2,
      `${unreadable} ungraded`,
    );
    assert.ok(peaks[2]! - peaks[0]! < GROWTH_MEGABYTES, `memory grew: ${peaks.join(', ')} MB`);
    await results.close();
  });
});

/** Until the file has so many lines; fails where the batch ends before. */
async function linesIn(file: string, count: number, batch: Running): Promise<void> {
  let over = false;
  void batch.finished.then(() => (over = true));
  while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length - 1 < count) {
    if (over) throw new Error(`The batch ended early: ${(await batch.finished).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The most memory that the process had so far; what is no Linux has no such number. */
function peakMegabytes(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024);
}
