import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { Client, streamText } from './client.js';
import { resultOf, run } from './run.js';

describe('kernel: what lies beside the notebook', function () {
  this.timeout(60_000);
  let folder: string;
  let session: Session;
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'kernel-beside-')));
    for (const name of ['kernel-lib', 'tslab', 'typescript', '@tslab/typescript-for-tslab', 'student']) {
      const place = join(folder, 'node_modules', name);
      mkdirSync(place, { recursive: true });
      writeFileSync(
        join(place, 'package.json'),
        JSON.stringify({ name, version: '9.9.9', main: 'index.js', types: 'index.d.ts' }),
      );
      writeFileSync(join(place, 'index.js'), `exports.whose = "the student's"; exports.version = '9.9.9';`);
      writeFileSync(
        join(place, 'index.d.ts'),
        'export declare const whose: string; export declare const version: string;',
      );
    }
    session = await Session.start({ cwd: folder });
  });
  after(async () => {
    await session.dispose();
    rmSync(folder, { recursive: true });
  });

  it("serves the student's own imports", async () => {
    assert.equal(await resultOf(session, "import { whose } from 'student'; whose"), `"the student's"`);
    assert.equal(
      await resultOf(session, "import { version as theirs } from 'typescript'; theirs"),
      "'9.9.9'",
    );
  });

  it('never stands for kernel-lib or tslab', async () => {
    assert.equal(
      await resultOf(session, "import { countTokens } from 'kernel-lib'; typeof countTokens"),
      "'function'",
    );
    assert.equal(await resultOf(session, "'whose' in require('kernel-lib')"), 'false');
    assert.equal(await resultOf(session, "'whose' in require('tslab')"), 'false');
    const { reply } = await run(session, "import { whose as sneaked } from 'kernel-lib'");
    assert.match(reply.error!.evalue, /has no exported member 'whose'/);
  });

  it('never stands for the TypeScript that checks cells', async () => {
    const { reply } = await run(session, 'const wrong: number = "text"');
    assert.match(reply.error!.evalue, /not assignable to type 'number'/);
  });

  it('is where cells work', async () => {
    assert.equal(await resultOf(session, 'process.cwd()'), `'${folder}'`);
  });

  it('runs on when a cell replaces what the kernel itself uses', async () => {
    await run(
      session,
      `require('node:vm').runInThisContext = () => undefined; require('node:fs').writeSync = () => 0;
       JSON.stringify = () => '{}'; JSON.parse = () => ({});`,
    );
    assert.equal(await resultOf(session, '6 * 7'), '42');
    assert.equal((await run(session, 'console.log("still")')).stdout, 'still\n');
  });
});

describe('kernel: what the process that runs cells is not given', function () {
  this.timeout(60_000);

  it('has neither the connection key nor variables of the kernel and of Jupyter', async () => {
    const theirs = {
      JPY_PARENT_PID: String(process.pid),
      JPY_SESSION_NAME: 'a',
      JPY_API_TOKEN: 'b',
      IPY_INTERRUPT_EVENT: '7',
    };
    const client = await Client.start(undefined, { ...process.env, ...theirs, STUDENTS_OWN: 'kept' });
    try {
      const { published } = await client.execute(
        `const fs = require('node:fs');
         const open = fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').map((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd) } catch { return '' } }) : [];
         console.log(JSON.stringify({ env: process.env, argv: process.argv, execArgv: process.execArgv, command: fs.existsSync('/proc/self/cmdline') ? fs.readFileSync('/proc/self/cmdline', 'utf8') : '', open }))`,
      );
      const text = streamText(published);
      const { env, argv } = JSON.parse(text) as { env: Record<string, string>; argv: string[] };
      assert.equal(env['STUDENTS_OWN'], 'kept');
      assert.deepEqual(
        Object.keys(env).filter((name) => Object.hasOwn(theirs, name)),
        [],
      );
      assert.ok(!text.includes(client.connection.key), 'the connection key is in sight');
      assert.ok(!text.includes('connection.json'), 'the connection file is in sight');
      assert.equal(argv.length, 1);
    } finally {
      await client.close();
    }
  });
});
