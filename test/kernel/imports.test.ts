/** What cells import: packages, JSON and the learner's own files, with their types. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { errorOf, resultOf, run } from './run.js';

describe('kernel: imports', function () {
  this.timeout(60_000);
  let session: Session;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kernel imports 花 '));
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
      (await errorOf(session, 'twice("2")')).evalue,
      /'string' is not assignable to parameter of type 'number'/,
    );
    assert.match(
      (await errorOf(session, 'import { pick } from "only/part"; pick(["a"], "b")')).evalue,
      /TS2345/,
    );
    assert.match(
      (await errorOf(session, 'import { level } from "only/part"; level.toUpperCase()')).evalue,
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
    assert.match((await errorOf(session, 'rows.columns')).evalue, /Property 'columns' does not exist/);
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
    assert.match((await errorOf(session, circle)).evalue, /^lib\/circle\.ts line 2 column 59: .*'area'/);
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
    assert.match((await errorOf(session, 'import { born } from "./born"')).evalue, /Cannot find module/);
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
