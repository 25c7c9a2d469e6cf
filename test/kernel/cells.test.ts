import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run } from './run.js';

describe('kernel: cells', function () {
  this.timeout(60_000);
  let session: Session;
  let folder: string;
  before(async () => {
    // Far from the repository: packages must come from the kernel's installation.
    folder = mkdtempSync(join(tmpdir(), 'kernel cells 花 '));
    session = await Session.start({ cwd: folder });
  });
  after(async () => {
    await session.dispose();
    rmSync(folder, { recursive: true });
  });

  const values: [what: string, expected: string | undefined, ...cells: string[]][] = [
    ['an expression', '3', '1 + 2'],
    ['nothing for undefined', undefined, 'undefined'],
    ['null', 'null', 'null'],
    ['what a promise settles to', '42', 'new Promise((resolve) => setTimeout(() => resolve(42), 20))'],
    ['nothing for a promise of nothing', undefined, 'Promise.resolve()'],
    [
      'an Error',
      'RangeError: far\n    at cell [N]:1:15 {\n  miles: 3\n}',
      'Object.assign(new RangeError("far"), { miles: 3 })',
    ],
    ['what misbehaves', '{ a: 1 }', 'new Proxy({ a: 1 }, { get() { throw new Error("trap") } })'],
    ['text as Node prints it', "'a'", '"a"'],
    ['nothing for a declaration', undefined, 'const nothing = 5;'],
    ['a Map', "Map(1) { 'a' => [ 1 ] }", 'new Map([["a", [1]]])'],
    ['a name declared again with another type', "'text'", 'const again = 1', 'const again = "text"', 'again'],
    [
      'a variable that a later cell changes',
      '101',
      'let c = 0; function inc() { return ++c }',
      'c = 100',
      'inc()',
    ],
    [
      'a variable that a later cell declares anew',
      '7',
      'let d = 1; const readD = () => d',
      'let d = 7',
      'readD()',
    ],
    [
      'a function that a later cell declares anew',
      '2',
      'function f1() { return 1 }\nfunction g1() { return f1() }',
      'function f1() { return 2 }',
      'g1()',
    ],
    [
      'a class that a later cell declares anew',
      "'new'",
      'class K { tag() { return "old" } }\nconst make = () => new K().tag()',
      'class K { tag() { return "new" } }',
      'make()',
    ],
    [
      'variables taken out of an object',
      '[ 1, 5, [ 3 ], 2 ]',
      'const { a, b: { q = 5 } = {} as { q?: number }, ...rest } = { a: 1, z: 2 }; const [, ...tail] = [0, 3]',
      '[a, q, tail, rest.z]',
    ],
    ['a short property from an earlier cell', '{ short: 1 }', 'const short = 1', '({ short })'],
    [
      'assignments to several at once',
      '[ 2, 1 ]',
      'let left = 1, right = 2',
      '[left, right] = [right, left]; [left, right]',
    ],
    [
      'a name inside that hides one outside',
      '[ 1, 2 ]',
      'const hidden = 1',
      '((hidden: number) => [1, hidden])(2)',
    ],
    ['the name of a function', "'named'", 'const named = () => 1', 'named.name'],
    [
      'no `this` for a function',
      'true',
      'function self(this: unknown) { return this === undefined || this === globalThis }',
      'self()',
    ],
    ['await', '5', 'await Promise.resolve(5)'],
    ['await before a parenthesis', '5', 'await (async () => 5)()'],
    [
      'a variable from await before a parenthesis',
      '6',
      'const awaited = await (Promise.resolve(6))',
      'awaited',
    ],
    [
      'for await',
      '[ 1, 2 ]',
      'const seen: number[] = []; for await (const x of [1, Promise.resolve(2)]) seen.push(x)',
      'seen',
    ],
    ['export const', '9', 'export const exported = 9', 'exported'],
    [
      'export function and list',
      '10',
      'function plain() { return 1 }\nexport { plain };\nexport default function nine() { return 9 }',
      'nine() + plain()',
    ],
    ['a function without a name', '[Function (anonymous)]', '() => 1'],
    ['an enum', '1', 'enum Season { Winter, Spring }', 'Season.Spring'],
    [
      'an interface and a generic class',
      "'x'",
      'interface Named { name: string }',
      'class Box<T extends Named> { constructor(readonly value: T) {} }',
      'new Box({ name: "x" }).value.name',
    ],
    ['import of a part of Node', "'b'", 'import { basename } from "node:path"', 'basename("/a/b")'],
    ['import()', "'b'", 'const path = await import("node:path"); path.basename("/a/b")'],
    [
      'import type',
      '1',
      'import type { ParsedPath } from "node:path"; const parsed = { base: "" } as ParsedPath; 1',
    ],
    ['kernel-lib', "'number'", 'import { seededRandom } from "kernel-lib"; typeof seededRandom(1)()'],
    ['import.meta and __dirname', 'true', 'import.meta.dirname === __dirname && __dirname === process.cwd()'],
  ];
  for (const [what, expected, ...cells] of values) {
    it(`shows ${what}`, async () => {
      const shown = await resultOf(session, ...cells);
      assert.equal(shown?.replace(/cell \[\d+\]/g, 'cell [N]'), expected);
    });
  }

  it('shows a tensor as shape, dtype and numbers, and knows its type in later cells', async () => {
    await resultOf(
      session,
      'import * as tf from "@tensorflow/tfjs"; const t = tf.tensor2d([[1, 2], [3, 4]])',
    );
    assert.equal(await resultOf(session, 't'), 'Tensor float32 [2, 2], 16 bytes\n[[1, 2],\n [3, 4]]');
    const { outputs } = await run(session, 't');
    const { data } = outputs[0] as { data: Record<string, string> };
    assert.match(data['text/html']!, /Tensor float32 \[2, 2\], 16 bytes[^]*>4<\/td>/);
    assert.equal(await resultOf(session, '[t]'), '[ Tensor float32 [2, 2] ]');
    const { stdout } = await run(session, 'console.log([t])');
    assert.match(stdout, /isDisposedInternal/, 'console.log is no longer that of Node');
    const { reply } = await run(session, 't.addd(1)');
    assert.match(reply.error!.evalue, /Property 'addd' does not exist on type 'Tensor2D'/);
  });

  it('ends with the rejection of a promise that is the last value', async () => {
    const { reply, outputs } = await run(session, '\nPromise.reject(new RangeError("too far"))');
    assert.deepEqual([reply.status, reply.error?.ename, outputs.length], ['error', 'RangeError', 1]);
    assert.match(reply.error!.traceback.join('\n'), /line 2 column/);
  });

  it('shows what a value answers to Jupyter.display, also later', async () => {
    for (const how of ['', 'async ']) {
      const code = `({ ${how}[Symbol.for("Jupyter.display")]() { return { "text/html": "<b>x</b>" } } })`;
      const { outputs } = await run(session, code);
      assert.deepEqual((outputs[0] as { data: object }).data, { 'text/html': '<b>x</b>' });
    }
  });

  it('shows bytes of a picture as base64, in results and displays', async () => {
    const png = '89504e470d0a1a0a00000000';
    const code = [
      'import { display, image } from "kernel-lib";',
      `const bytes = Buffer.from("${png}", "hex");`,
      'const own = { [Symbol.for("blossom.bundle")]: () => ({ "image/png": new Uint8Array(bytes), "x/n": 5, "x/none": undefined }) };',
      'display(own); display(image(bytes)); own',
    ].join('\n');
    const { outputs } = await run(session, code);
    const base64 = Buffer.from(png, 'hex').toString('base64');
    const [shown, picture, result] = outputs.map((one) => (one as { data: object }).data);
    assert.deepEqual(shown, { 'image/png': base64, 'x/n': '5' });
    assert.deepEqual(result, shown);
    assert.deepEqual(picture, { 'image/png': base64, 'text/plain': 'a picture (PNG, 12 bytes)' });
  });

  it('leaves out an output that no notebook can take, and says so', async () => {
    const { outputs, reply } = await run(
      session,
      'import { display, html } from "kernel-lib"; display(html("x".repeat(7e7), "text")); 1',
    );
    assert.equal(reply.status, 'ok');
    assert.match(
      String((outputs[0] as { data: Record<string, unknown> }).data['text/plain']),
      /^… an output of 67 MB \(text\/html, text\/plain\) was left out/,
    );
  });

  it('shows a DataFrame', async () => {
    const text = await resultOf(
      session,
      'import * as dfd from "danfojs-node"; new dfd.DataFrame({ name: ["cherry"] })',
    );
    assert.match(text!, /name[^]*cherry/);
  });

  it('shows a value by its own bundle', async () => {
    const { outputs } = await run(
      session,
      '({ [Symbol.for("blossom.bundle")]: () => ({ "text/html": "<b>x</b>" }) })',
    );
    assert.deepEqual((outputs[0] as { data: object }).data, { 'text/html': '<b>x</b>' });
  });

  it('reads a file beside the notebook again when it changed', async () => {
    writeFileSync(join(folder, 'helper.ts'), 'export const season: string = "winter";\n');
    assert.equal(await resultOf(session, 'import { season } from "./helper"; season'), "'winter'");
    writeFileSync(join(folder, 'helper.ts'), 'export const season: number = 12345;\n');
    assert.equal(
      await resultOf(session, 'import { season } from "./helper"; season.toFixed(1)'),
      "'12345.0'",
    );
  });

  it('imports JSON', async () => {
    writeFileSync(join(folder, 'data.json'), '{ "rows": [1, 2] }');
    assert.equal(await resultOf(session, 'import data from "./data.json"; data.rows.length'), '2');
  });

  it('has the helpers of the tslab module', async () => {
    const { reply, outputs } = await run(
      session,
      'import { display } from "tslab"; display.html("<i>h</i>")',
    );
    assert.equal(reply.status, 'ok');
    assert.deepEqual((outputs[0] as { data: object }).data, { 'text/html': '<i>h</i>' });
  });

  it('completes names and members from earlier cells, and describes them', async () => {
    await resultOf(session, '/** Its bloom. */\nconst blossom = { petals: 5, colour: "pink" }');
    assert.deepEqual(await session.complete('blossom.pet', 11), {
      matches: ['petals'],
      cursorStart: 8,
      cursorEnd: 11,
    });
    assert.ok((await session.complete('blos', 4)).matches.includes('blossom'));
    const { found, data } = await session.inspect('blossom', 3);
    assert.equal(found, true);
    assert.match(String(data['text/plain']), /const blossom: \{\s*petals: number/);
    assert.equal((await session.inspect('   ', 1)).found, false);
  });

  it('says whether a cell is complete', async () => {
    const status = async (code: string) => (await session.isComplete(code)).status;
    assert.equal(await status('const a = 1'), 'complete');
    const open = ['for (;;) {', 'let s = `a', '`${`', 'const a = 1 +\n', 'x => ', 'a ?', '/* x'];
    for (const code of open) assert.equal(await status(code), 'incomplete', code);
    for (const code of ['let s = "a', '}', '1 +* 2']) assert.equal(await status(code), 'invalid', code);
    assert.equal(await status('const a = )'), 'invalid');
  });
});
