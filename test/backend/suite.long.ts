/** The suite that ships inside tfjs-core: whatever passes on tfjs's own cpu passes on `threads`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/paths.js';

/** Specs that tfjs writes for its cpu alone: on another backend the suite does not even list them. */
const ONLY_ON_CPU = 'Switching cpu backends';

interface Result {
  passed: string[];
  failed: Record<string, string>;
}

describe("tfjs-core's own suite", () => {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-suite-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(backend: string, threads = '2'): Result {
    const file = join(folder, `${backend}.json`);
    const runner = join(root, 'test', 'backend', 'suite', 'runner.js');
    const env = { ...process.env, BLOSSOM_BACKEND: backend, BLOSSOM_THREADS: threads };
    console.log(
      execFileSync(process.execPath, [runner, backend, file], { encoding: 'utf8', env, timeout: 600_000 }),
    );
    return JSON.parse(readFileSync(file, 'utf8')) as Result;
  }

  it('passes on threads wherever it passes on cpu', () => {
    const cpu = run('cpu');
    assert.ok(cpu.passed.length > 4000, `only ${cpu.passed.length} specs passed on cpu`);
    const passed = new Set(run('threads').passed);
    const missing = cpu.passed.filter((name) => !passed.has(name) && !name.startsWith(ONLY_ON_CPU));
    assert.deepEqual(missing, []);
  });
});
