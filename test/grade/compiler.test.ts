/** The confined compiler: what it reads, what becomes of one that hangs, lies or dies, and that it holds nobody up. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Compiler } from 'kernel-lib/dist/grade/compiler/compiler.js';
import { InfrastructureError } from 'kernel-lib/dist/grade/hidden/failures.js';
import type { Isolation } from 'kernel-lib/dist/grade/isolation/isolation.js';
import { noIsolation } from 'kernel-lib/dist/grade/isolation/none.js';

const isolation = noIsolation();

/** An isolation whose first `times` processes run `program` instead; it may call `frame` and `ask`. */
const replaced = (program: string, times: number): Isolation => ({
  ...isolation,
  command: (confined) => {
    const command = isolation.command(confined);
    if (times-- <= 0) return command;
    const helpers = `const fs = require('fs');
      const frame = (message) => { const body = Buffer.from(JSON.stringify(message)); const header = Buffer.alloc(4);
        header.writeUInt32BE(body.length); fs.writeSync(3, Buffer.concat([header, body])); };
      const ask = () => { const bytes = Buffer.alloc(65536); return JSON.parse(bytes.toString('utf8', 4, fs.readSync(3, bytes))); };
      frame({ nonce: 'ready', value: true });`;
    return { ...command, args: ['-e', helpers + program] };
  },
});

const record = (entries: string) => `{ $: 'object', v: ${entries} }`;

describe('the confined compiler', () => {
  const compiler = new Compiler(isolation);
  after(() => compiler.close());

  it('makes JavaScript of many cells in one process, also where they come at once', async () => {
    const cells = await Promise.all(
      [1, 2, 3].map((n) => compiler.compile(`const f = (x: number): number => x * ${n};`, ['f'])),
    );
    for (const [i, cell] of cells.entries()) {
      assert.ok('code' in cell);
      assert.ok(cell.code.includes(`x * ${i + 1}`) && !cell.code.includes('number'));
    }
    const located = await compiler.compile('interface A {\n  b: 1;\n}\nthrow 1;', []);
    assert.ok('code' in located);
    const line = located.code.split('\n').findIndex((text) => text.includes('throw 1')) + 1;
    assert.equal(located.cellLine(line, located.code.split('\n')[line - 1]!.indexOf('throw') + 1), 4);
  });

  it('reads no second file: a reference, an import or a path into the course says nothing of what is there', async () => {
    const outside = JSON.stringify(require.resolve('kernel-lib/dist/grade/tasks.js'));
    const source = `/// <reference path=${outside} />\nimport x from ${outside};\nimport json from '../solutions/00-journey/softmax/cases.js';\nconst f = () => x + json;`;
    const cell = await compiler.compile(source, ['f']);
    assert.ok('code' in cell);
    assert.ok(!cell.code.includes('loadCases'));
  });

  it('a syntax error is told with its place; what is nested or long beyond measure is told, too', async () => {
    const told = async (source: string) => {
      const cell = await compiler.compile(source, []);
      assert.ok('problems' in cell);
      return cell.problems[0]!;
    };
    assert.deepEqual(await told('const a = 1;\nconst = 2;'), {
      line: 2,
      column: 7,
      message: 'Variable declaration expected.',
      text: 'const = 2;',
    });
    assert.match((await told('['.repeat(100_000))).message, /nested too deep/);
    assert.match((await told(' '.repeat(1_000_001))).message, /longer than/);
  });

  it('a type that keeps a type checker busy for ages costs nothing', async () => {
    const source = `type T<N extends number, A extends unknown[] = []> = A['length'] extends N ? A : T<N, [...A, 0]>;
      const n: T<999>['length'] & T<998>['length'] = 1 as never; const f = () => n;`;
    assert.ok('code' in (await compiler.compile(source, ['f'])));
  });

  for (const [name, program, message] of [
    ['hangs', 'ask(); for (;;);', /more than 2 s/],
    ['dies', 'ask(); process.exit(3);', /cannot be read/],
    ['answers another question', "ask(); frame({ nonce: 'x', value: true });", /cannot be read/],
    [
      'answers with what is no code',
      `frame({ nonce: ask().nonce, value: ${record("[['code', 1]]")} });`,
      /cannot be read/,
    ],
    [
      'answers with a broken map',
      `frame({ nonce: ask().nonce, value: ${record("[['code', ''], ['map', '{']]")} });`,
      /cannot be read/,
    ],
    [
      'answers with problems that are none',
      `frame({ nonce: ask().nonce, value: ${record("[['problems', [1]]]")} });`,
      /cannot be read/,
    ],
  ] as const) {
    it(`one that ${name} costs this cell alone: the next has another`, async () => {
      const other = new Compiler(replaced(program, 1), name === 'hangs' ? 2 : 30);
      const first = await other.compile('const a = 1;', []);
      assert.ok('problems' in first);
      assert.match(first.problems[0]!.message, message);
      assert.ok(
        'code' in (await new Promise((r) => setImmediate(r)).then(() => other.compile('const a = 1;', []))),
      );
      await other.close();
    });
  }

  it("one that does not come up is the machine's failure", async () => {
    const never: Isolation = {
      ...isolation,
      command: (confined) => ({ ...isolation.command(confined), args: ['-e', 'console.error("no room")'] }),
    };
    await assert.rejects(new Compiler(never).compile('1', []), (thrown: Error) => {
      assert.ok(thrown instanceof InfrastructureError);
      return /no room/.test(thrown.message);
    });
  });

  it('an idle one keeps no program from ending', () => {
    const script = `const { Compiler } = require(${JSON.stringify(require.resolve('kernel-lib/dist/grade/compiler/compiler.js'))});
      const { noIsolation } = require(${JSON.stringify(require.resolve('kernel-lib/dist/grade/isolation/none.js'))});
      new Compiler(noIsolation()).compile('const a: number = 1;', []).then((cell) => console.log('code' in cell));`;
    assert.equal(String(execFileSync(process.execPath, ['-e', script], { timeout: 60_000 })), 'true\n');
  });
});
