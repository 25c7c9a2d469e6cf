/** The types of Node come as cells need them: a cell is checked as if all of them were there. */
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import ts from 'typescript';
import { CellConverter } from 'kernel-lib/dist/kernel/child/converter.js';
import { NodeTypes } from 'kernel-lib/dist/kernel/child/nodeTypes.js';
import { compilerOptions, nodeTypesFolder, OWN_TYPES } from 'kernel-lib/dist/kernel/child/options.js';

const CELLS = [
  'console.log(1).x',
  'const out: string = process.stdout',
  'process.stdout.write(5, () => 1)',
  'process.on("exit", (code: string) => code)',
  'process.getBuiltinModule("node:http2").connect(1)',
  'const { createServer } = process.getBuiltinModule("http"); const server = createServer((a, b) => b.end(a.x))',
  'const waited = await setTimeout(() => 1, "a", 2); waited.refs()',
  'setTimeout.__promisify__(1).then((x: string) => x)',
  'const bytes: string = Buffer.from("a").buffer',
  'const blob = new Blob(["a"]); const stream: number = blob.stream()',
  'const response = await fetch("http://x", { dispatcher: 1 }); response.json().x; const h: number = response.headers',
  'new WebSocket("ws://x").send(/a/)',
  'const key: string = await crypto.subtle.generateKey({ name: "a" }, true, [])',
  'performance.mark("a").detail.x; performance.now().x',
  'const port: number = new MessageChannel().port1; structuredClone({ a: 1 }).b',
  'const url: number = new URL("http://x").searchParams',
  'for await (const part of process.stdin) part.x; process.stdin.pipe(1)',
  'import { EventEmitter } from "events"; class Mine extends EventEmitter<{ a: [number] }> {}; new Mine().on("a", (x: string) => x)',
  'import { spawn } from "child_process"; const child = spawn("a"); child.stdout.on("data", (x) => x); child.stdin.write(new Map())',
  'import fs from "fs"; const text: number = fs.readFileSync("x", "utf8"); fs.createReadStream("x").pipe(fs)',
  'import { readFile } from "node:fs/promises"; const read = await readFile("x"); read.toStrings()',
  'import { pipeline } from "node:stream/promises"; await pipeline(1, 2)',
  'import { promisify, inspect } from "node:util"; import { exec } from "node:child_process"; const run = promisify(exec); (await run("ls")).stdoutt; inspect(1, { depths: 2 })',
  'import { Worker } from "node:worker_threads"; new Worker(1).on("message", (a) => a).resourceLimits.x',
  'import test from "node:test"; test("a", (t) => { t.mock.fn().mock.call; })',
  'import { Session } from "node:inspector/promises"; await new Session().post("Runtime.evaluate", { expression: 1 })',
  'import { Readable } from "stream"; const web: number = Readable.toWeb(Readable.from([1]))',
  'const a: typeof import("node:stream") = null as typeof import("node:net")',
  'import nothing from "node:nothing"; nothing.x',
  'type Names = keyof typeof globalThis; const name: Names = "no such global"',
  'const env: number = process.env; const versions: number = process.versions',
];

/** Files that a test looks for. */
const NEEDED = ['fs', 'stream', 'http2', 'crypto', 'fetch', 'agent'];

/** What TypeScript alone finds in a cell with all types of Node. */
class WholeCheck {
  private readonly options = { ...compilerOptions(), types: ['node'] };
  private readonly files = new Map<string, ts.SourceFile | undefined>();
  private readonly host = ts.createCompilerHost(this.options);
  private program: ts.Program | undefined;

  errorsIn(code: string): string[] {
    const cell = `${tmpdir()}/__cell__.ts`;
    const getSourceFile: ts.CompilerHost['getSourceFile'] = (path, how) => {
      if (path === cell) return ts.createSourceFile(path, code, how, true);
      if (!this.files.has(path)) this.files.set(path, this.host.getSourceFile(path, how));
      return this.files.get(path);
    };
    const program = ts.createProgram(
      [cell, OWN_TYPES],
      this.options,
      { ...this.host, getSourceFile },
      this.program,
    );
    this.program = program;
    const file = program.getSourceFile(cell);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  }
}

function errorsIn(code: string, converter: CellConverter): string[] {
  const conversion = converter.convert(code, () => false);
  const found = 'errors' in conversion ? conversion.errors : [];
  return found.map(({ message, reasons }) => [message, ...reasons].join('\n'));
}

describe('kernel: the types of Node', function () {
  this.timeout(120_000);
  let converter = new CellConverter(tmpdir());

  it('finds in a cell what is found when all of them are read', () => {
    const whole = new WholeCheck();
    let wrong = 0;
    CELLS.forEach((code, place) => {
      const errors = whole.errorsIn(code);
      wrong += Math.sign(errors.length);
      if (place % 5 === 0) converter = new CellConverter(tmpdir());
      assert.deepEqual(errorsIn(code, converter), errors, code);
    });
    assert.ok(wrong > CELLS.length * 0.8, `something is wrong in ${wrong} of ${CELLS.length} cells`);
  });

  it('knows every module of Node', () => {
    const whole = new WholeCheck();
    const names = builtinModules.filter((name) => !name.startsWith('_'));
    for (const name of names) {
      const code = `import * as m from '${name}'; const x: number = m`;
      assert.deepEqual(errorsIn(code, converter), whole.errorsIn(code), code);
    }
  });
  it('reads what a cell needs and no more, once', () => {
    const fresh = new CellConverter(tmpdir());
    const modules = () =>
      fresh.language.service
        .getProgram()!
        .getSourceFiles()
        .map(({ fileName }) => /\/(@types\/node|undici-types)\/(.+)\.d\.ts$/.exec(fileName)?.[2])
        .filter((name) => name !== undefined && NEEDED.includes(name));
    assert.deepEqual(errorsIn('console.log(Buffer.from("a").length, process.pid)', fresh), []);
    assert.deepEqual(modules(), []);
    assert.deepEqual(
      errorsIn('import { readFileSync } from "node:fs"; readFileSync("x", "utf8").length', fresh),
      [],
    );
    assert.deepEqual(modules(), ['fs']);
    const before = fresh.language.service.getProgram()!.getSourceFiles().length;
    fresh.convert('1 + 1', () => false);
    assert.equal(fresh.language.service.getProgram()!.getSourceFiles().length, before);
    assert.deepEqual(errorsIn('await fetch("x")', fresh), []);
    assert.deepEqual(modules(), ['fetch', 'agent', 'fs']);
  });

  it('has types for WebAssembly, which those of Node and of the language leave out', () => {
    const code =
      'new WebAssembly.Memory({ first: 1 }); const n: string = new WebAssembly.Table({ element: "anyfunc", initial: 1 }).length';
    assert.deepEqual(errorsIn(code, converter), [
      "Object literal may only specify known properties, and 'first' does not exist in type 'MemoryDescriptor'.",
      "Type 'number' is not assignable to type 'string'.",
    ]);
  });

  it('has all that is global from the start', () => {
    const { files } = new NodeTypes(nodeTypesFolder());
    const index = ts.sys.readFile(`${nodeTypesFolder()}/index.d.ts`)!;
    const all = [...index.matchAll(/<reference path="(.+)"/g)].map(
      ([, path]) => `${nodeTypesFolder()}/${path}`,
    );
    const later = all.filter((path) => !files.includes(path));
    assert.ok(later.length > 30, `${later.length} of ${all.length} files are left for later`);
    for (const path of later) {
      const file = ts.createSourceFile(path, ts.sys.readFile(path)!, ts.ScriptTarget.Latest, true);
      for (const statement of file.statements) {
        assert.ok(
          ts.isModuleDeclaration(statement) && ts.isStringLiteral(statement.name),
          `${path}: ${statement.getText()}`,
        );
        ts.forEachChild(statement, function visit(node): void {
          assert.ok(
            (node.flags & ts.NodeFlags.GlobalAugmentation) === 0,
            `${path} declares something global`,
          );
          ts.forEachChild(node, visit);
        });
      }
    }
  });

  it('offers the names of all modules', () => {
    const fresh = new CellConverter(tmpdir());
    const offered = (code: string) => fresh.complete(code, code.length).matches;
    assert.deepEqual(offered('import { connect } from "node:http'), [
      'node:http',
      'node:http2',
      'node:https',
    ]);
    assert.deepEqual(offered('require("zli'), ['zlib']);
  });
});
