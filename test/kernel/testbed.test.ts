/** The 27 checks of runtimed's kernel test bed, by their names, each as strict as the protocol allows. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Message } from 'kernel-lib/dist/kernel/wire.js';
import { Client, kinds, streamText } from './client.js';

type Content = Record<string, unknown>;

describe('kernel: the public test bed', function () {
  this.timeout(60_000);
  let client: Client;
  before(async () => (client = await Client.start()));
  after(() => client.close());

  const info = async () => (await client.request('kernel_info_request', {})).reply;
  const contentOf = (published: readonly Message[], type: string): Content =>
    published.find(({ header }) => header.msg_type === type)?.content ??
    assert.fail(`no ${type} was published`);

  const checks: Record<string, () => Promise<void>> = {
    async heartbeat_responds() {
      for (const beat of ['ping', 'pong', '']) assert.equal(await client.beat(beat), beat);
    },
    async iopub_welcome() {
      const { header, content } = await client.subscribeAgain('');
      assert.deepEqual([header.msg_type, content], ['iopub_welcome', { subscription: '' }]);
    },
    async kernel_info_reply_valid() {
      const reply = await info();
      assert.equal(reply['status'], 'ok');
      for (const field of ['implementation', 'implementation_version', 'banner']) {
        assert.match(String(reply[field]), /\S/, field);
      }
    },
    async kernel_info_has_language_info() {
      const language = (await info())['language_info'] as Content;
      assert.deepEqual([language['name'], language['file_extension']], ['typescript', '.ts']);
      assert.match(String(language['version']), /^\d+\.\d+/);
      assert.match(String(language['mimetype']), /typescript/);
    },
    async kernel_info_has_protocol_version() {
      assert.equal((await info())['protocol_version'], '5.4');
    },
    async execute_stdout() {
      assert.equal(streamText((await client.execute("console.log('hello')")).published), 'hello\n');
    },
    async execute_stderr() {
      const { published } = await client.execute("console.error('hello')");
      assert.deepEqual([streamText(published, 'stderr'), streamText(published)], ['hello\n', '']);
    },
    async execute_reply_ok() {
      const { reply } = await client.execute('1 + 1');
      const { execution_count: count, ...rest } = reply;
      assert.deepEqual(rest, { status: 'ok', user_expressions: {}, payload: [] });
      assert.ok(Number.isInteger(count));
    },
    async status_busy_idle_lifecycle() {
      const states = kinds((await client.execute('1')).published);
      assert.deepEqual([states[0], states.at(-1)], ['busy', 'idle']);
    },
    async execute_input_broadcast() {
      const { reply, published } = await client.execute('40 + 2');
      const execution_count = reply['execution_count'];
      assert.deepEqual(contentOf(published, 'execute_input'), { code: '40 + 2', execution_count });
    },
    async complete_request() {
      const { reply } = await client.request('complete_request', { code: 'consol', cursor_pos: 6 });
      assert.ok((reply['matches'] as string[]).includes('console'));
      assert.deepEqual([reply['cursor_start'], reply['cursor_end']], [0, 6]);
    },
    async inspect_request() {
      const asked = { code: 'Math.max', cursor_pos: 7, detail_level: 0 };
      const { reply } = await client.request('inspect_request', asked);
      assert.deepEqual([reply['status'], reply['found']], ['ok', true]);
      assert.match(String((reply['data'] as Content)['text/plain']), /max\(.*number/);
    },
    async is_complete_complete() {
      const { reply } = await client.request('is_complete_request', { code: 'const x = 1' });
      assert.equal(reply['status'], 'complete');
    },
    async is_complete_incomplete() {
      const { reply } = await client.request('is_complete_request', { code: 'function f() {' });
      assert.deepEqual([reply['status'], typeof reply['indent']], ['incomplete', 'string']);
    },
    async history_request() {
      await client.execute('"for the history"');
      const asked = { hist_access_type: 'tail', n: 1, output: true, raw: true };
      const { reply } = await client.request('history_request', asked);
      const [[, , entry]] = reply['history'] as [[number, number, [string, string]]];
      assert.deepEqual(entry, ['"for the history"', "'for the history'"]);
    },
    async comm_info_request() {
      const { reply } = await client.request('comm_info_request', {});
      assert.deepEqual(reply, { status: 'ok', comms: {} });
    },
    async error_handling() {
      const { reply, published } = await client.execute('throw new RangeError("far")');
      const { ename, evalue, traceback } = contentOf(published, 'error');
      assert.deepEqual([reply['status'], ename, evalue], ['error', 'RangeError', 'far']);
      assert.deepEqual([reply['ename'], reply['evalue'], reply['traceback']], [ename, evalue, traceback]);
      const syntax = await client.execute('const = 1');
      assert.equal(contentOf(syntax.published, 'error')['ename'], 'SyntaxError');
    },
    async display_data() {
      const { published } = await client.execute("import { display } from 'tslab'; display.html('<b>x</b>')");
      assert.deepEqual((contentOf(published, 'display_data')['data'] as Content)['text/html'], '<b>x</b>');
    },
    async update_display_data() {
      const { published } = await client.execute(
        "import { newDisplay } from 'tslab'; const place = newDisplay(); place.text('a'); place.text('b')",
      );
      const [first, second] = ['display_data', 'update_display_data'].map((type) =>
        contentOf(published, type),
      );
      assert.deepEqual(second!['data'], { 'text/plain': 'b' });
      assert.match(String((first!['transient'] as Content)['display_id']), /\S/);
      assert.deepEqual(first!['transient'], second!['transient']);
    },
    async execute_result() {
      const { reply, published } = await client.execute('6 * 7');
      const result = contentOf(published, 'execute_result');
      assert.deepEqual((result['data'] as Content)['text/plain'], '42');
      assert.equal(result['execution_count'], reply['execution_count']);
    },
    async rich_execute_result() {
      const { published } = await client.execute("import { html } from 'kernel-lib'; html('<i>rich</i>')");
      const data = contentOf(published, 'execute_result')['data'] as Content;
      assert.match(String(data['text/html']), /<i>rich<\/i>/);
      assert.equal(typeof data['text/plain'], 'string');
    },
    async stdin_input_request() {
      const code = "import { prompt } from 'kernel-lib'; console.log(await prompt('Enter: '))";
      const id = client.send('execute_request', { code, silent: false, allow_stdin: true });
      assert.equal((await client.answerQuestion('test_input_42')).content['prompt'], 'Enter: ');
      const { reply, published } = await client.answerTo(id);
      assert.deepEqual([reply['status'], streamText(published)], ['ok', 'test_input_42\n']);
    },
    async comms_lifecycle() {
      const open = { comm_id: 'bed-1', target_name: 'jupyter.kernel_testbed.test', data: {} };
      const refused = client.send('comm_open', open);
      await client.until(() => kinds(client.of(refused)).includes('idle'));
      assert.equal(contentOf(client.of(refused), 'comm_close')['comm_id'], 'bed-1');
      await client.execute(
        `import { registerCommTarget } from 'kernel-lib';
         registerCommTarget('bed', (comm) => comm.onMessage(({ data }) => comm.send(data)));`,
      );
      client.send('comm_open', { comm_id: 'bed-2', target_name: 'bed', data: {} });
      client.send('comm_msg', { comm_id: 'bed-2', data: { ping: 1 } });
      const echo = () => client.published.find(({ header }) => header.msg_type === 'comm_msg');
      await client.until(() => echo() !== undefined);
      assert.deepEqual(echo()!.content, { comm_id: 'bed-2', data: { ping: 1 } });
      const closed = client.send('comm_close', { comm_id: 'bed-2', data: {} });
      await client.until(() => kinds(client.of(closed)).includes('idle'));
      assert.deepEqual((await client.request('comm_info_request', {})).reply['comms'], {});
    },
    async interrupt_request() {
      const id = client.send('execute_request', { code: 'console.log("on"); for (;;);', silent: false });
      await client.until(() => streamText(client.of(id)) === 'on\n');
      assert.deepEqual((await client.request('interrupt_request', {}, 'control')).reply, { status: 'ok' });
      assert.equal((await client.answerTo(id)).reply['ename'], 'KeyboardInterrupt');
      assert.deepEqual((await client.request('interrupt_request', {}, 'control')).reply, { status: 'ok' });
    },
    async execution_count_increments() {
      const count = async () => Number((await client.execute('1')).reply['execution_count']);
      const first = await count();
      assert.equal(await count(), first + 1);
    },
    async parent_header_correlation() {
      const ids = ['console.log(1)', 'console.log(2)'].map((code) =>
        client.send('execute_request', { code, silent: false }),
      );
      for (const [i, id] of ids.entries()) {
        const { published } = await client.answerTo(id);
        assert.equal(streamText(published), `${i + 1}\n`);
        assert.deepEqual(kinds(published), ['busy', 'execute_input', 'idle']);
        assert.ok(published.every(({ parent }) => parent.session !== undefined && parent.msg_id === id));
      }
    },
    async shutdown_reply() {
      const ended = once(client.process, 'exit');
      const { reply } = await client.request('shutdown_request', { restart: false }, 'control');
      assert.deepEqual(reply, { status: 'ok', restart: false });
      assert.deepEqual(await ended, [0, null]);
    },
  };

  for (const [name, check] of Object.entries(checks)) it(name, check);

  it('are all that there are', () => assert.equal(Object.keys(checks).length, 27));
});
