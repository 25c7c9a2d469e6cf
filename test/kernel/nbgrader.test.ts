/** nbgrader hands out, grades and comments an assignment in TypeScript, with the configuration in docs/. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/paths.js';
import { Jupyter } from './jupyter.js';

type Cell = Record<string, unknown> & { source: string; metadata: { nbgrader?: Record<string, unknown> } };
interface Notebook {
  cells: Cell[];
}

function cell(grade_id: string, source: string, points?: number): Cell {
  const grade = points !== undefined;
  const nbgrader = { schema_version: 3, grade, locked: grade, solution: !grade, task: false, grade_id };
  return {
    ...{ cell_type: 'code', id: grade_id, source, outputs: [], execution_count: null },
    metadata: { nbgrader: grade ? { ...nbgrader, points } : nbgrader },
  };
}

const source = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'blossom', display_name: 'TypeScript (Blossom)', language: 'typescript' },
  },
  cells: [
    cell(
      'double',
      `function double(x: number): number {
  // BEGIN SOLUTION
  return 2 * x;
  // END SOLUTION
}`,
    ),
    cell(
      'test-double',
      `import { strictEqual } from 'node:assert';
strictEqual(double(2), 4);
// BEGIN HIDDEN TESTS
strictEqual(double(5), 10);
// END HIDDEN TESTS`,
      3,
    ),
    cell(
      'sign',
      `function sign(x: number): number {
  // BEGIN SOLUTION
  return Math.sign(x);
  // END SOLUTION
}`,
    ),
    cell('test-sign', `Number(sign(7) === 1) + Number(sign(-7) === -1)`, 2),
  ],
};

const double = (body: string) => `function double(x: number): number { ${body} }`;
const sign = (body: string) => `function sign(x: number): number { ${body} }`;
/** Each submission: the two answers (undefined: the stub as handed out), the points, what the feedback shows. */
const submissions: Record<string, [answers: (string | undefined)[], points: number, shown: RegExp[]]> = {
  right: [[double('return x + x;'), sign('return x < 0 ? -1 : 1;')], 5, [/Score: 3\.0 \/ 3\.0/]],
  // The first passes the visible test alone, the second is no TypeScript.
  wrong: [[double('return 4;'), sign('return "x";')], 0, [/4 !== 10/, /not assignable to type .*number/]],
  crashing: [
    [double('throw new RangeError("petals");'), sign('process.exit(0);')],
    0,
    [/RangeError: petals/, /Score: 0\.0 \/ 2\.0/],
  ],
  empty: [[undefined, undefined], 0, [/Not written yet/]],
  partial: [[double('return 2 * x;'), sign('return 1;')], 4, [/Score: 1\.0 \/ 2\.0/]],
};

describe('kernel: nbgrader', function () {
  this.timeout(300_000);
  let jupyter: Jupyter;
  let course: string;
  const path = (...parts: string[]) => join(course, ...parts);
  const nbgrader = (...words: string[]) => jupyter.succeed(['-m', 'nbgrader', ...words], { cwd: course });

  before(async function () {
    jupyter = await Jupyter.install(this);
    course = mkdtempSync(join(tmpdir(), 'nbgrader-'));
    copyFileSync(join(root, 'docs', 'nbgrader_config.py'), path('nbgrader_config.py'));
    mkdirSync(path('source', 'ps1'), { recursive: true });
    writeFileSync(path('source', 'ps1', 'problem.ipynb'), JSON.stringify(source));
    nbgrader('generate_assignment', 'ps1', '--create');
  });
  after(() => {
    jupyter?.remove();
    if (course !== undefined) rmSync(course, { recursive: true });
  });

  const released = () =>
    JSON.parse(readFileSync(path('release', 'ps1', 'problem.ipynb'), 'utf8')) as Notebook;

  it('hands out stubs that throw, without the hidden tests', () => {
    const sources = released().cells.map((given) => [given.source].flat().join(''));
    assert.equal(
      sources[0],
      `function double(x: number): number {
  throw new Error('Not written yet: put your answer in place of this line.');
}`,
    );
    assert.match(sources[1]!, /double\(2\), 4/);
    assert.doesNotMatch(sources.join('\n'), /SOLUTION|HIDDEN|double\(5\)|Math\.sign/);
  });

  it('gives full points to what is right, some to what is partly right, none to anything else', () => {
    for (const [student, [answers]] of Object.entries(submissions)) {
      const notebook = released();
      const tasks = notebook.cells.filter(({ metadata }) => metadata.nbgrader?.['solution'] === true);
      tasks.forEach((task, index) => (task.source = answers[index] ?? task.source));
      mkdirSync(path('submitted', student, 'ps1'), { recursive: true });
      writeFileSync(path('submitted', student, 'ps1', 'problem.ipynb'), JSON.stringify(notebook));
    }
    nbgrader('autograde', 'ps1', '--create');
    nbgrader('export', '--to', path('grades.csv'));
    const [head, ...rows] = readFileSync(path('grades.csv'), 'utf8').trim().split('\n');
    const column = (row: string, name: string) => row.split(',')[head!.split(',').indexOf(name)]!;
    assert.deepEqual(
      Object.fromEntries(rows.map((row) => [column(row, 'student_id'), Number(column(row, 'score'))])),
      Object.fromEntries(Object.entries(submissions).map(([student, [, points]]) => [student, points])),
    );
  });

  it('shows each learner points and errors', () => {
    nbgrader('generate_feedback', 'ps1');
    for (const [student, [, , patterns]] of Object.entries(submissions)) {
      const page = readFileSync(path('feedback', student, 'ps1', 'problem.html'), 'utf8');
      for (const pattern of patterns) assert.match(page, pattern, student);
    }
  });
});
