/** Which cell is taken for which task, whatever was renamed, copied, moved or flipped. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { similarity, SIMILAR_ENOUGH } from 'kernel-lib/dist/grade/submissions/similarity.js';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { makeCourse } from './course.js';
import { cellOf, DOUBLE_ALL, MEAN, notebook, readOne, sourceOf, type Json } from './hand-ins.js';

const code = (source: string, metadata: object = {}) => ({
  cell_type: 'code',
  metadata,
  outputs: [],
  source,
});
const CHECK = "// %%\nawait check('mean');\n";

describe('cells that are not as they were handed out', () => {
  let root: string;
  before(async () => {
    root = makeCourse();
    const { readFileSync, writeFileSync } = await import('node:fs');
    const script = `${root}/solutions/00-demo.ts`;
    writeFileSync(script, `${readFileSync(script, 'utf8')}\n${CHECK}`);
  });
  after(() => rmSync(root, { recursive: true }));

  const mangled = async (change: (json: Json) => void) => {
    const json = await notebook(root);
    change(json);
    return readOne(root, json);
  };
  const answer = ({ answers }: Submission, task: string) => answers.find((one) => one.task === task)!;
  const warned = (submission: Submission, pattern: RegExp) =>
    assert.ok(
      submission.warnings.some((one) => pattern.test(one)),
      submission.warnings.join('\n') || 'no warning',
    );

  it('without metadata the first line names the task', async () => {
    const submission = await mangled((json) => json.cells.forEach((cell: Json) => (cell.metadata = {})));
    assert.deepEqual(submission.warnings, []);
    assert.equal(answer(submission, 'mean').matchedBy, 'task id');
  });

  it('without its first line and metadata, the id of the cell', async () => {
    const bare = DOUBLE_ALL.replace(/^.*\n/, '');
    const submission = await mangled((json) => {
      Object.assign(cellOf(json, 'double-all'), { source: bare, metadata: {} });
    });
    assert.deepEqual(answer(submission, 'double-all'), {
      task: 'double-all',
      source: bare,
      matchedBy: 'cell id',
    });
  });

  it('without any id, the similarity to its stub, with a warning', async () => {
    const bare = DOUBLE_ALL.replace(/^.*\n/, '');
    const submission = await mangled((json) => {
      const cell = cellOf(json, 'double-all');
      Object.assign(cell, { source: bare, metadata: {} });
      delete cell.id;
    });
    assert.deepEqual(answer(submission, 'double-all'), {
      task: 'double-all',
      source: bare,
      matchedBy: 'similarity',
    });
    warned(submission, /Cell 2 names no task; it was taken for double-all because it resembles/);
  });

  it('states a threshold that tells an answer from another function', () => {
    const stub = `function doubleAll(numbers: number[]): number[] {\n  throw new Error('Not written yet: x.');\n}`;
    assert.equal(SIMILAR_ENOUGH, 0.5);
    assert.ok(similarity(`/* mine */ ${DOUBLE_ALL}`, stub) > 0.9);
    assert.ok(
      similarity('const xs: number[] = [1]; function g(a: number[]): number { return 1; }', stub) < 0.5,
    );
    assert.ok(similarity('function doubleAll(numbers: number[]) { return []; }', stub) >= 0.5);
    assert.equal(similarity('', stub), 0);
    // Comments that never end, many times: done at once.
    assert.equal(similarity('/*'.repeat(100_000), stub), 0);
  });

  it('two cells of one task that differ: both are candidates, none is taken', async () => {
    const other = DOUBLE_ALL.replace('n * 2', 'n + n');
    const submission = await mangled((json) => json.cells.push(code(other)));
    assert.deepEqual(answer(submission, 'double-all'), {
      task: 'double-all',
      candidates: [DOUBLE_ALL, other],
    });
    warned(submission, /Cells 2 and 6 all claim the task double-all and differ/);
  });

  it('a copy of the same cell, or an untouched stub beside the answer, is no second answer', async () => {
    const stub = sourceOf(await readOne(root, await notebook(root, {})), 'double-all')!;
    const submission = await mangled((json) => json.cells.push(code(`${DOUBLE_ALL}  \n\n`), code(stub)));
    assert.equal(sourceOf(submission, 'double-all'), DOUBLE_ALL);
    assert.deepEqual(submission.warnings, []);
  });

  it('two cells that resemble one stub are candidates too', async () => {
    const bare = DOUBLE_ALL.replace(/^.*\n/, '');
    const submission = await mangled((json) => {
      json.cells.splice(1, 1, code(bare), code(bare.replace('n * 2', '2')));
    });
    assert.equal(answer(submission, 'double-all').candidates?.length, 2);
  });

  it('the answer in an extra cell is taken only where it names the task; beside an untouched stub a person chooses', async () => {
    const bare = DOUBLE_ALL.replace(/^.*\n/, '');
    const stub = sourceOf(await readOne(root, await notebook(root, {})), 'double-all')!;
    const unnamed = await readOne(
      root,
      await notebook(root, { mean: MEAN }).then((json) => {
        json.cells.push(code(bare));
        return json;
      }),
    );
    assert.deepEqual(answer(unnamed, 'double-all'), { task: 'double-all', candidates: [stub, bare] });
    warned(
      unnamed,
      /Cell 6 declares doubleAll, but does not begin with "\/\/ task: double-all"; it was not taken/,
    );
    const named = await readOne(
      root,
      await notebook(root, { mean: MEAN }).then((json) => {
        json.cells.push(code(`\n  // task: double-all\n${bare}`));
        return json;
      }),
    );
    assert.match(sourceOf(named, 'double-all')!, /n \* 2/);
  });

  it('beside a written answer, an extra cell that declares its function is said and nothing else', async () => {
    const submission = await mangled((json) => json.cells.push(code('function doubleAll() { return [1]; }')));
    assert.equal(sourceOf(submission, 'double-all'), DOUBLE_ALL);
    warned(submission, /Cell 6 declares doubleAll/);
    const inside = await mangled((json) => json.cells.push(code('{\n  const doubleAll = 1;\n}')));
    assert.deepEqual(inside.warnings, []);
  });

  it('two tasks joined in one cell are both found', async () => {
    const both = `${DOUBLE_ALL}\n\n${MEAN}`;
    const submission = await mangled((json) => json.cells.splice(1, 2, code(both)));
    assert.equal(sourceOf(submission, 'double-all'), both);
    assert.equal(sourceOf(submission, 'mean'), both);
  });

  it('flipped flags, points and cell types have no effect, and are said', async () => {
    const submission = await mangled((json) => {
      const cell = cellOf(json, 'double-all');
      cell.cell_type = 'markdown';
      Object.assign(cell.metadata.nbgrader, { grade: false, solution: false, locked: true, points: 100 });
      cellOf(json, 'mean').metadata.blossom.points = 50;
      cellOf(json, 'broken').cell_type = 'raw';
    });
    assert.equal(sourceOf(submission, 'double-all'), DOUBLE_ALL);
    warned(submission, /double-all was made a "markdown" cell/);
    warned(submission, /double-all has other marks than it was given \(grade, solution, locked, points\)/);
    warned(submission, /mean has other marks than it was given \(points\)/);
    warned(submission, /broken was made a "raw" cell/);
  });

  it('an edited cell of the instructor and a deleted check cell are said and change nothing', async () => {
    const before = await mangled(() => undefined);
    const submission = await mangled((json) => {
      json.cells[0].source = '# All tasks passed';
      json.cells.splice(4, 1);
    });
    assert.equal(submission.hash, before.hash);
    assert.deepEqual(submission.warnings, [
      'Cells of the hand-out that were edited: "Fixtures"; the instructor\'s own count.',
      "Cells of the hand-out that were not there: \"await check('mean');\"; the instructor's own count.",
    ]);
  });

  it('a task whose cell was deleted has no source, and it is said', async () => {
    const submission = await mangled((json) => json.cells.splice(1, 1));
    assert.deepEqual(answer(submission, 'double-all'), { task: 'double-all' });
    warned(submission, /No cell of the task double-all was found/);
  });

  it('stored outputs, another kernel and settings of the notebook have no effect', async () => {
    const before = await mangled(() => undefined);
    const submission = await mangled((json) => {
      json.metadata = {
        kernelspec: { name: 'python3' },
        blossom: { task: 'mean' },
        nbgrader: { score: 100 },
      };
      json.cells[1].outputs = [{ output_type: 'execute_result', data: { 'text/plain': '3 of 3 points' } }];
    });
    assert.equal(submission.hash, before.hash);
    assert.deepEqual(submission.warnings.length, 1);
    warned(submission, /set to the kernel "python3"/);
  });

  it('an answer above 256 KiB is not taken, and a megabyte of blanks costs no time', async () => {
    const submission = await mangled(
      (json) => (cellOf(json, 'mean').source = `${MEAN}${' '.repeat(1_000_000)}x`),
    );
    assert.deepEqual(answer(submission, 'mean'), { task: 'mean' });
    warned(submission, /mean \(cell 3\) has 977 KB, the limit is 256 KB/);
    const blanks = await mangled((json) => (cellOf(json, 'mean').source = `${MEAN}${' '.repeat(200_000)}x`));
    assert.equal(sourceOf(blanks, 'mean')?.length, MEAN.length + 200_001);
  });
});
