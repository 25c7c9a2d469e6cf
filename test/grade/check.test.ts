/** What a learner reads: results, their words, the notebook's `check` and the file's. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, setHost } from 'kernel-lib/dist/display/host.js';
import { check } from 'kernel-lib/dist/grade/check.js';
import { checkFile, checkRequestHandler } from 'kernel-lib/dist/grade/driver.js';
import { renderHtml, renderText } from 'kernel-lib/dist/grade/report.js';
import { checkTask } from 'kernel-lib/dist/grade/run-task.js';
import { courseRoot } from 'kernel-lib/dist/grade/tasks.js';
import { readNotebook, writeNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import { scriptToNotebook } from 'kernel-lib/dist/notebook/convert.js';
import { parsePercent } from 'kernel-lib/dist/notebook/percent.js';
import { root } from '../support/paths.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

const STUB =
  "function doubleAll(n: number[]): number[] {\n  throw new Error('Not written yet: double-all. Write it.');\n}\n";

describe('check', () => {
  const course = makeCourse({
    'solutions/00-demo/mean/cases.js': `module.exports = { task: 'mean', exports: ['mean'], visible: [
      { name: 'ours', call: 'mean', args: [[1, 2]], expected: 1.5, tolerence: 1 } ] };`,
  });
  after(() => rmSync(course, { recursive: true }));
  const checked = (source: string | undefined, task = 'double-all') => checkTask(course, task, source);

  it('says in words what was called, expected and came, the hint of the first failing case, the next step', async () => {
    assert.equal(
      renderText([await checked(WRONG)]),
      [
        '✗ double-all: 1 of 2 cases pass',
        '  ✗ three numbers',
        '      called    doubleAll([1, 2, 3])',
        '      expected  [2, 4, 6]',
        '      came      [3, 4, 5]',
        '      why       at [0]: expected 2, came 3',
        '  ✓ no numbers',
        '  hint: Look at <each> number.',
        '  → Change the cell, run it, and check double-all again.',
      ].join('\n'),
    );
  });

  it('all pass: points and the next task', async () => {
    assert.equal(
      renderText([await checked(RIGHT)]),
      '✓ double-all: all 2 cases pass: 3 points\n  ✓ three numbers\n  ✓ no numbers\n  → Next: mean.',
    );
  });

  it('a stub is not written yet', async () => {
    const result = await checked(STUB);
    assert.equal(result.status, 'not yet');
    assert.equal(
      renderText([result]),
      '○ double-all: not written yet (2 cases)\n' +
        '  → Write your answer in place of the line that throws, run the cell, and check again.',
    );
  });

  it('a syntax error is told with line, column and the line itself', async () => {
    const result = await checked(
      '// task: double-all\nfunction doubleAll(n: number[]) {\n  return n.map((x) => ;\n}\n',
    );
    assert.deepEqual([result.status, result.reason, result.total], ['error', 'syntax', 2]);
    assert.match(
      result.message!,
      /Expression expected\. At line 3, column 23 of the cell.*: return n\.map\(\(x\) => ;$/,
    );
    assert.equal(result.next, 'Mend line 3, column 23 of the cell, run the cell, and check again.');
  });

  it('an error names its class and the line of the cell, also below types that vanish', async () => {
    const source =
      'interface A {\n  a: number;\n}\n\nfunction doubleAll(n: number[]): number[] {\n  return (n as never as A[])[9]!.a as never;\n}\n';
    const { cases } = await checked(source);
    assert.match(
      cases[0]!.message!,
      /^threw TypeError at line 6 of the cell: Cannot read properties of undefined/,
    );
  });

  it('a name from another cell is explained', async () => {
    const { cases } = await checked('function doubleAll(n: number[]) { return helper(n); }');
    assert.match(cases[0]!.message!, /ReferenceError at line 1 .*helper is not defined.*this cell alone/);
  });

  it('an error at the top of the cell says so', async () => {
    const { cases } = await checked(`throw new Error('early');\n${RIGHT}`);
    assert.equal(cases[0]!.message, 'threw Error at line 1 of the cell while the cell was loaded: early');
  });

  it('a missing function is named', async () => {
    const { cases } = await checked('const doubleall = 1;');
    assert.equal(cases[0]!.outcome, 'no function');
    assert.match(cases[0]!.message!, /no top-level function doubleAll/);
  });

  it('takes a function in each form of declaration', async () => {
    const body = '(n: number[]) => n.map((x) => 2 * x)';
    for (const source of [
      `const doubleAll = ${body};`,
      `export const doubleAll = ${body};`,
      `export let doubleAll = ${body};`,
      `const doubleAll = async ${body};`,
      `var doubleAll = function (n: number[]) { return n.map((x) => 2 * x); };`,
      `export async function doubleAll(n: number[]) { return (${body})(n); }`,
      `export default function doubleAll(n: number[]) { return (${body})(n); }`,
      `const other = ${body};\nexport { other as doubleAll };`,
      `import { setTimeout as sleep } from 'node:timers/promises';\nawait sleep(1);\nlet doubleAll = ${body};`,
    ]) {
      assert.equal((await checked(source)).status, 'passed', source);
    }
  });

  it('two numbers that differ need no further words; a wide tolerance is told', async () => {
    const course = makeCourse({
      'solutions/00-demo/mean/cases.js': `module.exports = { task: 'mean', exports: ['mean'], visible: [
        { name: 'near', call: 'mean', args: [[1, 2]], expected: 1.5, tolerance: 0.2 } ] };`,
    });
    const result = await checkTask(course, 'mean', 'const mean = () => 7;');
    rmSync(course, { recursive: true });
    assert.match(renderText([result]), /expected {2}1\.5 ± 0\.3\n {6}came {6}7\n {2}hint/);
    assert.doesNotMatch(renderHtml(result), /why/);
  });

  it('an unknown task lists the known ones and suggests a near one', async () => {
    const result = await checked(RIGHT, 'double-al');
    assert.equal(result.reason, 'unknown task');
    assert.match(result.message!, /"double-al"; there are: double-all, mean, broken\.$/);
    assert.equal(result.next, 'Did you mean double-all?');
    assert.equal((await checked(RIGHT, 'zzzzzzzz')).next, 'Check one of these.');
  });

  it("a broken check is the author's mistake", async () => {
    const result = await checked('function broken() {}', 'broken');
    assert.equal(result.reason, 'author');
    assert.match(result.message!, /exports must be a list of function names/);
    assert.match(result.next, /not your mistake/);
    assert.match(
      (await checked('const mean = 1', 'mean')).message!,
      /visible\[0\] has unknown keys: tolerence/,
    );
  });

  it('HTML escapes what the learner, the author and the case bring', async () => {
    const source =
      "console.log('<img src=x>');\nfunction doubleAll(): string { return '<script>alert(1)</script>'; }";
    const html = renderHtml(await checked(source));
    assert.ok(!/<script|<img|<each>/.test(html), html);
    assert.ok(html.includes('&lt;script&gt;') && html.includes('&lt;each&gt;') && html.includes('&lt;img'));
  });
});

describe('check with tensors', () => {
  it('gives tfjs tensors to the function and takes them back with dtype and shape', async function () {
    this.timeout(60_000);
    const tensor = (values: string) =>
      `new (require(${JSON.stringify(require.resolve('kernel-lib/dist/grade/values.js'))}).TensorValue)('float32', [2, 2], ${values})`;
    const course = makeCourse({
      'solutions/00-demo/double-all/cases.js': `module.exports = { task: 'double-all', exports: ['doubleAll'], visible: [
        { name: 'a tensor', call: 'doubleAll', args: [${tensor('[1, 2, 3, 4]')}], expected: ${tensor('[2, 4, 6, 8]')},
          unchangedArguments: true, seconds: 20 } ] };`,
    });
    const source = (body: string) =>
      `import * as tf from '@tensorflow/tfjs';\nfunction doubleAll(x: tf.Tensor) { return ${body}; }`;
    const right = await checkTask(course, 'double-all', source('x.mul(2)'));
    const wrong = await checkTask(course, 'double-all', source('x.add(2)'));
    const flat = await checkTask(course, 'double-all', source('x.mul(2).flatten()'));
    rmSync(course, { recursive: true });
    assert.equal(right.status, 'passed', right.cases[0]?.message);
    assert.equal(right.cases[0]!.stdout, undefined, 'no word of tfjs among what the learner printed');
    assert.equal(right.cases[0]!.called, 'doubleAll(tensor [[1, 2], [3, 4]])');
    assert.equal(wrong.cases[0]!.message, 'at [0][0]: expected 2, came 3');
    assert.deepEqual(wrong.cases[0]!.came!.table!.marked, [0, 0]);
    assert.equal(flat.cases[0]!.message, 'expected shape [2, 2], came [4]');
  });
});

describe('check in a notebook', () => {
  const course = makeCourse();
  const handler = checkRequestHandler(course);
  const cells = new Map([['double-all', WRONG]]);
  before(() =>
    setHost({
      display: () => undefined,
      clear: () => undefined,
      request: (_name, payload) => handler(payload, { taskSource: (task) => cells.get(task) }),
    }),
  );
  after(() => {
    setHost(undefined);
    rmSync(course, { recursive: true });
  });
  const bundle = async (task: string) => (await check(task))[BUNDLE]();

  it('asks the process outside and shows both HTML and text', async () => {
    const { 'text/html': html, 'text/plain': text } = await bundle('double-all');
    assert.match(String(text), /1 of 2 cases pass/);
    assert.match(String(html), /<td style="[^"]*outline:[^"]*">3<\/td>/, 'the first difference is marked');
  });

  it('says which cell to run first', async () => {
    const { 'text/plain': text } = await bundle('mean');
    assert.match(
      String(text),
      /has not been run yet.\n {2}→ Run the cell that begins with "\/\/ task: mean" first\./,
    );
  });

  it('never throws', async () => {
    assert.match(String((await bundle(undefined as never))['text/plain']), /takes the id of a task/);
    setHost({
      display: () => undefined,
      clear: () => undefined,
      request: () => Promise.reject(new Error('gone')),
    });
    assert.match(String((await bundle('mean'))['text/plain']), /could not be run: gone/);
    setHost(undefined);
    assert.match(
      String((await bundle('mean'))['text/plain']),
      /works in a notebook.*\n.*npx blossom check FILE --task mean/,
    );
  });

  it('a course that cannot be read is told, not thrown', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'blossom-'));
    writeFileSync(join(empty, 'solutions'), 'a file');
    const result = await checkRequestHandler(empty)({ task: 'mean' }, { taskSource: () => '1' });
    rmSync(empty, { recursive: true });
    assert.deepEqual([result.status, result.reason], ['error', 'machine']);
    assert.match(result.message!, /solutions/);
  });
});

describe('check of a file', () => {
  const course = makeCourse();
  after(() => rmSync(course, { recursive: true }));
  const script = join(course, 'solutions', '00-demo.ts');

  it('reads the task cells of a percent script and of a notebook', async () => {
    const results = await checkFile(script, { root: course });
    assert.deepEqual(
      results.map(({ task, status, reason }) => [task, status, reason]),
      [
        ['double-all', 'passed', undefined],
        ['mean', 'passed', undefined],
        ['broken', 'error', 'author'],
      ],
    );
    const text = `// %%\n// task: mean\nconst mean = () => 3;\n\n// %% task="double-all"\n${RIGHT}`;
    const path = join(course, 'mine.ipynb');
    await writeNotebook(path, scriptToNotebook(parsePercent(text)));
    const mine = await checkFile(path, { root: course });
    assert.deepEqual(
      mine.map(({ task, status }) => [task, status]),
      [
        ['mean', 'failed'],
        ['double-all', 'passed'],
      ],
    );
    const one = await checkFile(path, { root: course, task: 'double-all' });
    assert.deepEqual(
      one.map(({ task }) => task),
      ['double-all'],
    );
  });

  it("knows a cell by nbgrader's metadata alone", async () => {
    const path = join(course, 'nbgrader.ipynb');
    const notebook = scriptToNotebook(parsePercent(`// %% task="double-all" points=3\n${RIGHT}`));
    for (const cell of notebook.cells) {
      delete cell.metadata['blossom'];
      cell.source = RIGHT;
    }
    await writeNotebook(path, notebook);
    assert.ok(!(await readNotebook(path)).cells[0]!.source.includes('task:'));
    assert.deepEqual(
      (await checkFile(path, { root: course })).map(({ status }) => status),
      ['passed'],
    );
  });

  it('says what is missing: the file, any task, the one that is asked for', async () => {
    await assert.rejects(
      checkFile(join(course, 'none.ipynb'), { root: course }),
      /none\.ipynb: there is no such file/,
    );
    await assert.rejects(
      checkFile(script, { root: course, task: 'sum' }),
      /has no cell of the task "sum"; it has: double-all/,
    );
    const path = join(course, 'lesson.ts');
    writeFileSync(path, '// %%\n1 + 1\n');
    await assert.rejects(checkFile(path, { root: course }), /has no task: name a notebook of exercises/);
  });

  it("a learner's own solutions folder replaces nothing", () => {
    const before = process.cwd();
    process.chdir(course);
    try {
      assert.equal(courseRoot(), root);
    } finally {
      process.chdir(before);
    }
  });
});
