import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNotebook, type RunOptions } from 'kernel-lib/dist/notebook/headless.js';
import { parseNotebook, formatNotebook, writeNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import { applyCarriageReturns } from 'kernel-lib/dist/notebook/outputs.js';
import { display, FakeSession, stdout, type Behaviour } from './fake-session.js';

const error = { ename: 'TypeError', evalue: 'no', traceback: ['TypeError: no', '  at cell 1'] };

describe('running a notebook', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
  });
  after(() => rm(folder, { recursive: true }));

  async function run(cells: Record<string, Behaviour>, options: RunOptions = {}) {
    const path = join(folder, 'lesson.ts');
    await writeFile(
      path,
      ['// %% [markdown]\n// text\n', ...Object.keys(cells).map((code) => `// %%\n${code}\n`)].join('\n'),
    );
    const session = new FakeSession(cells);
    const result = await runNotebook(path, { start: async () => session, ...options });
    const outputs = result.notebook.cells.flatMap((cell) =>
      cell.cell_type === 'code' ? [cell.outputs] : [],
    );
    assert.ok(session.disposed);
    assert.doesNotThrow(() => parseNotebook(formatNotebook(result.notebook), 'x.ipynb'));
    return { ...result, session, outputs };
  }

  it('runs code cells in order and joins streams', async () => {
    const seen: string[] = [];
    const { status, exitCode, session, outputs, notebook } = await run(
      {
        a: async (send) => ['1\n', '2', '\n'].forEach((text) => send(stdout(text))),
        b: async (send) => {
          send(stdout('out'));
          send({ output_type: 'stream', name: 'stderr', text: 'err' });
          send(stdout('out'));
          send({
            output_type: 'execute_result',
            execution_count: 2,
            data: { 'text/plain': '3' },
            metadata: {},
          });
        },
      },
      {
        onCell: (cell, index, count) => seen.push(`${cell.cell_type} ${index + 1}/${count}`),
        onOutput: (output, index) => seen.push(`${output.output_type} ${index + 1}`),
      },
    );
    assert.deepEqual([status, exitCode, session.executed], ['ok', 0, ['a', 'b']]);
    assert.deepEqual(outputs[0], [{ output_type: 'stream', name: 'stdout', text: '1\n2\n' }]);
    assert.deepEqual(
      outputs[1]!.map((output) => output.output_type),
      ['stream', 'stream', 'stream', 'execute_result'],
    );
    assert.deepEqual(
      notebook.cells.map((cell) => cell.cell_type === 'code' && cell.execution_count),
      [false, 1, 2],
    );
    assert.deepEqual(seen.slice(0, 3), ['markdown 1/3', 'code 2/3', 'stream 2']);
  });

  it('applies updates, also to what an earlier cell has shown, and clears', async () => {
    const { outputs } = await run({
      a: async (send) => {
        send(display('0 %', 'bar'));
        send(display('50 %', 'bar', true));
        send(display('other', 'unknown', true));
      },
      b: async (send) => {
        send(display('100 %', 'bar', true));
        send(stdout('gone'));
        send({ output_type: 'clear_output', wait: false });
        send(stdout('first'));
        send({ output_type: 'clear_output', wait: true });
        send(stdout('second'));
        send({ output_type: 'clear_output', wait: true });
      },
    });
    assert.deepEqual(outputs[0], [
      { output_type: 'display_data', data: { 'text/plain': '100 %' }, metadata: {} },
    ]);
    assert.deepEqual(outputs[1], [stdout('second')]);
  });

  it('stops at the first error, keeps what came, and empties cells that did not run', async () => {
    const path = join(folder, 'run.ipynb');
    const first = await run({
      a: async (send) => send(stdout('a')),
      b: async (send) => {
        send(stdout('b'));
        send({ output_type: 'error', ...error });
        return { status: 'error', error };
      },
      c: async (send) => send(stdout('c')),
    });
    assert.deepEqual([first.status, first.exitCode, first.session.executed], ['error', 1, ['a', 'b']]);
    assert.deepEqual(first.failed, { cell: 2, error });
    assert.deepEqual(first.outputs, [[stdout('a')], [stdout('b'), { output_type: 'error', ...error }], []]);
    await writeNotebook(path, first.notebook);
    const before = await readFile(path, 'utf8');
    const again = await runNotebook(path, { start: async () => new FakeSession({}) });
    assert.ok(again.notebook.cells.every((cell) => cell.cell_type !== 'code' || cell.outputs.length === 0));
    assert.equal(await readFile(path, 'utf8'), before, 'running leaves the file as it is');
  });

  it('collects figures, the last value of each', async () => {
    const figure = (id: string, value: number) => ({
      ...display(id),
      data: {
        'application/vnd.blossom.figure+json': { id, value, unit: '%', goal: { min: 80 }, met: value >= 80 },
      },
    });
    const { figures } = await run({
      a: async (send) => [figure('blank', 10), figure('bigram', 90), figure('blank', 85)].forEach(send),
    });
    assert.deepEqual(figures, [
      { id: 'blank', value: 85, unit: '%', goal: { min: 80 }, met: true },
      { id: 'bigram', value: 90, unit: '%', goal: { min: 80 }, met: true },
    ]);
  });

  it('is interrupted by a signal, keeps the outputs so far', async () => {
    const controller = new AbortController();
    const { status, exitCode, outputs, session } = await run(
      {
        a: async (send, interrupted) => {
          send(stdout('begun'));
          setImmediate(() => controller.abort());
          await interrupted;
          return { status: 'error', error };
        },
        b: async () => undefined,
      },
      { signal: controller.signal },
    );
    assert.deepEqual(
      [status, exitCode, session.interrupts, session.executed],
      ['interrupted', 130, 1, ['a']],
    );
    assert.deepEqual(outputs[0], [stdout('begun')]);
  });

  it('does not begin where the signal was given before', async () => {
    const { status, session } = await run({ a: async () => undefined }, { signal: AbortSignal.abort() });
    assert.deepEqual([status, session.executed], ['interrupted', []]);
  });

  it('interrupts a cell whose time is over', async () => {
    const { status, exitCode, failed } = await run(
      { a: async (_, interrupted) => interrupted.then(() => ({ status: 'error' as const, error })) },
      { timeoutSeconds: 0.02 },
    );
    assert.deepEqual([status, exitCode, failed], ['timeout', 124, { cell: 1, error }]);
  });

  it('ends the session where a callback throws', async () => {
    const session = new FakeSession({});
    const onCell = () => {
      throw new Error('mine');
    };
    await assert.rejects(
      runNotebook(join(folder, 'lesson.ts'), { start: async () => session, onCell }),
      /mine/,
    );
    assert.ok(session.disposed);
  });

  it('says what is wrong with a file before it starts a kernel', async () => {
    const start = () => Promise.reject(new Error('started'));
    await writeFile(join(folder, 'empty.ts'), '\n');
    await assert.rejects(runNotebook(join(folder, 'empty.ts'), { start }), /has no cell/);
    await assert.rejects(runNotebook(join(folder, 'none.ipynb'), { start }), /no such file/);
    await assert.rejects(runNotebook(join(folder, 'a.py'), { start }), /is no notebook/);
  });

  it('stores a line that was rewritten as it looked last', () => {
    assert.equal(applyCarriageReturns('a\r\n10 %\r50 %\r100 %\nlonger\rab\rx'), 'a\n100 %\nxbnger');
  });
});
