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

  it('says of a thrown value that only an Error knows its line', async () => {
    assert.match((await errorOf('throw 5')).text, /^Thrown: 5\n {4}\(Only an Error knows its line/);
  });

  it('shows the errors of an AggregateError with their fields, and a cause that is no error', async () => {
    const code =
      'class Frost extends Error { degrees = -3 }\n' +
      'throw new AggregateError([new Frost("cold"), "wind"], "winter", { cause: { month: 1 } });';
    const error = await errorOf(code);
    assert.deepEqual([error.ename, error.evalue], ['AggregateError', 'winter']);
    assert.match(
      error.text,
      /\n {2}Frost: cold[^]*\n {4}with \{ degrees: -3 \}\n {2}wind\nCaused by:\n {2}\{ month: 1 \}$/,
    );
  });

  const malicious: [what: string, code: string][] = [
    ['stack', 'const e = new Error("m"); Object.defineProperty(e, "stack", { get() { throw 1 } }); throw e'],
    [
      'message',
      'const e = new Error("m"); Object.defineProperty(e, "message", { get() { throw 1 } }); throw e',
    ],
    ['name', 'const e = new Error("m"); Object.defineProperty(e, "name", { get() { throw 1 } }); throw e'],
    ['field', 'throw Object.defineProperty(new Error("m"), "f", { enumerable: true, get() { throw 1 } })'],
    ['cause', 'throw Object.defineProperty(new Error("m"), "cause", { get() { throw 1 } })'],
    ['circle of causes', 'const e: Error = new Error("m"); e.cause = new Error("c", { cause: e }); throw e'],
    [
      'toString',
      'throw { toString() { throw 1 }, [Symbol.for("nodejs.util.inspect.custom")]() { throw 2 } }',
    ],
    [
      'proxy',
      'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 }, ownKeys() { throw 3 } })',
    ],
  ];
  for (const [what, code] of malicious) {
    it(`reports an error whose ${what} makes trouble, and runs the next cell`, async () => {
      const error = await errorOf(code);
      assert.match(error.evalue, /^(m|\(its message cannot be read\)|\{.*\})$/s);
      assert.equal(await resultOf(session, '1'), '1');
    });
  }

  it('cuts what is huge, and says how much is missing', async () => {
    const message = await errorOf('throw new Error("m".repeat(3_000_000))');
    assert.match(message.evalue, /^m{10000}\n… 2,990,000 more characters left out$/);
    const field = await errorOf('throw Object.assign(new Error("f"), { payload: "y".repeat(2e6) })');
    assert.match(field.text, /1999000 more characters/);
    const many = await errorOf('throw new AggregateError(Array.from({ length: 100 }, () => new Error("x")))');
    assert.match(many.text, /… 80 more errors$/);
    const deep = await errorOf('const rec = (n: number): number => rec(n + 1) + 1; rec(0)');
    assert.match(deep.text, /Maximum call stack[^]*… 30 more lines$/);
    for (const { text } of [message, field, many, deep]) assert.ok(text.length < 25_000, `${text.length}`);
  });

  it('describes each error once, however many ways lead to it', async () => {
    const code =
      'let e: Error = new Error("leaf");\n' +
      'for (let level = 0; level < 40; level++) e = new AggregateError(new Array(20).fill(e), `level ${level}`);\n' +
      'throw e;';
    const { evalue, traceback } = await errorOf(code);
    assert.equal(evalue, 'level 39');
    assert.ok(traceback.length < 2000, `${traceback.length} lines`);
  });

  it('finds the cell below many frames of a package', async () => {
    const code =
      'const down = (n: number): number => n === 0 ? JSON.parse("{") : [n].map(() => down(n - 1))[0]!;\n';
    assert.match((await errorOf(`${code}\ndown(9)`)).text, /line 3 column/);
  });

  it('prints stacks with positions in cells, without frames of the kernel', async () => {
    const { stderr, stdout, reply } = await run(
      session,
      'function here() { console.trace("t"); }\nhere(); console.log(new Error("logged"));',
    );
    const cell = `cell \\[${reply.executionCount}\\]`;
    assert.match(stderr, new RegExp(`^Trace: t\\n    at here \\(${cell}:1:27\\)\\n    at ${cell}:2:5\\n$`));
    assert.match(stdout, new RegExp(`^Error: logged\\n    at ${cell}:2:21\\n$`));
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

  it('reports a rejection of the same tick before the cell is over', async () => {
    for (let round = 0; round < 5; round++) {
      const { reply, outputs } = await run(session, `void Promise.reject(new Error("alone ${round}"))`);
      assert.equal(reply.status, 'ok');
      assert.deepEqual(
        outputs.map((one) => (one.output_type === 'error' ? one.evalue : one.output_type)),
        [`alone ${round}`],
      );
    }
  });

  it('shows errors and output of timers under their own cell, after later cells ran', async () => {
    const late: string[] = [];
    const three = new Promise<void>((resolve) => {
      const code =
        'setTimeout(() => { throw new RangeError("in a timer") }, 150);\n' +
        'setTimeout(() => { void Promise.reject(new RangeError("a rejection")) }, 160);\n' +
        'setTimeout(async () => { await null; await Promise.resolve(); console.log("text") }, 170); 0;';
      void session.execute(code, (output) => {
        if (output.output_type === 'execute_result') return;
        late.push(output.output_type === 'stream' ? output.text : output.output_type);
        if (output.output_type === 'error') {
          assert.equal(output.ename, 'RangeError');
          assert.match(output.traceback.join('\n'), /line [12] column/);
        }
        if (late.length === 3) resolve();
      });
    });
    const between = await run(session, 'let between = 1; between');
    const waiting = await run(session, 'await new Promise((r) => setTimeout(r, 400)); "mine"');
    await three;
    assert.deepEqual(late, ['error', 'error', 'text\n']);
    for (const { outputs, reply } of [between, waiting]) {
      assert.deepEqual([reply.status, outputs.length], ['ok', 1]);
    }
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
