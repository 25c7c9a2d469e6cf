import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { pinnedNode } from 'kernel-lib/dist/kernel/runtime.js';
import { resultOf, run, runAndInterrupt } from './run.js';

const runtimes = new Map([
  ['the pinned Node', pinnedNode().path],
  ["the user's Node", process.execPath],
]);

for (const [name, node] of runtimes) {
  describe(`kernel: the process that runs cells, on ${name}`, function () {
    this.timeout(60_000);
    let session: Session;
    before(async () => (session = await Session.start({ cwd: tmpdir(), node })));
    after(() => session.dispose());

    const loops: [what: string, code: string][] = [
      ['a loop', 'console.log("on"); for (;;);'],
      ['a loop after an await', 'await Promise.resolve(); console.log("on"); for (;;);'],
      ['a loop that prints', 'for (;;) console.log("on");'],
      [
        'a loop in a timer',
        'setTimeout(() => { console.log("on"); for (;;); }, 1); await new Promise(() => {})',
      ],
      ['sleep', 'console.log("on"); await new Promise((resolve) => setTimeout(resolve, 1e6))'],
      ['a promise that never settles', 'console.log("on"); await new Promise(() => {})'],
      ['a last value that never settles', 'console.log("on"); new Promise(() => {})'],
      ['a loop of awaits', 'console.log("on"); for (;;) await null'],
      [
        'a recursion that catches everything',
        'const deep = () => { for (;;) try { deep() } catch {} }; console.log("on"); deep()',
      ],
    ];
    for (const [what, code] of loops) {
      it(`interrupts ${what}, and keeps variables`, async () => {
        await resultOf(session, `let kept = ${JSON.stringify(what)}`);
        const { reply } = await runAndInterrupt(session, code);
        assert.deepEqual([reply.status, reply.error?.ename], ['error', 'KeyboardInterrupt']);
        assert.equal(await resultOf(session, 'kept.length'), String(what.length));
      });
    }

    const waits: [what: string, wait: string][] = [
      ['setTimeout', 'await new Promise((resolve) => setTimeout(resolve, 5))'],
      ['setImmediate', 'await new Promise((resolve) => setImmediate(resolve))'],
      ['timers/promises', 'await (await import("node:timers/promises")).setTimeout(5)'],
      ['a promisified timer', 'await (await import("node:util")).promisify(setTimeout)(5)'],
    ];
    for (const [what, wait] of waits) {
      it(`really stops a loop that waits with ${what}`, async () => {
        await resultOf(session, 'let rounds = 0');
        await runAndInterrupt(
          session,
          `for (;;) { ${wait}; rounds++; if (rounds === 3) console.log("on"); }`,
        );
        const rounds = await resultOf(session, 'rounds');
        assert.ok(Number(rounds) >= 3);
        assert.equal(
          await resultOf(session, 'await new Promise((resolve) => setTimeout(resolve, 60)); rounds'),
          rounds,
        );
      });
    }

    it('keeps what an interrupted cell had declared', async () => {
      await runAndInterrupt(session, 'const losses = [3, 2, 1]; console.log("on"); for (;;);');
      assert.equal(await resultOf(session, 'losses.length'), '3');
    });

    it('interrupts again and again', async () => {
      for (let i = 0; i < 5; i++) {
        const { reply } = await runAndInterrupt(session, 'for (;;) console.log("x".repeat(1000))');
        assert.equal(reply.error?.ename, 'KeyboardInterrupt');
      }
      assert.equal(await resultOf(session, '1'), '1');
    });

    it('does nothing when no cell runs', async () => {
      await session.interrupt();
      assert.equal(await resultOf(session, '2'), '2');
    });

    it('passes on 20,000 lines of one loop, in order', async () => {
      const { stdout } = await run(session, 'for (let i = 0; i < 20000; i++) console.log(i)');
      assert.equal(stdout, Array.from({ length: 20000 }, (_, i) => `${i}\n`).join(''));
    });

    it('passes on a line of 5 MB, and characters split over two writes', async () => {
      const long = await run(
        session,
        'process.stdout.write("x" + "🌸".repeat(5e6 / 4) + "\\n", () => console.log("called back")); await null',
      );
      const halves = long.outputs.filter(
        (one) => one.output_type === 'stream' && /\p{Surrogate}/u.test(one.text),
      );
      assert.equal(halves.length, 0, 'a character was cut');
      assert.equal(long.stdout, `x${'🌸'.repeat(5e6 / 4)}\ncalled back\n`);
      const split = await run(
        session,
        'const bytes = Buffer.from("花"); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); 1',
      );
      assert.equal(split.stdout, '花');
    });

    it('stops showing what is printed without end, and shows its last lines', async () => {
      const { stdout, reply } = await run(
        session,
        'for (let i = 0; i < 30_000; i++) console.log(String(i).padStart(1000))',
      );
      assert.equal(reply.status, 'ok');
      assert.ok(stdout.length < 9 * 1024 * 1024, `${stdout.length} characters`);
      const [shown = '', after = ''] = stdout.split('\n… this cell has printed 8 MB');
      const lines = shown.trimEnd().split('\n');
      assert.deepEqual(
        lines.map(Number),
        Array.from(lines, (_, place) => place),
        'not the first lines',
      );
      const [, left] = /\n… ([\d,]+) more lines left out \(\d+ MB\); the end:\n/.exec(after)!;
      assert.equal(lines.length + Number(left!.replace(',', '')), 30_000);
      assert.match(after, / 29998\n *29999\n$/);
    });

    it("shows a child process's own output, before the cell ends", async () => {
      const { stdout, stderr } = await run(
        session,
        `import { spawnSync } from 'node:child_process';
         spawnSync(process.execPath, ['-e', 'console.log("native"); console.error("warning")'], { stdio: 'inherit' });`,
      );
      assert.deepEqual([stdout, stderr], ['native\n', 'warning\n']);
    });

    it('shows output while the cell runs', async () => {
      const when: boolean[] = [];
      let isOver = false;
      const reply = session.execute(
        'console.log(1); const end = Date.now() + 300; while (Date.now() < end);',
        () => when.push(isOver),
      );
      await reply;
      isOver = true;
      assert.deepEqual(when, [false]);
    });
  });
}

describe('kernel: requests, displays, deaths', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => {
    const requests = {
      check: (payload: unknown, context: { taskSource(task: string): string | undefined }) =>
        Promise.resolve({ payload, source: context.taskSource('mask') }),
      fail: () => Promise.reject(new Error('no such task')),
    };
    session = await Session.start({ cwd: tmpdir(), requests });
  });
  after(() => session.dispose());

  const host = 'const host: any = (globalThis as any)[Symbol.for("blossom.host")];';

  it('answers a request of a cell with the source of the last run cell of a task', async () => {
    await resultOf(session, '// task: mask\n"first"', '// task: mask\n"second"', host);
    const answer = await resultOf(session, 'JSON.stringify(await host.request("check", { task: "mask" }))');
    assert.match(answer!, /"payload":\{"task":"mask"\}/);
    assert.match(answer!, /task: mask\\\\n\\\\"second/);
  });

  it('rejects a request that fails or that nobody answers, at the line that asked', async () => {
    const failed = await run(session, '\nawait host.request("fail")');
    assert.equal(failed.reply.error?.evalue, 'no such task');
    assert.match(failed.reply.error!.traceback.join('\n'), /line 2/);
    assert.match(
      (await run(session, 'await host.request("constructor")')).reply.error!.evalue,
      /does not answer "constructor"/,
    );
  });

  it('shows, updates and clears displays', async () => {
    const { outputs } = await run(
      session,
      'host.display({ "text/plain": "1" }, { id: "d" }); host.display({ "text/plain": "2" }, { id: "d", update: true }); host.clear(true);',
    );
    assert.deepEqual(outputs, [
      {
        output_type: 'display_data',
        data: { 'text/plain': '1' },
        metadata: {},
        transient: { display_id: 'd' },
      },
      {
        output_type: 'update_display_data',
        data: { 'text/plain': '2' },
        metadata: {},
        transient: { display_id: 'd' },
      },
      { output_type: 'clear_output', wait: true },
    ]);
  });

  const deaths: [what: string, code: string, reason: RegExp, name?: NodeJS.Platform][] = [
    ['process.exit', 'process.exit(3)', /process\.exit\(3\) was called/],
    ['SIGKILL', 'process.kill(process.pid, "SIGKILL")', /was killed \(SIGKILL\)/],
    ['a native crash', 'process.abort()', /crashed in native code/],
  ];
  for (const [what, code, reason] of deaths) {
    it(`reports ${what} in the cell, aborts those that wait, runs the next one in a new process`, async function () {
      if (process.platform === 'win32') return this.skip();
      await resultOf(session, 'const gone = 1');
      const dying = run(session, `console.log("last words"); ${code}`);
      const waiting = run(session, '1');
      const { reply, stdout, outputs } = await dying;
      assert.equal(stdout, 'last words\n');
      assert.equal(reply.error?.ename, 'KernelDied');
      assert.match(reply.error.evalue, reason);
      assert.match(reply.error.evalue, /variables are gone/);
      assert.equal(outputs.at(-1)?.output_type, 'error');
      assert.equal((await waiting).reply.status, 'aborted');
      assert.match((await run(session, 'gone')).reply.error!.evalue, /Cannot find name 'gone'/);
    });
  }

  it('restarts without variables', async () => {
    await resultOf(session, 'const variable = 1');
    await session.restart();
    const { reply } = await run(session, 'variable');
    assert.match(reply.error!.evalue, /Cannot find name 'variable'/);
    assert.equal(reply.executionCount, 1);
  });

  it('names memory as the reason, without the machine words', async () => {
    const options = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--max-old-space-size=200';
    const small = await Session.start({ cwd: tmpdir() });
    try {
      const { reply, stderr } = await run(
        small,
        'const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}))',
      );
      assert.match(reply.error!.evalue, /ran out of memory/);
      assert.doesNotMatch(stderr, /GC|FATAL|0x/);
    } finally {
      await small.dispose();
      if (options === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = options;
    }
  });

  it('says what to do where the folder is missing', async () => {
    await assert.rejects(
      Session.start({ cwd: '/no/such/folder' }),
      /Cannot start the process[^]*Check that the folder exists/,
    );
  });
});
