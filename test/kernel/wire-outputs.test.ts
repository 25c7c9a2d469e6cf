/** Outputs as front ends get them: under which cell, in which message, with what in it. */
import assert from 'node:assert/strict';
import type { Message } from 'kernel-lib/dist/kernel/wire.js';
import { Client, kinds, streamText } from './client.js';

describe('kernel: outputs on the wire', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(() => client.close());

  const contents = (published: readonly Message[], type: string) =>
    published.filter(({ header }) => header.msg_type === type).map(({ content }) => content);

  it('keeps late text and late errors under their own cell, after its idle', async () => {
    const early = client.send('execute_request', {
      code: [
        'setTimeout(() => console.log("late"), 200);',
        'setTimeout(() => { throw new RangeError("in a timer") }, 210);',
        'setTimeout(() => { void Promise.reject("alone") }, 220); undefined',
      ].join('\n'),
      silent: false,
    });
    await client.answerTo(early);
    assert.deepEqual(kinds(client.of(early)), ['busy', 'execute_input', 'idle']);
    const later = await client.execute('await new Promise((r) => setTimeout(r, 10)); console.log("mine")');
    await client.until(() => kinds(client.of(early)).length === 5);
    assert.deepEqual(kinds(client.of(early)), ['busy', 'execute_input', 'idle', 'error', 'error']);
    assert.equal(streamText(client.of(early)), 'late\n');
    assert.deepEqual(
      contents(client.of(early), 'error').map(({ ename, evalue }) => [ename, evalue]),
      [
        ['RangeError', 'in a timer'],
        ['Thrown', 'alone'],
      ],
    );
    assert.equal(streamText(later.published), 'mine\n');
    assert.equal((await client.execute('1')).reply['status'], 'ok', 'the kernel went on');
  });

  it('publishes a rejection of the same tick before idle', async () => {
    const { published } = await client.execute('void Promise.reject(new Error("alone"))');
    assert.deepEqual(kinds(published), ['busy', 'execute_input', 'error', 'idle']);
  });

  it('publishes nothing of a silent cell, also not what comes late or fails', async () => {
    const code = [
      'setTimeout(() => console.log("late"), 20);',
      'setTimeout(() => { throw new Error("late") }, 20);',
      'console.log("now"); await new Promise((r) => setTimeout(r, 60)); throw new Error("x")',
    ].join('\n');
    const { published, reply } = await client.execute(code, { silent: true });
    assert.equal(reply['status'], 'error');
    assert.deepEqual(kinds(published), ['busy', 'idle']);
    assert.equal(streamText(published), '');
  });

  it('sends bundles with several types, metadata, an id; updates them; clears', async () => {
    const { published } = await client.execute(
      [
        'import { display, clearOutput } from "kernel-lib";',
        'const many = (n: number) => ({ [Symbol.for("blossom.bundle")]: () => ({',
        '  "text/html": `<b>${n}</b>`, "text/plain": String(n), "application/json": { n }, "image/png": Buffer.from([n]) }) });',
        'display(many(1), { id: "m", metadata: { "image/png": { width: 5 } } });',
        'clearOutput(true); display(many(2), { id: "m", update: true }); clearOutput();',
      ].join('\n'),
    );
    assert.deepEqual(kinds(published).slice(2, -1), [
      'display_data',
      'clear_output',
      'update_display_data',
      'clear_output',
    ]);
    const data = (n: number, image: string) => ({
      'text/html': `<b>${n}</b>`,
      'text/plain': String(n),
      'application/json': { n },
      'image/png': image,
    });
    const transient = { display_id: 'm' };
    assert.deepEqual(contents(published, 'display_data'), [
      { data: data(1, 'AQ=='), metadata: { 'image/png': { width: 5 } }, transient },
    ]);
    assert.deepEqual(contents(published, 'update_display_data'), [
      { data: data(2, 'Ag=='), metadata: {}, transient },
    ]);
    assert.deepEqual(contents(published, 'clear_output'), [{ wait: true }, { wait: false }]);
  });

  it('publishes a type error as an error message', async () => {
    const { published, reply } = await client.execute('const n: number = "text";');
    const [error] = contents(published, 'error');
    assert.equal(error!['ename'], 'TypeScriptError');
    assert.match(String(error!['evalue']), /line 1 column 7: Type 'string'/);
    assert.deepEqual([reply['ename'], reply['evalue']], [error!['ename'], error!['evalue']]);
  });

  it('publishes class, fields and cause of a custom error', async () => {
    const { published } = await client.execute(
      'class Frost extends Error { degrees = -3 }\nthrow new Frost("cold", { cause: new TypeError("wind") });',
    );
    const [error] = contents(published, 'error');
    assert.deepEqual([error!['ename'], error!['evalue']], ['Frost', 'cold']);
    assert.match(
      (error!['traceback'] as string[]).join('\n'),
      /degrees: -3[^]*Caused by:\n {2}TypeError: wind/,
    );
  });

  it("publishes a long line and a process's text whole, before idle", async () => {
    const { published } = await client.execute(
      'import { spawnSync } from "node:child_process";\n' +
        'console.log("花".repeat(1_700_000));\n' +
        'spawnSync(process.execPath, ["-e", "console.log(1); console.error(2)"], { stdio: "inherit" }); 3',
    );
    assert.equal(streamText(published), `${'花'.repeat(1_700_000)}\n1\n`);
    assert.equal(streamText(published, 'stderr'), '2\n');
    assert.deepEqual(kinds(published).slice(-2), ['execute_result', 'idle']);
  });
});
