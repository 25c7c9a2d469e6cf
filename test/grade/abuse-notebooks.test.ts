/**
 * Tampered and unlucky notebooks, and what is shipped beside them: rows 3, 20, 21 and 35 to 46 of docs/grading/abuse.md,
 * from the file to the grade. What is said of each is tested with the reading of submissions.
 */
import assert from 'node:assert/strict';
import { appendFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { gradeSubmission } from 'kernel-lib/dist/grade/hidden/grade-submission.js';
import { noIsolation } from 'kernel-lib/dist/grade/isolation/none.js';
import { exportCsv } from 'kernel-lib/dist/grade/reports/exports/csv.js';
import { exportNbgrader } from 'kernel-lib/dist/grade/reports/exports/nbgrader.js';
import { feedbackPage } from 'kernel-lib/dist/grade/reports/feedback.js';
import { finalGrades } from 'kernel-lib/dist/grade/reports/scores.js';
import { RIGHT, WRONG } from './course.js';
import { cellOf, DOUBLE_ALL, notebook, readAll, readOne, temporary, write, type Json } from './hand-ins.js';
import { hiddenCourse, SECRET } from './hidden-course.js';

const code = (source: string) => ({ cell_type: 'code', metadata: {}, outputs: [], source });
const WRONG_CELL = `// task: double-all\n${WRONG}`;
const BARE = DOUBLE_ALL.replace(/^.*\n/, '');

/** Put together, so that no tool takes this file for one that is in conflict. */
const MARKERS = ['<', '=', '>'].map((sign) => sign.repeat(7)).join('\n');

describe('abuse: notebooks', () => {
  let root: string;
  const made: string[] = [];
  before(() => {
    made.push((root = hiddenCourse()));
    appendFileSync(join(root, 'solutions', '00-demo.ts'), "\n// %%\nawait check('double-all');\n");
  });
  after(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

  const graded = (submission: Submission) =>
    gradeSubmission(submission, { root, secret: SECRET, isolation: noIsolation() });
  const outcomeOf = async (submission: Submission) => {
    const { tasks } = await graded(submission);
    const task = tasks.find((one) => one.task === 'double-all')!;
    return `${task.outcome}, ${task.points} of ${task.maxPoints}`;
  };
  const mangled = async (change: (json: Json) => unknown, answers?: Record<string, string>) => {
    const json = await notebook(root, answers);
    change(json);
    return readOne(root, json);
  };

  const FULL = 'passed, 3 of 3';
  const NOTHING = 'failed, 0.75 of 3'; // The check of an untouched input passes of itself.

  const changes: Record<string, [outcome: string, change: (json: Json) => unknown, warned?: RegExp]> = {
    '35 an edited locked cell': [
      FULL,
      (json) => (json.cells[0].source = '# Full marks, please'),
      /were edited/,
    ],
    '36 two different cells of one task': [
      'review, 0 of 3',
      (json) => json.cells.push(code(WRONG_CELL)),
      /all claim/,
    ],
    '37 a deleted check cell': [
      FULL,
      (json) => (json.cells = json.cells.filter((cell: Json) => !/await check/.test(cell.source))),
      /were not there/,
    ],
    '38 stripped ids': [
      FULL,
      (json) => json.cells.forEach((cell: Json) => ((cell.metadata = {}), delete cell.id)),
    ],
    '38 ids and first line stripped': [
      FULL,
      (json) => (
        Object.assign(cellOf(json, 'double-all'), { source: BARE, metadata: {}, id: 'renamed' }),
        undefined
      ),
      /was taken for double-all because it resembles/,
    ],
    '39 flipped flags, points and type': [
      FULL,
      (json) => {
        const cell = cellOf(json, 'double-all');
        cell.cell_type = 'markdown';
        Object.assign(cell.metadata.nbgrader, { grade: false, solution: false, points: 100 });
      },
      /made a "markdown" cell/,
    ],
    '40 another kernelspec': [
      FULL,
      (json) => (json.metadata.kernelspec = { name: 'python3', language: 'python' }),
      /kernel "python3"/,
    ],
    '43 merge markers in the answer': [
      'syntax error, 0 of 3',
      (json) => (cellOf(json, 'double-all').source = `${DOUBLE_ALL}\n${MARKERS}`),
      /merge markers/,
    ],
    '44 stored outputs that fake a run': [
      'failed, 0.75 of 3',
      (json) =>
        Object.assign(cellOf(json, 'double-all'), {
          source: WRONG_CELL,
          outputs: [{ output_type: 'execute_result', data: { 'text/plain': '3 of 3 points' }, metadata: {} }],
        }),
    ],
  };
  for (const [name, [outcome, change, warned]] of Object.entries(changes)) {
    it(`${name}: ${outcome}`, async () => {
      const submission = await mangled(change);
      assert.equal(await outcomeOf(submission), outcome);
      if (warned !== undefined) assert.match(submission.warnings.join('\n'), warned);
    });
  }

  it('3 a symbolic link is not followed: ungraded', async () => {
    const folder = write({ 'outside/secret.ipynb': await notebook(root) });
    const handIns = temporary();
    made.push(folder, handIns);
    write({ 's001/other.txt': 'x' }, handIns);
    symlinkSync(join(folder, 'outside', 'secret.ipynb'), join(handIns, 's001', '00-demo.ipynb'));
    const [submission] = await readAll(root, handIns);
    const result = await graded(submission!);
    assert.equal(result.state, 'ungraded');
    assert.equal(result.score, null);
    assert.match(submission!.unreadable!, /link/);
  });

  it('20, 21 packages and configuration that are shipped beside it count for nothing: failed', async () => {
    const fake = 'module.exports = { strictEqual() {}, tensor: () => ({ dataSync: () => [2, 4, 6] }) };';
    const folder = write({
      's001/00-demo.ipynb': await notebook(root, { 'double-all': WRONG_CELL }),
      's001/node_modules/tslab/index.js': fake,
      's001/node_modules/@tensorflow/tfjs/index.js': fake,
      's001/node_modules/kernel-lib/dist/grade/judge.js': fake,
      's001/package.json': { type: 'module', main: 'evil.js', scripts: { preinstall: 'touch evil' } },
      's001/tsconfig.json': { compilerOptions: { plugins: [{ name: 'evil' }] } },
      's001/.npmrc': 'node-options=--require ./evil.js\n',
      's001/.mocharc.js': 'process.exit(0);',
      's001/solutions/00-demo/double-all/hidden.js': 'module.exports = () => undefined;',
    });
    made.push(folder);
    const submissions = await readAll(root, folder);
    assert.equal(submissions.length, 1);
    assert.equal(await outcomeOf(submissions[0]!), NOTHING);
  });

  it(`41 another file name: ${FULL}`, async () => {
    const submission = await readOne(root, await notebook(root), 'Kopie von mein Notebook (2).ipynb');
    assert.equal(await outcomeOf(submission), FULL);
  });

  it('42 the answer in an extra cell: taken where it names the task, else a person chooses', async () => {
    const named = await mangled((json) => json.cells.push(code(DOUBLE_ALL)), {});
    assert.equal(await outcomeOf(named), FULL);
    const unnamed = await mangled((json) => json.cells.push(code(BARE)), {});
    assert.equal(await outcomeOf(unnamed), 'review, 0 of 3');
    assert.match(unnamed.warnings.join('\n'), /declares doubleAll, but does not begin with/);
  });

  it('43 merge markers in the file, and JSON without end: ungraded, which is no zero', async () => {
    const text = JSON.stringify(await notebook(root), null, 1);
    const merged = text.replace('"cells"', `${MARKERS}\n"cells"`);
    for (const content of [merged, `${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
      const result = await graded(await readOne(root, content));
      assert.deepEqual([result.state, result.score, result.tasks.length], ['ungraded', null, 0]);
      assert.match(result.review.join(), /Nothing could be read/);
    }
  });

  it(`43 a byte-order mark, and nbformat 3: ${FULL}`, async () => {
    const marked = `\uFEFF${JSON.stringify(await notebook(root))}`;
    const old = {
      nbformat: 3,
      metadata: {},
      worksheets: [{ cells: [{ cell_type: 'code', input: DOUBLE_ALL }] }],
    };
    for (const content of [marked, old]) assert.equal(await outcomeOf(await readOne(root, content)), FULL);
  });

  it('44 stored outputs beside a stub: not written', async () => {
    const submission = await mangled((json) => {
      cellOf(json, 'double-all').outputs = [
        { output_type: 'stream', name: 'stdout', text: 'all cases pass' },
      ];
    }, {});
    assert.equal(await outcomeOf(submission), 'not written, 0 of 3');
  });

  it('45 HTML in an answer and in a name is escaped in feedback', async () => {
    const script = '<script>alert(1)</script>';
    const throws = `// task: double-all\nfunction doubleAll() { throw new Error('${script}'); }`;
    const submission = await mangled((json) => (cellOf(json, 'double-all').source = throws));
    const { grades } = finalGrades({
      results: [await graded({ ...submission, student: `<img src=x onerror=1>` })],
    });
    const page = feedbackPage(grades);
    assert.ok(page.includes('&lt;script&gt;alert(1)'), 'the visible case tells what was thrown');
    assert.ok(!page.includes(script) && !page.includes('<img src=x'));
  });

  it('46 a formula or a comma in a name stays one field of text in CSV', async () => {
    const student = '=HYPERLINK("http://evil.example","x"),1';
    const result = await graded({
      ...(await readOne(root, await notebook(root, { 'double-all': RIGHT }))),
      student,
    });
    for (const exporter of [exportCsv, exportNbgrader]) {
      const text = exporter(finalGrades({ results: [result] })).files[0]!.text;
      assert.ok(text.includes(`"'=HYPERLINK(""http://evil.example"",""x""),1"`), text);
    }
  });
});
