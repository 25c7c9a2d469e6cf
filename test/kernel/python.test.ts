/** Judged by others: Jupyter's own tools start the kernel by its kernelspec and speak with it. */
import assert from 'node:assert/strict';
import { Jupyter } from './jupyter.js';

interface Ran {
  failure: { ename: string; evalue: string; text: string } | null;
  outputs: Record<string, unknown>[][];
}

describe("kernel: judged by Jupyter's own tools", function () {
  this.timeout(180_000);
  let jupyter: Jupyter;
  before(async function () {
    jupyter = await Jupyter.install(this);
  });
  after(() => jupyter?.remove());

  /** The cells under nbclient, as a front end without a person runs them; `timeout` in seconds. */
  function runNotebook(cells: { source: string; timeout?: number }[], ...options: string[]): Ran {
    const { stdout, stderr } = jupyter.runScript('run_notebook.py', JSON.stringify(cells), ...options);
    assert.ok(stdout !== '', stderr);
    return JSON.parse(stdout) as Ran;
  }

  it('passes jupyter_kernel_test; only the pager, which Jupyter has given up, is left out', () => {
    const { stderr } = jupyter.runScript('conformance.py');
    const results = [...stderr.matchAll(/^(test_\w+) .*\.\.\. (.*)$/gm)].map(([, name, result]) => [
      name,
      result,
    ]);
    assert.ok(results.length === 13, stderr);
    const others = results.filter(([, result]) => result !== 'ok');
    assert.deepEqual(others, [['test_pager', "skipped 'No code page something'"]], stderr);
    assert.match(stderr, /\nOK \(skipped=1\)\s*$/);
  });

  it('runs a notebook under nbclient, and its outputs are valid', () => {
    const { failure, outputs } = runNotebook([
      { source: 'const a = 20;\nconsole.log("hi")' },
      { source: 'a + 1' },
    ]);
    assert.equal(failure, null);
    assert.deepEqual(outputs[0], [{ output_type: 'stream', name: 'stdout', text: 'hi\n' }]);
    assert.deepEqual(outputs[1], [
      { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': '21' }, metadata: {} },
    ]);
  });

  it('stops nbclient at a cell that fails, with name, value and the line in the cell', () => {
    const { failure, outputs } = runNotebook([
      { source: '1' },
      { source: 'const b = 1;\nthrow new RangeError("too far");' },
      { source: '"never"' },
    ]);
    assert.deepEqual([failure?.ename, failure?.evalue], ['RangeError', 'too far']);
    assert.match(failure!.text, /cell \[2\] line 2 column 7/);
    assert.equal(outputs[1]![0]!['output_type'], 'error');
    assert.deepEqual(outputs[2], []);
  });

  it("interrupts a cell after nbclient's time limit, and goes on with the variables that were there", () => {
    const { failure, outputs } = runNotebook(
      [
        { source: 'let n = 41;' },
        { source: 'console.log("on");\nfor (;;);', timeout: 5 },
        { source: 'n + 1' },
      ],
      '--allow-errors',
    );
    assert.equal(failure, null);
    assert.deepEqual(
      outputs[1]!.map(({ output_type, ename, text }) => [output_type, ename ?? text]),
      [
        ['stream', 'on\n'],
        ['error', 'KeyboardInterrupt'],
      ],
    );
    assert.deepEqual(outputs[2]![0]!['data'], { 'text/plain': '42' });
  });
});
