/** `blossom grade`, `regrade` and `grade-worker`, as an instructor runs them, on a course of two tiny tasks. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { GradeResult } from 'kernel-lib/dist/grade/grading.js';
import { hidden, SECRET, TINY, writeTinyCourse } from '../grade/batch/tinyCourse.js';
import {
  readyCourse,
  removeAll,
  run,
  script,
  start,
  temporaryFolder,
  type Finished,
} from '../setup/course.js';
import { needs } from '../support/needs.js';
import { startRedis } from '../support/redis.js';

interface DemoClass {
  makeClass(folder: string, options: object): Record<string, number>;
}

const WEAK = ['--isolation', 'none', '--allow-weak-isolation'];

describe('blossom grade', function () {
  this.timeout(120_000);
  let course: string;
  let folder: string;
  const blossomIn = () => join(course, 'kernel-lib', 'bin', 'blossom.js');
  const blossom = (...words: string[]): Promise<Finished> => run(blossomIn(), words, { cwd: folder });
  const makeClass = (students: number, more = {}) =>
    script<DemoClass>('demo-class.js').makeClass(folder, {
      students,
      lesson: TINY,
      course,
      mangled: 0,
      ...more,
    });
  const results = () =>
    readFileSync(join(folder, 'graded', 'results.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as GradeResult);

  before(() => {
    course = readyCourse();
  });
  beforeEach(() => {
    writeTinyCourse(course);
    folder = temporaryFolder('class 课');
  });
  after(removeAll);

  it('grades a class, says what a person must know, and on a second run what is new', async () => {
    const counts = makeClass(8, { mangled: 0.25 });
    writeFileSync(join(folder, 'roster.csv'), 'student_id,last_name\ns1,A\ns2,B\ns9,I\n');
    const first = await blossom('grade', 'submitted', ...WEAK, '--workers', '2', '--roster', 'roster.csv');
    assert.equal(first.code, 1, first.stderr);
    assert.match(
      first.stdout,
      /^Graded: 6 submissions in .*\.\n {2}00-tiny: mean [\d.]+ of 3 points \(6 submissions\)$/m,
    );
    assert.match(
      first.stdout,
      /Ungraded, without marks: 2 submissions\.\n {2}s4, 00-tiny: Nothing could be read/,
    );
    assert.match(first.stdout, /The results are in graded\/results\.jsonl\. Next:\n {2}npx blossom report/);
    assert.match(
      first.stdout,
      /Handed in nothing \(1\): s9\.\nNot on the roster \(6\): s3, s4, s5, s6, s7, s8\.\n$/,
    );
    assert.match(first.stderr, /Grading: 8 of 8 submissions, 2 ungraded/);
    assert.equal(counts['mangled'], 2);
    assert.equal(results().length, 8);
    for (const { state, score, isolation } of results()) {
      assert.equal(score === null, state === 'ungraded');
      assert.equal(isolation, 'none');
    }

    rmSync(join(folder, 'submitted', 's4'), { recursive: true });
    rmSync(join(folder, 'submitted', 's8'), { recursive: true });
    const second = await blossom('grade', 'submitted', ...WEAK, '--json');
    assert.equal(second.code, 0);
    const told = JSON.parse(second.stdout) as Record<string, unknown>;
    assert.deepEqual([told['graded'], told['skipped'], told['left'], told['stopped']], [6, 6, 0, false]);
    assert.equal(results().length, 8);
  });

  it('refuses a weak isolation until that is accepted', async () => {
    makeClass(1);
    const { code, stderr } = await blossom('grade', 'submitted', '--isolation', 'none');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^The isolation "none" is weak \(.*\): a malicious submission could read your files .*--allow-weak-isolation\.\n$/,
    );
    assert.equal(existsSync(join(folder, 'graded')), false);
  });

  it('says what is missing: the seed, the lesson, the submissions, the results', async () => {
    makeClass(1);
    const sentences: [string[], RegExp][] = [
      [
        ['grade', 'submitted', '--lesson', '07', ...WEAK],
        /^There is no lesson "07" with tasks; there are: 00-tiny\.$/,
      ],
      [['grade', 'nowhere', ...WEAK], /nowhere/],
      [['regrade', ...WEAK, '--out', 'none'], /^There are no results in none: grade first/],
      [['grade', 'submitted', ...WEAK, '--workers', '0'], /Workers are a whole number above 0/],
      [['grade', 'submitted', ...WEAK, '--queue', 'localhost'], /--queue is an address such as redis:/],
    ];
    for (const [words, sentence] of sentences) {
      const { stderr, code } = await blossom(...words);
      assert.match(stderr.trimEnd(), sentence);
      assert.notEqual(code, 0);
    }
    rmSync(join(course, 'grading'), { recursive: true });
    assert.match(
      (await blossom('grade', 'submitted', ...WEAK)).stderr,
      /^There is no secret seed at .* npx blossom release/,
    );
    writeFileSync(join(folder, 'secret'), '');
  });

  it('stops on Ctrl+C after what is in work, and the same command goes on', async () => {
    makeClass(14);
    const words = ['grade', 'submitted', ...WEAK, '--workers', '2'];
    const batch = start(blossomIn(), words, { cwd: folder });
    const file = join(folder, 'graded', 'results.jsonl');
    while (!existsSync(file) || readFileSync(file, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 20));
    batch.child.kill('SIGINT');
    const { code, stdout, stderr } = await batch.finished;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Stopping after the submissions in work/);
    assert.match(stdout, /Stopped\. .*The same command goes on from here\./);
    const before = results().length;
    assert.ok(before < 14, `${before}`);
    const { code: end, stdout: rest } = await blossom(...words);
    assert.equal(end, 0);
    assert.match(
      rest,
      new RegExp(`^Graded: 14 submissions in .*; ${before} results? (was|were) current before\\.$`, 'm'),
    );
    assert.equal(results().length, 14);
    assert.equal(new Set(results().map(({ student }) => student)).size, 14);
  });

  it('regrades what a mended check concerns, says what changed for whom, and keeps overrides', async () => {
    const check = join(course, 'solutions', TINY, 'double', 'hidden.js');
    writeFileSync(check, hidden('double', "await learner('double', n)")); // any answer passes
    makeClass(6);
    await blossom('grade', 'submitted', ...WEAK);
    const overrides = 'student_id,lesson,task,points,comment\ns1,00-tiny,double,2,"by hand"\n';
    writeFileSync(join(folder, 'graded', 'overrides.csv'), overrides);
    rmSync(join(folder, 'submitted'), { recursive: true }); // the kept answers are enough
    const spared = results().filter(({ tasks: [double] }) => double!.checks[0]!.outcome === 'failed');
    assert.ok(spared.length > 0 && spared.every(({ tasks }) => tasks[0]!.points === 2));

    writeFileSync(check, hidden('double', '2 * n'));
    const { code, stdout, stderr } = await blossom('regrade', '--allow-weak-isolation');
    assert.equal(code, 0, stderr);
    const plural = spared.length === 1 ? '' : 's';
    assert.match(stdout, new RegExp(`^Points changed for ${spared.length} submission${plural}:\n`));
    for (const { student, score } of spared) {
      assert.match(
        stdout,
        new RegExp(`^ {2}${student}, 00-tiny: ${score} → ${score! - 2} \\(double 2 → 0\\)$`, 'm'),
      );
    }
    assert.equal(results().length, 12);
    assert.equal(readFileSync(join(folder, 'graded', 'overrides.csv'), 'utf8'), overrides);
    assert.match((await blossom('regrade', '--allow-weak-isolation')).stdout, /^No points changed\.\n/);
    assert.equal(results().length, 12);
  });

  it('shares the work over a queue; the secret never travels, and a worker with another one is refused', async function () {
    const redis = await startRedis(needs(this, 'redis'));
    try {
      makeClass(6);
      const queue = ['--queue', redis.url];
      const batch = start(blossomIn(), ['grade', 'submitted', ...WEAK, ...queue], { cwd: folder });
      const client = new Redis(redis.url);
      const jobs = async () => (await client.keys('*')).filter((key) => key.includes(':grade-'));
      while ((await jobs()).length < 6) await new Promise((resolve) => setTimeout(resolve, 20));

      const secret = join(course, 'grading', 'secret');
      writeFileSync(secret, 'cd'.repeat(32));
      const refused = await blossom('grade-worker', ...WEAK, ...queue);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /This machine has another secret .* copy the file grading\/secret/);

      const everything = await Promise.all((await client.keys('*')).map((key) => client.dumpBuffer(key)));
      const all = Buffer.concat(everything.filter((part) => part !== null)).toString('latin1');
      assert.ok(all.includes('s1') && !all.includes(SECRET), 'the secret lies in Redis');
      client.disconnect();

      writeFileSync(secret, SECRET);
      const worker = start(blossomIn(), ['grade-worker', ...WEAK, ...queue], { cwd: folder });
      const { code, stdout, stderr } = await batch.finished;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^Graded: 6 submissions/m);
      worker.child.kill('SIGINT');
      const ended = await worker.finished;
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(results().length, 6);
    } finally {
      await redis.stop();
    }
  });
});
