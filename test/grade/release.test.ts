/** The hand-out: what is in it, that the same course gives the same bytes, and that every planted leak is found. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { releaseText } from 'kernel-lib/dist/cli/release.js';
import { findLeaks } from 'kernel-lib/dist/grade/release/leaks.js';
import { allNeedles } from 'kernel-lib/dist/grade/release/needles.js';
import { HAND_OUT, release, type ReleaseReport } from 'kernel-lib/dist/grade/release/release.js';
import { formatNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import { courseRoot, lessonNotebook, listTasks, loadCases, loadHints } from 'kernel-lib/dist/grade/tasks.js';
import { root as repository } from '../support/paths.js';
import { makeCourse } from './course.js';
import {
  DOUBLE_ALL,
  LESSON,
  MEAN,
  notebook,
  readAll,
  sourceOf,
  temporary,
  write,
  type Json,
} from './hand-ins.js';

const ANSWER = 'return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;';
const HIDDEN = `module.exports = ({ describe, it, learner, close }) => {
  describe('the numbers of a long list', () => {
    it('agrees with the reference', { tell: 'The mean of some long list is another one.' }, async () => {
      close(await learner('mean', [17, 23, 4711, 0.125]), 1187.78125);
    });
  });
};
`;
const HINTS = '## Hint 1\nAdd.\n\n## Hint 2\nDivide.\n\n## Hint 3\nThe sum by the count.\n';
const EXTRA = {
  [`solutions/${LESSON}/mean/hidden.js`]: HIDDEN,
  [`solutions/${LESSON}/double-all/hints.md`]: HINTS,
  [`notebooks/${LESSON}.ipynb`]: JSON.stringify({
    cells: [
      {
        cell_type: 'code',
        id: 'a',
        metadata: {},
        source: '1 + 1',
        outputs: [{ output_type: 'stream', name: 'stdout', text: ANSWER }],
        execution_count: 7,
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  }),
  'notebooks/picture.png': 'PNG',
  'data/checkpoints/journey-large.safetensors': 'weights',
};

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

describe('release', () => {
  const made: string[] = [];
  const course = (files: Record<string, string> = {}) => {
    const root = makeCourse({ ...EXTRA, ...files });
    made.push(root);
    return root;
  };
  after(() => made.forEach((root) => rmSync(root, { recursive: true })));

  it('makes a folder and a zip file of exercises, cases, hints and lessons, without anything else', async () => {
    const root = course();
    const out = temporary();
    const report = await release({ root, out });
    assert.deepEqual(report.leaks, []);
    const wanted = [
      'README.md',
      `exercises/${LESSON}.ipynb`,
      'hand-out.json',
      `notebooks/${LESSON}.ipynb`,
      'notebooks/picture.png',
      `solutions/${LESSON}/broken/cases.js`,
      ...['double-all', 'mean'].flatMap((task) => [
        `solutions/${LESSON}/${task}/cases.js`,
        `solutions/${LESSON}/${task}/hints.md`,
      ]),
    ];
    assert.deepEqual(filesIn(report.folder!), wanted);
    assert.deepEqual(report.files, wanted);
    const exercise = readFileSync(join(report.folder!, `exercises/${LESSON}.ipynb`), 'utf8');
    assert.equal(exercise, formatNotebook(await lessonNotebook(root, LESSON, { stubs: true })));
    const lesson = JSON.parse(
      readFileSync(join(report.folder!, `notebooks/${LESSON}.ipynb`), 'utf8'),
    ) as Json;
    assert.deepEqual([lesson.cells[0].outputs, lesson.cells[0].execution_count], [[], null]);
    assert.deepEqual(readdirSync(out).sort(), [HAND_OUT, `${HAND_OUT}.zip`]);
    const text = releaseText(report);
    assert.match(
      text,
      /Searched in 10 files \(names, text, JSON, base64, hexadecimal\): 2 lines of answers, 5 of hidden checks/,
    );
    assert.match(text, /1 names of checkpoints, the secret\.\nNot searched, .*: broken\.\nFound nothing\./);
  });

  it('the same course gives the same bytes, in every time zone; a second release takes the place of the first', async () => {
    const root = course();
    const out = temporary();
    const first = await release({ root, out });
    const bytes = readFileSync(first.zip!);
    writeFileSync(join(first.folder!, 'left-over.txt'), 'x');
    const again = await release({ root, out });
    assert.deepEqual(readFileSync(again.zip!), bytes);
    assert.ok(!existsSync(join(again.folder!, 'left-over.txt')));
    const script = `require('kernel-lib/dist/grade/release/release.js').release({root: process.argv[1], out: process.argv[2]})`;
    const elsewhere = temporary();
    execFileSync(process.execPath, ['-e', script, root, elsewhere], {
      cwd: repository,
      env: { ...process.env, TZ: 'Asia/Shanghai' },
    });
    assert.deepEqual(readFileSync(join(elsewhere, `${HAND_OUT}.zip`)), bytes);
  });

  it('the zip file is one that hand-ins are read from: every path in one folder', async () => {
    const root = course();
    const { zip } = await release({ root, out: temporary() });
    const [one] = await readAll(root, zip!);
    assert.deepEqual(
      one!.answers.map(({ matchedBy }) => matchedBy),
      ['task id', 'task id', 'task id'],
    );
  });

  it('makes the secret once, for its owner alone, and keeps it', async () => {
    const root = course();
    const path = join(root, 'grading/secret');
    const first = await release({ root, out: temporary() });
    const secret = readFileSync(path, 'utf8');
    assert.match(secret, /^[0-9a-f]{64}\n$/);
    assert.deepEqual(first.secret, { path, made: true });
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    const second = await release({ root, out: temporary() });
    assert.deepEqual(second.secret, { path, made: false });
    assert.equal(readFileSync(path, 'utf8'), secret);
    assert.ok(!releaseText(first).includes(secret.trim()));
    writeFileSync(path, 'no secret');
    await assert.rejects(
      release({ root, out: temporary() }),
      /is not a secret seed \(64 hexadecimal digits\)/,
    );
    const ignored = execFileSync('git', ['check-ignore', 'grading/secret'], {
      cwd: repository,
      encoding: 'utf8',
    });
    assert.equal(ignored.trim(), 'grading/secret');
    const handbook = spawnSync('git', ['check-ignore', 'docs/grading/new.md'], { cwd: repository });
    assert.equal(handbook.status, 1, 'docs/grading/ is not ignored');
  });

  it('refuses a folder that is no hand-out, and names lessons that are not there', async () => {
    const root = course();
    const out = write({ [`${HAND_OUT}/thesis.txt`]: 'mine' });
    await assert.rejects(release({ root, out }), /is there and is no hand-out/);
    assert.deepEqual(filesIn(out), [`${HAND_OUT}/thesis.txt`]);
    await assert.rejects(
      release({ root, out: temporary(), lessons: ['07'] }),
      /There is no lesson "07".*there are: 00-demo/,
    );
    await assert.rejects(release({ root: temporary(), out }), /release works in the instructor's course/);
  });

  it('releases the lessons that are asked for, by name or number', async () => {
    const next = `// %% task="next"\nfunction f() {\n  // BEGIN SOLUTION\n  return 1;\n  // END SOLUTION\n}\n`;
    const root = course({
      'solutions/01-next.ts': next,
      'notebooks/01-next.ipynb': '{"cells": [], "nbformat": 4}',
    });
    const notebooks = async (lessons: string[]) =>
      (await release({ root, out: temporary(), lessons })).files.filter((file) => file.endsWith('.ipynb'));
    assert.deepEqual(await notebooks(['01']), ['exercises/01-next.ipynb', 'notebooks/01-next.ipynb']);
    assert.deepEqual(await notebooks([LESSON]), [`exercises/${LESSON}.ipynb`, `notebooks/${LESSON}.ipynb`]);
    assert.equal((await notebooks([])).length, 4);
  });
});

describe('a leak', () => {
  const made: string[] = [];
  after(() => made.forEach((root) => rmSync(root, { recursive: true })));

  const planted = async (files: Record<string, string>): Promise<{ report: ReleaseReport; out: string }> => {
    const root = makeCourse({ ...EXTRA, ...files });
    made.push(root);
    const out = temporary();
    return { report: await release({ root, out }), out };
  };
  const found = async (files: Record<string, string>, path: string, kind: string) => {
    const { report, out } = await planted(files);
    assert.ok(
      report.leaks.some((leak) => leak.path === path && leak.kind === kind),
      JSON.stringify(report.leaks),
    );
    assert.deepEqual(readdirSync(out), [], 'nothing is made');
    assert.equal(report.folder, undefined);
    assert.match(releaseText(report), new RegExp(`${path} gives away ${kind} .*[^]*Nothing was made`));
  };
  const cases = `solutions/${LESSON}/mean/cases.js`;
  const hints = `solutions/${LESSON}/mean/hints.md`;
  const lesson = `notebooks/${LESSON}.ipynb`;
  const markdown = (source: string) =>
    JSON.stringify({ cells: [{ cell_type: 'markdown', metadata: {}, source }], metadata: {}, nbformat: 4 });
  const withCases = (text: string) =>
    `module.exports = { task: 'mean', exports: ['mean'], visible: [{ name: 'a', call: 'mean', args: [[1]], expected: 1 }] };\n${text}\n`;

  it('of an answer is found in a text, a hint, a comment of the cases, with other blanks and line breaks', async () => {
    await found({ [lesson]: markdown(`So you write\n\n    ${ANSWER}`) }, lesson, 'answer');
    await found(
      { [lesson]: markdown('Or `return numbers.reduce( (sum,n) =>\n  sum+n, 0 ) / numbers.length`') },
      lesson,
      'answer',
    );
    await found({ [hints]: `## Hint 1\na\n## Hint 2\nb\n## Hint 3\n\`${ANSWER}\`\n` }, hints, 'answer');
    await found({ [cases]: withCases(`// ${ANSWER}`) }, cases, 'answer');
  });

  it('of an answer is found inside of JSON strings, base64 and hexadecimal digits', async () => {
    const base64 = Buffer.from(`const a = 1; ${ANSWER}`).toString('base64');
    const quoted = JSON.stringify({ note: [`x "y" ${ANSWER.slice(0, 30)}`, ANSWER.slice(30)] });
    await found({ [lesson]: markdown(`![](data:text/plain;base64,${base64})`) }, lesson, 'answer');
    await found({ [cases]: withCases(`// ${Buffer.from(ANSWER).toString('hex')}`) }, cases, 'answer');
    await found(
      {
        [lesson]: JSON.stringify({
          cells: [],
          metadata: { kept: quoted, list: JSON.parse(quoted).note },
          nbformat: 4,
        }),
      },
      lesson,
      'answer',
    );
  });

  it('of a hidden check, of a wrong solution, of an alternative, of a checkpoint, of the secret is found', async () => {
    await found(
      { [cases]: withCases("// close(await learner('mean', [17, 23, 4711, 0.125]), 1187.78125);") },
      cases,
      'hidden check',
    );
    await found({ [lesson]: markdown('The mean of some long list is another one.') }, lesson, 'hidden check');
    await found(
      { [lesson]: markdown('`const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0);`') },
      lesson,
      'wrong solution',
    );
    await found(
      {
        [hints]:
          '## Hint 1\nfunction mean(xs: number[]) { let sum = 0; for (const x of xs) sum += x / xs.length; return sum; }',
      },
      hints,
      'alternative',
    );
    await found({ [lesson]: markdown('loads `journey-large`') }, lesson, 'checkpoint');
    const secret = 'ab12'.repeat(16);
    await found({ 'grading/secret': secret, [cases]: withCases(`// ${secret}`) }, cases, 'secret');
    await found(
      { 'grading/secret': secret, [lesson]: markdown(Buffer.from(secret, 'hex').toString('base64')) },
      lesson,
      'secret',
    );
    const { report } = await planted({ 'grading/secret': secret, [cases]: withCases(`// ${secret}`) });
    assert.ok(!JSON.stringify(report).includes(secret), 'the report does not tell it either');
  });

  it('in an output, in an attachment, in the name of a file, and a file that has no place in a hand-out', async () => {
    const root = makeCourse(EXTRA);
    made.push(root);
    const sets = await allNeedles(root, 'cd'.repeat(32));
    const leaks = (path: string, content: unknown) =>
      findLeaks(
        [{ path, bytes: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)) }],
        sets,
      ).map(({ kind }) => kind);
    const output = (data: object) => ({
      cells: [{ cell_type: 'code', source: [], outputs: [{ output_type: 'display_data', data }] }],
    });
    assert.deepEqual(leaks('x.ipynb', output({ 'text/plain': ['<pre>', `${ANSWER}</pre>`] })), ['answer']);
    assert.deepEqual(
      leaks('x.ipynb', output({ 'image/png': Buffer.from(`..${ANSWER}`).toString('base64') })),
      ['answer'],
    );
    assert.deepEqual(leaks('x.ipynb', { cells: [{ attachments: { 'a.txt': { 'text/plain': ANSWER } } }] }), [
      'answer',
    ]);
    assert.deepEqual(leaks(`exercises/journey-large.png`, ''), ['checkpoint']);
    for (const path of [
      `solutions/${LESSON}.ts`,
      `solutions/${LESSON}/mean/hidden.js`,
      `solutions/${LESSON}/mean/wrong/sum.ts`,
      `solutions/${LESSON}/mean/alternatives/plain.ts`,
      'grading/secret',
      'data/x.safetensors',
    ]) {
      assert.deepEqual(leaks(path, 'x'), ['forbidden file'], path);
    }
    assert.deepEqual(
      leaks('README.md', 'Take the mean of the numbers: add them, then divide by their count.'),
      [],
    );
  });

  it('a hint may be nearly code: up to half of the lines of a long answer', async () => {
    const answer = [
      '  let total = 0; // the sum',
      '  for (const one of numbers) total += one * 1;',
      '  const count = numbers.length * 1;',
      '  return (total * 1) / (count * 1);',
    ];
    const script = (lines: string[]) =>
      `// %% task="mean" points=1\nfunction mean(numbers: number[]) {\n  // BEGIN SOLUTION\n${lines.join('\n')}\n  // END SOLUTION\n}\n`;
    const hint = (count: number) => `## Hint 3\n${answer.slice(0, count).join('\n')}\n`;
    const files = (count: number) => ({ [`solutions/${LESSON}.ts`]: script(answer), [hints]: hint(count) });
    assert.deepEqual((await planted(files(2))).report.leaks, []);
    await found(files(3), hints, 'answer');
  });

  it('of one answer in the stub of another task is found', async () => {
    const cells = `// %% task="mean" points=1
function mean(numbers: number[]) {
  // BEGIN SOLUTION
  ${ANSWER}
  // END SOLUTION
}

// %% task="next"
function given(numbers: number[]) {
  ${ANSWER}
}
function next() {
  // BEGIN SOLUTION
  return given([1, 2, 3]) + given([4, 5, 6]);
  // END SOLUTION
}
`;
    await found({ [`solutions/${LESSON}.ts`]: cells }, `exercises/${LESSON}.ipynb`, 'answer');
  });

  it('is not what everybody has: the stub, imports, heads of loops', async () => {
    const { report } = await planted({
      [lesson]: markdown(
        'const mean = async (numbers: number[]): Promise<number> => {\nimport * as tf from "@tensorflow/tfjs";\nfor (let i = 0; i < numbers.length; i++) {',
      ),
      [`solutions/${LESSON}/mean/wrong/loop.ts`]:
        'import * as tf from "@tensorflow/tfjs";\nfor (let i = 0; i < numbers.length; i++) {\n}\n',
    });
    assert.deepEqual(report.leaks, []);
  });
});

describe('the released folder', function () {
  this.timeout(120_000);

  it('with the library in it, a student checks an exercise there', async () => {
    const root = makeCourse(EXTRA);
    const { folder } = await release({ root, out: temporary() });
    rmSync(root, { recursive: true });
    const student = folder!;
    assert.deepEqual(
      (await listTasks(student)).map(({ task, points, following }) => [task, points, following]),
      [
        ['double-all', 3, 'mean'],
        ['mean', 1, 'broken'],
        ['broken', undefined, undefined],
      ],
    );
    for (const part of ['dist', 'bin', 'package.json']) {
      cpSync(join(repository, 'kernel-lib', part), join(student, 'kernel-lib', part), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(student, 'node_modules'), 'junction');
    assert.equal(courseRoot(join(student, 'kernel-lib', 'dist', 'grade')), student);
    const file = join(student, 'exercises', `${LESSON}.ipynb`);
    writeFileSync(
      file,
      JSON.stringify(
        await notebook(student, { 'double-all': DOUBLE_ALL, mean: MEAN.replace('a + b', 'a - b') }),
      ),
    );
    const blossom = join(student, 'kernel-lib', 'bin', 'blossom.js');
    const statuses = async (task: string) => {
      const args = [blossom, 'check', file, '--task', task, '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: temporary() }).catch(
        (thrown: { stdout: string }) => thrown,
      );
      return (JSON.parse(stdout) as { results: { status: string }[] }).results.map(({ status }) => status);
    };
    assert.deepEqual(await statuses('double-all'), ['passed']);
    assert.deepEqual(await statuses('mean'), ['failed']);
    rmSync(student, { recursive: true });
  });

  it('where the library was installed in it, it is found as well', () => {
    const student = write({ 'solutions/.keep': '', 'node_modules/kernel-lib/dist/grade/tasks.js': '' });
    assert.equal(courseRoot(join(student, 'node_modules/kernel-lib/dist/grade')), student);
    mkdirSync(join(student, 'elsewhere'));
    assert.throws(() => courseRoot(temporary()), /no solutions folder above/);
  });

  it('what students hand in from it is read against the course', async () => {
    const root = makeCourse(EXTRA);
    const { folder } = await release({ root, out: temporary() });
    const handedOut = JSON.parse(readFileSync(join(folder!, `exercises/${LESSON}.ipynb`), 'utf8')) as Json;
    handedOut.cells[1].source = DOUBLE_ALL;
    const [one] = await readAll(root, write({ [`s1/${LESSON}.ipynb`]: handedOut }));
    assert.equal(sourceOf(one!, 'double-all'), DOUBLE_ALL);
    assert.deepEqual(one!.warnings, []);
    rmSync(root, { recursive: true });
  });
});

describe('this course', () => {
  it('is released without a leak', async function () {
    this.timeout(60_000);
    // A copy without the real secret: a test must not make one in the course.
    const root = temporary();
    for (const part of ['solutions', 'exercises', 'notebooks', 'data']) {
      cpSync(join(repository, part), join(root, part), { recursive: true });
    }
    const report = await release({ root, out: temporary() });
    assert.deepEqual(report.leaks, []);
    assert.ok(
      report.searched.answer >= 10 && report.searched['hidden check'] >= 20,
      JSON.stringify(report.searched),
    );
    assert.deepEqual(report.unsearchable, []);
    // What is handed out of a task works by itself: its cases need the library and no file of the instructor.
    symlinkSync(join(repository, 'node_modules'), join(report.folder!, 'node_modules'), 'junction');
    const tasks = await listTasks(report.folder!);
    assert.equal(tasks.length, (await listTasks(root)).length);
    for (const place of tasks) {
      assert.equal(loadCases(place).task, place.task);
      assert.equal((await loadHints(place.folder)).length, 3, place.task);
    }
    rmSync(root, { recursive: true });
  });
});
