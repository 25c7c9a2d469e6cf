import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run } from './run.js';

describe('kernel: errors', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  /** The error of a cell that fails, as reply and as output. */
  async function errorOf(code: string) {
    const { reply, outputs } = await run(session, code);
    const shown = outputs.filter(({ output_type }) => output_type === 'error');
    assert.equal(reply.status, 'error', `the cell did not fail: ${code}`);
    assert.deepEqual(shown, [{ output_type: 'error', ...reply.error }]);
    return { ...reply.error!, count: reply.executionCount, text: reply.error!.traceback.join('\n') };
  }

  it('names the line and the column in the cell, with the line itself', async () => {
    const error = await errorOf(
      'function outer(value: any): number {\n  return value.inner.size;\n}\n\nouter({});',
    );
    assert.equal(error.ename, 'TypeError');
    assert.equal(error.evalue, "Cannot read properties of undefined (reading 'size')");
    assert.match(error.text, new RegExp(`at outer, cell \\[${error.count}\\] line 2 column 22`));
    assert.match(error.text, /2 \| {3}return value\.inner\.size;\n {31}\^/);
    assert.match(error.text, new RegExp(`at cell \\[${error.count}\\] line 5`));
    assert.doesNotMatch(error.text, /node:|dist|__cell/);
  });

  it('names the cell that holds the function, and the cell that called it', async () => {
    await resultOf(session, '\nfunction far() {\n  throw new RangeError("too far");\n}');
    const error = await errorOf('far()');
    assert.match(
      error.text,
      new RegExp(`cell \\[${error.count - 1}\\] line 3[^]*cell \\[${error.count}\\] line 1`),
    );
  });

  it('keeps lines right behind types, imports and awaits', async () => {
    const code = [
      'import { basename } from "node:path";',
      'interface Long {\n  a: number;\n  b: number;\n}',
      'await Promise.resolve();',
      'basename("x");',
      'throw new Error("line eight");',
    ].join('\n');
    assert.match((await errorOf(code)).text, /line 8 column 7/);
  });

  it('keeps an own class, its fields and its cause', async () => {
    const error = await errorOf(
      'class Frost extends Error { degrees = -3 }\nthrow new Frost("cold", { cause: new Error("wind") });',
    );
    assert.deepEqual([error.ename, error.evalue], ['Frost', 'cold']);
    assert.match(error.text, /degrees: -3[^]*Caused by:\n {2}Error: wind/);
  });

  it('shows what is thrown that is no error', async () => {
    assert.equal((await errorOf('throw "a string"')).evalue, 'a string');
    assert.equal((await errorOf('throw { code: 7 }')).evalue, '{ code: 7 }');
    assert.equal((await errorOf('throw undefined')).evalue, 'undefined');
    assert.equal((await errorOf('await Promise.reject("late")')).evalue, 'late');
  });

  it('calls a function by the name that the cell gave it', async () => {
    await resultOf(session, 'let notFunction: any = 5');
    assert.equal((await errorOf('notFunction()')).evalue, 'notFunction is not a function');
  });

  it('refuses a type error in the words of TypeScript, with line and column, and does not run the cell', async () => {
    const error = await errorOf('console.log("ran");\n  const n: number = "text";');
    assert.equal(error.ename, 'TypeScriptError');
    assert.equal(error.evalue, "line 2 column 9: Type 'string' is not assignable to type 'number'. (TS2322)");
    assert.match(error.text, /2 \| {3}const n: number = "text";/);
    const { stdout } = await run(session, 'console.log("ran"); const n: number = "text";');
    assert.equal(stdout, '');
  });

  it('calls a cell that cannot be read a SyntaxError', async () => {
    assert.equal((await errorOf('const = 1')).ename, 'SyntaxError');
  });

  it('keeps what a failed cell reached, and what it did not reach as it was', async () => {
    await resultOf(session, 'const before = "old"; const other = 1');
    await errorOf('const reached = 41;\nthrow new Error("stop");\nconst before = 5; const unborn = 6;');
    assert.equal(await resultOf(session, 'reached + 1'), '42');
    assert.equal(await resultOf(session, 'before.toUpperCase()'), "'OLD'");
    assert.match((await errorOf('unborn')).evalue, /Cannot find name 'unborn'/);
  });

  it('reports a rejection that nobody waits for, and an error in a timer, under the cell', async () => {
    const unhandled = await run(
      session,
      'void Promise.reject(new Error("alone")); await new Promise((r) => setTimeout(r, 50))',
    );
    const timer = await run(
      session,
      'setTimeout(() => { throw new Error("in a timer") }, 1); await new Promise((r) => setTimeout(r, 50))',
    );
    const shown = [unhandled, timer].map(({ reply, outputs }) => [
      reply.status,
      (outputs[0] as { evalue: string }).evalue,
    ]);
    assert.deepEqual(shown, [
      ['ok', 'alone'],
      ['ok', 'in a timer'],
    ]);
  });

  it('shows what a timer prints under the cell that started it, also when that is over', async () => {
    let late = '';
    const printed = new Promise<void>((resolve) => {
      void session.execute('setTimeout(() => console.log("late"), 100)', (output) => {
        if (output.output_type !== 'stream') return;
        late += output.text;
        resolve();
      });
    });
    const { stdout } = await run(
      session,
      'await new Promise((r) => setTimeout(r, 300)); console.log("mine")',
    );
    await printed;
    assert.deepEqual([late, stdout], ['late\n', 'mine\n']);
  });
});
