import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from 'kernel-lib/dist/errors.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { notebookToScript, scriptToNotebook } from 'kernel-lib/dist/notebook/convert.js';
import { newNotebook, without, type Cell, type Notebook } from 'kernel-lib/dist/notebook/format.js';
import { formatNotebook, parseNotebook, readNotebook, splitLines } from 'kernel-lib/dist/notebook/ipynb.js';
import { stableJson } from 'kernel-lib/dist/notebook/json.js';
import { checksum } from 'kernel-lib/dist/notebook/nbgrader.js';
import { parsePercent } from 'kernel-lib/dist/notebook/percent.js';
import { needs } from '../support/needs.js';
import { randomCell } from './random-cells.js';

const rich: Notebook = newNotebook([
  {
    cell_type: 'markdown',
    id: 'a',
    metadata: {},
    source: '# 花\n',
    attachments: { 'p.png': { 'image/png': 'iVBO' } },
  },
  {
    cell_type: 'code',
    id: 'b',
    metadata: { blossom: { task: 'x' }, '10': 1, '9': 2, ä: 3, Z: 4 },
    execution_count: 3,
    source: 'a\u2028b\r\nc\n\nd',
    outputs: [
      { output_type: 'stream', name: 'stdout', text: 'one\ntwo\x1b[31m' },
      {
        output_type: 'display_data',
        data: {
          'text/plain': 'x\ny',
          'image/png': 'iVBO\n',
          'application/json': ['a', 'b'],
          'image/svg+xml': '<svg>\n</svg>',
        },
        metadata: {},
      },
      { output_type: 'execute_result', data: { 'text/plain': '' }, execution_count: 3, metadata: {} },
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t\nu'] },
    ],
  },
  { cell_type: 'raw', id: 'c', metadata: {}, source: '' },
]);

describe('ipynb files', () => {
  it('reads what it wrote, with sorted keys, an indent of one and a line end', () => {
    const text = formatNotebook(rich);
    assert.deepEqual(parseNotebook(text, 'x.ipynb'), rich);
    assert.equal(formatNotebook(parseNotebook(text, 'x.ipynb')), text);
    assert.ok(text.startsWith('{\n "cells": [\n  {\n   "attachments"'));
    assert.ok(text.endsWith('\n "nbformat_minor": 5\n}\n'));
    assert.equal(stableJson({ '9': 1, '10': [], a: {} }), '{\n "10": [],\n "9": 1,\n "a": {}\n}');
  });

  it("writes the bytes of Python's nbformat, which finds them valid", function () {
    this.timeout(60_000);
    const python = needs(this, 'python-test');
    const random = seededRandom(3);
    const cells = Array.from({ length: 40 }, () => randomCell(random, true));
    const built = scriptToNotebook({ header: '', cells: cells.map((cell) => ({ ...cell, options: {} })) });
    const texts = [rich, built, taskNotebook()].map(formatNotebook);
    const program = `
import sys, json, nbformat
out = []
for text in json.load(sys.stdin):
    nb = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(nb)
    out.append(nbformat.writes(nb) + "\\n")
json.dump(out, sys.stdout)`;
    const output = execFileSync(python, ['-W', 'error', '-c', program], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(output), texts);
  });

  it("splits lines as Python's splitlines", () => {
    assert.deepEqual(splitLines('a\r\nb\rc\n\n\u0085d'), ['a\r\n', 'b\r', 'c\n', '\n', '\u0085', 'd']);
    assert.deepEqual(splitLines(''), []);
  });

  it('accepts a byte-order mark, older minor versions, text as one string', () => {
    const old =
      '\uFEFF{"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[{"cell_type":"code","source":"a","metadata":{},"outputs":[]},{"cell_type":"code","source":["a"],"metadata":{},"outputs":[]}]}';
    const notebook = parseNotebook(old, 'x.ipynb');
    assert.equal(notebook.nbformat_minor, 5);
    assert.deepEqual(
      notebook.cells.map((cell) => cell.source),
      ['a', 'a'],
    );
    const ids = notebook.cells.map((cell) => cell.id);
    assert.equal(ids[1], `${ids[0]}-2`);
  });

  it('keeps ids when other cells come and go, and makes each unique', () => {
    const ids = (text: string) => scriptToNotebook(parsePercent(text)).cells.map((cell) => cell.id);
    const [a, b] = ids('// %%\na\n\n// %%\nb\n');
    assert.deepEqual(ids('// %%\nnew\n\n// %%\nb\n\n// %%\na\n').slice(1), [b, a]);
    assert.deepEqual(ids('// %%\na\n\n// %%\na\n'), [a, `${a}-2`]);
    assert.notEqual(ids('// %% [markdown]\n// a\n')[0], a);
  });
});

describe('files that are no notebook', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
  });
  after(() => rm(folder, { recursive: true }));

  const cases: [name: string, content: string, message: RegExp][] = [
    ['empty', ' \n', /is empty/],
    ['truncated', formatNotebook(rich).slice(0, 300), /ends in the middle/],
    ['merge markers', '{\n<<<<<<< HEAD\n"cells": []\n}', /merge markers/],
    ['text', '# Not a notebook', /does not begin with "\{"/],
    ['other JSON', '{"a": 1}', /no "nbformat"/],
    ['a list', '[1]', /no notebook/],
    ['nbformat 3', '{"nbformat": 3, "worksheets": []}', /format 3.*nbconvert/],
    ['nbformat 5', '{"nbformat": 5}', /format 5/],
    ['no cells', '{"nbformat": 4}', /"cells" is not a list/],
    ['a cell that is none', '{"nbformat": 4, "cells": [3]}', /cell 1 is damaged/],
    ['an unknown cell', '{"nbformat": 4, "cells": [{"cell_type": "heading", "source": ""}]}', /"heading"/],
    ['a bad source', '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', /"source"/],
    [
      'bad outputs',
      '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [{}]}]}',
      /output/,
    ],
  ];
  for (const [name, content, message] of cases) {
    it(`${name}: one sentence with the path`, async () => {
      const path = join(folder, `${name}.ipynb`);
      await writeFile(path, content);
      await assert.rejects(readNotebook(path), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.ok(error.message.includes(path) && !error.message.includes('\n'));
        return true;
      });
    });
  }
  it('a missing file and a folder', async () => {
    await assert.rejects(readNotebook(join(folder, 'none.ipynb')), /none\.ipynb: there is no such file/);
    await assert.rejects(readNotebook(folder), /this is a folder/);
  });
});

describe('authored cells', () => {
  it('come back from their notebook', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 100; round++) {
      const cells = Array.from({ length: 5 }, () => randomCell(random, true)).map((cell) => ({
        ...cell,
        options: without(cell.options, ['task', 'points', 'lang']),
      }));
      const script = { header: '// ---\n// a: 1\n// ---', cells };
      const text = formatNotebook(scriptToNotebook(script));
      assert.deepEqual(notebookToScript(parseNotebook(text, 'x.ipynb')), script);
    }
  });

  it('give an English and a Chinese notebook', () => {
    const script = parsePercent(
      '// %% [markdown]\n// plain\n\n// %% [markdown] lang="en"\n// english\n\n// %% [markdown] lang="zh"\n// 中文\n\n// %%\ncode\n\n// %% lang="zh"\nzh\n',
    );
    const sources = (lang: 'en' | 'zh') =>
      scriptToNotebook(script, { lang }).cells.map((cell) => cell.source);
    assert.deepEqual(sources('en'), ['plain', 'english', 'code']);
    assert.deepEqual(sources('zh'), ['中文', 'code', 'zh']);
    assert.throws(() => scriptToNotebook(parsePercent('// %% lang="fr"\n')), /lang is "fr"/);
  });

  it("carry nbgrader's metadata where they are tasks", () => {
    const [cell] = taskNotebook().cells as [Cell];
    assert.equal(cell.id, 'task-mask-sentence');
    assert.ok(cell.source.startsWith('// task: mask-sentence\n'));
    const plain = `${cell.source}codeTrueTrueFalsemask-sentence3.0`;
    assert.deepEqual(cell.metadata, {
      blossom: { task: 'mask-sentence', points: 3 },
      nbgrader: {
        schema_version: 3,
        grade: true,
        locked: false,
        solution: true,
        task: false,
        grade_id: 'mask-sentence',
        points: 3,
        checksum: createHash('md5').update(plain).digest('hex'),
      },
    });
    const locked = {
      source: 'x',
      cellType: 'code',
      grade: true,
      solution: false,
      locked: false,
      gradeId: 'g',
      points: 0.5,
    };
    assert.equal(checksum(locked), createHash('md5').update('xcodeTrueFalseTrueg0.5').digest('hex'));
  });

  for (const [name, text, message] of [
    ['points without a task', '// %% points=3\na\n', /points but no task/],
    ['a task twice', '// %% task="a"\na\n\n// %% task="a"\nb\n', /cell 2: the task "a" is there twice/],
    ['a text as a task', '// %% [markdown] task="a"\n// a\n', /a code cell/],
    ['an odd id', '// %% task="A b"\na\n', /"A b"/],
    ['odd points', '// %% task="a" points="3"\na\n', /points is "3"/],
    ['another first line', '// %% task="a"\n// task: b\na\n', /make them equal/],
    ['an answer without a task', '// %%\n// BEGIN SOLUTION\n', /no task/],
  ] as const) {
    it(`are refused with their place: ${name}`, () => {
      assert.throws(() => scriptToNotebook(parsePercent(text), { path: 'x.ts' }), message);
    });
  }
});

function taskNotebook(): Notebook {
  return scriptToNotebook(parsePercent('// %% task="mask-sentence" points=3\nexport function mask() {}\n'));
}
