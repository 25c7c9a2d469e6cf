/** `check` as a learner meets it: cells in a session of the kernel, the check in a process outside of it. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { checkRequestHandler } from 'kernel-lib/dist/grade/driver.js';
import { Session, type Output } from 'kernel-lib/dist/kernel/session.js';
import { root } from '../support/paths.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

describe('check in a session of the kernel', function () {
  this.timeout(60_000);
  const course = makeCourse();
  let session: Session;
  before(async () => {
    session = await Session.start({ cwd: root, requests: { check: checkRequestHandler(course) } });
    await run("import { check } from 'kernel-lib';");
  });
  after(async () => {
    await session.dispose();
    rmSync(course, { recursive: true });
  });

  /** The text of the cell's result. */
  async function run(code: string): Promise<string> {
    const outputs: Output[] = [];
    const reply = await session.execute(code, (output) => outputs.push(output));
    assert.equal(reply.status, 'ok', JSON.stringify(outputs));
    const result = outputs.find((output) => output.output_type === 'execute_result');
    return result?.output_type === 'execute_result' ? String(result.data['text/plain']) : '';
  }
  const checkNow = () => run("await check('double-all')");

  it('looks at the last run cell of the task: none, wrong, not yet written, right', async () => {
    assert.match(await checkNow(), /Run the cell that begins with "\/\/ task: double-all" first/);
    await run(`// task: double-all\n${WRONG}`);
    assert.match(await checkNow(), /1 of 2 cases pass/);
    await run(
      "// task: double-all\nfunction doubleAll(): number[] {\n  throw new Error('Not written yet: double-all.');\n}",
    );
    assert.match(await checkNow(), /not written yet/);
    await run(`// task: double-all\n${RIGHT}`);
    assert.match(await checkNow(), /all 2 cases pass: 3 points/);
  });

  it("what a cell does to the learner's own process changes no verdict", async () => {
    await run(`// task: double-all\n${WRONG}`);
    await run("require('assert').deepStrictEqual = () => {}; (Array.prototype as any).every = () => true;");
    assert.match(await checkNow(), /1 of 2 cases pass/);
  });
});
