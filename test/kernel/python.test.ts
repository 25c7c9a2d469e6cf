/** Judged by others: Jupyter's own tools start the kernel by its kernelspec and speak with it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installKernelspec } from 'kernel-lib/dist/kernel/kernelspec.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';
import { kernelMain } from './client.js';

const scripts = join(root, 'test', 'kernel', 'python');

interface Ran {
  failure: { ename: string; evalue: string; text: string } | null;
  outputs: Record<string, unknown>[][];
}

describe("kernel: judged by Jupyter's own tools", function () {
  this.timeout(180_000);
  let python: string;
  let data: string;
  before(async function () {
    python = needs(this, 'python-test');
    data = mkdtempSync(join(tmpdir(), 'jupyter-data-'));
    const file = join(await installKernelspec({ prefix: data }), 'kernel.json');
    const spec = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] };
    // The kernel alone: the command line has tests of its own.
    spec.argv = [spec.argv[0]!, kernelMain, '{connection_file}'];
    writeFileSync(file, JSON.stringify(spec));
  });
  after(() => data !== undefined && rmSync(data, { recursive: true }));

  function runPython(script: string, ...given: string[]) {
    const env = {
      ...process.env,
      JUPYTER_PATH: join(data, 'share', 'jupyter'),
      PYDEVD_DISABLE_FILE_VALIDATION: '1',
    };
    return spawnSync(python, [join(scripts, script), ...given], { encoding: 'utf8', env, cwd: root });
  }

  function runNotebook(cells: string[], timeout = 60): Ran {
    const { stdout, stderr } = runPython('run_notebook.py', JSON.stringify(cells), String(timeout));
    assert.ok(stdout !== '', stderr);
    return JSON.parse(stdout) as Ran;
  }

  it('passes jupyter_kernel_test; only the pager, which Jupyter has given up, is left out', () => {
    const { stderr } = runPython('conformance.py');
    const results = [...stderr.matchAll(/^(test_\w+) .*\.\.\. (.*)$/gm)].map(([, name, result]) => [
      name,
      result,
    ]);
    assert.ok(results.length >= 12, stderr);
    const others = results.filter(([, result]) => result !== 'ok');
    assert.deepEqual(others, [['test_pager', "skipped 'No code page something'"]], stderr);
    assert.match(stderr, /\nOK \(skipped=1\)\s*$/);
  });

  it('runs a notebook under nbclient, and its outputs are valid', () => {
    const { failure, outputs } = runNotebook(['const a = 20;\nconsole.log("hi")', 'a + 1']);
    assert.equal(failure, null);
    assert.deepEqual(outputs[0], [{ output_type: 'stream', name: 'stdout', text: 'hi\n' }]);
    assert.deepEqual(outputs[1], [
      { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': '21' }, metadata: {} },
    ]);
  });

  it('stops nbclient at a cell that fails, with name, value and the line in the cell', () => {
    const { failure, outputs } = runNotebook([
      '1',
      'const b = 1;\nthrow new RangeError("too far");',
      '"never"',
    ]);
    assert.deepEqual([failure?.ename, failure?.evalue], ['RangeError', 'too far']);
    assert.match(failure!.text, /cell \[2\] line 2 column 7/);
    assert.equal(outputs[1]![0]!['output_type'], 'error');
    assert.deepEqual(outputs[2], []);
  });

  it("interrupts a cell after nbclient's time limit, and goes on", () => {
    const { failure } = runNotebook(['console.log("on"); for (;;);'], 3);
    assert.equal(failure?.ename, 'KeyboardInterrupt');
  });
});
