import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { buildNotebooks, staleNotebooks } from 'kernel-lib/dist/notebook/build.js';
import { readNotebook, writeNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import { stripAnswer } from 'kernel-lib/dist/notebook/stub.js';

const lesson = `// %% [markdown]
// # Lesson

// %% [markdown] lang="zh"
// # 课

// %%
const answer: number = 42;
answer;
`;
const solution = `// %% [markdown]
// # Exercise

// %% task="mask-sentence" points=3
/** Hides one word. Hint: split at the blanks. */
export function maskSentence(words: string[], position: number): { text: string[]; answer: string } {
  // Copy first: the caller keeps its list.
  // BEGIN SOLUTION
  const text = [...words];
  const answer = text[position]!;
  text[position] = '___';
  return { text, answer };
  // END SOLUTION
}

// %%
maskSentence(['a', 'b'], 1);
`;

describe('building notebooks', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'blossom 花 '));
    await mkdir(join(root, 'notebooks'));
    await mkdir(join(root, 'solutions', '00-journey'), { recursive: true });
    await writeFile(join(root, 'notebooks', '00-journey.ts'), lesson);
    await writeFile(join(root, 'notebooks', 'helper.ts'), 'export {};\n');
    await writeFile(join(root, 'solutions', '00-journey.ts'), solution);
  });
  afterEach(() => rm(root, { recursive: true }));

  const names = async () =>
    (await staleNotebooks(root)).map(({ path, reason }) => `${relative(root, path)}: ${reason}`);

  it('makes lesson, Chinese lesson, solution and exercise, and twice the same bytes', async () => {
    const built = await buildNotebooks(root);
    const paths = built.map(({ path }) => relative(root, path));
    assert.deepEqual(paths, [
      'notebooks/00-journey.ipynb',
      'notebooks/00-journey.zh.ipynb',
      'solutions/00-journey.ipynb',
      'exercises/00-journey.ipynb',
    ]);
    assert.ok(built.every(({ changed }) => changed));
    const bytes = () => Promise.all(built.map(({ path }) => readFile(path, 'utf8')));
    const before = await bytes();
    assert.ok((await buildNotebooks(root)).every(({ changed }) => !changed));
    assert.deepEqual(await bytes(), before);
    await cp(root, `${root}-2`, { recursive: true });
    await rm(join(`${root}-2`, 'exercises'), { recursive: true });
    await buildNotebooks(`${root}-2`);
    assert.equal(await readFile(join(`${root}-2`, 'exercises/00-journey.ipynb'), 'utf8'), before[3]);
    await rm(`${root}-2`, { recursive: true });
    assert.deepEqual((await readdir(join(root, 'exercises'))).length, 1, 'no temporary file is left');
  });

  it('keeps the outputs of cells that did not change, and drops the others', async () => {
    const script = join(root, 'notebooks', '00-journey.ts');
    const path = join(root, 'notebooks', '00-journey.ipynb');
    await writeFile(script, lesson + '\n// %%\nchanges;\n');
    await buildNotebooks(root);
    const run = await readNotebook(path);
    for (const cell of run.cells) {
      if (cell.cell_type !== 'code') continue;
      cell.execution_count = 1;
      cell.outputs = [{ output_type: 'stream', name: 'stdout', text: cell.source }];
    }
    await writeNotebook(path, run);
    await writeFile(script, '// %%\nfirst;\n\n' + lesson + '\n// %%\nhas_changed;\n');
    await buildNotebooks(root, script);
    const counts = (await readNotebook(path)).cells.map((cell) =>
      cell.cell_type === 'code' ? cell.outputs.length : -1,
    );
    assert.deepEqual(counts, [0, -1, 1, 0]);
  });

  it('names each stale notebook, whatever its outputs are', async () => {
    assert.equal((await names()).length, 4);
    await buildNotebooks(root);
    assert.deepEqual(await names(), []);
    const path = join(root, 'notebooks', '00-journey.ipynb');
    const run = await readNotebook(path);
    for (const cell of run.cells) if (cell.cell_type === 'code') cell.execution_count = 7;
    await writeNotebook(path, run);
    assert.deepEqual(await names(), []);
    await writeFile(join(root, 'notebooks', '00-journey.ts'), lesson.replace('42', '43'));
    await writeNotebook(join(root, 'exercises', '09-gone.ipynb'), run);
    run.metadata['kernelspec'] = {};
    await writeNotebook(
      join(root, 'solutions', '00-journey.ipynb'),
      await readNotebook(join(root, 'exercises', '00-journey.ipynb')),
    );
    assert.deepEqual(await names(), [
      'notebooks/00-journey.ipynb: cell 2 differs',
      'notebooks/00-journey.zh.ipynb: cell 2 differs',
      'solutions/00-journey.ipynb: cell 2 differs',
      'exercises/09-gone.ipynb: no script makes it',
    ]);
  });

  it('says what is wrong with a script or with the notebook in its place', async () => {
    const script = join(root, 'notebooks', '00-journey.ts');
    await assert.rejects(
      buildNotebooks(root, join(root, 'notebooks', 'helper.ts')),
      /no authored script.*00-journey\.ts/,
    );
    await writeFile(join(root, 'notebooks', '00-journey.ipynb'), '{"cells": [');
    await assert.rejects(buildNotebooks(root, script), /ends in the middle.*delete it and build/);
    assert.match((await names()).join(), /00-journey\.ipynb: .*ends in the middle/);
    await writeFile(script, '\n');
    await assert.rejects(buildNotebooks(root, script), /has no cell/);
  });

  it('leaves a stub that has no answer, type-checks and throws a sentence', async function () {
    this.timeout(60_000);
    await buildNotebooks(root);
    const exercise = await readNotebook(join(root, 'exercises', '00-journey.ipynb'));
    const { source } = exercise.cells[1]!;
    assert.match(source, /Hint: split/);
    assert.match(source, /Copy first/);
    assert.doesNotMatch(await readFile(join(root, 'exercises', '00-journey.ipynb'), 'utf8'), /SOLUTION|___/);
    assert.match((await readNotebook(join(root, 'solutions', '00-journey.ipynb'))).cells[1]!.source, /___/);
    assert.deepEqual(typeErrors(source), []);
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.CommonJS },
    });
    const exported: { maskSentence?: (words: string[], position: number) => unknown } = {};
    new Function('exports', outputText)(exported);
    assert.throws(() => exported.maskSentence!(['a'], 0), /^Error: Not written yet: mask-sentence\. .*\.$/);
  });

  for (const [name, source, message] of [
    ['no markers', 'a', /no answer/],
    ['no end', '// BEGIN SOLUTION\na', /never ended/],
    ['no begin', '// END SOLUTION', /without/],
    ['one in another', '// BEGIN SOLUTION\n// BEGIN SOLUTION', /inside of another/],
    ['code beside a marker', 'a; // BEGIN SOLUTION\nb\n// END SOLUTION', /alone on a line/],
    ['another spelling', '// begin solution\nb\n// end solution', /alone on a line/],
  ] as const) {
    it(`refuses an answer that would leak: ${name}`, () => {
      assert.throws(() => stripAnswer(source, 'a-task', 'x.ts: cell 1'), message);
    });
  }
});

function typeErrors(source: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    noEmit: true,
    types: [],
  };
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022);
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === 'cell.ts' ? file : read(name, ...rest));
  const program = ts.createProgram(['cell.ts'], options, host);
  return ts
    .getPreEmitDiagnostics(program, file)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '));
}
