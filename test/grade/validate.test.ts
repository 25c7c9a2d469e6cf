/** Every task of the course rejects what is wrong and accepts what is right; and the proof can fail. */
import assert from 'node:assert/strict';
import childProcess, { execFile, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { placesOf, validateTasks, type Validation } from 'kernel-lib/dist/grade/validate.js';
import { UserError } from 'kernel-lib/dist/errors.js';
import { inTwoLanes } from '../support/lanes.js';
import { root } from '../support/paths.js';
import { makeCourse, MEAN_HIDDEN } from './course.js';

const line = ({ task, what, wanted, got }: Validation) => `${task} ${what}: wanted ${wanted}, got ${got}`;

/** What came of it, and how many of the processes that it started still run, some seconds later. */
async function leaving<Value>(work: () => Promise<Value>): Promise<{ value: Value; left: number }> {
  const { spawn } = childProcess;
  const started: ChildProcess[] = [];
  childProcess.spawn = ((...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    started.push(child);
    return child;
  }) as typeof spawn;
  try {
    const value = await work();
    assert.ok(started.length > 0);
    const running = () =>
      started.filter(({ exitCode, signalCode }) => exitCode === null && !signalCode).length;
    // One that was just killed takes a moment to be gone.
    for (let wait = 0; wait < 100 && running() > 0; wait++) await setTimeout(50);
    return { value, left: running() };
  } finally {
    childProcess.spawn = spawn;
  }
}

describe('the tasks of the course', function () {
  this.timeout(600_000);

  it('each stub is not yet written, each solution and alternative passes, hidden checks reject each wrong one', async () => {
    const found: Validation[] = [];
    await inTwoLanes(await placesOf(root), async ({ task }) => {
      found.push(...(await validateTasks(root, { tasks: [task], quick: true })));
    });
    assert.deepEqual(found.filter(({ ok }) => !ok).map(line), []);
    const count = (task: string, kind: string) =>
      found.filter((one) => one.task === task && one.what.startsWith(`${kind}/`)).length;
    const tasks = new Set(found.map(({ task }) => task));
    assert.ok(tasks.size >= 29, `${tasks.size} tasks`);
    for (const task of tasks) {
      assert.ok(count(task, 'wrong') >= 5, task);
      assert.ok(count(task, 'alternatives') >= 2, task);
    }
  });

  for (const quick of [false, true]) {
    it(`says what is unsound${quick ? ', also in one process' : ''}`, async () => {
      const course = makeCourse({
        'solutions/00-demo/mean/hidden.js': MEAN_HIDDEN,
        'solutions/00-demo/mean/wrong/is-right.ts':
          'const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;\n',
        'solutions/00-demo/mean/wrong/of-two.ts':
          'const mean = (xs: number[]) => (xs[0]! + xs[1]!) / 2; // right where the cases look\n',
        'solutions/00-demo/mean/wrong/cannot-be-read.ts': 'const mean = ;\n',
        'solutions/00-demo/mean/alternatives/is-wrong.ts': 'const mean = () => 0;\n',
        'solutions/00-demo/mean/hints.md': '## Hint 1\nOne.\n',
      });
      const { value: found, left } = await leaving(() => validateTasks(course, { quick }));
      assert.equal(left, 0, 'processes were left behind');
      rmSync(course, { recursive: true });
      const mean = found.filter(({ task }) => task === 'mean');
      assert.deepEqual(
        mean.filter(({ ok }) => ok).map(({ what }) => what),
        ['stub', 'solution', 'alternatives', 'alternatives/plain.ts', 'wrong/of-two.ts', 'wrong/sum.ts'],
      );
      const unsound = mean.filter(({ ok }) => !ok).map(line);
      assert.equal(unsound[0], 'mean hints: wanted at least 3, got 1');
      assert.match(unsound[1]!, /^mean alternatives\/is-wrong\.ts: wanted passed, got rejected: of two/);
      assert.equal(unsound[2], 'mean wrong: wanted at least 5, got 4');
      assert.match(unsound[3]!, /^mean wrong\/cannot-be-read\.ts: wanted rejected, got broken: /);
      assert.equal(unsound[4], 'mean wrong/is-right.ts: wanted rejected, got passed');
      assert.equal(unsound.length, 5);
      const broken = found.find(({ task, what }) => task === 'broken' && what === 'solution')!;
      assert.match(broken.got, /^broken: .*exports must be a list/);
    });
  }

  it('a task without hidden checks is broken; one that is not there is named', async () => {
    const course = makeCourse();
    const [stub, solution] = await validateTasks(course, { tasks: ['double-all'], quick: true });
    assert.equal(stub!.ok, false);
    assert.match(solution!.got, /^broken: hidden checks \(author error\): .*hidden\.js cannot be loaded/);
    await assert.rejects(
      validateTasks(course, { tasks: ['mena'] }),
      (thrown) => thrown instanceof UserError && /no task "mena"; did you mean mean/.test(thrown.message),
    );
    rmSync(course, { recursive: true });
  });
});

describe('blossom validate', function () {
  this.timeout(300_000);
  const call = (...args: string[]) =>
    promisify(execFile)(process.execPath, [
      join(root, 'kernel-lib/bin/blossom.js'),
      'validate',
      ...args,
    ]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => failed,
    );

  it('says in words and as JSON how sound a task is', async () => {
    const words = await call('mask-sentence', '--quick');
    assert.equal(words.code, 0);
    assert.match(
      words.stdout,
      /^✓ mask-sentence: 8 wrong ones rejected, 2 right ones accepted\nAll \d+ demands are met\.\n$/,
    );
    const { stdout, stderr } = await call('rms-norm', '--quick', '--json');
    assert.equal(stderr, '', 'tfjs does not advertise');
    const { validations, summary } = JSON.parse(stdout) as {
      validations: Validation[];
      summary: { demands: number; unmet: number; sound: boolean };
    };
    assert.deepEqual([summary.unmet, summary.sound, summary.demands], [0, true, validations.length]);
  });

  it('names a task that is not there', async () => {
    const { code, stderr } = await call('mask-sentense', '--quick');
    assert.notEqual(code, 0);
    assert.match(stderr, /^There is no task "mask-sentense"; did you mean mask-sentence\?\n$/);
  });
});
