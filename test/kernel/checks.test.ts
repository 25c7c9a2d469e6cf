/** What the check of a cell finds and refuses, and in which words. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { errorOf, resultOf, run } from './run.js';

describe('kernel: the check of a cell', function () {
  this.timeout(60_000);
  let session: Session;
  before(async () => (session = await Session.start({ cwd: tmpdir() })));
  after(() => session.dispose());

  it('disposes what a failing cell holds, and later cells do not know its name', async () => {
    await resultOf(session, 'const disposed: string[] = []');
    const { reply } = await run(
      session,
      'using held = { [Symbol.dispose]: () => void disposed.push("held") };\nthrow new Error("stop")',
    );
    assert.match(reply.error!.traceback.join('\n'), /Error: stop[^]*line 2 column 7/);
    assert.equal(await resultOf(session, 'disposed'), "[ 'held' ]");
    assert.match((await errorOf(session, 'held')).evalue, /Cannot find name 'held'/);
  });

  it('checks values of an older class by the older class', async () => {
    await resultOf(
      session,
      'class Seed { old = 1 } const seed = new Seed(); const seeds = [seed]',
      'class Seed { young = 2 }',
    );
    const { evalue } = await errorOf(session, 'const s: Seed = seed');
    assert.match(evalue, /Property 'young' is missing in type 'Seed_earlier1' but required in type 'Seed'/);
    assert.match((await errorOf(session, 'seeds[0].young')).evalue, /does not exist on type 'Seed_earlier1'/);
    assert.ok(!(await session.complete('See', 3)).matches.includes('Seed_earlier1'));
    // Nothing needs the old class any more: a third one is again the second.
    await resultOf(session, 'const seed = 1, seeds = 2', 'class Seed { third = 3 }');
    assert.match((await errorOf(session, 'Seed_earlier1')).evalue, /Cannot find name/);
  });

  it('refuses JSX with one sentence', async () => {
    for (const code of ['const e = <b>text</b>', 'f(<br/>)', '<>\n  <i/>\n</>']) {
      const { evalue, traceback } = await errorOf(session, code);
      assert.match(evalue, /^line 1 column \d+: A cell takes no JSX: /);
      assert.equal(traceback.filter((line) => /^line/.test(line)).length, 1);
    }
  });

  it('gives the reasons of a type error, and each error once', async () => {
    const { evalue, traceback } = await errorOf(
      session,
      '\nconst o: { a: { b: number } } = { a: { b: "x" } };\nlet p: { q: number } = { a: 1 } as any as { a: string };',
    );
    assert.match(evalue, /^line 2 column 40: Type 'string' is not assignable to type 'number'\. \(TS2322\)$/);
    assert.match(traceback.join('\n'), /line 3 column 5: Property 'q' is missing/);
  });

  it('says where an unfinished cell breaks off', async () => {
    const { evalue } = await errorOf(session, '\nif (true) {\n  1');
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
    assert.match((await errorOf(session, 'const strict: string = 5')).evalue, /TS2322/);
  });
});
