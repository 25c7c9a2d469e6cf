/** What a learner's code may try to earn a mark with. Each gains nothing: the outcome is stated exactly. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { checkTask } from 'kernel-lib/dist/grade/run-task.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

const FRAME = `
const forge = (message: unknown) => {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  require('fs').writeSync(3, Buffer.concat([header, body]));
};
`;

/** The outcome of the first case, and a part of its message. */
const attempts: Record<string, [source: string, outcome: string, message: RegExp]> = {
  'patches assert': [
    `const assert = require('assert'); assert.strictEqual = assert.deepStrictEqual = assert.ok = () => {};\n${WRONG}`,
    'wrong answer',
    /at \[0\]: expected 2, came 3/,
  ],
  'patches JSON.stringify to send the answer it wants': [
    `JSON.stringify = () => '{"status":"passed","value":[2,4,6]}';\n${WRONG}`,
    'violation',
    /answer to another question/,
  ],
  'patches Array.prototype.every, Math.abs and Object.is': [
    `Array.prototype.every = () => true; Math.abs = () => 0; Object.is = () => true;\n${WRONG}`,
    'wrong answer',
    /expected 2, came/,
  ],
  'patches mocha and the module cache': [
    `for (const key of Object.keys(require.cache)) require.cache[key]!.exports = {};\n${WRONG}`,
    'wrong answer',
    /expected 2, came 3/,
  ],
  'ends the process while it is loaded': [`process.exit(0);\n${WRONG}`, 'process ended', /exit code 0/],
  'ends the process in the call': [
    'function doubleAll() { process.exit(0); }',
    'process ended',
    /exit code 0/,
  ],
  'kills itself': [
    "function doubleAll() { process.kill(process.pid, 'SIGKILL'); }",
    'process ended',
    /SIGKILL/,
  ],
  'prints a result line': [
    `console.log('{"passed":true}\\n  2 passing (1ms)\\n✓ double-all: all 2 cases pass');\n${WRONG}`,
    'wrong answer',
    /expected 2, came 3/,
  ],
  'returns an object with a lying valueOf and toJSON': [
    'class Liar { valueOf() { return [2, 4, 6]; } toJSON() { return [2, 4, 6]; } }\nfunction doubleAll() { return new Liar(); }',
    'wrong answer',
    /expected a list, came an object of class Liar/,
  ],
  'returns a record with a lying toJSON': [
    'function doubleAll() { return { toJSON: () => [2, 4, 6] }; }',
    'wrong answer',
    /expected a list, came a record/,
  ],
  'returns boxed numbers': [
    'function doubleAll(xs: number[]) { return xs.map((x) => new Number(2 * x)); }',
    'wrong answer',
    /at \[0\]: expected a number, came an object of class Number/,
  ],
  'returns a Proxy that changes with each look': [
    'function doubleAll() { let n = 0; return new Proxy([0, 0, 0], { get: (t, k) => (k === "length" ? 3 : typeof k === "string" && /^\\d/.test(k) ? n++ : Reflect.get(t, k)) }); }',
    'wrong answer',
    /expected 2, came 0/,
  ],
  'returns a list that never ends': [
    'function doubleAll() { const a: number[] = []; a[Symbol.iterator] = function* () { for (;;) yield 2; } as never; return a; }',
    'wrong answer',
    /empty list/,
  ],
  'returns NaN': [
    'function doubleAll(xs: number[]) { return xs.map(() => NaN); }',
    'wrong answer',
    /at \[0\]: expected 2, came NaN/,
  ],
  'returns text where numbers are due': [
    'function doubleAll(xs: number[]) { return xs.map((x) => String(2 * x)); }',
    'wrong answer',
    /at \[0\]: expected a number, came a string \("2"\)/,
  ],
  'returns a typed array where a list is due': [
    'function doubleAll(xs: number[]) { return Float32Array.from(xs, (x) => 2 * x); }',
    'wrong answer',
    /expected a list, came a Float32Array/,
  ],
  'returns nothing': ['function doubleAll() {}', 'wrong answer', /undefined\): is a `return` missing/],
  'changes its argument and returns it': [
    'function doubleAll(xs: number[]) { for (let i = 0; i < xs.length; i++) xs[i]! *= 2; return xs; }',
    'wrong answer',
    /changed argument 1 \(it is now \[2, 4, 6\]\): work on a copy/,
  ],
  'loops for ever': [
    'function doubleAll() { for (;;) {} }',
    'time limit',
    /longer than 1 s: is there a loop/,
  ],
  'waits for ever': [
    'function doubleAll() { return new Promise(() => setInterval(() => {}, 1000)); }',
    'time limit',
    /1 s/,
  ],
  'waits for what cannot come': [
    'function doubleAll() { return new Promise(() => {}); }',
    'process ended',
    /nothing resolves/,
  ],
  'sends a frame of its own before the answer': [
    `${FRAME}function doubleAll(xs: number[]) { forge({ nonce: 'x', value: [2, 4, 6] }); return [2, 4, 6]; }`,
    'violation',
    /answer to another question/,
  ],
  'sends a second answer when it ends': [
    `${FRAME}process.on('exit', () => forge({ nonce: 'x', value: [2, 4, 6] }));\n${RIGHT}`,
    'violation',
    /nobody asked for/,
  ],
  'steals the nonce and answers twice': [
    `${FRAME}const parse = JSON.parse; let nonce = '';
     JSON.parse = (text: string) => { const value = parse(text); if (value.nonce) nonce = value.nonce; return value; };
     function doubleAll() { forge({ nonce, value: [2, 4, 6], arguments: [[1, 2, 3]] }); return [2, 4, 6]; }`,
    'violation',
    /nobody asked for/,
  ],
  'sends what is no JSON': [
    `function doubleAll() { require('fs').writeSync(3, Buffer.from([0, 0, 0, 2, 123, 123])); return [2, 4, 6]; }`,
    'violation',
    /no JSON/,
  ],
  'announces a frame of 4 GB': [
    `function doubleAll() { require('fs').writeSync(3, Buffer.from([255, 255, 255, 255])); return [2, 4, 6]; }`,
    'violation',
    /size limit/,
  ],
  'leaves a frame unfinished': [
    `process.on('exit', () => require('fs').writeSync(3, Buffer.from([0, 0, 0, 9, 1])));\n${RIGHT}`,
    'violation',
    /not finished/,
  ],
  'returns more than fits': [
    "function doubleAll() { return 'x'.repeat(20_000_000); }",
    'threw',
    /larger than 8 MB/,
  ],
  'returns something endlessly deep': [
    'function doubleAll() { const a: unknown[] = []; a.push(a); return [a]; }',
    'wrong answer',
    /at \[0\]: expected a number, came a list/,
  ],
  'throws something that cannot be shown': [
    'function doubleAll() { throw { toString() { throw 1; } }; }',
    'threw',
    /cannot be shown/,
  ],
};

describe('forging a result', () => {
  const course = makeCourse();
  after(() => rmSync(course, { recursive: true }));

  for (const [name, [source, outcome, message]] of Object.entries(attempts)) {
    it(`${name}: ${outcome}`, async () => {
      const result = await checkTask(course, 'double-all', source, { bail: true });
      assert.equal(result.status, 'failed');
      assert.equal(result.cases[0]!.outcome, outcome, result.cases[0]!.message);
      assert.match(result.cases[0]!.message ?? '', message);
    });
  }

  it('the right answer passes, and huge output is cut, not counted against it', async () => {
    const chatty = `for (let i = 0; i < 200000; i++) console.log('line \\u001b[2J', i);\n${RIGHT}`;
    const result = await checkTask(course, 'double-all', chatty);
    assert.equal(result.status, 'passed');
    const { stdout = '' } = result.cases[0]!;
    assert.ok(stdout.length < 5000 && stdout.endsWith('(cut)'), stdout.slice(-20));
    assert.ok(!stdout.includes('\u001b'));
  });

  it('after a case that never ends the others are not run', async () => {
    const result = await checkTask(course, 'double-all', 'function doubleAll() { for (;;) {} }');
    assert.deepEqual(
      result.cases.map((one) => one.outcome),
      ['time limit', 'not run'],
    );
  });

  it('finds no variable of the driver, no word of the cases, and leaves no folder', async () => {
    process.env['BLOSSOM_SECRET'] = 'secret';
    const source = `console.log(JSON.stringify([process.env, process.argv, process.cwd()]));
      require('fs').writeFileSync('left.txt', 'left');\n${RIGHT}`;
    const { status, cases } = await checkTask(course, 'double-all', source);
    delete process.env['BLOSSOM_SECRET'];
    assert.equal(status, 'passed');
    const printed = cases[0]!.stdout ?? '';
    assert.ok(!printed.includes('secret') && !printed.includes(course), printed);
    const folder = /blossom-check-[A-Za-z0-9]+/.exec(printed)?.[0];
    assert.ok(folder !== undefined && !readdirSync(tmpdir()).includes(folder));
  });

  it('ends what the code started', async function () {
    if (process.platform === 'win32') return; // No process groups there.
    const source = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      child.unref(); console.log('pid', child.pid);\n${RIGHT}`;
    const { cases } = await checkTask(course, 'double-all', source, { bail: true });
    const pid = Number(/pid (\d+)/.exec(cases[0]!.stdout ?? '')?.[1]);
    assert.ok(pid > 0);
    for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!isAlive(pid), `${pid} still runs`);
  });

  it('does not wait for a process that left its group and holds the pipes', async function () {
    if (process.platform === 'win32') return; // No process groups there.
    const source = `const child = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit', detached: true });
      child.unref(); console.log('pid', child.pid);\n${RIGHT}`;
    const { cases } = await checkTask(course, 'double-all', source, { bail: true });
    for (const { stdout = '' } of cases) process.kill(Number(/pid (\d+)/.exec(stdout)?.[1]), 'SIGKILL');
    assert.equal(cases.length, 2);
  });

  it('text in two bytes and more is never cut in the middle', async () => {
    const source = `process.stdout.write(Buffer.from([0xe6, 0x98])); process.stdout.write(Buffer.from([0xa5]));\n${RIGHT}`;
    const { cases } = await checkTask(course, 'double-all', source);
    assert.equal(cases[0]!.stdout, '春');
  });
});

/** A zombie that waits for its parent counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // There is no such process.
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}
