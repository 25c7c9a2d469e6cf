import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredOutput } from 'kernel-lib/dist/notebook/format.js';
import { runNotebook, type RunOptions } from 'kernel-lib/dist/notebook/headless.js';
import { formatNotebook, parseNotebook } from 'kernel-lib/dist/notebook/ipynb.js';

/** What a library does to show something: `display/host.ts` describes it. */
const HOST = "const host = (globalThis as any)[Symbol.for('blossom.host')];";

describe('running a notebook in the real kernel', function () {
  this.timeout(60_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
  });
  after(() => rm(folder, { recursive: true }));

  async function run(cells: string[], options: RunOptions = {}) {
    const path = join(folder, 'lesson.ts');
    await writeFile(path, cells.map((code) => `// %%\n${code}\n`).join('\n'));
    const result = await runNotebook(path, options);
    assert.doesNotThrow(() => parseNotebook(formatNotebook(result.notebook), 'x.ipynb'));
    const outputs = result.notebook.cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
    return { ...result, outputs };
  }
  const textOf = (outputs: StoredOutput[]) =>
    outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('');

  it('runs cells that build on each other: text, results, displays with updates, figures', async () => {
    const { status, outputs, figures, notebook } = await run([
      `${HOST}\nconst word: string = '春';\nfor (let i = 0; i < 3; i++) console.log(word, i);`,
      "host.display({ 'text/plain': '0 %' }, { id: 'bar' });\nword.length;",
      "await Promise.resolve();\nhost.display({ 'text/plain': '100 %' }, { id: 'bar', update: true });",
      "host.display({ 'application/vnd.blossom.figure+json': { id: 'blank', value: 81, unit: '%', goal: { min: 80 }, met: true } });",
    ]);
    assert.equal(status, 'ok', JSON.stringify(outputs));
    assert.equal(textOf(outputs[0]!), '春 0\n春 1\n春 2\n');
    const shown = outputs[1]!.map((output) => ('data' in output ? output.data['text/plain'] : undefined));
    assert.deepEqual(shown, ['100 %', '1']);
    assert.deepEqual(outputs[2], []);
    assert.deepEqual(figures, [{ id: 'blank', value: 81, unit: '%', goal: { min: 80 }, met: true }]);
    assert.deepEqual(
      notebook.cells.map((cell) => cell.cell_type === 'code' && cell.execution_count),
      [1, 2, 3, 4],
    );
  });

  it('stops at an error, with its traceback, and at a type error', async () => {
    const { status, failed, outputs } = await run([
      "console.log('before');\nthrow new RangeError('too far');",
      "console.log('never');",
    ]);
    assert.deepEqual(
      [status, failed?.cell, failed?.error.ename, failed?.error.evalue],
      ['error', 0, 'RangeError', 'too far'],
    );
    assert.equal(textOf(outputs[0]!), 'before\n');
    assert.equal(outputs[0]!.at(-1)?.output_type, 'error');
    assert.deepEqual(outputs[1], []);
    const typed = await run(["const n: number = 'text';"]);
    assert.equal(typed.status, 'error');
    assert.match(JSON.stringify(typed.outputs), /not assignable/);
  });

  it('fails in words at a cell that asks a person, and does not wait', async () => {
    const { status, failed } = await run(["import { prompt } from 'kernel-lib';\nawait prompt('Name? ')"]);
    assert.equal(status, 'error');
    assert.match(failed!.error.evalue, /^Nobody can answer here: .* or give the value in the cell\.$/);
    assert.match(failed!.error.traceback.join('\n'), /line 2/);
  });

  it('is interrupted in a synchronous loop and keeps what was shown', async () => {
    const controller = new AbortController();
    const { status, failed, outputs } = await run(
      ["console.log('begun');\nfor (;;) {}", "console.log('never');"],
      {
        signal: controller.signal,
        onOutput: () => controller.abort(),
      },
    );
    assert.deepEqual([status, failed?.error.ename], ['interrupted', 'KeyboardInterrupt']);
    assert.match(textOf(outputs[0]!), /^begun\n/);
    assert.deepEqual(outputs[1], []);
  });

  it('ends a cell whose time is over', async () => {
    const { status, exitCode } = await run(['await new Promise(() => setInterval(() => {}, 1000));'], {
      timeoutSeconds: 0.5,
    });
    assert.deepEqual([status, exitCode], ['timeout', 124]);
  });

  it("answers a cell's requests in this process, with the folder of the notebook", async () => {
    const asked: unknown[] = [];
    const { status, outputs } = await run(
      [
        `${HOST}\n// nothing`,
        '// task: mask-sentence\nconst mine = 1;',
        "console.log(JSON.stringify(await host.request('check', { task: 'mask-sentence' })), process.cwd());",
      ],
      {
        requests: {
          check: async (payload, context) => {
            asked.push(payload, context.taskSource('mask-sentence'), context.cwd);
            return { passed: true };
          },
        },
      },
    );
    assert.equal(status, 'ok', JSON.stringify(outputs));
    assert.deepEqual(asked, [{ task: 'mask-sentence' }, '// task: mask-sentence\nconst mine = 1;', folder]);
    assert.equal(textOf(outputs[2]!), `{"passed":true} ${folder}\n`);
  });
});
