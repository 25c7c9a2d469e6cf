import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Client, kinds, streamText } from './client.js';
import { gone } from '../support/processes.js';

describe('kernel: the protocol', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(() => client.close());

  const requests: [type: string, content: Record<string, unknown>][] = [
    ['kernel_info_request', {}],
    ['comm_info_request', {}],
    ['history_request', { hist_access_type: 'tail', n: 3, output: false, raw: true }],
    ['is_complete_request', { code: '1 +' }],
    ['complete_request', { code: 'Math.ma', cursor_pos: 7 }],
    ['inspect_request', { code: 'Math', cursor_pos: 2, detail_level: 0 }],
    ['execute_request', { code: '1', silent: false }],
    ['execute_request', { code: 'throw 1', silent: false }],
    ['execute_request', { code: '1', silent: true }],
    ['execute_request', { code: '', silent: false }],
    ['interrupt_request', {}],
    ['debug_request', {}],
  ];
  for (const [type, content] of requests) {
    it(`publishes one busy, then one idle for ${type} ${JSON.stringify(content)}`, async () => {
      const { reply, published } = await client.request(type, content);
      const states = kinds(published).filter((kind) => kind === 'busy' || kind === 'idle');
      assert.deepEqual(states, ['busy', 'idle']);
      assert.equal(kinds(published).at(-1), 'idle');
      assert.match(String(reply['status']), /^(ok|error|incomplete)$/);
    });
  }

  it('says what it is', async () => {
    const { reply } = await client.request('kernel_info_request', {});
    assert.equal(reply['status'], 'ok');
    assert.equal(reply['protocol_version'], '5.4');
    const language = reply['language_info'] as Record<string, unknown>;
    assert.deepEqual(
      [language['name'], language['mimetype'], language['file_extension']],
      ['typescript', 'text/typescript', '.ts'],
    );
  });

  it('publishes the input, what was printed, the result', async () => {
    const { reply, published } = await client.execute('console.log("out"); console.error("err"); 6 * 7');
    assert.equal(reply['status'], 'ok');
    assert.deepEqual(kinds(published), ['busy', 'execute_input', 'execute_result', 'idle']);
    assert.equal(streamText(published), 'out\n');
    assert.equal(streamText(published, 'stderr'), 'err\n');
    const [input, result] = ['execute_input', 'execute_result'].map(
      (type) => published.find(({ header }) => header.msg_type === type)!.content,
    );
    assert.deepEqual(result!['data'], { 'text/plain': '42' });
    assert.equal(result!['execution_count'], reply['execution_count']);
    assert.equal(input!['execution_count'], reply['execution_count']);
  });

  it('gives an error its name, value and the line in the cell, in reply and message', async () => {
    const { reply, published } = await client.execute(
      'const ok = 1;\nnull!.boom;'.replace('null!', '(null as any)'),
    );
    const error = published.find(({ header }) => header.msg_type === 'error')!.content;
    assert.equal(reply['status'], 'error');
    assert.equal(reply['ename'], 'TypeError');
    assert.match(String(reply['evalue']), /reading 'boom'/);
    assert.match((reply['traceback'] as string[]).join('\n'), /cell \[\d+\] line 2/);
    assert.deepEqual([error['ename'], error['evalue']], [reply['ename'], reply['evalue']]);
  });

  it('counts only cells that are stored', async () => {
    const count = async (options: object) =>
      Number((await client.execute('0', options as Record<string, unknown>)).reply['execution_count']);
    const first = await count({});
    assert.equal(await count({ store_history: false }), first);
    assert.equal(await count({ silent: true }), first);
    assert.equal(await count({}), first + 1);
  });

  it('publishes nothing but its state for a silent cell', async () => {
    const { published } = await client.execute('console.log("secret"); 5', { silent: true });
    assert.deepEqual(
      published.map(({ header }) => header.msg_type),
      ['status', 'status'],
    );
  });

  it('aborts the cells that wait behind an error, and runs the next one', async () => {
    const sent = ['throw new Error("first")', 'console.log("never")', '3'].map((code) =>
      client.send('execute_request', { code, silent: false }),
    );
    const answers = await Promise.all(sent.map((id) => client.answerTo(id)));
    assert.deepEqual(
      answers.map(({ reply }) => reply['status']),
      ['error', 'aborted', 'aborted'],
    );
    assert.deepEqual(kinds(answers[1]!.published), ['busy', 'idle']);
    assert.equal((await client.execute('4')).reply['status'], 'ok');
  });

  it('runs on behind an error where stop_on_error is false', async () => {
    const failing = client.send('execute_request', { code: 'throw 1', silent: false, stop_on_error: false });
    const next = client.send('execute_request', { code: '1', silent: false });
    assert.equal((await client.answerTo(failing)).reply['status'], 'error');
    assert.equal((await client.answerTo(next)).reply['status'], 'ok');
  });

  it('delivers 20,000 lines of one loop, in order, before idle', async () => {
    const { published } = await client.execute('for (let i = 0; i < 20000; i++) console.log(i)');
    const expected = Array.from({ length: 20000 }, (_, i) => `${i}\n`).join('');
    assert.equal(streamText(published), expected);
    assert.equal(kinds(published).at(-1), 'idle');
    const messages = published.filter(({ header }) => header.msg_type === 'stream').length;
    assert.ok(messages < 1000, `20,000 lines came in ${messages} messages`);
  });

  it('counts cursor positions in code points', async () => {
    const code = 'const 花 = "🌸🌸"; Math.ma';
    const length = [...code].length;
    const { reply } = await client.request('complete_request', { code, cursor_pos: length });
    assert.deepEqual([reply['cursor_start'], reply['cursor_end']], [length - 2, length]);
    assert.ok((reply['matches'] as string[]).includes('max'));
    const inspected = await client.request('inspect_request', {
      code,
      cursor_pos: length - 5,
      detail_level: 0,
    });
    assert.equal(inspected.reply['found'], true);
    assert.match(JSON.stringify(inspected.reply['data']), /Math/);
  });

  it('answers heartbeat and kernel_info while a cell keeps its process busy; interrupts by message', async () => {
    await client.execute('let kept = "kept"');
    const busy = client.send('execute_request', { code: 'console.log("on"); for (;;);', silent: false });
    await client.until(() => streamText(client.of(busy)) === 'on\n');
    assert.equal(await client.beat('alive'), 'alive');
    assert.equal((await client.request('kernel_info_request', {}, 'control')).reply['status'], 'ok');
    assert.equal((await client.request('interrupt_request', {}, 'control')).reply['status'], 'ok');
    const { reply } = await client.answerTo(busy);
    assert.deepEqual([reply['status'], reply['ename']], ['error', 'KeyboardInterrupt']);
    assert.equal((await client.execute('kept')).reply['status'], 'ok');
  });

  it('stays alive under a cell that prints without end, and publishes only so much of it', async () => {
    const flood = client.send('execute_request', {
      code: 'for (;;) console.log("x".repeat(10_000))',
      silent: false,
    });
    await client.until(() => streamText(client.of(flood)).endsWith('to a file instead.\n'));
    assert.equal(await client.beat('alive'), 'alive');
    assert.equal((await client.request('kernel_info_request', {}, 'control')).reply['status'], 'ok');
    await client.request('interrupt_request', {}, 'control');
    const { reply, published } = await client.answerTo(flood);
    assert.equal(reply['ename'], 'KeyboardInterrupt');
    const text = streamText(published);
    assert.ok(text.length < 9 * 1024 * 1024, `${text.length} characters`);
    assert.match(text.slice(-6000), /more lines? left out/);
  });

  it('sends of displays that change faster than anyone can look what stays', async () => {
    const { published } = await client.execute(
      'import { display, clearOutput, html } from "kernel-lib";\n' +
        'display(html("0"), { id: "a" });\n' +
        'for (let i = 1; i <= 20_000; i++) display(html(String(i)), { id: "a", update: true });\n' +
        'for (let i = 1; i <= 20_000; i++) { clearOutput(true); console.log(i); }',
    );
    const updates = published.filter(({ header }) => header.msg_type === 'update_display_data');
    assert.deepEqual(updates.at(-1)!.content['data'], { 'text/html': '20000', 'text/plain': '20000' });
    const clears = kinds(published).filter((kind) => kind === 'clear_output');
    assert.ok(updates.length < 5000 && clears.length < 5000, `${updates.length}, ${clears.length} messages`);
    const last = published.findLastIndex(({ header }) => header.msg_type === 'clear_output');
    assert.equal(streamText(published.slice(last)), '20000\n');
  });

  it('interrupts by signal', async function () {
    if (process.platform === 'win32') return this.skip();
    const busy = client.send('execute_request', {
      code: 'await 1; console.log("on"); for (;;);',
      silent: false,
    });
    await client.until(() => streamText(client.of(busy)) === 'on\n');
    client.process.kill('SIGINT');
    assert.equal((await client.answerTo(busy)).reply['ename'], 'KeyboardInterrupt');
    // Without a running cell the signal changes nothing.
    client.process.kill('SIGINT');
    assert.equal((await client.execute('1')).reply['status'], 'ok');
  });

  it('drops forged and malformed messages, and logs them', async () => {
    const forged = client.encode('execute_request', { code: 'console.log("forged")', silent: false });
    forged[1] = '0'.repeat(64);
    client.sendRaw(forged);
    client.sendRaw(['nonsense']);
    client.sendRaw(['<IDS|MSG>', '', '{', '{}', '{}', '{}']);
    const { published } = await client.execute('"after"');
    assert.ok(!JSON.stringify(client.published).includes('forged'));
    assert.deepEqual(kinds(published), ['busy', 'execute_input', 'execute_result', 'idle']);
    await client.until(() => client.errors.split('dropped').length === 4);
    assert.match(client.errors, /signature is wrong/);
  });

  it('closes a comm that nobody serves', async () => {
    const id = client.send('comm_open', { comm_id: 'c1', target_name: 'none', data: {} });
    await client.until(() => kinds(client.of(id)).includes('idle'));
    assert.deepEqual(kinds(client.of(id)), ['busy', 'comm_close', 'idle']);
  });

  it('tells the cells that ran', async () => {
    await client.execute('const remembered = 1');
    const { reply } = await client.request('history_request', {
      hist_access_type: 'tail',
      n: 1,
      output: false,
    });
    const [entry] = reply['history'] as [number, number, string][];
    assert.equal(entry![2], 'const remembered = 1');
  });

  it('reports a dead process in the cell and runs the next one', async () => {
    const { reply } = await client.execute('process.exit(3)');
    assert.deepEqual([reply['status'], reply['ename']], ['error', 'KernelDied']);
    assert.match(String(reply['evalue']), /process\.exit\(3\) was called/);
    assert.equal((await client.execute('1 + 1')).reply['status'], 'ok');
  });
});

describe('kernel: its end', function () {
  this.timeout(60_000);
  for (const restart of [true, false]) {
    it(`shuts down with restart ${restart}, and leaves no process behind`, async () => {
      const client = await Client.start();
      try {
        const { published } = await client.execute('console.log(process.pid)');
        const child = Number(streamText(published));
        const ended = once(client.process, 'exit');
        const { reply } = await client.request('shutdown_request', { restart }, 'control');
        assert.deepEqual(reply, { status: 'ok', restart });
        assert.deepEqual(await ended, [0, null]);
        assert.throws(() => process.kill(child, 0), { code: 'ESRCH' });
      } finally {
        await client.close();
      }
    });
  }

  it('a child whose parent is killed ends itself, even in a loop', async () => {
    const client = await Client.start();
    try {
      const busy = client.send('execute_request', {
        code: 'console.log(process.pid); for (;;);',
        silent: false,
      });
      await client.until(() => streamText(client.of(busy)).endsWith('\n'));
      const child = Number(streamText(client.of(busy)));
      client.process.kill('SIGKILL');
      await once(client.process, 'exit');
      await gone(child);
    } finally {
      await client.close();
    }
  });
});
