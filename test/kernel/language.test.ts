/** What TypeScript says and means in a cell: syntax of today, names across cells, modules, refusals. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run } from './run.js';

describe('kernel: language', function () {
  this.timeout(60_000);
  let session: Session;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kernel language 花 '));
    session = await Session.start({ cwd: folder });
  });
  after(async () => {
    await session.dispose();
    rmSync(folder, { recursive: true });
  });

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  /** The error of a cell that does not run. */
  async function errorOf(code: string) {
    const { reply, stdout } = await run(session, `console.log("ran");${code}`);
    assert.equal(reply.status, 'error', `the cell did not fail: ${code}`);
    assert.equal(stdout, '', `the cell ran: ${code}`);
    return reply.error!;
  }

  const disposable = (name: string) =>
    `const log: string[] = []; const ${name} = (id: string) => ({ id, [Symbol.dispose]: () => void log.push(id) })`;

  const values: [what: string, expected: string, ...cells: string[]][] = [
    [
      'using in a block',
      "[ 'body', 'b', 'a', 'after' ]",
      disposable('open1'),
      '{ using a = open1("a"); using b = open1("b"); log.push("body") }\nlog.push("after")',
      'log',
    ],
    [
      'using at the top of a cell: disposed when the cell ends',
      "[ 'x is open', 'x' ]",
      disposable('open2'),
      'using x = open2("x"); const opened = x.id; log.push(`${opened} is open`)',
      'log',
    ],
    [
      'the last expression of a cell with using',
      '[ 3, 2 ]',
      'using three = { value: 3, [Symbol.dispose]() {} }; const two = 2; [three.value, two]',
    ],
    [
      'a name that using hides for one cell only',
      "'outer'",
      'const hiddenByUsing = "outer"',
      'using hiddenByUsing = { [Symbol.dispose]() {} }; 1',
      'hiddenByUsing',
    ],
    [
      'await using',
      "[ 'closed', 'next' ]",
      'const steps: string[] = []',
      '{ await using f = { async [Symbol.asyncDispose]() { await null; steps.push("closed") } } }\nsteps.push("next")',
      'steps',
    ],
    [
      'await using at the top of a cell',
      "[ 'late' ]",
      'const ends: string[] = []',
      'await using f = { async [Symbol.asyncDispose]() { await null; ends.push("late") } }; ends.length',
      'ends',
    ],
    [
      'a decorator of a method',
      "'hello, spring'",
      'function greet<T extends (...a: any[]) => string>(target: T, _: ClassMethodDecoratorContext) { return function (this: any, ...a: any[]) { return "hello, " + target.apply(this, a) } as T }',
      'class Decorated { @greet name() { return "spring" } }',
      'new Decorated().name()',
    ],
    [
      'a decorator of a class',
      "[ 'Registered' ]",
      'const registered: string[] = []; function register(_: unknown, context: ClassDecoratorContext) { registered.push(context.name!) }',
      '@register class Registered {}',
      'registered',
    ],
    ['an accessor', '4', 'class Counted { accessor n = 4 }', 'new Counted().n'],
    [
      'satisfies',
      "'RED'",
      'const palette = { red: "red", n: 1 } satisfies Record<string, string | number>',
      'palette.red.toUpperCase()',
    ],
    [
      'const type parameters',
      '1',
      'function literal<const T>(value: T) { return value }',
      'const tuple = literal(["a", "b"]); const first: "a" = tuple[0]; 1',
    ],
    [
      'an enum of an earlier cell',
      "[ 1, 'Spring' ]",
      'enum Season1 { Winter, Spring }',
      '[Season1.Spring, Season1[1]]',
    ],
    ['a const enum', '2', 'const enum Size { Small = 1, Large }', 'Size.Large'],
    [
      'a namespace',
      "'in'",
      'namespace Garden { export const name = "in"; export interface Bed { size: number } }',
      'const bed: Garden.Bed = { size: 1 }; Garden.name',
    ],
    [
      'an abstract class across cells',
      "'meow'",
      'abstract class Animal { abstract sound(): string; speak() { return this.sound() } }',
      'class Cat extends Animal { sound() { return "meow" } }',
      'new Cat().speak()',
    ],
    [
      'generics across cells',
      '3',
      'type Pair<A, B = A> = { a: A; b: B }; function pair<A, B>(a: A, b: B): Pair<A, B> { return { a, b } }',
      'const both = pair(1, [1, 2, 3])',
      'both.b.length',
    ],
    [
      'await inside an expression',
      '[ 3, 4 ]',
      '[1 + await Promise.resolve(2), (await (async () => ({ four: 4 }))()).four]',
    ],
    [
      'await while taking apart',
      '[ 1, [ 2 ] ]',
      'const { one, ...others } = await Promise.resolve({ one: 1, two: 2 }); const [[...list]] = [await (Promise.resolve([2]))]',
      '[one, list]',
    ],
    [
      'await in a template and an arrow',
      "'5!'",
      'const five = async () => await (Promise.resolve(5)); `${await five()}!`',
    ],
    [
      'for await that declares',
      '6',
      'async function* numbers() { yield 1; yield 2; yield 3 }',
      'let total = 0; for await (const n of numbers()) total += n',
      'total',
    ],
    ['export default of an expression', '8', 'export default 8'],
    ['export default of a class without a name', '[class (anonymous)]', 'export default class {}'],
    ['export with another name', '1', 'const renamed = 1; export { renamed as other }', 'renamed'],
    ['export … from', "'b'", 'export { basename as tail } from "node:path"', 'tail("/a/b")'],
    ['export * as … from', "'b'", 'export * as paths from "node:path"', 'paths.basename("/a/b")'],
    ['import = require', "'b'", 'import oldPath = require("node:path")', 'oldPath.basename("/a/b")'],
    [
      'a function before its declaration',
      '9',
      'const early = hoisted(); function hoisted() { return 9 }',
      'early',
    ],
    [
      'var in a block and in a loop',
      '[ 1, 3 ]',
      'if (true) { var inBlock = 1 } for (var i = 0; i < 3; i++);',
      '[inBlock, i]',
    ],
    [
      'let in a block, apart from the one outside',
      '[ 1, 2 ]',
      'let level = 1; let inner = 0; { let level = 2; inner = level }',
      '[level, inner]',
    ],
    [
      'a name that begins with underscores',
      '3',
      'const __secret = 3; const readSecret = () => __secret',
      'readSecret()',
    ],
    [
      'a global that a cell declares',
      '4',
      'declare global { var flowers: number }\nflowers = 3',
      'flowers + 1',
    ],
    [
      'a value of an older class after the class was declared anew',
      '[ 1, 2 ]',
      'class Point { x = 1 } const point = new Point()',
      'class Point { y = 2 }',
      '[point.x, new Point().y]',
    ],
    [
      'a class whose name became a type',
      '[ 1, 5 ]',
      'class Both { n = 1 }',
      'type Both = number',
      'const both2: Both = 5; [new Both().n, both2]',
    ],
    [
      '@ts-nocheck',
      "'1b'",
      '// @ts-nocheck\nimport { basename } from "node:path"; const wrong: number = "1"; wrong + basename("/a/b")',
    ],
  ];
  for (const [what, expected, ...cells] of values) {
    it(`runs ${what}`, async () => assert.equal(await resultOf(session, ...cells), expected));
  }

  it('disposes what a failing cell holds, and later cells do not know its name', async () => {
    await resultOf(session, 'const disposed: string[] = []');
    const { reply } = await run(
      session,
      'using held = { [Symbol.dispose]: () => void disposed.push("held") };\nthrow new Error("stop")',
    );
    assert.match(reply.error!.traceback.join('\n'), /Error: stop[^]*line 2 column 7/);
    assert.equal(await resultOf(session, 'disposed'), "[ 'held' ]");
    assert.match((await errorOf('held')).evalue, /Cannot find name 'held'/);
  });

  it('checks values of an older class by the older class', async () => {
    await resultOf(
      session,
      'class Seed { old = 1 } const seed = new Seed(); const seeds = [seed]',
      'class Seed { young = 2 }',
    );
    const { evalue } = await errorOf('const s: Seed = seed');
    assert.match(evalue, /Property 'young' is missing in type 'Seed_earlier1' but required in type 'Seed'/);
    assert.match((await errorOf('seeds[0].young')).evalue, /does not exist on type 'Seed_earlier1'/);
    assert.ok(!(await session.complete('See', 3)).matches.includes('Seed_earlier1'));
    // Nothing needs the old class any more: a third one is again the second.
    await resultOf(session, 'const seed = 1, seeds = 2', 'class Seed { third = 3 }');
    assert.match((await errorOf('Seed_earlier1')).evalue, /Cannot find name/);
  });

  it('refuses JSX with one sentence', async () => {
    for (const code of ['const e = <b>text</b>', 'f(<br/>)', '<>\n  <i/>\n</>']) {
      const { evalue, traceback } = await errorOf(code);
      assert.match(evalue, /^line 1 column \d+: A cell takes no JSX: /);
      assert.equal(traceback.filter((line) => /^line/.test(line)).length, 1);
    }
  });

  it('gives the reasons of a type error, and each error once', async () => {
    const { evalue, traceback } = await errorOf(
      '\nconst o: { a: { b: number } } = { a: { b: "x" } };\nlet p: { q: number } = { a: 1 } as any as { a: string };',
    );
    assert.match(evalue, /^line 2 column 40: Type 'string' is not assignable to type 'number'\. \(TS2322\)$/);
    assert.match(traceback.join('\n'), /line 3 column 5: Property 'q' is missing/);
  });

  it('says where an unfinished cell breaks off', async () => {
    const { evalue } = await errorOf('\nif (true) {\n  1');
    assert.match(evalue, /^line 3 column 4: '}' expected\. \(TS1005\)$/);
  });

  it('opts out of the check only for the cell that says so', async () => {
    assert.equal(
      await resultOf(session, '// @ts-nocheck\nconst unchecked = missingName?.x ?? 1', '1').catch(
        () => 'threw',
      ),
      'threw',
    );
    assert.equal(await resultOf(session, '// @ts-nocheck\nconst loose: string = 5;', 'loose as any'), '5');
    assert.match((await errorOf('const strict: string = 5')).evalue, /TS2322/);
  });

  it('imports packages beside the notebook: CommonJS, ES modules, exports only, newer declarations', async () => {
    write({
      'node_modules/cjs/package.json':
        '{ "name": "cjs", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }',
      'node_modules/cjs/index.js': 'module.exports = { twice: (n) => 2 * n };',
      'node_modules/cjs/index.d.ts': 'export function twice(n: number): number;',
      'node_modules/esm/package.json':
        '{ "name": "esm", "version": "1.0.0", "type": "module", "main": "index.js", "types": "index.d.ts" }',
      'node_modules/esm/index.js': 'export default class Esm { n = 7 }\nexport const season = "spring";',
      'node_modules/esm/index.d.ts':
        'export default class Esm { n: number }\nexport declare const season: "spring";',
      'node_modules/only/package.json':
        '{ "name": "only", "version": "1.0.0", "type": "module", "exports": { "./part": { "types": "./d/part.d.ts", "default": "./part.js" } } }',
      'node_modules/only/part.js': 'export const part = 3;',
      // `NoInfer` came with TypeScript 5.4, `with` in an import with 5.3; tslab's is 5.0.
      'node_modules/only/d/part.d.ts':
        'export declare const part: number;\nexport declare function pick<T extends string>(all: T[], one: NoInfer<T>): T;\n' +
        'import type config from "./config.json" with { type: "json" };\nexport declare const level: (typeof config)["level"];',
      'node_modules/only/d/config.json': '{ "level": 5 }',
    });
    assert.equal(
      await resultOf(
        session,
        'import { twice } from "cjs"; import * as cjs from "cjs"; import Esm, { season } from "esm"; import { part } from "only/part"',
        '[twice(2), cjs.twice(3), new Esm().n, season, part, (await import("only/part")).part]',
      ),
      "[ 4, 6, 7, 'spring', 3, 3 ]",
    );
    assert.match(
      (await errorOf('twice("2")')).evalue,
      /'string' is not assignable to parameter of type 'number'/,
    );
    assert.match((await errorOf('import { pick } from "only/part"; pick(["a"], "b")')).evalue, /TS2345/);
    assert.match(
      (await errorOf('import { level } from "only/part"; level.toUpperCase()')).evalue,
      /type 'number'/,
    );
    assert.deepEqual((await session.complete('new Esm().', 10)).matches, ['n']);
    assert.deepEqual((await session.complete('import { pa } from "only/part"', 11)).matches, ['part']);
  });

  it('imports JSON with and without an attribute, and reads it again when it changed', async () => {
    write({ 'rows.json': '{ "rows": [1, 2] }' });
    assert.equal(
      await resultOf(
        session,
        'import rows from "./rows.json" with { type: "json" }; import { rows as same } from "./rows.json"',
        '[rows.rows.length, same.length, (await import("./rows.json", { with: { type: "json" } })).default.rows.length]',
      ),
      '[ 2, 2, 2 ]',
    );
    assert.match((await errorOf('rows.columns')).evalue, /Property 'columns' does not exist/);
    write({ 'rows.json': '{ "rows": [1, 2, 3], "columns": "abc" }' });
    assert.equal(
      await resultOf(session, 'import rows from "./rows.json"; [rows.columns, rows.rows.length]'),
      "[ 'abc', 3 ]",
    );
  });

  it('imports relative files through each other, with their types and errors', async () => {
    write({
      'lib/shape.ts': 'export interface Shape { area(): number }\nexport enum Kind { Round = 4 }',
      'lib/circle.ts':
        'import { Kind, type Shape } from "./shape";\nexport class Circle implements Shape { kind = Kind.Round; area() { return 12 } }\nexport type { Shape };',
    });
    const circle =
      'import { Circle, type Shape } from "./lib/circle.ts"; const shape: Shape & { kind: number } = new Circle();';
    assert.equal(await resultOf(session, circle, '[shape.area(), shape.kind]'), '[ 12, 4 ]');
    write({ 'lib/shape.ts': 'export interface Shape { area(): number }\nexport enum Kind { Round = 5 }' });
    assert.equal(await resultOf(session, circle, 'shape.kind'), '5');
    write({ 'lib/shape.ts': 'export interface Shape { area(): string }\nexport enum Kind { Round = 5 }' });
    assert.match((await errorOf(circle)).evalue, /^lib\/circle\.ts line 2 column 59: .*'area'/);
    // A cell that imports none of it still runs.
    assert.equal(await resultOf(session, '"unharmed"'), "'unharmed'");
  });

  it('imports a folder, an ES module and a .tsx file of the learner', async () => {
    write({
      'dir/index.ts': 'export const index = 5; export * from "../beside.mjs";',
      'beside.mjs': 'export const beside = 6;',
      'element.tsx':
        'declare global { namespace JSX { interface IntrinsicElements { b: object } } }\n' +
        'const React = { createElement: (tag: string, _: unknown, text: string) => `<${tag}>${text}</${tag}>` };\n' +
        'export const bold = <b>spring</b>;',
    });
    assert.equal(
      await resultOf(
        session,
        'import { index, beside } from "./dir"; import { bold } from "./element"; [index, beside, bold]',
      ),
      "[ 5, 6, '<b>spring</b>' ]",
    );
  });

  it('finds a file that was not there when it was first imported', async () => {
    assert.match((await errorOf('import { born } from "./born"')).evalue, /Cannot find module/);
    write({ 'born.ts': 'export const born = "now";' });
    assert.equal(await resultOf(session, 'import { born } from "./born"; born'), "'now'");
  });

  it('imports a file from above the notebook', async () => {
    const above = `above-${process.pid}`;
    writeFileSync(join(folder, '..', `${above}.ts`), 'export const high: number = 1;\n');
    try {
      assert.equal(await resultOf(session, `import { high } from "../${above}"; high.toFixed(1)`), "'1.0'");
    } finally {
      rmSync(join(folder, '..', `${above}.ts`));
    }
  });

  it('has every helper of the tslab module', async () => {
    const code = [
      'import * as tslab from "tslab";',
      'const bytes = new Uint8Array([1, 2]);',
      'for (const kind of ["javascript", "html", "markdown", "latex", "svg", "text"] as const) tslab.display[kind](kind);',
      'for (const kind of ["png", "jpeg", "gif", "pdf"] as const) tslab.display[kind](bytes);',
      'const own: tslab.Display = tslab.newDisplay(); own.html("one"); own.raw("text/html", "two");',
      'tslab.versions.tslab',
    ].join('\n');
    const { reply, outputs, result } = await run(session, code);
    assert.equal(reply.status, 'ok', reply.error?.evalue);
    assert.equal(result, "'1.0.22'");
    const shown = outputs.flatMap((one) => ('data' in one ? Object.entries(one.data) : []));
    assert.deepEqual(shown.slice(0, 13), [
      ['text/javascript', 'javascript'],
      ['text/html', 'html'],
      ['text/markdown', 'markdown'],
      ['text/latex', 'latex'],
      ['image/svg+xml', 'svg'],
      ['text/plain', 'text'],
      ...['image/png', 'image/jpeg', 'image/gif', 'application/pdf'].map((type) => [type, 'AQI=']),
      ['text/html', 'one'],
      ['text/html', 'two'],
      ['text/plain', "'1.0.22'"],
    ]);
    const [first, second] = outputs.slice(10) as {
      output_type: string;
      transient?: { display_id?: string };
    }[];
    assert.equal(second!.output_type, 'update_display_data');
    assert.equal(second!.transient!.display_id, first!.transient!.display_id);
  });
});
