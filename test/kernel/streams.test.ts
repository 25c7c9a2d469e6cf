/** `console`, `process.stdout` and native text: as Node itself prints them, in order. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { pinnedNode } from 'kernel-lib/dist/kernel/runtime.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf, run } from './run.js';

/** A parent that looks away while a cell prints: what order there is must be in what it then finds. */
function lookAway(): void {
  const start = performance.now();
  while (performance.now() - start < 300);
}

describe('kernel: console and streams', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  const scripts: [what: string, script: string][] = [
    [
      'formats',
      'console.log("%s %d %i %f %j %o %O %c. %%", "s", 1.5, 1.5, "2.5", { a: 1 }, [1], { b: 2 }, "color: red", "rest")',
    ],
    [
      'values',
      'console.log({ a: { b: { c: { d: 1 } } } }, [new Map([[1, "花"]])], null, undefined, -0, 5n, Symbol("s"))',
    ],
    [
      'tables',
      'console.table([{ a: 1, b: "x" }, { a: 2, b: "花🌸" }]); console.table([[1, 2], [3]], ["1"]); console.table(5)',
    ],
    [
      'groups',
      'console.group("G"); console.info("a\\nb"); console.group(); console.table([{ x: 1 }]); console.error("e"); console.groupEnd(); console.groupEnd(); console.log("out")',
    ],
    ['counts', 'console.count(); console.count("x"); console.count(); console.countReset(); console.count()'],
    [
      'assertions',
      'console.assert(true, "no"); console.assert(false, "way %s", "out"); console.assert(false); console.assert(0 > 1, "n %d", 5)',
    ],
    ['dir', 'console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.dirxml({ a: 1 }, [2])'],
    ['warnings', 'console.warn("w"); console.debug("d"); console.error(new Map())'],
    ['colours that code writes', 'console.log("\\x1b[31mred\\x1b[0m")'],
    ["a Console of one's own", 'new console.Console(process.stdout, process.stderr).error("%s", "own")'],
    [
      'writes in encodings',
      'process.stdout.write("6869", "hex"); process.stdout.write("h\\u00e9", "utf8"); process.stdout.write(new Uint8Array([228, 186, 186]))',
    ],
  ];
  for (const [what, script] of scripts) {
    it(`prints ${what} as Node does`, async () => {
      const node = spawnSync(pinnedNode().path, ['-e', script], { encoding: 'utf8' });
      assert.equal(node.status, 0, node.stderr);
      const { stdout, stderr, reply } = await run(session, `${script}; undefined`);
      assert.equal(reply.status, 'ok', reply.error?.traceback.join('\n'));
      assert.deepEqual({ stdout, stderr }, { stdout: node.stdout, stderr: node.stderr });
    });
  }

  it('times', async () => {
    const { stdout } = await run(session, 'console.time("t"); console.timeLog("t", 5); console.timeEnd("t")');
    assert.match(stdout, /^t: [\d.]+m?s 5\nt: [\d.]+m?s\n$/);
  });

  it('colours values where FORCE_COLOR asks for it, and only there', async () => {
    const plain = await run(session, 'console.log({ a: 1 }, process.stdout.hasColors())');
    assert.equal(plain.stdout, '{ a: 1 } false\n');
    const coloured = await run(
      session,
      'process.env.FORCE_COLOR = "1"; console.log({ a: 1 }, process.stdout.hasColors()); delete process.env.FORCE_COLOR;',
    );
    assert.equal(coloured.stdout, '{ a: \x1b[33m1\x1b[39m } \x1b[33mtrue\x1b[39m\n');
  });

  it('is no terminal, and has a size', async () => {
    const code =
      '[process.stdout.isTTY, process.stdout.columns, process.stderr.rows, process.stdout.getWindowSize()]';
    assert.equal(await resultOf(session, code), '[ false, 80, 24, [ 80, 24 ] ]');
  });

  it('calls back after a write, and says that more may come', async () => {
    const code = [
      'const order: unknown[] = [];',
      'order.push(process.stdout.write("a", () => order.push("first")));',
      'order.push(process.stdout.write("b", "utf8", () => order.push("second")));',
      'await new Promise<void>((resolve) => process.stdout.write(Buffer.from("c"), () => resolve()));',
      'order',
    ].join('\n');
    assert.equal(await resultOf(session, code), "[ true, true, 'first', 'second' ]");
  });

  it('takes what is piped into it, and stays open', async () => {
    const code = [
      'import { Readable } from "node:stream";',
      'import { pipeline } from "node:stream/promises";',
      'await pipeline(Readable.from(["one\\n", "two\\n"]), process.stdout);',
      'await new Promise<void>((resolve) => process.stdout.end("three\\n", () => resolve()));',
      'process.stdout.destroy(); console.log("four");',
    ].join('\n');
    assert.equal((await run(session, code)).stdout, 'one\ntwo\nthree\nfour\n');
    assert.equal((await run(session, 'console.log("five")')).stdout, 'five\n');
  });

  const natives: [what: string, write: string][] = [
    ['fs.writeSync', 'fs.writeSync(1, `${i}\\n`)'],
    ['fs.writeSync of bytes', 'fs.writeSync(1, Buffer.from(`x${i}\\nx`), 1, String(i).length + 1)'],
    ['fs.writeFileSync', 'fs.writeFileSync(1, `${i}\\n`)'],
    ['fs.write', 'await new Promise((done) => fs.write(1, `${i}\\n`, done))'],
    ['a process that is waited for', 'childProcess.spawnSync("echo", [String(i)], { stdio: "inherit" })'],
    ['a command', 'childProcess.execSync(`echo ${i} >&2`)'],
    ['a process beside', 'await once(childProcess.spawn("echo", [String(i)], { stdio: "inherit" }), "exit")'],
  ];
  for (const [what, write] of natives) {
    it(`keeps the order of console.log and ${what}`, async function () {
      if (process.platform === 'win32' && write.includes('childProcess')) return this.skip();
      await resultOf(
        session,
        'import fs from "node:fs"; import childProcess from "node:child_process"; import { once } from "node:events";',
      );
      let text = '';
      const rounds = 20;
      const { reply } = await run(
        session,
        `for (let i = 1; i < ${2 * rounds}; i += 2) { console.log(i - 1); ${write}; }`,
        ({ outputs }) => {
          if (outputs.length === 1) lookAway();
          const last = outputs.at(-1)!;
          if (last.output_type === 'stream') text += last.text;
        },
      );
      assert.equal(reply.status, 'ok', reply.error?.traceback.join('\n'));
      assert.equal(text, Array.from({ length: 2 * rounds }, (_, i) => `${i}\n`).join(''));
    });
  }

  it('keeps the order of console.log and native code', async () => {
    // A thread with a `node:fs` of its own writes as native code does: past everything that the kernel knows.
    const code = [
      'import { Worker } from "node:worker_threads";',
      'const turn = new Int32Array(new SharedArrayBuffer(4));',
      'const writer = new Worker(`const { workerData: turn } = require("node:worker_threads");',
      '  for (let i = 0; i < 20; i++) { Atomics.wait(turn, 0, 2 * i); require("node:fs").writeSync(1, 2 * i + 1 + "\\\\n");',
      '  Atomics.store(turn, 0, 2 * i + 2); Atomics.notify(turn, 0); }`, { eval: true, workerData: turn });',
      'for (let i = 0; i < 20; i++) {',
      '  await new Promise((resolve) => setTimeout(resolve, 3));',
      '  console.log(2 * i); Atomics.store(turn, 0, 2 * i + 1); Atomics.notify(turn, 0); Atomics.wait(turn, 0, 2 * i + 1);',
      '  const start = performance.now(); while (performance.now() - start < 3);',
      '}',
    ].join('\n');
    const { reply, stdout } = await run(session, code, ({ outputs }) => outputs.length === 1 && lookAway());
    assert.equal(reply.status, 'ok', reply.error?.traceback.join('\n'));
    assert.equal(stdout, Array.from({ length: 40 }, (_, i) => `${i}\n`).join(''));
  });

  it('joins a character of a process around what the cell itself prints', async function () {
    if (process.platform === 'win32') return this.skip();
    const { stdout } = await run(
      session,
      `import { spawn } from 'node:child_process'; import { once } from 'node:events';
       const halves = spawn('sh', ['-c', 'printf "\\\\350\\\\212"; sleep 0.2; printf "\\\\261"'], { stdio: 'inherit' });
       await new Promise((resolve) => setTimeout(resolve, 100)); console.log('mine'); await once(halves, 'exit');`,
    );
    assert.equal(stdout, 'mine\n花');
  });

  it('joins a character that a process writes in two halves', async function () {
    if (process.platform === 'win32') return this.skip();
    const { stdout } = await run(
      session,
      `import { spawnSync } from 'node:child_process';
       spawnSync('sh', ['-c', 'printf "\\\\350\\\\212"; sleep 0.1; printf "\\\\261"'], { stdio: 'inherit' })`,
    );
    assert.equal(stdout, '花');
  });
});
