/** `build`, `reset` and `check` on a course of one lesson and one exercise. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeCourse, RIGHT, WRONG } from '../grade/course.js';
import { readyCourse, removeAll, run, sentenceIn } from '../setup/course.js';

const LESSON = '// %% [markdown]\n// # A lesson\n\n// %%\nconsole.log(6 * 7);\n';

interface Stored {
  cells: { cell_type: string; outputs?: { text?: string | string[] }[] }[];
}

describe('blossom build, reset, check', function () {
  this.timeout(120_000);
  let course: string;
  let blossom: string;
  const call = (...args: string[]) => run(blossom, args, { cwd: course });
  const at = (path: string) => join(course, path);
  const read = (path: string) => readFileSync(at(path), 'utf8');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };

  before(() => {
    course = readyCourse('我的 课程');
    blossom = at('kernel-lib/bin/blossom.js');
    for (const folder of ['notebooks', 'exercises', 'solutions']) rmSync(at(folder), { recursive: true });
    const small = makeCourse();
    cpSync(join(small, 'solutions'), at('solutions'), { recursive: true });
    rmSync(small, { recursive: true });
    write('notebooks/00-demo.ts', LESSON);
  });
  after(removeAll);

  it('build --check names each stale notebook, changes nothing, and ends with 1', async () => {
    const { code, stdout } = await call('build', '--check');
    assert.equal(code, 1);
    assert.equal(
      stdout,
      ['notebooks', 'solutions', 'exercises']
        .map((f) => `${f}/00-demo.ipynb: it is missing; run \`npm run build\`.\n`)
        .join(''),
    );
    assert.deepEqual(readdirSync(at('notebooks')), ['00-demo.ts']);
  });

  it('build makes lesson, solution and exercise; the second time nothing changes', async () => {
    const first = await call('build', '--json');
    const made = ['notebooks/00-demo.ipynb', 'solutions/00-demo.ipynb', 'exercises/00-demo.ipynb'];
    assert.deepEqual(JSON.parse(first.stdout), { notebooks: made, changed: made, ran: [] });
    assert.equal((await call('build')).stdout, 'All 3 notebooks are as their scripts make them.\n');
    const fresh = await call('build', '--check');
    assert.equal(fresh.code, 0, fresh.stdout);
    assert.equal(fresh.stdout, 'Every notebook is what its script makes.\n');
  });

  it('build --run stores the outputs of lessons, the same each time, and not of solutions', async () => {
    const { code, stdout, stderr } = await call('build', '--run');
    assert.equal(code, 0, stdout + stderr);
    const first = read('notebooks/00-demo.ipynb');
    const { cells } = JSON.parse(first) as Stored;
    assert.deepEqual(
      cells[1]!.outputs!.map(({ text }) => [text].flat().join('')),
      ['42\n'],
    );
    const solution = JSON.parse(read('solutions/00-demo.ipynb')) as Stored;
    assert.ok(solution.cells.every(({ outputs = [] }) => outputs.length === 0));
    await call('build', '--run');
    assert.equal(read('notebooks/00-demo.ipynb'), first);
  });

  it('build --run of a lesson that fails stores nothing and says where', async () => {
    write('notebooks/01-fails.ts', '// %%\nconsole.log("shown");\n\n// %%\nthrow new TypeError("wrong");\n');
    const { code, stderr } = await call('build', 'notebooks/01-fails.ts', '--run');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^notebooks\/01-fails\.ipynb did not run to its end \(TypeError: wrong\): its outputs were not stored/,
    );
    assert.ok(!read('notebooks/01-fails.ipynb').includes('stream'));
    for (const ending of ['ts', 'ipynb']) rmSync(at(`notebooks/01-fails.${ending}`));
  });

  it('build of a file that is no authored script: one sentence', async () => {
    assert.match(
      sentenceIn(await call('build', 'package.json')),
      /^package\.json is no authored script of this course; there are: /,
    );
  });

  it('reset brings a copy back and keeps the old one beside it', async () => {
    const fresh = await call('reset', 'exercises/00-demo');
    assert.match(
      fresh.stdout,
      /^work\/exercises\/00-demo\.ipynb is as it came; there was no change of yours to keep\.\n$/,
    );
    write('work/exercises/00-demo.ipynb', 'mine');
    const { code, stdout } = await call('reset', 'work/exercises/00-demo.ipynb', '--json');
    assert.equal(code, 0);
    const { reset } = JSON.parse(stdout) as { reset: { path: string; backup: string }[] };
    assert.equal(readFileSync(reset[0]!.backup, 'utf8'), 'mine');
    assert.equal(read('work/exercises/00-demo.ipynb'), read('exercises/00-demo.ipynb'));
  });

  it('check says "not yet" for a stub, with exit code 1', async () => {
    const { code, stdout } = await call('check', 'exercises/00-demo.ipynb', '--task', 'double-all');
    assert.equal(code, 1);
    assert.match(stdout, /^○ double-all: not written yet/);
  });

  it('check tells what was called, expected and came, and a hint', async () => {
    write('wrong.ts', `// %% task="double-all" points=3\n// task: double-all\n${WRONG}`);
    const { code, stdout } = await call('check', 'wrong.ts');
    assert.equal(code, 1);
    assert.match(stdout, /^✗ double-all: 1 of 2 cases pass\n {2}✗ three numbers\n/);
    for (const word of ['called', 'expected', 'came', 'why'])
      assert.match(stdout, new RegExp(`^ {6}${word} +\\S`, 'm'));
    assert.match(stdout, /^ {2}hint: \S/m);
    assert.match(stdout, /^ {2}→ Change the cell, save the file, and check double-all again\.$/m);
  });

  it('check passes a right answer, and --json gives the results', async () => {
    write('right.ts', `// %% task="double-all" points=3\n// task: double-all\n${RIGHT}`);
    const { code, stdout } = await call('check', 'right.ts', '--json');
    assert.equal(code, 0, stdout);
    const { results } = JSON.parse(stdout) as { results: { task: string; status: string }[] };
    assert.deepEqual(
      results.map(({ task, status }) => [task, status]),
      [['double-all', 'passed']],
    );
    assert.equal(existsSync(at('.blossom/runs')), false);
  });

  it('check of an unknown task, or of a file without one: one sentence', async () => {
    assert.match(
      sentenceIn(await call('check', 'exercises/00-demo.ipynb', '--task', 'no-such')),
      /has no cell of the task "no-such"; it has: /,
    );
    assert.match(
      sentenceIn(await call('check', 'notebooks/00-demo.ipynb')),
      /has no task: name a notebook of exercises/,
    );
  });
});
