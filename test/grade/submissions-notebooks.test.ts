/** Tampered, damaged and unlucky notebooks: what is taken of each, and what is said. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { lessonNotebook, taskCells } from 'kernel-lib/dist/grade/tasks.js';
import type { Submission } from 'kernel-lib/dist/grade/grading.js';
import { makeCourse } from './course.js';
import { cellOf, DOUBLE_ALL, LESSON, MEAN, notebook, readOne, sourceOf, type Json } from './hand-ins.js';

describe('the notebook that a student hands in', () => {
  let root: string;
  let clean: Submission;
  before(async () => {
    root = makeCourse();
    clean = await readOne(root, await notebook(root));
  });
  after(() => rmSync(root, { recursive: true }));

  const mangled = async (change: (json: Json) => void) => {
    const json = await notebook(root);
    change(json);
    return readOne(root, json);
  };
  const unreadable = (submission: Submission, pattern: RegExp) => {
    assert.match(submission.unreadable ?? 'it was read', pattern);
    assert.deepEqual(submission.answers, []);
    assert.equal(submission.student, 's001');
    assert.equal(submission.lesson, LESSON);
  };
  const taken = (submission: Submission) => {
    assert.equal(submission.unreadable, undefined);
    assert.equal(sourceOf(submission, 'double-all'), DOUBLE_ALL);
    assert.equal(sourceOf(submission, 'mean'), MEAN);
  };
  const warned = (submission: Submission, pattern: RegExp) =>
    assert.ok(
      submission.warnings.some((one) => pattern.test(one)),
      submission.warnings.join('\n') || 'no warning',
    );

  it('gives one answer for each task in its order, taken by task id, without a warning', async () => {
    const stub = taskCells(await lessonNotebook(root, LESSON, { stubs: true }))[2]!.source;
    assert.deepEqual(clean, {
      student: 's001',
      lesson: LESSON,
      hash: clean.hash,
      answers: [
        { task: 'double-all', source: DOUBLE_ALL, matchedBy: 'task id' },
        { task: 'mean', source: MEAN, matchedBy: 'task id' },
        { task: 'broken', source: stub, matchedBy: 'task id' },
      ],
      warnings: [],
    });
    assert.match(clean.hash, /^[0-9a-f]{64}$/);
  });

  it('equal answers have equal hashes, whatever else is in the file; other answers have others', async () => {
    const same = await mangled((json) => {
      json.metadata.kernelspec.name = 'python3';
      json.cells.reverse();
      json.cells.forEach((cell: Json) => delete cell.id);
      cellOf(json, 'mean').source = MEAN.split(/(?<=\n)/);
      cellOf(json, 'mean').outputs = [{ output_type: 'stream', name: 'stdout', text: 'passed' }];
    });
    assert.equal(same.hash, clean.hash);
    const other = await mangled((json) => (cellOf(json, 'mean').source += ' '));
    assert.notEqual(other.hash, clean.hash);
    const missing = await mangled((json) => json.cells.splice(2, 1));
    assert.notEqual(missing.hash, clean.hash);
    const broken = await readOne(root, '');
    const truncated = await readOne(root, '{"cells": [');
    assert.notEqual(broken.hash, truncated.hash);
  });

  it('source as text or as a list, line ends of Windows, a byte-order mark, UTF-16: the same answers', async () => {
    const json = await notebook(root);
    const text = JSON.stringify(json);
    const marked = await readOne(root, `\uFEFF${text}`);
    taken(marked);
    warned(marked, /byte-order mark/);
    taken(await readOne(root, text.replaceAll('\\n', '\\r\\n')));
    const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
    for (const bytes of [wide, Buffer.from(wide).swap16(), wide.subarray(2)]) {
      const submission = await readOne(root, bytes);
      taken(submission);
      warned(submission, /UTF-16/);
      assert.equal(submission.hash, clean.hash);
    }
  });

  it('bytes that are no UTF-8 are replaced, and said', async () => {
    const json = await notebook(root, { 'double-all': `${DOUBLE_ALL} // caf\u00e9`, mean: MEAN });
    const submission = await readOne(root, Buffer.from(JSON.stringify(json), 'latin1'));
    assert.equal(sourceOf(submission, 'double-all'), `${DOUBLE_ALL} // caf\uFFFD`);
    warned(submission, /no UTF-8/);
  });

  it('what no program could read is unreadable, with the reason in a sentence', async () => {
    const text = JSON.stringify(await notebook(root), null, 1);
    unreadable(await readOne(root, ''), /is empty/);
    unreadable(await readOne(root, text.slice(0, 900)), /ends in the middle.*hand it in again/);
    unreadable(await readOne(root, text.replace('"cells"', 'cells')), /JSON is damaged/);
    unreadable(await readOne(root, 'PK\x03\x04'), /is no notebook.*hand in the \.ipynb file/);
    unreadable(await readOne(root, '[1, 2]'), /is no notebook/);
    unreadable(await readOne(root, 'null'), /is no notebook/);
    unreadable(await readOne(root, '{}'), /no list of cells/);
    unreadable(await readOne(root, '{"cells": {"0": 1}, "nbformat": 4}'), /no list of cells/);
    unreadable(await readOne(root, '{"cells": [], "nbformat": 5}'), /format 5/);
    const merge = text.replace('"cells"', '<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"cells"');
    unreadable(await readOne(root, merge), /merge markers/);
  });

  it('merge markers inside of a cell are the answer as it is, and said', async () => {
    const source = `${DOUBLE_ALL}\n<<<<<<< HEAD\n=======\n>>>>>>> theirs`;
    const submission = await mangled((json) => (cellOf(json, 'double-all').source = source));
    assert.equal(sourceOf(submission, 'double-all'), source);
    warned(submission, /double-all has merge markers/);
  });

  it('JSON of 10,000 levels is refused; the batch and the stack go on', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const text = JSON.stringify(await notebook(root));
    unreadable(await readOne(root, deep), /nested more than 1000 levels/);
    unreadable(await readOne(root, text.replace('"outputs":[]', `"outputs":${deep}`)), /nested more than/);
    unreadable(await readOne(root, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), /nested more than/);
    unreadable(await readOne(root, '['.repeat(10_000)), /nested more than/);
  });

  it('a file of millions of values is refused before it is parsed', async () => {
    unreadable(await readOne(root, `{"cells": [${'[],'.repeat(2_100_000)}[]]}`), /more than 4000000 values/);
  });

  it('a doubled key: the last one counts, as in Jupyter, and it is said', async () => {
    const text = JSON.stringify(await notebook(root));
    const doubled = text.replace('"source":"// task: mean', '"source":"nothing","source":"// task: mean');
    assert.notEqual(doubled, text);
    const submission = await readOne(root, doubled);
    taken(submission);
    warned(submission, /"source" twice/);
    const harmless = await readOne(root, text.replace('{"cells"', '{"zzz":1,"zzz":"\\"zzz\\":","cells"'));
    assert.deepEqual(harmless.warnings, []);
  });

  it('nbformat 3 is read: its work sheets, and the input of its cells', async () => {
    const cells = [
      { cell_type: 'code', input: DOUBLE_ALL.split(/(?<=\n)/), language: 'typescript', outputs: [] },
      { cell_type: 'heading', source: 'x', level: 1 },
      { cell_type: 'code', input: MEAN },
    ];
    const submission = await readOne(root, { nbformat: 3, metadata: {}, worksheets: [{ cells }, 7, {}] });
    taken(submission);
    warned(submission, /format 3/);
  });

  it('damaged cells are left out one by one, and damaged outputs and metadata do not matter', async () => {
    const submission = await mangled((json) => {
      json.cells.push(
        null,
        7,
        'text',
        [],
        { cell_type: 'code', source: { a: 1 } },
        { cell_type: 'code', source: [1] },
      );
      json.cells.forEach((cell: Json) => (cell && typeof cell === 'object' ? (cell.outputs = 'none') : 0));
      json.metadata = 'none';
    });
    taken(submission);
    assert.equal(submission.warnings.filter((one) => /damaged/.test(one)).length, 6);
    const constructed = await mangled((json) => {
      json.cells[1].metadata = { __proto__: null, nbgrader: 'x', blossom: ['double-all'] };
    });
    taken(constructed);
  });
});
